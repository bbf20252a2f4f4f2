"""From orders to plans: everything settled, composed and seen to be signable, and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from badgeservice.accounts.actor import Actor
from badgeservice.accounts.errors import OrganisationNotFoundError
from badgeservice.credentials.errors import CredentialError
from badgeservice.errors import BadgeServiceError
from badgeservice.issuing.addresses import badge_url
from badgeservice.issuing.compose import name_recipient
from badgeservice.issuing.errors import (
    ClassNotIssuableError,
    IssuingError,
    OrderInvalidError,
)
from badgeservice.issuing.ledger import Below, Edition, PlannedBadge, StatusPurpose, StatusSlot
from badgeservice.issuing.memory import ClassKey, Issuable, IssuingMemory
from badgeservice.issuing.order import BadgeOrder, Desk, IssuingBooks
from badgeservice.issuing.pattern import Particulars
from badgeservice.issuing.publish import units_of
from badgeservice.issuing.signing import Signable
from badgeservice.issuing.terms import Dates, require_terms, settle_dates
from badgeservice.library.documents import Status
from badgeservice.library.shelf import PublishedClass

_MEMORY: Final = IssuingMemory()


class SettledOrder(NamedTuple):
    """An order whose class was found, with its dates filled in, and whose terms hold."""

    order: BadgeOrder
    dates: Dates
    issuable: Issuable


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Settled orders of one request, and those of their badges that were composed ahead.

    `ahead` are by their places in the request; they name slots that are still to be claimed.
    """

    edition: Edition
    settled: tuple[SettledOrder, ...]
    ahead: Mapping[int, Signable] = field(default_factory=dict)


# The slots of a request, by the places of its orders.
Slots: TypeAlias = Mapping[int, StatusSlot]


@dataclass(slots=True, kw_only=True)
class Planner:
    """Plans the badges of one request: `settle`, claim slots, `compose`.

    Errors of an order have its place in the request in front of their pointers.
    """

    actor: Actor
    desk: Desk
    _learned: dict[ClassKey, Issuable] = field(default_factory=dict)

    def settle(self, orders: Sequence[BadgeOrder], edition: Edition, books: IssuingBooks) -> Draft:
        """Find the classes of orders, fill in dates, and see that the terms hold.

        Raises:
            OrderInvalidError: an order asks for what its class does not allow.
            ClassNotIssuableError: there is no such published class.
            SigningKeyMissingError: the organisation has no key.
        """
        self._learned.clear()
        at = self.desk.at.replace(microsecond=0)
        found: dict[tuple[str, int | None], Issuable] = {}
        settled = []
        for index, order in enumerate(orders):
            wanted = (order.class_id, order.version)
            try:
                issuable = found.get(wanted) or self._issuable(order, edition, books)
                badge_class = issuable.published.badge_class
                dates = settle_dates(order, badge_class, at=at)
                require_terms(order, dates, badge_class, at=at)
            except (OrderInvalidError, ClassNotIssuableError) as cause:
                raise _told_of(index, cause) from cause
            found[wanted] = issuable
            settled.append(SettledOrder(order, dates, issuable))
        return Draft(edition=edition, settled=tuple(settled))

    def compose(self, draft: Draft, slots: Slots) -> tuple[Signable, ...]:
        """Return badges that are seen to be signable, for all orders with a slot, in order.

        No books are needed. What was composed ahead for the same slot is taken as it is.

        Raises:
            OrderInvalidError: an order holds what no credential may.
        """
        return tuple(self._composed(draft, index, slots[index]) for index in sorted(slots))

    def remember(self) -> None:
        """Keep what was learned in mind; to be called once the transaction is committed."""
        _MEMORY.keep(self._learned.items())

    def _issuable(self, order: BadgeOrder, edition: Edition, books: IssuingBooks) -> Issuable:
        key = ClassKey(edition, self.desk.origin, order.class_id, order.version)
        found = _MEMORY.find(key)
        if found is None:
            published = _published(order, self.actor.organisation_id, books)
            found = Issuable(
                published=published,
                units=units_of(published, books=books),
                owner=edition.owner,
                key=books.keys.current(self.actor.organisation_id),
                origin=self.desk.origin,
            )
            self._learned[key] = found
        return found

    def _composed(self, draft: Draft, index: int, slot: StatusSlot) -> Signable:
        ahead = draft.ahead.get(index)
        if ahead is not None and ahead.plan.slot == slot:
            return ahead
        try:
            return self._compose(draft.settled[index], slot)
        except CredentialError as cause:
            raise _told_of(index, cause) from cause

    def _compose(self, settled: SettledOrder, slot: StatusSlot) -> Signable:
        order, issuable = settled.order, settled.issuable
        badge_id = self.desk.new_badge_id()
        own = Particulars(
            badge_url(self.desk.origin, badge_id),
            name_recipient(order, self.desk.random_bytes),
            settled.dates,
            slot,
        )
        composed = issuable.compose(order, own)
        plan = PlannedBadge(
            id=badge_id,
            organisation_id=self.actor.organisation_id,
            class_id=issuable.published.badge_class.id,
            class_version=issuable.published.badge_class.version,
            language=order.language,
            slot=slot,
            unsigned=composed.content,
            verification_method=issuable.key.verification_method,
            proof_created=self.desk.at.replace(microsecond=0),
            planned_by=self.actor.client_id,
            planned_at=self.desk.at,
        )
        return Signable(
            plan=plan,
            key=issuable.key,
            document_hash=composed.document_hash,
            context=composed.context,
            extension=issuable.published.context,
        )


def edition_of(organisation_id: str, books: IssuingBooks) -> Edition:
    """Return the edition of an organisation, which is held in a transaction that writes.

    Raises:
        OrganisationNotFoundError: there is no such organisation.
    """
    edition = books.badges.edition(organisation_id)
    if edition is None:
        raise OrganisationNotFoundError(organisation_id)
    return edition


def find_slots(draft: Draft, books: IssuingBooks, *, below: Below) -> Slots:
    """Return slots that are free at the moment, for all orders or for some; none is claimed."""
    slots: dict[int, StatusSlot] = {}
    for purpose, places in _by_purpose([draft]).items():
        free = books.badges.free_slots(
            draft.edition.owner.id, purpose, count=len(places), below=below
        )
        slots.update(zip([index for _, index in places], free, strict=False))
    return slots


def claim_slots(drafts: Sequence[Draft], books: IssuingBooks, *, below: Below) -> Sequence[Slots]:
    """Claim slots for all orders of requests of one organisation, and return them by request."""
    if len(drafts) == 1 and len(drafts[0].settled) == 1 and not drafts[0].ahead:
        return [_claim_one(drafts[0], books, below=below)]
    slots: list[dict[int, StatusSlot]] = [{} for _ in drafts]
    for purpose, places in _by_purpose(drafts).items():
        ahead = [place for place in places if place[1] in drafts[place[0]].ahead]
        # They come first, where `wanted` is.
        in_turn = list(dict.fromkeys([*ahead, *places])) if ahead else places
        claimed = books.badges.claim_slots(
            drafts[0].edition.owner.id,
            purpose,
            count=len(places),
            below=below,
            wanted=[drafts[number].ahead[index].plan.slot for number, index in ahead],
        )
        for (number, index), slot in zip(in_turn, claimed, strict=True):
            slots[number][index] = slot
    return slots


def _claim_one(draft: Draft, books: IssuingBooks, *, below: Below) -> Slots:
    """Do the same for one order, as most requests have, without sorting anything."""
    purpose = draft.settled[0].issuable.purpose
    (slot,) = books.badges.claim_slots(draft.edition.owner.id, purpose, count=1, below=below)
    return {0: slot}


def _by_purpose(drafts: Sequence[Draft]) -> dict[StatusPurpose, list[tuple[int, int]]]:
    """Return requests and places of orders, by what a mark on their badges will mean."""
    places: dict[StatusPurpose, list[tuple[int, int]]] = {}
    for number, draft in enumerate(drafts):
        for index, each in enumerate(draft.settled):
            places.setdefault(each.issuable.purpose, []).append((number, index))
    return places


def _told_of(index: int, cause: BadgeServiceError) -> IssuingError:
    """Return an error that tells which order of the request it is about."""
    if isinstance(cause, OrderInvalidError):
        return OrderInvalidError(f"/{index}{cause.pointer}", cause.reason)
    if isinstance(cause, ClassNotIssuableError):
        return ClassNotIssuableError(cause.class_id, cause.version, index=index)
    return OrderInvalidError(f"/{index}", f"The badge could not be signed: {cause}")


def _published(order: BadgeOrder, organisation_id: str, books: IssuingBooks) -> PublishedClass:
    if order.version is None:
        found = books.library.newest_published(organisation_id, order.class_id)
    else:
        found = books.library.published_class(organisation_id, order.class_id, order.version)
    # A retired class keeps its public page, but nothing new is issued from it.
    if found is None or found.badge_class.status is not Status.PUBLISHED:
        raise ClassNotIssuableError(order.class_id, order.version)
    return found
