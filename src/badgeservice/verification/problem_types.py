"""What other standards call what a check found: problem types that any verifier may give.

A code has one only where a standard speaks of just that; most of what can be wrong has none.

Sources:
    https://www.w3.org/TR/vc-data-integrity/#processing-errors
    https://www.w3.org/TR/vc-data-model-2.0/#problem-details
    https://www.w3.org/TR/vc-bitstring-status-list/#processing-errors
    https://www.w3.org/TR/cid-1.0/#processing-errors
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_SECURITY: Final = "https://w3id.org/security#"
_DATA_MODEL: Final = "https://www.w3.org/TR/vc-data-model#"
_STATUS_LIST: Final = "https://www.w3.org/ns/credentials/status-list#"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A kind of problem as a standard names it: its URL, and what it is called."""

    type: str
    title: str


PROOF_VERIFICATION: Final = ProblemType(
    f"{_SECURITY}PROOF_VERIFICATION_ERROR", "The proof could not be verified"
)
PROOF_TRANSFORMATION: Final = ProblemType(
    f"{_SECURITY}PROOF_TRANSFORMATION_ERROR", "The document could not be brought into signed form"
)
INVALID_CHALLENGE: Final = ProblemType(
    f"{_SECURITY}INVALID_CHALLENGE_ERROR", "The proof was made for another challenge"
)
INVALID_DOMAIN: Final = ProblemType(
    f"{_SECURITY}INVALID_DOMAIN_ERROR", "The proof was made for another domain"
)
INVALID_METHOD: Final = ProblemType(
    f"{_SECURITY}INVALID_VERIFICATION_METHOD", "The verification method cannot be used"
)
INVALID_METHOD_URL: Final = ProblemType(
    f"{_SECURITY}INVALID_VERIFICATION_METHOD_URL", "The verification method has no proper URL"
)
INVALID_RELATIONSHIP: Final = ProblemType(
    f"{_SECURITY}INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD",
    "The verification method is not meant for this",
)
INVALID_DOCUMENT: Final = ProblemType(
    f"{_SECURITY}INVALID_CONTROLLED_IDENTIFIER_DOCUMENT", "The issuer's document cannot be used"
)
INVALID_DOCUMENT_ID: Final = ProblemType(
    f"{_SECURITY}INVALID_CONTROLLED_IDENTIFIER_DOCUMENT_ID",
    "The issuer's document is about somebody else",
)
PARSING: Final = ProblemType(f"{_DATA_MODEL}PARSING_ERROR", "The input could not be parsed")
CRYPTOGRAPHIC_SECURITY: Final = ProblemType(
    f"{_DATA_MODEL}CRYPTOGRAPHIC_SECURITY_ERROR", "The securing mechanism failed"
)
MALFORMED_VALUE: Final = ProblemType(
    f"{_DATA_MODEL}MALFORMED_VALUE_ERROR", "A value is not of the form it must have"
)
RANGE: Final = ProblemType(f"{_DATA_MODEL}RANGE_ERROR", "A value is out of range")
STATUS_RETRIEVAL: Final = ProblemType(
    f"{_STATUS_LIST}STATUS_RETRIEVAL_ERROR", "The status list could not be retrieved"
)
STATUS_VERIFICATION: Final = ProblemType(
    f"{_STATUS_LIST}STATUS_VERIFICATION_ERROR", "The status could not be verified"
)
STATUS_LIST_LENGTH: Final = ProblemType(
    f"{_STATUS_LIST}STATUS_LIST_LENGTH_ERROR", "The status list is too short"
)

PROBLEM_TYPES: Final[Mapping[str, ProblemType]] = {
    "signed-content.malformed": PROOF_TRANSFORMATION,
    "signed-content.json-ld": PROOF_TRANSFORMATION,
    "signed-content.unsigned-data": PROOF_TRANSFORMATION,
    "signed-content.context-list": MALFORMED_VALUE,
    "signed-content.context-order": MALFORMED_VALUE,
    "signed-content.relative-iri": MALFORMED_VALUE,
    "shape.missing": MALFORMED_VALUE,
    "shape.type": MALFORMED_VALUE,
    "shape.kind": MALFORMED_VALUE,
    "shape.cardinality": MALFORMED_VALUE,
    "shape.empty": MALFORMED_VALUE,
    "shape.vocabulary": MALFORMED_VALUE,
    "shape.OB-DM-9": MALFORMED_VALUE,
    "issuer.method-missing": INVALID_METHOD_URL,
    "issuer.method-not-found": INVALID_METHOD,
    "issuer.method-ambiguous": INVALID_METHOD,
    "issuer.method-revoked": INVALID_METHOD,
    "issuer.method-expired": INVALID_METHOD,
    "issuer.type-unsupported": INVALID_METHOD,
    "issuer.key-malformed": INVALID_METHOD,
    "issuer.controller-mismatch": INVALID_METHOD,
    "issuer.not-for-assertion": INVALID_RELATIONSHIP,
    "issuer.document-malformed": INVALID_DOCUMENT,
    "issuer.document-mismatch": INVALID_DOCUMENT_ID,
    "proof.signature-invalid": PROOF_VERIFICATION,
    "proof.malformed": PROOF_VERIFICATION,
    "proof.unsigned-data": PROOF_VERIFICATION,
    "proof.key-unsuitable": PROOF_VERIFICATION,
    "proof.created-in-future": PROOF_VERIFICATION,
    "proof.expired": PROOF_VERIFICATION,
    "proof.algorithm-forbidden": CRYPTOGRAPHIC_SECURITY,
    "proof.token-malformed": PARSING,
    "proof.claim-malformed": MALFORMED_VALUE,
    "status.entry-malformed": MALFORMED_VALUE,
    "status.index-malformed": RANGE,
    "status.list-unreachable": STATUS_RETRIEVAL,
    "status.list-malformed": STATUS_VERIFICATION,
    "status.list-not-verified": STATUS_VERIFICATION,
    "status.list-id-differs": STATUS_VERIFICATION,
    "status.list-purpose-differs": STATUS_VERIFICATION,
    "status.list-of-another-issuer": STATUS_VERIFICATION,
    "status.list-out-of-date": STATUS_VERIFICATION,
}


def problem_type(code: str) -> ProblemType | None:
    """Return what a standard calls what the check with this code found, if one speaks of it."""
    return PROBLEM_TYPES.get(code)
