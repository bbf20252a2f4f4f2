"""Note on cases that a badge was revoked after its submission. It undoes nothing by itself.

Badges of this service are noted when they are revoked; for those of strangers, the frozen bytes are
verified once more.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, TypeAlias

from badgeservice.accounts.register import AccountRegister
from badgeservice.recognition.case_book import CaseBook
from badgeservice.recognition.cases import (
    BADGE_REVOKED,
    SERVICE,
    Case,
    CaseEvent,
    CaseState,
    FrozenEvidence,
)
from badgeservice.recognition.evaluate import refusal_of
from badgeservice.recognition.evaluation import Refusal
from badgeservice.verification.errors import NotACredentialError
from badgeservice.verification.sources import Sources
from badgeservice.verification.verify import verify


class RevokingBooks(Protocol):
    """The ports that this needs, in one transaction."""

    @property
    def accounts(self) -> AccountRegister:
        """Organisations."""

    @property
    def cases(self) -> CaseBook:
        """Cases."""


OpenRevokingBooks: TypeAlias = Callable[[bool], AbstractContextManager[RevokingBooks]]


def note_revoked(badge: str, *, at: datetime, open_books: OpenRevokingBooks) -> int:
    """Mark every case that a badge was presented for; return how many there are.

    Each case is a transaction of its own, so that colleges never wait for each other.
    """
    with open_books(False) as books:
        found = books.cases.cases_with_badge(badge)
    return sum(
        _mark(organisation_id, case_id, (badge,), at=at, open_books=open_books)
        for organisation_id, case_id in found
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """How many cases were looked at again, how many marked, and how many badges gave no answer."""

    cases: int
    marked: int
    undetermined: int


def recheck(
    *, at: datetime, new_sources: Callable[[], Sources], open_books: OpenRevokingBooks
) -> Recheck:
    """Verify the frozen badges of all cases once more, and mark those with one that was revoked."""
    looked = marked = undetermined = 0
    with open_books(False) as books:
        named = [
            (organisation.id, summary.id)
            for organisation in books.accounts.organisations()
            for summary in books.cases.cases(organisation.id)
            if summary.state is not CaseState.WITHDRAWN
        ]
    for organisation_id, case_id in named:
        with open_books(False) as books:
            case = books.cases.case(organisation_id, case_id)
        if case is None:
            continue
        findings = _findings(case, at=at, new_sources=new_sources)
        revoked = tuple(badge for badge, refusal in findings if refusal is Refusal.REVOKED)
        looked += 1
        undetermined += sum(refusal is Refusal.UNVERIFIABLE for _, refusal in findings)
        marked += _mark(organisation_id, case_id, revoked, at=at, open_books=open_books)
    return Recheck(cases=looked, marked=marked, undetermined=undetermined)


def _findings(
    case: Case, *, at: datetime, new_sources: Callable[[], Sources]
) -> list[tuple[str, Refusal | None]]:
    return [
        (each.badge, _refusal(each, at=at, sources=new_sources()))
        for each in case.evidence
        if each.credential_id is not None and each.badge not in case.revoked_since
    ]


def _refusal(evidence: FrozenEvidence, *, at: datetime, sources: Sources) -> Refusal | None:
    try:
        return refusal_of(verify(evidence.content, at=at, sources=sources))
    except NotACredentialError:
        return Refusal.NOT_A_CREDENTIAL


def _mark(
    organisation_id: str,
    case_id: str,
    badges: tuple[str, ...],
    *,
    at: datetime,
    open_books: OpenRevokingBooks,
) -> bool:
    if not badges:
        return False
    with open_books(True) as books:
        case = books.cases.case(organisation_id, case_id)
        fresh = [each for each in badges if case is not None and each not in case.revoked_since]
        if case is None or not fresh:
            return False
        marked = replace(
            case,
            version=case.version + 1,
            updated_at=at,
            revoked_since=(*case.revoked_since, *fresh),
        )
        note = "\n".join(fresh)
        books.cases.put_case(marked, CaseEvent(kind=BADGE_REVOKED, by=SERVICE, at=at, note=note))
    return True
