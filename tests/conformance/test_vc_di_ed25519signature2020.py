"""The W3C's suite for the proofs `Ed25519Signature2020`.

Spec: https://www.w3.org/TR/vc-di-eddsa/#ed25519signature2020
"""

from __future__ import annotations

import hashlib
import json

import pytest

from badgeservice.credentials import canonical, jcs, multibase
from badgeservice.credentials.contexts.pinned import ED25519_2020_V1
from badgeservice.storage.seeded_keys import seeded_signers
from tests.conformance.data_integrity import (
    ISSUER,
    VERIFIER,
    Suite,
    moments_of_proofs,
)
from tests.conformance.door import (
    SEED,
    V1,
    VERIFICATION,
    Door,
    Json,
    accepted,
    refused,
    with_proof,
    without,
)
from tests.conformance.requirements import Requirements, Test
from tests.reference import reference

THE = Requirements()
SUITE = Suite("Ed25519Signature2020")

THE.add(ISSUER, SUITE)


@THE.must(
    'issuer: "proof.type" field MUST be "Ed25519Signature2020" and the associated document MUST '
    "include expected contexts."
)
def the_context_is_named(door: Door) -> None:
    issued = SUITE.issued(door)

    assert issued["proof"]["type"] == "Ed25519Signature2020"
    assert ED25519_2020_V1 in issued["@context"]
    bare = {**issued, "@context": issued["@context"][:1]}
    refused(door.verify(bare), VERIFICATION, "/proof/type")


@THE.must(
    'issuer: "proofValue" field when decoded to raw bytes, MUST be 64 bytes in length if the '
    "associated public key is 32 bytes"
)
def a_value_has_64_bytes(door: Door) -> None:
    assert len(multibase.decode(SUITE.proof(door)["proofValue"])) == 64


@THE.must('issuer: "proof" MUST verify when using a conformant verifier.')
def a_proof_verifies(door: Door) -> None:
    accepted(door.verify(SUITE.issued(door)))
    moments_of_proofs(door, SUITE)


THE.add(VERIFIER, SUITE)


@THE.must(
    'verifier: If the "proof.type" field is not the string "Ed25519Signature2020", an error MUST '
    "be raised."
)
def the_type_must_be_that(door: Door) -> None:
    issued = SUITE.issued(door)
    for kind in ("UnknownProofType", "Ed25519Signature2018", "DataIntegrityProof", None):
        refused(door.verify(with_proof(issued, type=kind)), VERIFICATION)


@THE.must(
    "verifier: The value of the cryptosuite property MUST be a string that identifies the "
    "cryptographic suite."
)
def there_is_no_cryptosuite(door: Door) -> None:
    for name in ("UnknownCryptosuite", "eddsa-rdfc-2022"):
        answer = door.verify(with_proof(SUITE.issued(door), cryptosuite=name))
        assert answer.status_code == 400


@THE.must("verifier: MUST verify a valid VC with an Ed25519Signature2020 proof")
def valid_ones_verify(door: Door) -> None:
    accepted(door.verify(SUITE.issued(door)))
    old = door.credential(context=[V1], issuanceDate="2025-01-01T00:00:00Z")
    subject = {"id": "did:example:subject"}
    accepted(door.verify(door.issued({**old, "credentialSubject": subject}, **SUITE.options)))


@THE.must(
    'verifier: If the "proofValue" field, when decoded to raw bytes, is not 64 bytes in length if '
    "the associated public key is 32 bytes in length, an error MUST be raised."
)
def values_of_other_lengths_are_refused(door: Door) -> None:
    issued = SUITE.issued(door)
    signature = multibase.decode(issued["proof"]["proofValue"])
    for wrong in (signature[:-1], signature + b"\0", b"", bytes(114)):
        forged = with_proof(issued, proofValue=multibase.encode(wrong))
        refused(door.verify(forged), VERIFICATION, "/proof/proofValue")


def signed_otherwise(door: Door, hashes: bytes) -> Json:
    """Return a credential whose signature is by the right key, but over something else."""
    signature = seeded_signers(SEED)["Ed25519"].sign(hashes)
    return with_proof(SUITE.issued(door), proofValue=multibase.encode(signature))


@THE.must(
    "verifier: If a canonicalization algorithm other than URDNA2015 is used, an error MUST be "
    "raised."
)
def another_canonical_form_is_refused(door: Door) -> None:
    issued = SUITE.issued(door)
    options = {**without(issued["proof"], "proofValue"), "@context": issued["@context"]}
    document = without(issued, "proof")
    hashes = b"".join(
        hashlib.sha256(jcs.canonicalise(part)).digest() for part in (options, document)
    )
    refused(door.verify(signed_otherwise(door, hashes)), VERIFICATION, "/proof/proofValue")


@THE.must(
    "verifier: If a canonicalization data hashing algorithm other than SHA-2-256 is used, an error "
    "MUST be raised."
)
def another_hash_is_refused(door: Door) -> None:
    issued = SUITE.issued(door)
    options = {**without(issued["proof"], "proofValue"), "@context": issued["@context"]}
    parts = [canonical.canonicalise(part) for part in (options, without(issued, "proof"))]

    right = b"".join(hashlib.sha256(part).digest() for part in parts)
    accepted(door.verify(signed_otherwise(door, right)))
    for name in ("sha512", "sha384", "sha3_256"):
        wrong = b"".join(hashlib.new(name, part).digest() for part in parts)
        refused(door.verify(signed_otherwise(door, wrong)), VERIFICATION, "/proof/proofValue")


@pytest.mark.parametrize("requirement", THE.cases())
def test_it_is_met(requirement: Test, door: Door) -> None:
    requirement(door)


def test_there_are_as_many_as_in_the_suite() -> None:
    assert len(THE) == 29


@pytest.mark.reference
def test_interop_what_the_specification_signed_verifies(door: Door) -> None:
    folder = reference("security/vc/vc-di-eddsa-TestVectors/Ed25519Signature2020")
    secured = json.loads(next(folder.glob("signed*.json")).read_bytes())

    accepted(door.verify(secured))
    refused(door.verify({**secured, "id": "urn:uuid:0"}), VERIFICATION)
