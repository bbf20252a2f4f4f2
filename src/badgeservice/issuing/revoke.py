"""Take a badge back for good, or suspend it for a while."""

from __future__ import annotations

from datetime import datetime

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.issuing.errors import (
    BadgeAlreadyRevokedError,
    BadgeNotFoundError,
    NotSuspendableError,
    SuspensionStateError,
)
from badgeservice.issuing.ledger import Badge, Revocation, StatusPurpose, Suspension
from badgeservice.issuing.order import IssuingBooks


def find_badge(badge_id: str, *, actor: Actor, books: IssuingBooks) -> Badge:
    """Return a badge of the actor's own organisation.

    Raises:
        NotPermittedError: the actor may not read badges.
        BadgeNotFoundError: no such badge, or another organisation's (the answer is the same).
    """
    actor.require(Scope.BADGES_READ)
    return _own_badge(badge_id, actor=actor, books=books)


def revoke(
    badge_id: str, *, actor: Actor, reason: str, at: datetime, books: IssuingBooks
) -> Revocation:
    """Revoke a badge for good, and return the record of it.

    A badge that is planned but not signed yet can be revoked too.

    Raises:
        NotPermittedError: the actor may not revoke.
        BadgeNotFoundError: no such badge, or another organisation's.
        BadgeAlreadyRevokedError: it was revoked before; that revocation stands.
    """
    actor.require(Scope.BADGES_REVOKE)
    _own_badge(badge_id, actor=actor, books=books)
    revocation = Revocation(
        badge_id=badge_id, reason=reason, revoked_by=actor.client_id, revoked_at=at
    )
    if not books.badges.add_revocation(revocation):
        earlier = _own_badge(badge_id, actor=actor, books=books).revocation
        raise BadgeAlreadyRevokedError(badge_id, revoked_at=earlier.revoked_at if earlier else at)
    return revocation


def suspend(
    badge_id: str, *, actor: Actor, reason: str, at: datetime, books: IssuingBooks
) -> Suspension:
    """Suspend a badge until it is reinstated, when its class allows that.

    Raises:
        NotPermittedError: the actor may not revoke.
        BadgeNotFoundError: no such badge, or another organisation's.
        NotSuspendableError: its class does not allow suspension.
        BadgeAlreadyRevokedError: it was revoked.
        SuspensionStateError: it is suspended already.
    """
    actor.require(Scope.BADGES_REVOKE)
    _suspendable_badge(badge_id, actor=actor, books=books)
    suspension = Suspension(
        badge_id=badge_id, reason=reason, suspended_by=actor.client_id, suspended_at=at
    )
    if not books.badges.add_suspension(suspension):
        raise SuspensionStateError(badge_id, suspended=True)
    return suspension


def reinstate(badge_id: str, *, actor: Actor, at: datetime, books: IssuingBooks) -> Badge:
    """End a suspension and return the badge as it is now.

    Raises:
        NotPermittedError: the actor may not revoke.
        BadgeNotFoundError: no such badge, or another organisation's.
        NotSuspendableError: its class does not allow suspension.
        BadgeAlreadyRevokedError: it was revoked.
        SuspensionStateError: it is not suspended.
    """
    actor.require(Scope.BADGES_REVOKE)
    _suspendable_badge(badge_id, actor=actor, books=books)
    if not books.badges.end_suspension(badge_id, by=actor.client_id, at=at):
        raise SuspensionStateError(badge_id, suspended=False)
    return _own_badge(badge_id, actor=actor, books=books)


def _own_badge(badge_id: str, *, actor: Actor, books: IssuingBooks) -> Badge:
    badge = books.badges.badge(badge_id)
    if badge is None or badge.plan.organisation_id != actor.organisation_id:
        raise BadgeNotFoundError(badge_id)
    return badge


def _suspendable_badge(badge_id: str, *, actor: Actor, books: IssuingBooks) -> Badge:
    badge = _own_badge(badge_id, actor=actor, books=books)
    if badge.plan.slot.purpose is not StatusPurpose.SUSPENSION:
        raise NotSuspendableError(badge_id)
    if badge.revocation is not None:
        raise BadgeAlreadyRevokedError(badge_id, revoked_at=badge.revocation.revoked_at)
    return badge
