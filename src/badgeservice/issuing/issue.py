"""Issue badges: plan, sign, record.

The exact bytes and the status slot of every badge are settled and stored *before* anything is
signed. A crash therefore never leaves a signed credential that the ledger does not know, and the
same request made again gives the same bytes.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.credentials.canonical import canonicalise
from badgeservice.credentials.errors import CredentialError
from badgeservice.credentials.securing.data_integrity import secure
from badgeservice.credentials.strict_json import parse_object, serialise
from badgeservice.errors import BadgeServiceError
from badgeservice.issuing.addresses import badge_url
from badgeservice.issuing.compose import Composition, compose_credential
from badgeservice.issuing.errors import (
    BadgeNotFoundError,
    ClassNotIssuableError,
    IdempotencyKeyReusedError,
    OrderInvalidError,
)
from badgeservice.issuing.ledger import Badge, PlannedBadge, RequestRecord, StatusPurpose
from badgeservice.issuing.order import (
    BadgeOrder,
    Desk,
    IdempotentRequest,
    IssuingBooks,
    OpenBooks,
)
from badgeservice.issuing.publish import organisation, units_of
from badgeservice.issuing.terms import require_terms, settle_dates
from badgeservice.library.documents import Status
from badgeservice.library.shelf import PublishedClass

MAXIMUM_BATCH: Final = 100
_BADGE_ID_BYTES: Final = 16
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
        return tuple(_known(badge_id, books) for badge_id in badge_ids)


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
        plans = [
            _plan(order, index=index, actor=actor, desk=desk, books=books)
            for index, order in enumerate(orders)
        ]
        badge_ids = tuple(plan.id for plan in plans)
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


def _plan(
    order: BadgeOrder, *, index: int, actor: Actor, desk: Desk, books: IssuingBooks
) -> PlannedBadge:
    try:
        return _settled_plan(order, actor=actor, desk=desk, books=books)
    except OrderInvalidError as cause:
        raise OrderInvalidError(f"/{index}{cause.pointer}", cause.reason) from cause
    except ClassNotIssuableError as cause:
        raise ClassNotIssuableError(cause.class_id, cause.version, index=index) from cause
    except CredentialError as cause:
        # The order's texts, or the class's, hold what no credential may: say so, plan nothing.
        raise OrderInvalidError(f"/{index}", f"The badge could not be signed: {cause}") from cause


def _settled_plan(
    order: BadgeOrder, *, actor: Actor, desk: Desk, books: IssuingBooks
) -> PlannedBadge:
    published = _issuable_class(order, actor=actor, books=books)
    at = desk.at.replace(microsecond=0)
    settled = settle_dates(order, published.badge_class, at=at)
    require_terms(settled, published.badge_class, at=at)
    purpose = (
        StatusPurpose.SUSPENSION if published.badge_class.suspendable else StatusPurpose.REVOCATION
    )
    slot = books.badges.claim_slot(
        actor.organisation_id, purpose, below=lambda bound: _below(bound, desk)
    )
    badge_id = base64.urlsafe_b64encode(desk.random_bytes(_BADGE_ID_BYTES)).rstrip(b"=").decode()
    unsigned = compose_credential(
        settled,
        Composition(
            credential_id=badge_url(desk.origin, badge_id),
            published=published,
            units=units_of(published, books=books),
            owner=organisation(actor.organisation_id, books=books),
            slot=slot,
            origin=desk.origin,
            random_bytes=desk.random_bytes,
        ),
    )
    # What is planned will be signed, if need be at the next start: so it must be signable.
    canonicalise(unsigned)
    plan = PlannedBadge(
        id=badge_id,
        organisation_id=actor.organisation_id,
        class_id=published.badge_class.id,
        class_version=published.badge_class.version,
        language=order.language,
        slot=slot,
        unsigned=serialise(unsigned),
        verification_method=books.keys.current(actor.organisation_id).verification_method,
        proof_created=at,
        planned_by=actor.client_id,
        planned_at=desk.at,
    )
    books.badges.add_plan(plan)
    return plan


def _issuable_class(order: BadgeOrder, *, actor: Actor, books: IssuingBooks) -> PublishedClass:
    if order.version is None:
        found = books.library.newest_published(actor.organisation_id, order.class_id)
    else:
        found = books.library.published_class(actor.organisation_id, order.class_id, order.version)
    # A retired class keeps its public page, but nothing new is issued from it.
    if found is None or found.badge_class.status is not Status.PUBLISHED:
        raise ClassNotIssuableError(order.class_id, order.version)
    return found


def _sign(badge_ids: tuple[str, ...], *, at: datetime, open_books: OpenBooks) -> None:
    """Sign those that are not signed yet. No transaction is open while signing."""
    with open_books(False) as books:
        waiting = [
            (badge.plan, books.keys.key_for(badge.plan.organisation_id, method))
            for badge in (_known(badge_id, books) for badge_id in badge_ids)
            for method in [badge.plan.verification_method]
            if badge.secured is None
        ]
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
        for plan, key in waiting
    ]
    if signed:
        with open_books(True) as books:
            for badge_id, content in signed:
                books.badges.record_signature(badge_id, content, at=at)


def _known(badge_id: str, books: IssuingBooks) -> Badge:
    badge = books.badges.badge(badge_id)
    if badge is None:
        raise BadgeNotFoundError(badge_id)
    return badge


def _below(bound: int, desk: Desk) -> int:
    """Return a uniformly random integer in [0, bound)."""
    size = (bound.bit_length() + 7) // 8 + 8  # 64 spare bits make the bias of `%` negligible
    return int.from_bytes(desk.random_bytes(size), "big") % bound
