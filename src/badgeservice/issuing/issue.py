"""Issue badges: plan, sign, record.

The exact bytes and the status slot of every badge are settled and stored *before* anything is
signed. A crash therefore never leaves a signed credential that the ledger does not know, and the
same request made again gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.credentials.securing.data_integrity import secure
from badgeservice.credentials.strict_json import parse_object
from badgeservice.errors import BadgeServiceError
from badgeservice.issuing.errors import (
    IdempotencyKeyReusedError,
)
from badgeservice.issuing.ledger import Badge, RequestRecord
from badgeservice.issuing.order import (
    BadgeOrder,
    Desk,
    IdempotentRequest,
    OpenBooks,
)
from badgeservice.issuing.planning import Planner

MAXIMUM_BATCH: Final = 100
_PLANS_AT_ONCE: Final = 100


class _KeyTakenError(Exception):
    """Another request with the same key was committed while this one was being planned."""


def issue(
    orders: Sequence[BadgeOrder],
    *,
    actor: Actor,
    request: IdempotentRequest | None,
    desk: Desk,
    open_books: OpenBooks,
) -> tuple[Badge, ...]:
    """Issue one badge per order, all or none, and return them signed, in order.

    With `request`, the same key and content give the badges that the first call made.

    Raises:
        NotPermittedError: the actor may not issue.
        ClassNotIssuableError: there is no such published class in the actor's library.
        OrderInvalidError: an order asks for what its class does not allow.
        IdempotencyKeyReusedError: the key came with other content before.
        SigningKeyMissingError: the organisation has no key.
    """
    actor.require(Scope.BADGES_ISSUE)
    try:
        badge_ids = _settle(orders, actor=actor, request=request, desk=desk, open_books=open_books)
    except _KeyTakenError:
        # The other request is committed now, so this finds what it made.
        badge_ids = _settle(orders, actor=actor, request=request, desk=desk, open_books=open_books)
    _sign(badge_ids, at=desk.at, open_books=open_books)
    with open_books(False) as books:
        return books.badges.badges_by_id(badge_ids)


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
                _sign((badge_id,), at=at, open_books=open_books)
            except BadgeServiceError as cause:
                failed[badge_id] = str(cause)
            else:
                signed += 1


def _settle(
    orders: Sequence[BadgeOrder],
    *,
    actor: Actor,
    request: IdempotentRequest | None,
    desk: Desk,
    open_books: OpenBooks,
) -> tuple[str, ...]:
    """Find what the same request made before, or plan its badges; return their ids."""
    with open_books(True) as books:
        earlier = request and books.badges.request(actor.organisation_id, request.key)
        if request and earlier:
            if earlier.request_hash != request.content_hash:
                raise IdempotencyKeyReusedError(request.key)
            return earlier.badge_ids
        planner = Planner(actor=actor, desk=desk, books=books)
        badge_ids = tuple(planner.plan(order, index).id for index, order in enumerate(orders))
        if request and not books.badges.add_request(
            RequestRecord(
                organisation_id=actor.organisation_id,
                key=request.key,
                request_hash=request.content_hash,
                badge_ids=badge_ids,
                at=desk.at,
            )
        ):
            raise _KeyTakenError
        return badge_ids


def _sign(badge_ids: tuple[str, ...], *, at: datetime, open_books: OpenBooks) -> None:
    """Sign those that are not signed yet. No transaction is open while signing."""
    with open_books(False) as books:
        plans = [
            badge.plan for badge in books.badges.badges_by_id(badge_ids) if badge.secured is None
        ]
        methods = {(plan.organisation_id, plan.verification_method) for plan in plans}
        keys = {method: books.keys.key_for(*method) for method in methods}
    signed = [
        (
            plan.id,
            secure(
                parse_object(plan.unsigned),
                signer=key.signer,
                verification_method=key.verification_method,
                created=plan.proof_created,
            ).content,
        )
        for plan in plans
        for key in [keys[plan.organisation_id, plan.verification_method]]
    ]
    if signed:
        with open_books(True) as books:
            for badge_id, content in signed:
                books.badges.record_signature(badge_id, content, at=at)
