"""What every suite of proofs is asked: as issuer, then as verifier.

Spec: https://www.w3.org/TR/vc-data-integrity/
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from badgeservice.credentials import multibase
from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.safe_mode import is_absolute_iri
from tests.conformance.door import (
    DATA_LOSS,
    GENERATION,
    MALFORMED,
    PARSING,
    VERIFICATION,
    Door,
    Json,
    accepted,
    copied,
    refused,
    with_proof,
    without,
)
from tests.conformance.requirements import SharedRequirements


@dataclass(frozen=True)
class Suite:
    """A suite of proofs, as options ask for it and proofs say it."""

    type: str
    cryptosuite: str | None = None

    @property
    def options(self) -> Json:
        options = {"type": self.type, "cryptosuite": self.cryptosuite}
        return {name: value for name, value in options.items() if value is not None}

    def issued(self, door: Door, **options: Any) -> Json:
        return door.issued(**self.options, **options)

    def proof(self, door: Door) -> Json:
        return dict(self.issued(door)["proof"])


ISSUER: SharedRequirements[Suite] = SharedRequirements("issuer: ")
VERIFIER: SharedRequirements[Suite] = SharedRequirements("verifier: ")


def undefined_terms_are_refused(door: Door, suite: Suite) -> None:
    for changes in (
        {"unknownTerm": "x"},
        {"type": ["VerifiableCredential", "UnknownKind"]},
        {"credentialSubject": {"id": "did:example:subject", "unknownTerm": "x"}},
    ):
        answer = door.issue(door.credential(**changes), **suite.options)
        refused(answer, DATA_LOSS)


@ISSUER.must("When expressing a data integrity proof on an object, a proof property MUST be used.")
def there_is_a_proof(door: Door, suite: Suite) -> None:
    assert "proof" in suite.issued(door)


@ISSUER.must(
    "If present (proof), its value MUST be either a single object, or an unordered set of objects."
)
def a_proof_is_an_object_or_several(door: Door, suite: Suite) -> None:
    first = suite.issued(door)
    assert isinstance(first["proof"], dict)

    second = door.issued(first, **suite.options)
    assert [proof["type"] for proof in second["proof"]] == [suite.type, suite.type]
    accepted(door.verify(second))


@ISSUER.must('("proof.id") An optional identifier for the proof, which MUST be a URL.')
def the_id_of_a_proof_is_a_url(door: Door, suite: Suite) -> None:
    assert suite.issued(door, proofId="urn:uuid:1")["proof"]["id"] == "urn:uuid:1"
    answer = door.issue(door.credential(), **suite.options, proofId="no url")
    assert answer.status_code == 400


@ISSUER.must("The specific type of proof MUST be specified as a string that maps to a URL.")
def the_type_is_defined(door: Door, suite: Suite) -> None:
    issued = suite.issued(door)

    # Both ways of naming it are in the contexts, or it could not have been signed.
    assert issued["proof"]["type"] == suite.type
    refused(door.verify(with_proof(issued, type="UnknownProofType")), VERIFICATION)


@ISSUER.must(
    "If the proof type is DataIntegrityProof, cryptosuite MUST be specified; otherwise, "
    "cryptosuite MAY be specified."
)
def a_cryptosuite_is_specified(door: Door, suite: Suite) -> None:
    assert suite.proof(door).get("cryptosuite") == suite.cryptosuite


@ISSUER.must("If specified (proof.cryptosuite), its value MUST be a string.")
def a_cryptosuite_is_a_string(door: Door, suite: Suite) -> None:
    answer = door.issue(door.credential(), type=suite.type, cryptosuite=["eddsa-rdfc-2022"])
    refused(answer, GENERATION, "/options/cryptosuite")


@ISSUER.must(
    "A verification method is the means and information needed to verify the proof. If "
    "included, the value MUST be a string that maps to a [URL]."
)
def the_method_is_a_url(door: Door, suite: Suite) -> None:
    method = suite.proof(door)["verificationMethod"]

    assert is_absolute_iri(method)
    assert method.partition("#")[0] == door.issuer


@ISSUER.must(
    'The reason the proof was created ("proof.proofPurpose") MUST be specified as a string '
    "that maps to a URL."
)
def the_purpose_is_defined(door: Door, suite: Suite) -> None:
    assert suite.proof(door)["proofPurpose"] == "assertionMethod"
    answer = door.issue(door.credential(), **suite.options, proofPurpose="unknownPurpose")
    refused(answer, GENERATION, "/options/proofPurpose")


@ISSUER.must(
    '("proof.proofValue") A string value that expresses base-encoded binary data necessary to '
    "verify the digital proof using the verificationMethod specified.",
    "Cryptographic suite designers MUST use mandatory proof value properties defined in "
    "Section 2.1 Proofs",
)
def the_value_is_base_encoded(door: Door, suite: Suite) -> None:
    assert len(multibase.decode(suite.proof(door)["proofValue"])) == 64


@ISSUER.must(
    "Implementations that use JSON-LD processing MUST throw an error, which SHOULD be "
    "DATA_LOSS_DETECTION_ERROR, when data is dropped"
)
def nothing_is_dropped(door: Door, suite: Suite) -> None:
    undefined_terms_are_refused(door, suite)


@ISSUER.must(
    "If the algorithm produces an error, the error MUST be propagated and SHOULD convey the "
    "error type."
)
def errors_are_told(door: Door, suite: Suite) -> None:
    answer = door.issue(door.credential(), **suite.options, created="invalidDate")
    refused(answer, GENERATION, "/options/created")


@VERIFIER.must(
    "When deserializing to RDF, implementations MUST ensure that the base URL is set to null."
)
def relative_ids_are_refused(door: Door, suite: Suite) -> None:
    for subject in ({"id": "/relative"}, {"id": "relative", "name": "x"}):
        refused(door.issue(door.credential(credentialSubject=subject)), MALFORMED)
    evidence = {"type": "https://example.org/#Seen", "renderMethod": {"id": "relative"}}
    forged = {**suite.issued(door), "evidence": evidence}
    assert door.verify(forged).status_code == 400


@VERIFIER.must(
    "Conforming processors MUST produce errors when non-conforming documents are consumed."
)
def non_conforming_documents_are_refused(door: Door, suite: Suite) -> None:
    issued = suite.issued(door)
    for name in ("@context", "type", "issuer", "credentialSubject"):
        refused(door.verify(without(issued, name)), MALFORMED, f"/{name}")


@VERIFIER.must(
    "If either securedDocument is not a map or securedDocument.proof is not a map, an error "
    "MUST be raised and SHOULD convey an error type of PARSING_ERROR."
)
def documents_and_proofs_are_maps(door: Door, suite: Suite) -> None:
    issued = suite.issued(door)
    refused(door.verify("text"), MALFORMED, "/verifiableCredential")
    refused(door.verify(without(issued, "proof")), PARSING, "/proof")
    for value in (None, "proof", 7, [], ["proof"], [None]):
        refused(door.verify({**issued, "proof": value}), PARSING, "/proof")


@VERIFIER.must(
    "If one or more of proof.type, proof.verificationMethod, and proof.proofPurpose does not "
    "exist, an error MUST be raised and SHOULD convey an error type of "
    "PROOF_VERIFICATION_ERROR."
)
def proofs_are_complete(door: Door, suite: Suite) -> None:
    issued = suite.issued(door)
    for name in ("type", "verificationMethod", "proofPurpose"):
        refused(door.verify(with_proof(issued, **{name: None})), VERIFICATION, f"/proof/{name}")
    refused(door.verify(with_proof(issued, verificationMethod="did:key:invalidVm")), VERIFICATION)


@VERIFIER.must(
    "If expectedProofPurpose was given, and it does not match proof.proofPurpose, an error "
    "MUST be raised and SHOULD convey an error type of PROOF_VERIFICATION_ERROR."
)
def the_purpose_must_be_the_expected_one(door: Door, suite: Suite) -> None:
    issued = suite.issued(door)
    accepted(door.verify(issued, expectedProofPurpose="assertionMethod"))
    refused(door.verify(issued, expectedProofPurpose="authentication"), VERIFICATION)
    refused(door.verify(with_proof(issued, proofPurpose="authentication")), VERIFICATION)


@VERIFIER.must("The proofValue property MUST be used, as specified in 2.1 Proofs.")
def there_is_a_value(door: Door, suite: Suite) -> None:
    issued = suite.issued(door)
    refused(door.verify(with_proof(issued, proofValue=None)), VERIFICATION, "/proofValue")
    forged = copied(issued)
    forged["proof"]["proofValue"] = None
    refused(door.verify(forged), VERIFICATION, "/proofValue")


@VERIFIER.must(
    '("proof.proofValue") A string value that contains the base-encoded binary data necessary '
    "to verify the digital proof using the verificationMethod specified."
)
def the_value_must_be_base_encoded(door: Door, suite: Suite) -> None:
    issued = suite.issued(door)
    value = str(issued["proof"]["proofValue"])
    for wrong in (value[1:], f"u{value[1:]}", f"{value[:-1]}0", f"{value}\n", value[:-9]):
        refused(door.verify(with_proof(issued, proofValue=wrong)), VERIFICATION, "/proofValue")


@VERIFIER.must(
    "Implementations that use JSON-LD processing MUST throw an error, which SHOULD be "
    "DATA_LOSS_DETECTION_ERROR, when data is dropped"
)
def dropped_data_is_told(door: Door, suite: Suite) -> None:
    issued = suite.issued(door)
    refused(door.verify({**issued, "unknownTerm": "x"}), DATA_LOSS, "/unknownTerm")
    subject = {**issued["credentialSubject"], "unknownTerm": "x"}
    refused(door.verify({**issued, "credentialSubject": subject}), DATA_LOSS, "/unknownTerm")
    assert door.verify(with_proof(issued, unknownTerm="x")).status_code == 400


def moments_of_proofs(door: Door, suite: Suite) -> None:
    """See that `created` is a moment, made so and taken so."""
    issued = suite.issued(door)
    assert parse_datetime(issued["proof"]["created"]).tzinfo is not None
    for moment in ("invalidDate", "2025-01-31", "2025-01-31T12:00:00"):
        refused(door.verify(with_proof(issued, created=moment)), VERIFICATION, "/proof/created")
