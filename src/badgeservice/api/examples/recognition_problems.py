"""Real errors of mappings and bases, as examples of their problems."""

from __future__ import annotations

from typing import Final

from badgeservice.errors import BadgeServiceError
from badgeservice.recognition import errors as recognition

_BASIS: Final = ("finland", "OPH-456-2022")
_MAPPING: Final = "workplace-instructor"


def _invalid(code: str, pointer: str, message: str) -> BadgeServiceError:
    fault = recognition.MappingFault(code=code, pointer=pointer, message=message)
    return recognition.mapping_invalid((fault,))


RECOGNITION_EXAMPLES: Final[tuple[BadgeServiceError, ...]] = (
    recognition.EvaluationPageNotFoundError(),
    recognition.BasisNotFoundError(*_BASIS),
    recognition.BasisEditionNotFoundError(*_BASIS, number=3),
    recognition.MappingNotFoundError(_MAPPING, 1),
    recognition.MappingStateError(
        _MAPPING, status="ended", reason="only a proposal can be agreed to"
    ),
    _invalid("dates-reversed", "/validUntil", "It ends before it begins."),
    _invalid("unit-unknown", "/target/unit/code", "The basis has no unit tutkinnonosat_999."),
    _invalid("unit-version-differs", "/target/unitVersion", "The unit is at version 1 here."),
    _invalid(
        "basis-not-in-force",
        "/basis",
        "The basis OPH-456-2022 is no longer in force, and its transition has ended.",
    ),
    _invalid(
        "credit-unit-differs",
        "/target/credits/unit",
        "It counts in ects, and osp cannot be turned into that.",
    ),
    _invalid(
        "participation-badge",
        "/badges/of/0",
        "A participation badge shows presence, not competence.",
    ),
    _invalid(
        "requirement-not-covered",
        "/coverage",
        "Nothing covers the requirement ammattitaitovaatimukset_9528.",
    ),
)
