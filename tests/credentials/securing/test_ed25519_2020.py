"""`Ed25519Signature2020`; the vectors are those of the W3C.

Source: https://www.w3.org/TR/vc-di-eddsa/#representation-ed25519signature2020
"""

import copy
from typing import Any

import pytest

from badgeservice.credentials.canonical import canonicalise
from badgeservice.credentials.contexts import pinned
from badgeservice.credentials.errors import (
    KeyUnsuitableError,
    ProofMalformedError,
    SignatureInvalidError,
    UnsignedDataError,
)
from badgeservice.credentials.multikey import did_key_method_key
from badgeservice.credentials.securing.ed25519_2020 import ED25519_SIGNATURE_2020
from badgeservice.credentials.securing.rdf_proofs import hash_data
from tests.credentials.samples import SIGNER, credential
from tests.credentials.securing.signers import (
    EcSigner,
    secured,
    w3c_contexts,
    w3c_json,
    w3c_text,
)


def sample() -> dict[str, Any]:
    document = credential()
    contexts = document["@context"]
    assert isinstance(contexts, list)
    return {**document, "@context": [*contexts, pinned.ED25519_2020_V1]}


@pytest.fixture(scope="module")
def badge() -> dict[str, Any]:
    return secured(ED25519_SIGNATURE_2020, SIGNER, sample())


def verify(document: dict[str, Any]) -> None:
    ED25519_SIGNATURE_2020.verify(document, proof=document["proof"][0], key=SIGNER.public_key)


@pytest.mark.reference
def test_the_published_document_holds() -> None:
    signed = w3c_json("Ed25519Signature2020/signedEdSig.json")
    key = did_key_method_key(signed["proof"]["verificationMethod"])

    ED25519_SIGNATURE_2020.verify(signed, proof=signed["proof"], key=key, contexts=w3c_contexts())

    with pytest.raises(SignatureInvalidError):
        ED25519_SIGNATURE_2020.verify(
            {**signed, "name": "x"}, proof=signed["proof"], key=key, contexts=w3c_contexts()
        )


@pytest.mark.reference
def test_the_published_steps_come_out_byte_for_byte() -> None:
    folder, contexts = "Ed25519Signature2020", w3c_contexts()
    signed = w3c_json(f"{folder}/signedEdSig.json")
    unsigned = {name: value for name, value in signed.items() if name != "proof"}
    options = w3c_json(f"{folder}/proofConfigEdSig.json")

    assert canonicalise(unsigned, contexts=contexts).decode().strip() == w3c_text(
        f"{folder}/canonDocEdSig.txt"
    )
    assert canonicalise(options, contexts=contexts).decode().strip() == w3c_text(
        f"{folder}/proofCanonEdSig.txt"
    )
    assert hash_data(unsigned, options, contexts=contexts).hex() == w3c_text(
        f"{folder}/combinedHashEdSig.txt"
    )


def test_a_badge_with_such_a_proof_holds(badge: dict[str, Any]) -> None:
    verify(badge)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda d: d.update(validUntil="2099-01-01T00:00:00Z"), id="member"),
        pytest.param(lambda d: d.pop("credentialStatus"), id="member-taken-away"),
        pytest.param(lambda d: d["proof"][0].update(created="2026-11-22T08:00:02Z"), id="created"),
        pytest.param(lambda d: d["proof"][0].update(challenge="x"), id="challenge"),
    ],
)
def test_what_was_changed_afterwards_is_noticed(badge: dict[str, Any], change: Any) -> None:
    changed = copy.deepcopy(badge)
    change(changed)

    with pytest.raises(SignatureInvalidError):
        verify(changed)


def test_the_document_must_name_the_context_of_the_type(badge: dict[str, Any]) -> None:
    without = {**badge, "@context": badge["@context"][:-1]}

    with pytest.raises(ProofMalformedError) as refusal:
        verify(without)
    with pytest.raises(ProofMalformedError):
        secured(ED25519_SIGNATURE_2020, SIGNER, credential())

    assert refusal.value.pointer == "/proof/type"


@pytest.mark.parametrize("name", ["cryptosuite", "jws", "foo", "@context"])
def test_no_other_members_are_known(badge: dict[str, Any], name: str) -> None:
    proof = {**badge["proof"][0], name: "eddsa-rdfc-2022"}

    with pytest.raises(UnsignedDataError) as refusal:
        verify({**badge, "proof": [proof]})

    assert refusal.value.pointer == f"/proof/{name}"


@pytest.mark.parametrize("curve", ["P-256", "P-384"])
def test_it_signs_with_ed25519_alone(badge: dict[str, Any], curve: Any) -> None:
    signer = EcSigner(curve)

    with pytest.raises(KeyUnsuitableError, match=f"Ed25519Signature2020 .* {curve}"):
        ED25519_SIGNATURE_2020.verify(badge, proof=badge["proof"][0], key=signer.public_key)
    with pytest.raises(KeyUnsuitableError):
        secured(ED25519_SIGNATURE_2020, signer, sample())
