"""A badge counts once in a study right. In another one, or before another college, it may again."""

from __future__ import annotations

from typing import Final

from badgeservice.recognition.case_book import CaseBook
from badgeservice.recognition.cases import Case, CaseState, DecisionKind
from badgeservice.recognition.errors import BadgeUsedError

POSITIVE: Final = (DecisionKind.RECOGNISED, DecisionKind.PARTLY)


def require_unused(case: Case, book: CaseBook) -> None:
    """Let a case pass none of whose badges that count did so in another of its study right.

    Where the study right is not known, nothing can be said.

    Raises:
        BadgeUsedError: one did.
    """
    if case.study_right_oid is None:
        return
    for evidence in case.evidence:
        if evidence.counted:
            _require_unused(case, evidence.badge, book)


def _require_unused(case: Case, badge: str, book: CaseBook) -> None:
    for organisation_id, case_id in book.cases_with_badge(badge):
        if organisation_id != case.organisation_id or case_id == case.id:
            continue
        other = book.case(organisation_id, case_id)
        if other is not None and _has_used(other, badge, case.study_right_oid):
            raise BadgeUsedError(badge, case_id)


def _has_used(other: Case, badge: str, study_right_oid: str | None) -> bool:
    return (
        other.study_right_oid == study_right_oid
        and other.state is not CaseState.WITHDRAWN
        and other.decision is not None
        and other.decision.kind in POSITIVE
        and any(each.counted and each.badge == badge for each in other.evidence)
    )
