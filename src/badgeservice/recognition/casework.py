"""Bring a case on in its life. Every step is allowed from some states only, and is recorded.

Who writes says which version was read, so that nobody overwrites what another has written since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.library.documents import Language
from badgeservice.recognition.case_book import CaseBook
from badgeservice.recognition.case_rules import decision_faults
from badgeservice.recognition.cases import Case, CaseEvent, CaseState, CaseStep, Decision
from badgeservice.recognition.errors import (
    CaseChangedError,
    CaseNotFoundError,
    CaseStateError,
    DecisionInvalidError,
)
from badgeservice.recognition.used_badges import POSITIVE, require_unused

_S: Final = CaseState
# From which states a step may be taken, and where it leads.
STEPS: Final[Mapping[CaseStep, tuple[frozenset[CaseState], CaseState]]] = {
    CaseStep.REVIEW: (frozenset({_S.SUBMITTED}), _S.IN_REVIEW),
    CaseStep.REQUEST_INFORMATION: (frozenset({_S.IN_REVIEW}), _S.INFORMATION_REQUESTED),
    CaseStep.ANSWER: (frozenset({_S.INFORMATION_REQUESTED}), _S.IN_REVIEW),
    CaseStep.DECIDE: (frozenset({_S.IN_REVIEW}), _S.DECIDED),
    CaseStep.DELIVER: (frozenset({_S.DECIDED}), _S.DELIVERED),
    CaseStep.REQUEST_REVIEW: (frozenset({_S.DELIVERED}), _S.REVIEW_REQUESTED),
    CaseStep.DECIDE_REVIEW: (frozenset({_S.REVIEW_REQUESTED}), _S.REVIEWED),
    CaseStep.REQUEST_RECTIFICATION: (frozenset({_S.REVIEWED}), _S.RECTIFICATION_REQUESTED),
    CaseStep.RECTIFY: (frozenset({_S.RECTIFICATION_REQUESTED}), _S.RECTIFIED),
    CaseStep.CLOSE: (frozenset({_S.DELIVERED, _S.REVIEWED, _S.RECTIFIED}), _S.CLOSED),
    CaseStep.WITHDRAW: (
        frozenset({_S.SUBMITTED, _S.IN_REVIEW, _S.INFORMATION_REQUESTED}),
        _S.WITHDRAWN,
    ),
}
# These come with a decision: the first one, and those that may change it.
DECIDING: Final = frozenset({CaseStep.DECIDE, CaseStep.DECIDE_REVIEW, CaseStep.RECTIFY})


def find_case(case_id: str, *, actor: Actor, book: CaseBook) -> Case:
    """Return a case of the actor's own organisation, with the learner's data.

    Raises:
        NotPermittedError: the actor may not see cases.
        CaseNotFoundError: there is no such case.
    """
    actor.require(Scope.RECOGNITION_DECIDE)
    found = book.case(actor.organisation_id, case_id)
    if found is None:
        raise CaseNotFoundError(case_id)
    return found


def events_of(case_id: str, *, actor: Actor, book: CaseBook) -> tuple[CaseEvent, ...]:
    """Return what has happened to a case of the actor's organisation, also when it was erased.

    Raises:
        NotPermittedError: the actor may not see cases.
        CaseNotFoundError: there is no such case.
    """
    actor.require(Scope.RECOGNITION_DECIDE)
    found = book.events(actor.organisation_id, case_id)
    if not found:
        raise CaseNotFoundError(case_id)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A step that somebody wants to take, who has read this version of the case.

    `note` is kept with the event; `on` is the day of a delivery, today when it is None, and
    `letter_templates` are those that are in use then. `decision` comes with the steps that decide,
    and with no others.
    """

    step: CaseStep
    if_version: int
    note: str | None = None
    on: date | None = None
    decision: Decision | None = None
    letter_templates: Mapping[Language, str] = field(default_factory=dict)


def move(case_id: str, wanted: Move, *, actor: Actor, at: datetime, book: CaseBook) -> Case:
    """Take a step; return the case as it is now.

    A badge is looked for in other cases once more when it is recognised, because two applications
    with the same badge may wait for their decisions at the same time.

    Raises:
        NotPermittedError: the actor may not decide cases.
        CaseNotFoundError: there is no such case.
        CaseChangedError: somebody else wrote in between.
        CaseStateError: the case cannot take this step now, or not without a decision.
        DecisionInvalidError: the decision contradicts itself or the case.
        BadgeUsedError: a badge was recognised in the same study right since the submission.
    """
    case = find_case(case_id, actor=actor, book=book)
    if case.version != wanted.if_version:
        raise CaseChangedError(case_id, version=case.version)
    allowed, state = STEPS[wanted.step]
    if case.state not in allowed or (wanted.step in DECIDING) != (wanted.decision is not None):
        raise CaseStateError(case_id, state=case.state, step=wanted.step)
    if wanted.decision is not None:
        case = _decided(case, wanted.decision, day=at.date())
        if wanted.decision.kind in POSITIVE:
            require_unused(case, book)
    if wanted.step is CaseStep.DELIVER:
        case = replace(
            case,
            delivered_on=wanted.on or at.date(),
            letter_templates=dict(wanted.letter_templates),
        )
    moved = replace(case, state=state, version=case.version + 1, updated_at=at)
    event = CaseEvent(kind=wanted.step.value, by=actor.client_id, at=at, note=wanted.note)
    book.put_case(moved, event)
    return moved


def _decided(case: Case, decision: Decision, *, day: date) -> Case:
    faults = decision_faults(decision, case, day=day)
    if faults:
        raise DecisionInvalidError(faults)
    earlier = () if case.decision is None else (case.decision,)
    return replace(case, decision=decision, earlier_decisions=(*case.earlier_decisions, *earlier))
