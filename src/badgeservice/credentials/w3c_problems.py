"""What is wrong with a document, in the names that the W3C has given such things.

Spec: https://www.w3.org/TR/vc-data-model-2.0/#problem-details and
https://www.w3.org/TR/vc-data-integrity/#processing-errors
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from badgeservice.credentials.errors import (
    CredentialError,
    TooComplexError,
    UnknownContextError,
    UnsafeDocumentError,
    UnsignedDataError,
)
from badgeservice.credentials.faults import ShapeFault

_DATA_MODEL: Final = "https://www.w3.org/TR/vc-data-model#"
_SECURITY: Final = "https://w3id.org/security#"

PARSING: Final = f"{_DATA_MODEL}PARSING_ERROR"
CRYPTOGRAPHIC: Final = f"{_DATA_MODEL}CRYPTOGRAPHIC_SECURITY_ERROR"
MALFORMED: Final = f"{_DATA_MODEL}MALFORMED_VALUE_ERROR"
RANGE: Final = f"{_DATA_MODEL}RANGE_ERROR"
GENERATION: Final = f"{_SECURITY}PROOF_GENERATION_ERROR"
VERIFICATION: Final = f"{_SECURITY}PROOF_VERIFICATION_ERROR"
TRANSFORMATION: Final = f"{_SECURITY}PROOF_TRANSFORMATION_ERROR"
DATA_LOSS: Final = f"{_SECURITY}DATA_LOSS_DETECTION_ERROR"
INVALID_DOMAIN: Final = f"{_SECURITY}INVALID_DOMAIN_ERROR"
INVALID_CHALLENGE: Final = f"{_SECURITY}INVALID_CHALLENGE_ERROR"

TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        PARSING: "The document cannot be parsed",
        CRYPTOGRAPHIC: "The document is not secured as it must be",
        MALFORMED: "A value is malformed",
        RANGE: "A value is out of its range",
        GENERATION: "No such proof can be made",
        VERIFICATION: "A proof does not hold",
        TRANSFORMATION: "What a proof covers cannot be told",
        DATA_LOSS: "A signature would not cover all of the document",
        INVALID_DOMAIN: "A proof was made for another domain",
        INVALID_CHALLENGE: "A proof answers another challenge",
    }
)
# How JSON-LD says no: the document then means nothing at all.
_UNREADABLE: Final = frozenset({"json-ld", "context-list", "context-order", "inline-context"})


@dataclass(frozen=True, slots=True)
class W3cProblem:
    """One thing that is wrong: the URL of its type, a sentence, and a JSON pointer to it."""

    type: str
    detail: str
    pointer: str = ""

    @property
    def title(self) -> str:
        """What problems of this type have in common."""
        return TITLES[self.type]

    def within(self, pointer: str) -> "W3cProblem":
        """Return the same problem of a part that stands at `pointer`."""
        return W3cProblem(self.type, self.detail, pointer + self.pointer)


def problem_of_fault(fault: ShapeFault) -> W3cProblem:
    """Return the problem that a fault in the form of a document is."""
    return W3cProblem(MALFORMED, f"{fault.message}.", fault.pointer)


def problem_of_error(error: CredentialError) -> W3cProblem:
    """Return the problem of a document of which no signature could cover everything."""
    pointer = getattr(error, "pointer", "")
    if isinstance(error, UnsafeDocumentError):
        type_ = PARSING if error.code in _UNREADABLE else DATA_LOSS
    elif isinstance(error, UnsignedDataError):
        type_ = DATA_LOSS
    elif isinstance(error, UnknownContextError | TooComplexError):
        type_ = TRANSFORMATION
    else:
        type_ = MALFORMED
    return W3cProblem(type_, str(error), pointer)
