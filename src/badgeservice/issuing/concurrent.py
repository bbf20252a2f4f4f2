"""Issue for many callers at once, whose writes are committed together.

Whoever writes alone waits for the disk alone. Here planning and recording are jobs for a writer
that takes those of several callers into one transaction, and does those of one kind as one; see
`storage.group_commit`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeAlias, TypeVar

from badgeservice.accounts.actor import Actor
from badgeservice.errors import BadgeServiceError
from badgeservice.issuing.ledger import Badge, Edition, SignedPlan
from badgeservice.issuing.order import BadgeOrder, Desk, IdempotentRequest, IssuingBooks
from badgeservice.issuing.planning import Draft, claim_slots, edition_of
from badgeservice.issuing.steps import Errand, KeyTakenError, Planned, record

_Result = TypeVar("_Result")


class SubmitWrite(Protocol):
    """What takes a job on the books, and tells its result once that is committed.

    A job that raises an error leaves nothing behind, and its future has that error.
    """

    def __call__(self, job: Callable[[IssuingBooks], _Result], /) -> Future[_Result]:
        """Take a job; it may be done in another thread."""


async def issue_async(
    orders: Sequence[BadgeOrder],
    *,
    actor: Actor,
    request: IdempotentRequest | None,
    desk: Desk,
    submit: SubmitWrite,
) -> tuple[Badge, ...]:
    """Do what `issue.issue` does, and let others work while the disk does.

    Signing is done where the writer is, or else in the caller's own thread, because it is short.

    Raises:
        NotPermittedError: as `issue.issue`, and all that it raises.
    """
    errand = Errand(orders=orders, actor=actor, request=request, desk=desk)
    try:
        outcome = await asyncio.wrap_future(submit(Planning(errand)))
    except KeyTakenError:
        # The other request is committed now, so this finds what it made.
        outcome = await asyncio.wrap_future(submit(Planning(errand)))
    if not isinstance(outcome, Planned):
        return outcome
    recording = Planning(errand).go_on(outcome)
    if recording is None:
        return outcome.badges(())
    return await asyncio.wrap_future(submit(recording))


@dataclass(frozen=True, slots=True)
class Planning:
    """The job to plan the badges of one request.

    A writer may `go_on` from its result, once that is committed, to the job which that gives; then
    it tells the badges.
    """

    errand: Errand

    def __call__(self, books: IssuingBooks) -> Planned | tuple[Badge, ...]:
        """Plan the badges of this request alone."""
        return self.errand.plan(books)

    def go_on(self, planned: Planned) -> Recording | None:
        """Sign what is planned, with no transaction open, and return the job to record it.

        Raises:
            CredentialError: what was planned cannot be signed.
        """
        self.errand.planner.remember()
        signed = planned.sign()
        return Recording(signed, at=self.errand.desk.at, planned=planned) if signed else None

    @staticmethod
    def together(
        jobs: Sequence[Planning], books: IssuingBooks
    ) -> Sequence[Planned | BadgeServiceError]:
        """Plan the badges of several requests as one; return what became of each.

        Slots are claimed for all of an organisation at once, and all plans are kept at once. An
        error that is raised means that nothing can be said of any: do them one after the other.

        Raises:
            KeyTakenError: two of the requests have the same key.
            BadgeServiceError: something of one of them turned out to be wrong too late.
        """
        begun = _begun([job.errand for job in jobs], books)
        drafts = {at: draft for at, draft in enumerate(begun) if isinstance(draft, Draft)}
        planned: dict[int, Planned] = {}
        for places in _by_owner(drafts).values():
            below = jobs[places[0]].errand.desk.below
            claimed = claim_slots([drafts[at] for at in places], books, below=below)
            for at, slots in zip(places, claimed, strict=True):
                waiting = jobs[at].errand.planner.compose(drafts[at], slots)
                planned[at] = Planned(waiting=waiting)
        books.badges.add_plans([each.plan for which in planned.values() for each in which.waiting])
        for at, which in planned.items():
            jobs[at].errand.keep_request(which.waiting, books)
        return [planned[at] if isinstance(of, Draft) else of for at, of in enumerate(begun)]


@dataclass(frozen=True, slots=True)
class Recording:
    """The job to record what was signed of a request; `planned` is what became of its planning."""

    signed: tuple[SignedPlan, ...]
    at: datetime
    planned: Planned = field(default_factory=Planned)

    def __call__(self, books: IssuingBooks) -> tuple[Badge, ...]:
        """Record this alone, and return the badges of the request."""
        record(self.signed, books, at=self.at)
        return self.planned.badges(self.signed)

    @staticmethod
    def together(jobs: Sequence[Recording], books: IssuingBooks) -> Sequence[tuple[Badge, ...]]:
        """Record several as one, at the latest of their moments.

        Raises:
            BadgeServiceError: do them one after the other.
        """
        signed = [each for job in jobs for each in job.signed]
        record(signed, books, at=max(job.at for job in jobs))
        return [job.planned.badges(job.signed) for job in jobs]


# What can be said of a request before a slot is claimed for it.
_Begun: TypeAlias = Planned | Draft | BadgeServiceError


def _begun(errands: Sequence[Errand], books: IssuingBooks) -> Sequence[_Begun]:
    editions: dict[str, Edition] = {}
    begun: list[_Begun] = []
    for errand in errands:
        try:
            begun.append(_begin(errand, editions, books))
        except BadgeServiceError as refusal:
            begun.append(refusal)
    return begun


def _begin(errand: Errand, editions: dict[str, Edition], books: IssuingBooks) -> Planned | Draft:
    found = errand.found(books)
    if found is not None:
        return found
    owner = errand.actor.organisation_id
    edition = editions.get(owner) or edition_of(owner, books)
    # Nothing here changes an edition, so it stays what it is until all are planned.
    editions[owner] = edition
    return errand.planner.settle(errand.orders, edition, books)


def _by_owner(drafts: dict[int, Draft]) -> dict[str, list[int]]:
    """Return the places of drafts, by whose they are."""
    places: dict[str, list[int]] = {}
    for at, draft in drafts.items():
        places.setdefault(draft.edition.owner.id, []).append(at)
    return places
