"""`eddsa-jcs-2022`; the vectors are those of the W3C.

Source: https://www.w3.org/TR/vc-di-eddsa/#representation-eddsa-jcs-2022
"""

import base64
import copy
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from openvc.proof.di_jcs import EddsaJcsProofSuite

from badgeservice.credentials import jcs, multibase
from badgeservice.credentials.contexts import pinned
from badgeservice.credentials.errors import (
    KeyUnsuitableError,
    ProofMalformedError,
    SignatureInvalidError,
    UnknownContextError,
    UnsafeDocumentError,
    UnsignedDataError,
)
from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.securing.eddsa_jcs import EDDSA_JCS_2022, hash_data
from badgeservice.credentials.securing.suite import ProofWish
from tests.credentials.samples import SIGNER, SeededSigner, credential
from tests.credentials.securing.signers import (
    EcSigner,
    secured,
    w3c_contexts,
    w3c_json,
    w3c_text,
)


@dataclass(frozen=True)
class W3cSigner:
    """The key pair that the W3C publishes."""

    def _pair(self) -> Any:
        return w3c_json("keyPair.json")

    @property
    def public_key(self) -> PublicKey:
        return PublicKey.from_multibase(self._pair()["publicKeyMultibase"])

    def sign(self, message: bytes) -> bytes:
        seed = multibase.decode(self._pair()["privateKeyMultibase"])[2:]
        return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


@pytest.fixture(scope="module")
def badge() -> dict[str, Any]:
    return secured(EDDSA_JCS_2022, SIGNER)


def verify(document: dict[str, Any], **changes: Any) -> None:
    proof = {**document["proof"][0], **changes}
    EDDSA_JCS_2022.verify(document, proof=proof, key=SIGNER.public_key)


@pytest.mark.reference
def test_the_published_proof_is_made_byte_for_byte() -> None:
    signed = w3c_json("eddsa-jcs-2022/signedJCS.json")
    wish = ProofWish(
        verification_method=signed["proof"]["verificationMethod"],
        created=datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC),
    )

    proof = EDDSA_JCS_2022.create(
        w3c_json("unsigned.json"), wish=wish, signer=W3cSigner(), contexts=w3c_contexts()
    )

    assert proof == signed["proof"]


@pytest.mark.reference
def test_the_published_steps_come_out_byte_for_byte() -> None:
    document, options = w3c_json("unsigned.json"), w3c_json("eddsa-jcs-2022/proofConfigJCS.json")

    assert jcs.canonicalise(document).decode() == w3c_text("eddsa-jcs-2022/canonDocJCS.txt")
    assert jcs.canonicalise(options).decode() == w3c_text("eddsa-jcs-2022/proofCanonJCS.txt")
    assert hash_data(document, options, contexts=w3c_contexts()).hex() == w3c_text(
        "eddsa-jcs-2022/combinedHashJCS.txt"
    )


@pytest.mark.reference
def test_the_published_document_holds() -> None:
    signed = w3c_json("eddsa-jcs-2022/signedJCS.json")
    changed = {**signed, "name": "Alumni credential"}

    EDDSA_JCS_2022.verify(
        signed, proof=signed["proof"], key=W3cSigner().public_key, contexts=w3c_contexts()
    )

    with pytest.raises(SignatureInvalidError):
        EDDSA_JCS_2022.verify(
            changed, proof=signed["proof"], key=W3cSigner().public_key, contexts=w3c_contexts()
        )


def test_an_independent_verifier_agrees(badge: dict[str, Any]) -> None:
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": _base64url(SIGNER.public_key.raw)}
    single = {**badge, "proof": badge["proof"][0]}

    verified = EddsaJcsProofSuite().verify(single, public_key_jwk=jwk, check_temporal=False)

    assert verified.issuer == badge["issuer"]["id"]


def test_a_badge_holds_however_its_members_are_ordered(badge: dict[str, Any]) -> None:
    verify(badge)
    verify(dict(reversed(badge.items())))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda d: d.update(validUntil="2099-01-01T00:00:00Z"), id="member"),
        pytest.param(lambda d: d.pop("credentialStatus"), id="member-taken-away"),
        pytest.param(lambda d: d.update(type=list(reversed(d["type"]))), id="order-of-list"),
        pytest.param(lambda d: d.update(evidence=d["evidence"][0]), id="list-of-one"),
        pytest.param(lambda d: d["proof"][0].update(created="2026-11-22T08:00:02Z"), id="created"),
        pytest.param(lambda d: d["proof"][0].update(expires="2036-11-22T08:00:02Z"), id="expires"),
        pytest.param(lambda d: d["proof"][0].pop("created"), id="no-created"),
        pytest.param(lambda d: d["proof"][0].update(domain=["example.fi"]), id="domain"),
    ],
)
def test_what_was_changed_afterwards_is_noticed(badge: dict[str, Any], change: Any) -> None:
    changed = copy.deepcopy(badge)
    change(changed)

    with pytest.raises(SignatureInvalidError):
        verify(changed)


def test_every_flipped_bit_of_the_signature_is_noticed(badge: dict[str, Any]) -> None:
    signature = multibase.decode(badge["proof"][0]["proofValue"])

    for bit in range(0, 8 * len(signature), 7):
        flipped = bytearray(signature)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SignatureInvalidError):
            verify(badge, proofValue=multibase.encode(bytes(flipped)))


def test_other_keys_did_not_sign_it(badge: dict[str, Any]) -> None:
    proof = badge["proof"][0]

    with pytest.raises(SignatureInvalidError):
        EDDSA_JCS_2022.verify(badge, proof=proof, key=SeededSigner("other").public_key)
    with pytest.raises(KeyUnsuitableError, match=r"eddsa-jcs-2022 .* P-256"):
        EDDSA_JCS_2022.verify(badge, proof=proof, key=EcSigner("P-256").public_key)


def test_a_context_behind_the_signed_ones_changes_nothing(badge: dict[str, Any]) -> None:
    longer = {**badge, "@context": [*badge["@context"], pinned.MULTIKEY_V1]}

    verify(longer)


@pytest.mark.parametrize(
    "contexts",
    [
        pytest.param([pinned.CREDENTIALS_V2], id="shorter"),
        pytest.param([pinned.CREDENTIALS_V2, pinned.OPEN_BADGES_3_0_2], id="other"),
        pytest.param(
            [pinned.CREDENTIALS_V2, pinned.MULTIKEY_V1, pinned.OPEN_BADGES_3_0_3], id="in-between"
        ),
    ],
)
def test_the_contexts_of_the_document_start_with_those_of_the_proof(
    badge: dict[str, Any], contexts: list[str]
) -> None:
    with pytest.raises(ProofMalformedError) as refusal:
        verify({**badge, "@context": contexts})

    assert refusal.value.pointer == "/proof/@context"


@pytest.mark.parametrize(
    "extra",
    [
        pytest.param("https://evil.example/context", id="unknown"),
        pytest.param({"name": "https://x.example/"}, id="inline"),
    ],
)
def test_even_unsigned_contexts_must_be_known(badge: dict[str, Any], extra: Any) -> None:
    with pytest.raises((UnknownContextError, UnsafeDocumentError)):
        verify({**badge, "@context": [*badge["@context"], extra]})


def test_a_proof_without_contexts_covers_those_of_the_document() -> None:
    badge: dict[str, Any] = credential()
    options = {
        name: value
        for name, value in secured(EDDSA_JCS_2022, SIGNER)["proof"][0].items()
        if name not in {"@context", "proofValue"}
    }
    signature = multibase.encode(SIGNER.sign(hash_data(badge, options)))
    signed = {**badge, "proof": [{**options, "proofValue": signature}]}

    verify(signed)

    with pytest.raises(SignatureInvalidError):
        verify({**signed, "@context": [*badge["@context"], pinned.MULTIKEY_V1]})


@pytest.mark.parametrize(
    ("change", "error"),
    [
        pytest.param({"foo": "x"}, UnsignedDataError, id="undefined-member"),
        pytest.param(
            {"https://schema.org/name": "x"}, UnsignedDataError, id="member-under-its-iri"
        ),
        pytest.param({"description": None}, UnsafeDocumentError, id="null"),
        pytest.param({"id": "relative"}, UnsafeDocumentError, id="relative-id"),
    ],
)
def test_a_signed_document_must_mean_the_same_to_every_reader(
    change: dict[str, Any], error: type[Exception]
) -> None:
    badge = {**credential(), **change}
    options = {**secured(EDDSA_JCS_2022, SIGNER)["proof"][0]}
    del options["proofValue"]
    hashes = b"".join(hashlib.sha256(jcs.canonicalise(part)).digest() for part in (options, badge))
    proof = {**options, "proofValue": multibase.encode(SIGNER.sign(hashes))}

    with pytest.raises(error):
        verify({**badge, "proof": [proof]})


def test_nothing_is_made_that_would_not_hold() -> None:
    with pytest.raises(UnsignedDataError):
        secured(EDDSA_JCS_2022, SIGNER, {**credential(), "foo": "x"})
    with pytest.raises(KeyUnsuitableError):
        secured(EDDSA_JCS_2022, EcSigner("P-256"))
    with pytest.raises(ProofMalformedError):
        EDDSA_JCS_2022.create(
            credential(),
            wish=ProofWish(verification_method="x", created=datetime(2026, 1, 1, tzinfo=UTC)),
            signer=SIGNER,
        )


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
