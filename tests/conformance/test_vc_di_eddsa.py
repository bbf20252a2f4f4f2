"""The W3C's suite for the proofs `eddsa-rdfc-2022` and `eddsa-jcs-2022`.

Spec: https://www.w3.org/TR/vc-di-eddsa/
"""

from __future__ import annotations

import json

import pytest

from badgeservice.credentials import jcs, multibase
from badgeservice.credentials.did import did_document
from badgeservice.credentials.multikey import did_key_key
from tests.conformance.data_integrity import (
    ISSUER,
    VERIFIER,
    Suite,
    moments_of_proofs,
)
from tests.conformance.door import (
    GENERATION,
    VERIFICATION,
    Door,
    Json,
    accepted,
    copied,
    refused,
    with_proof,
)
from tests.conformance.requirements import Requirements, SharedRequirements, Test
from tests.reference import reference

THE = Requirements()
RDFC = Suite("DataIntegrityProof", "eddsa-rdfc-2022")
JCS = Suite("DataIntegrityProof", "eddsa-jcs-2022")

THE.add(ISSUER, RDFC)


@THE.must(
    "issuer: The type property MUST contain the string DataIntegrityProof.",
    "issuer: The value of the cryptosuite property MUST be a string that identifies the "
    "cryptographic suite.",
    "issuer: The value of the cryptosuite property MUST be a string that identifies the "
    "cryptographic suite. If the processing environment supports subtypes of string, the type "
    "MUST be cryptosuiteString",
    "issuer: The proofValue property MUST be used, as specified in 2.1 Proofs.",
)
def proofs_say_what_they_are(door: Door) -> None:
    proof = RDFC.proof(door)

    assert (proof["type"], proof["cryptosuite"]) == ("DataIntegrityProof", "eddsa-rdfc-2022")
    assert isinstance(proof["proofValue"], str)


THE.add(VERIFIER, RDFC)


@THE.must(
    "verifier: The type property MUST contain the string DataIntegrityProof.",
)
def the_type_must_be_that(door: Door) -> None:
    for kind in ("UnknownProofType", "Ed25519Signature2020", "dataintegrityproof"):
        refused(door.verify(with_proof(RDFC.issued(door), type=kind)), VERIFICATION)


@THE.must(
    "verifier: The value of the cryptosuite property MUST be a string that identifies the "
    "cryptographic suite."
)
def the_cryptosuite_must_be_known(door: Door) -> None:
    issued = RDFC.issued(door)
    for name in ("UnknownCryptosuite", "eddsa-jcs-2022", ["eddsa-rdfc-2022"], None):
        refused(door.verify(with_proof(issued, cryptosuite=name)), VERIFICATION)


def chain(door: Door, previous: str | list[str]) -> Json:
    """Return a credential with a proof, and one that follows it."""
    first = RDFC.issued(door, proofId="urn:uuid:first")
    return door.issued(first, **RDFC.options, previousProof=previous)


def with_previous(document: Json, previous: object) -> Json:
    changed = copied(document)
    changed["proof"][1]["previousProof"] = previous
    return changed


@THE.must(
    "verifier: An OPTIONAL string value (proof.previousProof) or unordered list of string values. "
    "Each value identifies another data integrity proof that MUST verify before the current proof"
)
def a_proof_may_follow_another(door: Door) -> None:
    for previous in ("urn:uuid:first", ["urn:uuid:first"]):
        accepted(door.verify(chain(door, previous)))
    for wrong in (7, {"id": "urn:uuid:first"}, [7], []):
        forged = with_previous(chain(door, "urn:uuid:first"), wrong)
        refused(door.verify(forged), VERIFICATION)


@THE.must(
    "verifier: If an unordered list (proof), all referenced proofs in the array MUST verify.",
    "verifier: Each value identifies another data integrity proof, all of which MUST also verify "
    "for the current proof to be considered verified",
)
def what_is_followed_must_verify(door: Door) -> None:
    broken = chain(door, ["urn:uuid:first"])
    broken["proof"][0]["proofValue"] = broken["proof"][1]["proofValue"]
    refused(door.verify(broken), VERIFICATION)

    stripped = chain(door, "urn:uuid:first")
    del stripped["proof"][1]["previousProof"]
    refused(door.verify(stripped), VERIFICATION, "/proof/1/proofValue")


@THE.must(
    "verifier: If a proof with id equal to previousProof does not exist in allProofs, an error "
    "MUST be raised and SHOULD convey an error type of PROOF_VERIFICATION_ERROR.",
    "verifier: If any element of previousProof list has an id attribute that does not match the id "
    "attribute of any element of allProofs, an error MUST be raised",
)
def what_is_followed_must_be_there(door: Door) -> None:
    whole = chain(door, "urn:uuid:first")
    for missing in ("urn:uuid:other", ["urn:uuid:first", "urn:uuid:other"]):
        refused(door.verify(with_previous(whole, missing)), VERIFICATION)
    alone = copied(whole)
    del alone["proof"][0]
    refused(door.verify(alone), VERIFICATION)


DATA_MODEL: SharedRequirements[Suite] = SharedRequirements()


@DATA_MODEL.must(
    "The type property MUST be DataIntegrityProof.",
    "The cryptosuite property of the proof MUST be {name}.",
)
def it_says_what_it_is(door: Door, suite: Suite) -> None:
    proof = suite.proof(door)
    assert (proof["type"], proof["cryptosuite"]) == (suite.type, suite.cryptosuite)


@DATA_MODEL.must(
    "The proofValue property of the proof MUST be a detached EdDSA signature produced "
    "according to [RFC8032], encoded using the base-58-btc header and alphabet"
)
def its_value_is_a_signature(door: Door, suite: Suite) -> None:
    issued = suite.issued(door)
    assert len(multibase.decode(issued["proof"]["proofValue"])) == 64
    accepted(door.verify(issued))


@DATA_MODEL.must(
    "The publicKeyMultibase value of the verification method MUST start with the "
    "base-58-btc prefix (z), as defined in the Multibase section of Controller Documents 1.0.",
    "Any other encoding MUST NOT be allowed.",
)
def keys_are_in_base58(door: Door, suite: Suite) -> None:
    did = "did:web:holder.example"
    good = did_document(did, keys=(did_key_key(door.issuer),))
    key = str(good["verificationMethod"][0]["publicKeyMultibase"])  # type: ignore[index, call-overload]  # JSON
    issued = suite.issued(door)
    for text in (f"u{key[1:]}", f"m{key[1:]}", key[1:], f"{key}\n"):
        method = f"{did}#key"
        door.service.world.documents[did] = {
            "id": did,
            "verificationMethod": [
                {
                    "id": method,
                    "type": "Multikey",
                    "controller": did,
                    "publicKeyMultibase": text,
                }
            ],
            "assertionMethod": [method],
        }
        refused(
            door.verify(with_proof(issued, verificationMethod=method)),
            VERIFICATION,
            "/verificationMethod",
        )


@DATA_MODEL.must(
    "The transformation options MUST contain a type identifier for the cryptographic "
    "suite (type) and a cryptosuite identifier (cryptosuite).",
    "The proof options MUST contain a type identifier for the cryptographic suite "
    "(type) and MUST contain a cryptosuite identifier (cryptosuite).",
    "The proof options MUST contain a type identifier for the cryptographic suite "
    "(type) and MAY contain a cryptosuite identifier (cryptosuite).",
)
def both_names_are_covered(door: Door, suite: Suite) -> None:
    issued = suite.issued(door)
    refused(door.verify(with_proof(issued, cryptosuite=None)), VERIFICATION)
    refused(door.verify(with_proof(issued, type=None)), VERIFICATION)


@DATA_MODEL.must("Whenever this algorithm encodes strings, it MUST use UTF-8 encoding.")
def texts_are_utf8(door: Door, suite: Suite) -> None:
    subject = {"id": "did:example:subject", "name": "Ärla – 鴨 🦆"}
    issued = door.issued(door.credential(credentialSubject=subject), **suite.options)
    assert issued["credentialSubject"]["name"] == subject["name"]
    accepted(door.verify(issued))


@DATA_MODEL.must(
    "If options.type is not set to the string DataIntegrityProof and "
    "options.cryptosuite is not set to the string {name}, an error MUST be raised",
    "If proofConfig.type is not set to DataIntegrityProof or proofConfig.cryptosuite "
    "is not set to {name}, an error MUST be raised",
)
def other_names_are_refused(door: Door, suite: Suite) -> None:
    for options in (
        {"type": "UnknownProofType"},
        {"type": suite.type, "cryptosuite": "UnknownCryptosuite"},
        {"type": "Ed25519Signature2020", "cryptosuite": suite.cryptosuite},
    ):
        refused(door.issue(door.credential(), **options), GENERATION, "/options/cryptosuite")


@DATA_MODEL.must(
    "If proofConfig.created is set to a value that is not a valid [XMLSCHEMA11-2] "
    "datetime, an error MUST be raised and SHOULD convey PROOF_GENERATION_ERROR."
)
def created_is_a_moment(door: Door, suite: Suite) -> None:
    for moment in ("invalidDate", "2025-01-31", 7):
        answer = door.issue(door.credential(), **suite.options, created=moment)
        refused(answer, GENERATION, "/options/created")
    moments_of_proofs(door, suite)


for suite in (RDFC, JCS):
    THE.add(DATA_MODEL, suite, str(suite.cryptosuite))


def published(name: str) -> Json:
    folder = reference("security/vc/vc-di-eddsa-TestVectors")
    return dict(json.loads((folder / name).read_bytes()))


@pytest.mark.reference
@pytest.mark.parametrize(
    "name", ["eddsa-rdfc-2022/signedDataInt.json", "eddsa-jcs-2022/signedJCS.json"]
)
def test_interop_what_the_specification_signed_verifies(name: str, door: Door) -> None:
    secured = published(name)

    accepted(door.verify(secured))
    refused(door.verify({**secured, "id": "urn:uuid:0"}), VERIFICATION)


@pytest.mark.parametrize("requirement", THE.cases())
def test_it_is_met(requirement: Test, door: Door) -> None:
    requirement(door)


def test_there_are_as_many_as_in_the_suite() -> None:
    assert len(THE) == 55


def test_the_json_that_was_signed_is_in_canonical_notation(door: Door) -> None:
    """A proof over JSON holds whatever the order of its members and the notation of its text."""
    issued = JCS.issued(door)

    accepted(door.verify(json.loads(jcs.canonicalise(issued))))
    accepted(door.verify(dict(reversed(issued.items()))))
