"""What issuing remembers from one transaction to the next, for as long as it stays true.

A class with its units, its issuer and the key that signs are looked up by the edition of the
organisation, and every write that could change one of them makes another edition. Nothing is ever
out of date; it is only forgotten.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from badgeservice.accounts.register import Organisation
from badgeservice.credentials.canonical import SubtreeCache
from badgeservice.issuing.bounded import Bounded
from badgeservice.issuing.compose import Composition, compose_credential
from badgeservice.issuing.ledger import Edition, SigningKey, StatusPurpose
from badgeservice.issuing.order import BadgeOrder
from badgeservice.issuing.pattern import Composed, Particulars, Pattern, shape_of, varying
from badgeservice.library.documents import Unit
from badgeservice.library.shelf import PublishedClass

_MAXIMUM_CLASSES: Final = 512
_MAXIMUM_SHAPES: Final = 32
# An issuer and an achievement in each language.
_MAXIMUM_PARTS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuable:
    """A class that may be issued from, with all that its badges say and the key that signs them."""

    published: PublishedClass
    units: tuple[Unit, ...]
    owner: Organisation
    key: SigningKey
    origin: str
    _patterns: Bounded[Hashable, Pattern] = field(
        default_factory=lambda: Bounded(_MAXIMUM_SHAPES), compare=False, repr=False
    )
    _parts: SubtreeCache = field(
        default_factory=lambda: SubtreeCache(maximum_entries=_MAXIMUM_PARTS),
        compare=False,
        repr=False,
    )

    @property
    def purpose(self) -> StatusPurpose:
        """What a mark on its badges will mean."""
        is_suspendable = self.published.badge_class.suspendable
        return StatusPurpose.SUSPENSION if is_suspendable else StatusPurpose.REVOCATION

    def compose(self, order: BadgeOrder, own: Particulars) -> Composed:
        """Return the credential of an order, seen to be signable.

        Raises:
            CredentialError: the order holds what no credential may.
        """
        pointers, values = varying(order, own, origin=self.origin)
        shape = shape_of(order, pointers)
        pattern = self._patterns.find(shape)
        if pattern is None:
            pattern = self._new_pattern(order, own, pointers)
            self._patterns.keep(shape, pattern)
        return pattern.compose(values)

    def _new_pattern(
        self, order: BadgeOrder, own: Particulars, pointers: tuple[str, ...]
    ) -> Pattern:
        document = compose_credential(
            order,
            Composition(
                credential_id=own.credential_id,
                published=self.published,
                units=self.units,
                owner=self.owner,
                slot=own.slot,
                origin=self.origin,
                recipient=own.recipient,
                dates=own.dates,
            ),
        )
        return Pattern(document, pointers, cache=self._parts, context=self.published.context)


class ClassKey(NamedTuple):
    """Which class is asked for, where and when: `version` None means the newest one."""

    edition: Edition
    origin: str
    class_id: str
    version: int | None


class IssuingMemory:
    """The classes that were issued from lately."""

    def __init__(self) -> None:
        self._classes: Bounded[ClassKey, Issuable] = Bounded(_MAXIMUM_CLASSES)

    def find(self, key: ClassKey) -> Issuable | None:
        """Return what is known of a class, if anything."""
        return self._classes.find(key)

    def keep(self, learned: Iterable[tuple[ClassKey, Issuable]]) -> None:
        """Remember classes that were read in a transaction which has been committed.

        Not before: what is rolled back leaves its edition to be used again for something else.
        """
        for key, issuable in learned:
            self._classes.keep(key, issuable)
