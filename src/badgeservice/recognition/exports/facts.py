"""What every export needs of a case, and the list of what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeVar

from pydantic import ValidationError

from badgeservice.credentials.strict_json import JsonObject, serialise
from badgeservice.library.documents import Credits, CreditUnit
from badgeservice.library.mapping_documents import LocalUnit, Mapping
from badgeservice.recognition.cases import Case, CaseState, Decision, DecisionKind
from badgeservice.recognition.errors import (
    ExportFault,
    ExportIncompleteError,
    ExportNotPossibleError,
)
from badgeservice.recognition.exports.details import ExportDetails
from badgeservice.recognition.exports.proof import ProvenBadge, proven_badges

_Fact = TypeVar("_Fact")
_UNDECIDED: Final = frozenset(
    {
        CaseState.SUBMITTED,
        CaseState.IN_REVIEW,
        CaseState.INFORMATION_REQUESTED,
        CaseState.WITHDRAWN,
    }
)
_POSITIVE: Final = frozenset({DecisionKind.RECOGNISED, DecisionKind.PARTLY})
_GROUP_LIST: Final = "ammatillisentutkinnonosanryhma_"


class ExportFormat(StrEnum):
    """Whom an export is for."""

    KOSKI = "koski"
    EHOKS = "ehoks"
    UAS = "uas"
    EUROPASS = "europass"


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A document for a register, and which version of its format it was made for.

    `notes` are English sentences for the one who carries it in.
    """

    format: ExportFormat
    schema_version: str
    document: JsonObject
    notes: tuple[str, ...]


@dataclass(slots=True)
class Lacking:
    """Collects what is missing, so that one answer names everything."""

    faults: list[ExportFault] = field(default_factory=list)

    def need(self, fact: _Fact | None, code: str, pointer: str, message: str) -> _Fact | None:
        """Return a fact; note that it is missing when it is None."""
        if fact is None:
            self.faults.append(ExportFault(code=code, pointer=pointer, message=message))
        return fact

    def settle(self) -> None:
        """Let a complete export pass.

        Raises:
            ExportIncompleteError: something is missing.
        """
        if self.faults:
            raise ExportIncompleteError(tuple(self.faults))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A case that was decided for the learner, with what the college adds."""

    case: Case
    decision: Decision
    mapping: Mapping
    badges: tuple[ProvenBadge, ...]
    details: ExportDetails
    lacking: Lacking = field(default_factory=Lacking)

    @property
    def is_partly(self) -> bool:
        """Whether less was recognised than the mapping is to."""
        return self.decision.kind is DecisionKind.PARTLY

    def require_system(self, system: str) -> None:
        """Let units of one qualification system pass, and a college's own.

        Raises:
            ExportNotPossibleError: the unit is of another one.
        """
        unit = self.mapping.target.unit
        if unit.system != system and not isinstance(self.mapping.target, LocalUnit):
            reason = f"its unit {unit.code} is of {unit.system}, and this format is of {system}."
            raise ExportNotPossibleError(self.case.id, reason)

    def require_badges(self) -> None:
        """Note what is missing in the badges for naming them."""
        need = self.lacking.need
        need(self.badges or None, "evidence-missing", "/evidence", "No badge of the case held.")
        for index, badge in enumerate(self.badges):
            place = f"/evidence/{index}"
            need(badge.title, "title-missing", f"{place}/name", "A badge has no title.")
            need(badge.issuer_name, "issuer-missing", f"{place}/issuer", "A badge has no issuer.")
            need(badge.awarded_on, "date-missing", f"{place}/validFrom", "A badge has no date.")

    def credits(self, given: Credits | None, *, unit: CreditUnit, pointer: str) -> Decimal | None:
        """Return an extent; note that it is missing, or counted in another unit.

        Raises:
            ExportNotPossibleError: it is counted in another unit; the two are never mixed.
        """
        message = f"The extent in {unit} is not known."
        found = self.lacking.need(given, "credits-missing", pointer, message)
        if found is None:
            return None
        if found.unit is not unit:
            reason = f"it counts in {found.unit}, and this format in {unit}."
            raise ExportNotPossibleError(self.case.id, reason)
        return found.value

    def group(self) -> str | None:
        """Return the group of the unit, 1 to 4, as the decision or else the college says it."""
        decided = self.decision.group
        if decided is None:
            return self.details.group
        return decided.removeprefix(_GROUP_LIST)

    def unit_version(self, named: int | None) -> int | None:
        """Return the version of the unit code; note that it is missing."""
        message = "The version of the unit code is not known."
        version = named or self.details.unit_version
        return self.lacking.need(version, "unit-version-missing", "/details/unitVersion", message)


def facts_of(case: Case, details: ExportDetails) -> Facts:
    """Return what exports need of a case.

    Raises:
        ExportNotPossibleError: it is not decided, not for the learner, or its mapping was lost.
        ExportIncompleteError: what is added contradicts the decision.
    """
    decision = case.decision
    if decision is None or case.state in _UNDECIDED:
        raise ExportNotPossibleError(case.id, f"it is {case.state} and not decided.")
    if decision.kind not in _POSITIVE:
        reason = f"the decision is {decision.kind}, so nothing was recognised."
        raise ExportNotPossibleError(case.id, reason)
    facts = Facts(
        case=case,
        decision=decision,
        mapping=_mapping(case),
        badges=proven_badges(case),
        details=details,
    )
    _note_contradictions(facts)
    return facts


def _mapping(case: Case) -> Mapping:
    try:
        return Mapping.model_validate_json(serialise(case.basis.mapping))
    except ValidationError as cause:
        reason = "the mapping that was frozen with it cannot be read."
        raise ExportNotPossibleError(case.id, reason) from cause


def _note_contradictions(facts: Facts) -> None:
    """What the decision or the mapping says already must not be said otherwise."""
    target, details, decision = facts.mapping.target, facts.details, facts.decision
    part = details.part
    said = (
        ("/details/part/code", getattr(target, "code", None), part and part.code),
        ("/details/part/grade", decision.grade, part and part.grade),
        ("/details/part/gradeScale", decision.grade_scale, part and part.grade_scale),
        ("/details/group", facts.group() if decision.group else None, details.group),
        ("/details/unitVersion", getattr(target, "unit_version", None), details.unit_version),
    )
    for pointer, decided, added in said:
        if decided is not None and added is not None and decided != added:
            message = f"The case says {decided} already."
            fault = ExportFault(code="details-contradict", pointer=pointer, message=message)
            facts.lacking.faults.append(fault)
