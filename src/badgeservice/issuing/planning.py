"""From an order to a plan: everything settled, composed and seen to be signable, and kept."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Final

from badgeservice.accounts.actor import Actor
from badgeservice.accounts.register import Organisation
from badgeservice.credentials.canonical import canonicalise
from badgeservice.credentials.errors import CredentialError
from badgeservice.credentials.strict_json import JsonObject, serialise
from badgeservice.issuing.addresses import badge_url
from badgeservice.issuing.compose import Composition, compose_credential
from badgeservice.issuing.errors import ClassNotIssuableError, OrderInvalidError
from badgeservice.issuing.ledger import PlannedBadge, StatusPurpose, StatusSlot
from badgeservice.issuing.order import BadgeOrder, Desk, IssuingBooks
from badgeservice.issuing.publish import organisation, units_of
from badgeservice.issuing.terms import require_terms, settle_dates
from badgeservice.library.documents import Status, Unit
from badgeservice.library.shelf import PublishedClass

_BADGE_ID_BYTES: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class _Issuable:
    """A class that may be issued from, with the units that it speaks of."""

    published: PublishedClass
    units: tuple[Unit, ...]


@dataclass(slots=True, kw_only=True)
class Planner:
    """Plans the badges of one request, in one transaction.

    What several orders share, such as their class and its units, is looked up once.
    """

    actor: Actor
    desk: Desk
    books: IssuingBooks
    _classes: dict[tuple[str, int | None], _Issuable] = field(default_factory=dict)
    _owner: Organisation | None = None
    _verification_method: str | None = None

    def plan(self, order: BadgeOrder, index: int) -> PlannedBadge:
        """Settle and keep one badge. `index` is the place of the order in the request.

        Raises:
            OrderInvalidError: the order asks for what its class does not allow, or holds what no
                credential may; the pointer begins with the index.
            ClassNotIssuableError: there is no such published class.
            SigningKeyMissingError: the organisation has no key.
        """
        try:
            return self._plan(order)
        except OrderInvalidError as cause:
            raise OrderInvalidError(f"/{index}{cause.pointer}", cause.reason) from cause
        except ClassNotIssuableError as cause:
            raise ClassNotIssuableError(cause.class_id, cause.version, index=index) from cause
        except CredentialError as cause:
            reason = f"The badge could not be signed: {cause}"
            raise OrderInvalidError(f"/{index}", reason) from cause

    def _plan(self, order: BadgeOrder) -> PlannedBadge:
        issuable = self._issuable(order)
        badge_class = issuable.published.badge_class
        at = self.desk.at.replace(microsecond=0)
        settled = settle_dates(order, badge_class, at=at)
        require_terms(settled, badge_class, at=at)
        badge_id = self._new_id()
        slot = self._slot(suspendable=badge_class.suspendable)
        unsigned = self._compose(settled, issuable, badge_id=badge_id, slot=slot)
        # What is planned will be signed, if need be at the next start: so it must be signable.
        canonicalise(unsigned)
        plan = PlannedBadge(
            id=badge_id,
            organisation_id=self.actor.organisation_id,
            class_id=badge_class.id,
            class_version=badge_class.version,
            language=order.language,
            slot=slot,
            unsigned=serialise(unsigned),
            verification_method=self._method(),
            proof_created=at,
            planned_by=self.actor.client_id,
            planned_at=self.desk.at,
        )
        self.books.badges.add_plan(plan)
        return plan

    def _issuable(self, order: BadgeOrder) -> _Issuable:
        key = (order.class_id, order.version)
        if key not in self._classes:
            published = _published(order, self.actor.organisation_id, self.books)
            units = units_of(published, books=self.books)
            self._classes[key] = _Issuable(published=published, units=units)
        return self._classes[key]

    def _compose(
        self, order: BadgeOrder, issuable: _Issuable, *, badge_id: str, slot: StatusSlot
    ) -> JsonObject:
        if self._owner is None:
            self._owner = organisation(self.actor.organisation_id, books=self.books)
        composition = Composition(
            credential_id=badge_url(self.desk.origin, badge_id),
            published=issuable.published,
            units=issuable.units,
            owner=self._owner,
            slot=slot,
            origin=self.desk.origin,
            random_bytes=self.desk.random_bytes,
        )
        return compose_credential(order, composition)

    def _slot(self, *, suspendable: bool) -> StatusSlot:
        purpose = StatusPurpose.SUSPENSION if suspendable else StatusPurpose.REVOCATION
        return self.books.badges.claim_slot(self.actor.organisation_id, purpose, below=self._below)

    def _method(self) -> str:
        if self._verification_method is None:
            key = self.books.keys.current(self.actor.organisation_id)
            self._verification_method = key.verification_method
        return self._verification_method

    def _new_id(self) -> str:
        content = self.desk.random_bytes(_BADGE_ID_BYTES)
        return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")

    def _below(self, bound: int) -> int:
        """Return a uniformly random integer in [0, bound)."""
        size = (bound.bit_length() + 7) // 8 + 8  # 64 spare bits make the bias of `%` negligible
        return int.from_bytes(self.desk.random_bytes(size), "big") % bound


def _published(order: BadgeOrder, organisation_id: str, books: IssuingBooks) -> PublishedClass:
    if order.version is None:
        found = books.library.newest_published(organisation_id, order.class_id)
    else:
        found = books.library.published_class(organisation_id, order.class_id, order.version)
    # A retired class keeps its public page, but nothing new is issued from it.
    if found is None or found.badge_class.status is not Status.PUBLISHED:
        raise ClassNotIssuableError(order.class_id, order.version)
    return found
