"""A learner's own data at a college: given out, erased on request, erased when its time is over."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.recognition.case_book import CaseBook
from badgeservice.recognition.cases import SERVICE, Case, CaseEvent
from badgeservice.recognition.errors import LearnerNotFoundError
from badgeservice.recognition.learner_numbers import check_learner_number
from badgeservice.recognition.revoked_since import RevokingBooks


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerCase:
    """One case of a learner, with all that has happened to it."""

    case: Case
    events: tuple[CaseEvent, ...]


def export_learner(
    learner_oid: str, *, actor: Actor, at: datetime, book: CaseBook
) -> tuple[LearnerCase, ...]:
    """Return everything that the actor's college keeps of a learner, oldest case first.

    Raises:
        NotPermittedError: the actor may not see cases.
        LearnerNumberInvalidError: the number has a wrong form or check digit.
        LearnerNotFoundError: there is nothing.
    """
    found = _cases_of(learner_oid, actor=actor, book=book)
    book.note_export(actor.organisation_id, learner_oid, at=at, by=actor.client_id)
    return tuple(
        LearnerCase(case=case, events=book.events(actor.organisation_id, case.id)) for case in found
    )


def erase_learner(
    learner_oid: str, *, actor: Actor, at: datetime, book: CaseBook
) -> tuple[str, ...]:
    """Erase all cases of a learner at the actor's college, whatever their state; return their ids.

    Raises:
        NotPermittedError: the actor may not see cases.
        LearnerNumberInvalidError: the number has a wrong form or check digit.
        LearnerNotFoundError: there is nothing.
    """
    found = _cases_of(learner_oid, actor=actor, book=book)
    for case in found:
        book.erase_case(actor.organisation_id, case.id, at=at, by=actor.client_id)
    return tuple(case.id for case in found)


def erase_due(
    *, at: datetime, open_books: Callable[[bool], AbstractContextManager[RevokingBooks]]
) -> int:
    """Erase the cases of all colleges that were closed longer ago than these keep them."""
    erased = 0
    with open_books(False) as books:
        colleges = [organisation.id for organisation in books.accounts.organisations()]
    for college in colleges:
        with open_books(True) as books:
            days = books.cases.retention_days(college)
            if days is None:
                continue
            for case_id in books.cases.closed_cases(college, before=at - timedelta(days=days)):
                erased += books.cases.erase_case(college, case_id, at=at, by=SERVICE)
    return erased


def _cases_of(learner_oid: str, *, actor: Actor, book: CaseBook) -> tuple[Case, ...]:
    actor.require(Scope.RECOGNITION_DECIDE)
    check_learner_number(learner_oid, "/learnerOid")
    found = book.cases_of_learner(actor.organisation_id, learner_oid)
    if not found:
        raise LearnerNotFoundError
    return found
