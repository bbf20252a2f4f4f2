"""Keys from a seed: the same each time, of two kinds, and never shown."""

from __future__ import annotations

import pytest

from badgeservice.credentials.curves import CurveName
from badgeservice.credentials.errors import KeyMalformedError, KeyUnsuitableError
from badgeservice.credentials.multikey import from_multibase
from badgeservice.credentials.securing.suite import require_ec
from badgeservice.storage.private_jwk import read_key_file
from badgeservice.storage.seeded_keys import ec_signer, seeded_signers

SEED = bytes(range(32))


def test_a_seed_gives_the_same_keys_each_time_and_another_gives_others() -> None:
    keys = {name: signer.public_key for name, signer in seeded_signers(SEED).items()}

    again = {name: signer.public_key for name, signer in seeded_signers(SEED).items()}
    others = {name: signer.public_key for name, signer in seeded_signers(bytes(32)).items()}

    assert keys == again
    assert not [name for name in keys if keys[name] == others[name]]
    assert set(keys) == {"Ed25519", "P-256"}


def test_signatures_hold_under_the_public_half() -> None:
    for signer in seeded_signers(SEED).values():
        signer.public_key.verify(signer.sign(b"x"), b"x")


@pytest.mark.parametrize("curve", ["P-256", "P-384", "P-521"])
def test_keys_on_every_curve_sign_and_are_written_as_multikeys(curve: CurveName) -> None:
    signer = ec_signer(curve, 7)

    key = signer.public_key
    key.verify(signer.sign(b"x"), b"x")
    assert from_multibase(key.multibase) == key


def test_no_proof_over_rdf_is_made_with_a_key_on_p521() -> None:
    key = ec_signer("P-521", 7).public_key

    with pytest.raises(KeyUnsuitableError):
        require_ec(key, "ecdsa-rdfc-2019")
    with pytest.raises(KeyMalformedError):
        _ = key.hash_name


def test_a_signer_does_not_show_its_key() -> None:
    for signer in seeded_signers(SEED).values():
        assert SEED.hex() not in repr(signer)


@pytest.mark.parametrize("seed", [b"", bytes(31), bytes(33)])
def test_a_seed_of_another_length_is_refused(seed: bytes) -> None:
    with pytest.raises(ValueError, match="32"):
        seeded_signers(seed)


def test_a_key_file_whose_secret_is_too_large_is_refused() -> None:
    public = {"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "A" * 43}

    with pytest.raises(KeyMalformedError):
        read_key_file({**public, "d": "_" * 43})
