"""The steps of issuing, apart from who runs them: plan, sign, record.

`issue` runs them one after the other, and `concurrent` for many callers at once. Between the steps
nothing is lost by a crash: what is planned is known and can be signed later, to the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.credentials.contexts.extension import ExtensionContext
from badgeservice.issuing.errors import IdempotencyKeyReusedError
from badgeservice.issuing.ledger import Badge, PlannedBadge, RequestRecord, SignedPlan
from badgeservice.issuing.order import BadgeOrder, Desk, IdempotentRequest, IssuingBooks
from badgeservice.issuing.planning import Draft, Planner, claim_slots, edition_of
from badgeservice.issuing.signing import Signable, sign


class KeyTakenError(Exception):
    """Another request with the same key was committed while this one was being planned.

    It never leaves this room: planning again finds what the other request made.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What a request comes to: badges that an earlier one made, and plans that wait to be signed.

    `found` are all badges of the request, in order, when it was made before; otherwise all of them
    wait, in order.
    """

    found: tuple[Badge, ...] = ()
    waiting: tuple[Signable, ...] = ()

    def sign(self) -> tuple[SignedPlan, ...]:
        """Return all that waits, signed. No transaction is needed.

        Raises:
            CredentialError: what was planned cannot be signed.
        """
        return tuple(map(sign, self.waiting))

    def badges(self, signed: Iterable[SignedPlan]) -> tuple[Badge, ...]:
        """Return the badges of the request once `signed` has been recorded, in order."""
        if not self.found:
            return tuple(
                Badge(plan=each.plan, secured=each.secured, revocation=None, suspension=None)
                for each in signed
            )
        new = {each.plan.id: each.secured for each in signed}
        return tuple(
            replace(badge, secured=new.get(badge.id, badge.secured)) for badge in self.found
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A request to issue, on its way through the steps."""

    orders: Sequence[BadgeOrder]
    actor: Actor
    request: IdempotentRequest | None
    desk: Desk
    planner: Planner = field(init=False)

    def __post_init__(self) -> None:
        """Refuse an actor who may not issue.

        Raises:
            NotPermittedError: the actor may not issue.
        """
        self.actor.require(Scope.BADGES_ISSUE)
        object.__setattr__(self, "planner", Planner(actor=self.actor, desk=self.desk))

    def plan(self, books: IssuingBooks, *, draft: Draft | None = None) -> Planned:
        """Find what the same request made before, or plan its badges, in one transaction.

        A `draft` of the same request saves the work that was done for it, as far as it still holds.

        Raises:
            KeyTakenError: roll back, and do this again.
            IssuingError: as `issue.issue`.
        """
        found = self.found(books)
        if found is not None:
            return found
        edition = edition_of(self.actor.organisation_id, books)
        if draft is None or draft.edition != edition:
            draft = self.planner.settle(self.orders, edition, books)
        (slots,) = claim_slots([draft], books, below=self.desk.below)
        waiting = self.planner.compose(draft, slots)
        books.badges.add_plans([each.plan for each in waiting])
        self.keep_request(waiting, books)
        return Planned(waiting=waiting)

    def found(self, books: IssuingBooks) -> Planned | None:
        """Return what the same request made before, if it was made.

        Raises:
            IdempotencyKeyReusedError: its key came with other content before.
            SigningKeyMissingError: a badge of it waits for a key that is no longer there.
        """
        if self.request is None:
            return None
        earlier = books.badges.request(self.actor.organisation_id, self.request.key)
        if earlier is None:
            return None
        if earlier.request_hash != self.request.content_hash:
            raise IdempotencyKeyReusedError(self.request.key)
        badges = books.badges.badges_by_id(earlier.badge_ids)
        return Planned(found=badges, waiting=waiting_of(badges, books))

    def keep_request(self, waiting: Sequence[Signable], books: IssuingBooks) -> None:
        """Keep which badges the request made.

        Raises:
            KeyTakenError: another request took the key meanwhile.
        """
        if self.request is None:
            return
        record = RequestRecord(
            organisation_id=self.actor.organisation_id,
            key=self.request.key,
            request_hash=self.request.content_hash,
            badge_ids=tuple(each.plan.id for each in waiting),
            at=self.desk.at,
        )
        if not books.badges.add_request(record):
            raise KeyTakenError


def waiting_of(badges: Iterable[Badge], books: IssuingBooks) -> tuple[Signable, ...]:
    """Return those badges that are planned only, with the keys that sign them.

    Raises:
        SigningKeyMissingError: a key is no longer there.
    """
    return tuple(
        Signable(
            plan=badge.plan,
            key=books.keys.key_for(badge.plan.organisation_id, badge.plan.verification_method),
            extension=_extension_of(badge.plan, books),
        )
        for badge in badges
        if badge.secured is None
    )


def _extension_of(plan: PlannedBadge, books: IssuingBooks) -> ExtensionContext | None:
    found = books.library.published_class(plan.organisation_id, plan.class_id, plan.class_version)
    return None if found is None else found.context


def record(signed: Sequence[SignedPlan], books: IssuingBooks, *, at: datetime) -> None:
    """Keep what was signed."""
    books.badges.record_signatures(signed, at=at)
