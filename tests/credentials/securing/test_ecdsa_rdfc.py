"""`ecdsa-rdfc-2019`; the vectors are those of the W3C, whose document is that of `eddsa-rdfc-2022`.

Source: https://www.w3.org/TR/vc-di-ecdsa/#representation-ecdsa-rdfc-2019-with-curve-p-256 and
https://www.w3.org/TR/vc-di-ecdsa/#representation-ecdsa-rdfc-2019-with-curve-p-384
"""

import copy
import hashlib
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import pytest
from openvc.keys import P256SigningKey
from openvc.proof.di_ecdsa_rdfc import EcdsaRdfcProofSuite

from badgeservice.credentials import multibase
from badgeservice.credentials.canonical import canonicalise, canonicalise_by_sha384
from badgeservice.credentials.contexts.pinned import documents
from badgeservice.credentials.curves import CurveName
from badgeservice.credentials.errors import (
    KeyUnsuitableError,
    ProofMalformedError,
    SignatureInvalidError,
    UnsignedDataError,
)
from badgeservice.credentials.json_ld import PINNED_CONTEXTS
from badgeservice.credentials.rdfc import canonicalise_quads
from badgeservice.credentials.securing.ecdsa_rdfc import ECDSA_RDFC_2019
from badgeservice.credentials.securing.rdf_proofs import hash_data
from badgeservice.credentials.securing.suite import ProofWish
from tests.credentials.samples import SIGNER, SeededSigner, credential
from tests.credentials.securing.signers import (
    EcSigner,
    method,
    secured,
    w3c_contexts,
    w3c_json,
)

CURVES: tuple[CurveName, ...] = ("P-256", "P-384")


class Vector(NamedTuple):
    curve: CurveName
    secret: str
    public: str
    hashes: str
    proof_value: str


VECTORS: Final = (
    Vector(
        "P-256",
        "z42twTcNeSYcnqg1FLuSFs2bsGH3ZqbRHFmvS9XMsYhjxvHN",
        "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP",
        "3a8a522f689025727fb9d1f0fa99a618da023e8494ac74f51015d009d35abc2e"
        "517744132ae165a5349155bef0bb0cf2258fff99dfe1dbd914b938d775a36017",
        "zaHXrr7AQdydBk3ahpCDpWbxfLokDqmCToYm2dyWvpcFVyWooC2he63w1f7UNQoAMKdhaRtcnaE2KTo5o5vTCcfw",
    ),
    Vector(
        "P-384",
        "z2fanyY7zgwNpZGxX5fXXibvScNaUWNprHU9dKx7qpVj7mws9J8LLt4mDB5TyH2GLHWkUc",
        "z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ",
        "e32805a26492eac777aa7a138f6d8da3c74e0c7be7b296dcaccf97420c3b92ea"
        "ad7be6449ca565e165031567f5c7cbc18bf6e01df72c5b62f91b685231915ac4"
        "b8c58ea95f002c6b8f6bfafa1b251df476b56b8e01518e317dab099d3ecbff96",
        "z967Mvv5bxtmLNqTzPZ8KmJjFmFXaAKeQNzq7GWnQkMcLtaGSSmuozE5WtJ8PipMe178B1tE28K1vsJur9bGVJhz6"
        "jgSJsRHFSQeqgH8hhjcg8gZDFJC1b9FsR5ggNmDBqHv",
    ),
)
BY_CURVE = pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.curve)


def signer_of(vector: Vector) -> EcSigner:
    return EcSigner.from_multibase(vector.curve, vector.secret)


def published(vector: Vector) -> dict[str, Any]:
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": "ecdsa-rdfc-2019",
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": f"did:key:{vector.public}#{vector.public}",
        "proofPurpose": "assertionMethod",
        "proofValue": vector.proof_value,
    }


def verify(document: dict[str, Any], signer: EcSigner, **changes: Any) -> None:
    proof = {**document["proof"][0], **changes}
    ECDSA_RDFC_2019.verify(document, proof=proof, key=signer.public_key)


@pytest.mark.reference
@BY_CURVE
def test_the_published_hashes_come_out_byte_for_byte(vector: Vector) -> None:
    hashes = hash_data(
        w3c_json("unsigned.json"),
        published(vector),
        hash_name=signer_of(vector).public_key.hash_name,
        contexts=w3c_contexts(),
    )

    assert hashes.hex() == vector.hashes


@pytest.mark.reference
@BY_CURVE
def test_the_published_proof_is_made_byte_for_byte(vector: Vector) -> None:
    wish = ProofWish(
        verification_method=f"did:key:{vector.public}#{vector.public}",
        created=datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC),
    )
    signer = signer_of(vector)

    proof = ECDSA_RDFC_2019.create(
        w3c_json("unsigned.json"), wish=wish, signer=signer, contexts=w3c_contexts()
    )

    assert signer.public_key.multibase == vector.public
    assert proof == published(vector)


@pytest.mark.reference
@BY_CURVE
def test_the_published_proof_holds(vector: Vector) -> None:
    document, key = w3c_json("unsigned.json"), signer_of(vector).public_key

    ECDSA_RDFC_2019.verify(document, proof=published(vector), key=key, contexts=w3c_contexts())

    with pytest.raises(SignatureInvalidError):
        ECDSA_RDFC_2019.verify(
            {**document, "name": "x"}, proof=published(vector), key=key, contexts=w3c_contexts()
        )


def test_an_independent_library_agrees_both_ways() -> None:
    # On P-256 alone: on P-384 it labels unnamed nodes by SHA-256, against RDFC-1.0 and the suite.
    signer = EcSigner("P-256")
    theirs = P256SigningKey(signer.private_key, kid="x")
    suite = EcdsaRdfcProofSuite()

    ours = secured(ECDSA_RDFC_2019, signer)
    suite.verify(
        {**ours, "proof": ours["proof"][0]},
        public_key_jwk=theirs.public_jwk(),
        extra_contexts=dict(documents()),
        check_temporal=False,
    )
    made = suite.add_proof(
        credential(),
        signing_key=theirs,
        verification_method=method(signer),
        extra_contexts=dict(documents()),
    )

    ECDSA_RDFC_2019.verify(made, proof=made["proof"], key=signer.public_key)


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda d: d.update(validUntil="2099-01-01T00:00:00Z"), id="member"),
        pytest.param(lambda d: d.pop("credentialStatus"), id="member-taken-away"),
        pytest.param(lambda d: d["proof"][0].update(created="2026-11-22T08:00:02Z"), id="created"),
        pytest.param(lambda d: d["proof"][0].update(nonce="x"), id="nonce"),
    ],
)
def test_what_was_changed_afterwards_is_noticed(curve: CurveName, change: Any) -> None:
    signer = EcSigner(curve)
    changed = copy.deepcopy(secured(ECDSA_RDFC_2019, signer))
    change(changed)

    with pytest.raises(SignatureInvalidError):
        verify(changed, signer)


@pytest.mark.parametrize("curve", CURVES)
def test_flipped_bits_of_the_signature_are_noticed(curve: CurveName) -> None:
    signer = EcSigner(curve)
    badge = secured(ECDSA_RDFC_2019, signer)
    signature = multibase.decode(badge["proof"][0]["proofValue"])

    for bit in range(0, 8 * len(signature), 13):
        flipped = bytearray(signature)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SignatureInvalidError):
            verify(badge, signer, proofValue=multibase.encode(bytes(flipped)))


def test_the_length_of_the_signature_is_that_of_the_curve() -> None:
    badge = secured(ECDSA_RDFC_2019, EcSigner("P-256"))

    with pytest.raises(ProofMalformedError) as refusal:
        verify(badge, EcSigner("P-384"))

    assert refusal.value.pointer == "/proof/proofValue"
    assert "64 bytes, where a signature has 96" in str(refusal.value)


def test_a_signature_in_der_is_refused() -> None:
    signer = EcSigner("P-256")
    badge = secured(ECDSA_RDFC_2019, signer)
    der = b"\x30\x44\x02\x20" + b"\1" * 32 + b"\x02\x20" + b"\1" * 32

    with pytest.raises(ProofMalformedError):
        verify(badge, signer, proofValue=multibase.encode(der))


def test_other_keys_did_not_sign_it() -> None:
    badge = secured(ECDSA_RDFC_2019, EcSigner("P-256"))

    with pytest.raises(SignatureInvalidError):
        verify(badge, EcSigner("P-256", "other"))
    with pytest.raises(KeyUnsuitableError, match=r"ecdsa-rdfc-2019 .* Ed25519"):
        ECDSA_RDFC_2019.verify(badge, proof=badge["proof"][0], key=SIGNER.public_key)
    with pytest.raises(KeyUnsuitableError):
        secured(ECDSA_RDFC_2019, SeededSigner())


def test_undefined_data_is_neither_signed_nor_accepted() -> None:
    badge = secured(ECDSA_RDFC_2019, EcSigner("P-384"))

    with pytest.raises(UnsignedDataError):
        verify({**badge, "foo": "x"}, EcSigner("P-384"))
    with pytest.raises(UnsignedDataError):
        secured(ECDSA_RDFC_2019, EcSigner("P-384"), {**credential(), "foo": "x"})


def test_the_hash_decides_how_unnamed_nodes_are_labelled() -> None:
    by_256 = canonicalise(credential())
    by_384 = canonicalise_by_sha384(credential())

    assert by_256 != by_384
    assert len(by_256.splitlines()) == len(by_384.splitlines())
    quads = PINNED_CONTEXTS.quads(PINNED_CONTEXTS.expand(credential()))
    assert canonicalise_quads(quads, hash_name="sha384") == by_384


def test_a_p_384_badge_labelled_by_sha_256_does_not_hold() -> None:
    signer = EcSigner("P-384")
    badge = secured(ECDSA_RDFC_2019, signer)
    options = {name: value for name, value in badge["proof"][0].items() if name != "proofValue"}
    configuration = {**options, "@context": badge["@context"]}
    hashes = b"".join(
        hashlib.sha384(canonicalise(part)).digest() for part in (configuration, credential())
    )

    with pytest.raises(SignatureInvalidError):
        verify(badge, signer, proofValue=multibase.encode(signer.sign(hashes)))
