"""What a client asks for when it has a badge issued."""

from __future__ import annotations

import base64
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, Protocol, TypeAlias

from badgeservice.accounts.register import AccountRegister
from badgeservice.issuing.ledger import BadgeLedger, KeyRing
from badgeservice.library.documents import Language
from badgeservice.library.shelf import LibraryShelf

_BADGE_ID_BYTES: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceItem:
    """What the recipient did to earn the badge: a page, a text, or both."""

    url: str | None = None
    name: str | None = None
    description: str | None = None
    narrative: str | None = None
    genre: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultItem:
    """A result, such as a grade, for one of the class's result definitions."""

    result_id: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeOrder:
    """One badge for one recipient, who is named by e-mail, by DID, or by both.

    `version` None means the newest published version. `valid_from` and `awarded_at` default to
    the moment of issue; `valid_until` defaults to what the class says.
    """

    class_id: str
    version: int | None = None
    language: Language = "fi"
    email: str | None = None
    did: str | None = None
    narrative: str | None = None
    evidence: tuple[EvidenceItem, ...] = ()
    results: tuple[ResultItem, ...] = ()
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    awarded_at: datetime | None = None
    credits_earned: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdempotentRequest:
    """An Idempotency-Key and the SHA-256 of what was asked under it."""

    key: str
    content_hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where and when an order is worked on, and the only chance it uses."""

    origin: str
    at: datetime
    random_bytes: Callable[[int], bytes]

    def new_badge_id(self) -> str:
        """Return an id that nobody can guess: 128 random bits."""
        content = self.random_bytes(_BADGE_ID_BYTES)
        return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")

    def below(self, bound: int) -> int:
        """Return a uniformly random integer in [0, bound)."""
        size = (bound.bit_length() + 7) // 8 + 8  # 64 spare bits make the bias of `%` negligible
        return int.from_bytes(self.random_bytes(size), "big") % bound


class IssuingBooks(Protocol):
    """The ports that issuing needs, in one transaction."""

    @property
    def library(self) -> LibraryShelf:
        """Badge classes and criteria sets."""

    @property
    def badges(self) -> BadgeLedger:
        """Issued badges."""

    @property
    def keys(self) -> KeyRing:
        """Signing keys."""

    @property
    def accounts(self) -> AccountRegister:
        """Organisations."""


OpenBooks: TypeAlias = Callable[[bool], AbstractContextManager[IssuingBooks]]
