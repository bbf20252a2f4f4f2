"""Issue badges: plan, sign, record.

The exact bytes and the status slot of every badge are settled and stored *before* anything is
signed. A crash therefore never leaves a signed credential that the ledger does not know, and the
same request made again gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from badgeservice.accounts.actor import Actor
from badgeservice.errors import BadgeServiceError
from badgeservice.issuing.ledger import Badge
from badgeservice.issuing.order import (
    BadgeOrder,
    Desk,
    IdempotentRequest,
    OpenBooks,
)
from badgeservice.issuing.planning import Draft, edition_of, find_slots
from badgeservice.issuing.steps import Errand, KeyTakenError, Planned, record, waiting_of

# What one HTTP request may ask for.
MAXIMUM_BATCH: Final = 100
# What bulk issuing does in one transaction.
BULK_BATCH: Final = 1_000
# From here on, it pays to compose before the transaction that keeps others waiting.
_AHEAD_FROM: Final = 20
_PLANS_AT_ONCE: Final = 100


def issue(
    orders: Sequence[BadgeOrder],
    *,
    actor: Actor,
    request: IdempotentRequest | None,
    desk: Desk,
    open_books: OpenBooks,
) -> tuple[Badge, ...]:
    """Issue one badge per order, all or none, and return them signed, in order.

    With `request`, the same key and content give the badges that the first call made. Many orders
    are best given `BULK_BATCH` at a time.

    Raises:
        NotPermittedError: the actor may not issue.
        ClassNotIssuableError: there is no such published class in the actor's library.
        OrderInvalidError: an order asks for what its class does not allow.
        IdempotencyKeyReusedError: the key came with other content before.
        SigningKeyMissingError: the organisation has no key.
    """
    errand = Errand(orders=orders, actor=actor, request=request, desk=desk)
    try:
        planned = _plan(errand, open_books)
    except KeyTakenError:
        # The other request is committed now, so this finds what it made.
        planned = _plan(errand, open_books)
    signed = planned.sign()
    if signed:
        with open_books(True) as books:
            record(signed, books, at=desk.at)
    return planned.badges(signed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What became of the plans that a stopped process left: how many were signed, which not."""

    signed: int
    failed: Mapping[str, str]


def complete_plans(*, at: datetime, open_books: OpenBooks) -> Completion:
    """Sign what was planned when the process stopped.

    A plan that cannot be signed, because its key cannot be read for example, stays as it is and
    keeps nobody else from being served. `failed` says why, by badge id.
    """
    signed = 0
    failed: dict[str, str] = {}
    while True:
        with open_books(False) as books:
            plans = books.badges.unsigned_plans(limit=_PLANS_AT_ONCE + len(failed))
        waiting = [plan.id for plan in plans if plan.id not in failed]
        if not waiting:
            return Completion(signed=signed, failed=failed)
        for badge_id in waiting:
            try:
                _complete(badge_id, at=at, open_books=open_books)
            except BadgeServiceError as cause:
                failed[badge_id] = str(cause)
            else:
                signed += 1


def _plan(errand: Errand, open_books: OpenBooks) -> Planned:
    draft = _draft(errand, open_books) if len(errand.orders) >= _AHEAD_FROM else None
    with open_books(True) as books:
        planned = errand.plan(books, draft=draft)
    errand.planner.remember()
    return planned


def _draft(errand: Errand, open_books: OpenBooks) -> Draft | None:
    """Do ahead what can be done ahead, unless the request was made before."""
    with open_books(False) as books:
        if errand.found(books) is not None:
            return None
        edition = edition_of(errand.actor.organisation_id, books)
        draft = errand.planner.settle(errand.orders, edition, books)
        slots = find_slots(draft, books, below=errand.desk.below)
    errand.planner.remember()
    composed = errand.planner.compose(draft, slots)
    return replace(draft, ahead=dict(zip(sorted(slots), composed, strict=True)))


def _complete(badge_id: str, *, at: datetime, open_books: OpenBooks) -> None:
    """Sign a badge if it is not signed yet. No transaction is open while signing."""
    with open_books(False) as books:
        badges = books.badges.badges_by_id((badge_id,))
        planned = Planned(found=badges, waiting=waiting_of(badges, books))
    signed = planned.sign()
    if signed:
        with open_books(True) as books:
            record(signed, books, at=at)
