from datetime import UTC, datetime
from typing import Any

import pytest

from badgeservice.credentials.errors import (
    KeyMalformedError,
    KeyNotBoundError,
    SignatureInvalidError,
)
from badgeservice.credentials.methods import assertion_key, method_key
from tests.credentials.samples import ISSUER, SIGNER
from tests.credentials.securing.signers import EcSigner
from tests.credentials.test_jwk import EC, OKP

METHOD = f"{ISSUER}#key"
P256 = EcSigner("P-256").public_key
AT = datetime(2026, 11, 22, tzinfo=UTC)


def document(**changes: Any) -> dict[str, Any]:
    method = {
        "id": METHOD,
        "type": "Multikey",
        "controller": ISSUER,
        "publicKeyMultibase": P256.multibase,
        **changes,
    }
    return {"id": ISSUER, "verificationMethod": [method], "assertionMethod": [METHOD]}


def test_a_multikey_of_any_kind_is_found() -> None:
    assert assertion_key(document(), did=ISSUER, method_id=METHOD) == P256


@pytest.mark.parametrize(
    "method",
    [
        pytest.param({"type": "Multikey", "publicKeyMultibase": P256.multibase}, id="multikey"),
        pytest.param({"type": "JsonWebKey", "publicKeyJwk": EC}, id="json-web-key"),
        pytest.param({"type": "JsonWebKey2020", "publicKeyJwk": OKP}, id="json-web-key-2020"),
        pytest.param(
            {
                "type": "Ed25519VerificationKey2020",
                "publicKeyMultibase": SIGNER.public_key.multibase,
            },
            id="ed25519-2020",
        ),
    ],
)
def test_every_known_type_of_method_gives_its_key(method: dict[str, Any]) -> None:
    key = method_key(method, method_id=METHOD)

    with pytest.raises(SignatureInvalidError):
        key.verify(bytes(64), b"message")


@pytest.mark.parametrize(
    "method",
    [
        pytest.param({"type": "Multikey"}, id="no-key"),
        pytest.param({"type": "Multikey", "publicKeyJwk": EC}, id="multikey-with-jwk"),
        pytest.param(
            {"type": "Multikey", "publicKeyMultibase": P256.multibase, "publicKeyJwk": EC},
            id="multikey-and-jwk",
        ),
        pytest.param(
            {"type": "JsonWebKey", "publicKeyMultibase": P256.multibase}, id="jwk-with-multibase"
        ),
        pytest.param(
            {"type": "JsonWebKey", "publicKeyMultibase": P256.multibase, "publicKeyJwk": EC},
            id="jwk-and-multibase",
        ),
        pytest.param({"type": "JsonWebKey", "publicKeyJwk": {**EC, "d": "AAAA"}}, id="private"),
        pytest.param(
            {"type": "Ed25519VerificationKey2020", "publicKeyMultibase": P256.multibase},
            id="ed25519-2020-of-p256",
        ),
    ],
)
def test_a_method_holds_one_key_of_its_type(method: dict[str, Any]) -> None:
    with pytest.raises(KeyMalformedError):
        method_key(method, method_id=METHOD)


@pytest.mark.parametrize("kind", [None, "multikey", ["Multikey"], "RsaVerificationKey2018"])
def test_other_types_are_not_known(kind: Any) -> None:
    with pytest.raises(KeyNotBoundError) as refusal:
        assertion_key(document(type=kind), did=ISSUER, method_id=METHOD)

    assert refusal.value.code == "type-unsupported"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"controller": "did:web:other.example"}, "controller-mismatch", id="other"),
        pytest.param({"revoked": "2026-11-21T00:00:00Z"}, "method-revoked", id="revoked"),
        pytest.param({"expires": "2026-11-21T00:00:00Z"}, "method-expired", id="expired"),
        pytest.param({"id": f"{ISSUER}#x"}, "method-not-found", id="other-id"),
    ],
)
def test_a_key_of_any_kind_must_be_bound(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(KeyNotBoundError) as refusal:
        assertion_key(document(**changes), did=ISSUER, method_id=METHOD, at=AT)

    assert refusal.value.code == code
