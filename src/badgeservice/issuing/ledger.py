"""Badges as values, and the port that keeps them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeAlias

from badgeservice.accounts.register import Organisation
from badgeservice.credentials.keys import PublicKey, Signer

# What returns a random integer in [0, n) for n.
Below: TypeAlias = Callable[[int], int]


class StatusPurpose(StrEnum):
    """What a set bit in a status list means.

    Spec: https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry
    """

    REVOCATION = "revocation"
    SUSPENSION = "suspension"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusSlot:
    """One place in one status list."""

    list_id: str
    index: int
    purpose: StatusPurpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """That a badge was revoked for good: when, by whom, and why."""

    badge_id: str
    reason: str
    revoked_by: str
    revoked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """That a badge is suspended for now."""

    badge_id: str
    reason: str
    suspended_by: str
    suspended_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedBadge:
    """A badge whose exact bytes and status slot are settled, before anything is signed.

    `unsigned` is the credential without proof, as it will be signed with `verification_method`
    and `proof_created`; Ed25519 is deterministic, so signing a plan twice gives the same bytes.
    """

    id: str
    organisation_id: str
    class_id: str
    class_version: int
    language: str
    slot: StatusSlot
    unsigned: bytes
    verification_method: str
    proof_created: datetime
    planned_by: str
    planned_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A badge as it is kept. `secured` is None only between plan and signature."""

    plan: PlannedBadge
    secured: bytes | None
    revocation: Revocation | None
    suspension: Suspension | None

    @property
    def id(self) -> str:
        """The badge's id, the last part of its URL."""
        return self.plan.id

    @property
    def state(self) -> str:
        """In one word: planned, issued, suspended or revoked."""
        if self.revocation:
            return "revoked"
        if self.suspension:
            return "suspended"
        return "issued" if self.secured else "planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedPlan:
    """A plan and the bytes that its signing gave: the plan's own, with the proof as last member."""

    plan: PlannedBadge
    secured: bytes


class Edition(NamedTuple):
    """All that decides what the badges of an organisation say and which key signs them.

    Two equal editions give equal badges for equal orders: a write to the profile, the library or
    the keys makes another one. `books` tells one set of books from another in the same process.
    """

    books: object
    owner: Organisation
    library_revision: int
    key_id: str | None

    def __hash__(self) -> int:
        """Return a hash of what tells editions apart most of the time; it is asked for often."""
        return hash((self.owner.id, self.library_revision, self.key_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRecord:
    """What was asked under an Idempotency-Key, and the badges that came of it."""

    organisation_id: str
    key: str
    request_hash: bytes
    badge_ids: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusListInfo:
    """A status list: whose it is, its purpose, and its version, which grows with every change."""

    id: str
    organisation_id: str
    purpose: StatusPurpose
    length: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeFilter:
    """Which badges to list; None does not filter."""

    class_id: str | None = None
    state: str | None = None


class BadgeLedger(Protocol):
    """The issued badges of all organisations, inside one transaction."""

    def request(self, organisation_id: str, key: str) -> RequestRecord | None:
        """Return what was asked under an Idempotency-Key."""

    def add_request(self, record: RequestRecord) -> bool:
        """Keep a request; False when another transaction has taken the key meanwhile."""

    def edition(self, organisation_id: str) -> Edition | None:
        """Return the edition of an organisation, or None when it is not there.

        In a transaction that writes, the organisation is held from here on: the edition is the
        current one until the transaction ends, unless that changes it itself.
        """

    def free_slots(
        self, organisation_id: str, purpose: StatusPurpose, *, count: int, below: Below
    ) -> tuple[StatusSlot, ...]:
        """Return random free places of the current list: `count`, or fewer. None of them is taken.

        They are to be named in `claim_slots` soon; some of them may be gone by then.
        """

    def claim_slots(
        self,
        organisation_id: str,
        purpose: StatusPurpose,
        *,
        count: int,
        below: Below,
        wanted: Sequence[StatusSlot] = (),
    ) -> tuple[StatusSlot, ...]:
        """Take `count` random free places of the current list, and of new lists when it is full.

        No place is ever handed out twice. Each of `wanted`, which came from `free_slots`, stands
        at its own position in what is returned, unless it was taken meanwhile.
        """

    def add_plans(self, plans: Sequence[PlannedBadge]) -> None:
        """Keep planned badges, whose slots were claimed in this transaction."""

    def record_signatures(self, signed: Sequence[SignedPlan], *, at: datetime) -> None:
        """Keep the signed bytes of planned badges. The same bytes twice are as good as once."""

    def badge(self, badge_id: str) -> Badge | None:
        """Return a badge, whosever it is."""

    def badges_by_id(self, ids: Sequence[str]) -> tuple[Badge, ...]:
        """Return badges, whosever they are, in the order of their ids; a thousand at most.

        Raises:
            BadgeNotFoundError: one of them is not there.
        """

    def badges(
        self,
        organisation_id: str,
        *,
        matching: BadgeFilter,
        after: tuple[datetime, str] | None,
        limit: int,
    ) -> tuple[Badge, ...]:
        """Return badges, newest first, that come after `(planned_at, id)`."""

    def unsigned_plans(self, *, limit: int) -> tuple[PlannedBadge, ...]:
        """Return plans without a signature, oldest first."""

    def add_revocation(self, revocation: Revocation) -> bool:
        """Keep a revocation; False when the badge was revoked before."""

    def add_suspension(self, suspension: Suspension) -> bool:
        """Keep a suspension; False when the badge is suspended already."""

    def end_suspension(self, badge_id: str, *, by: str, at: datetime) -> bool:
        """End a suspension; False when the badge is not suspended. The history is kept."""

    def status_list(self, list_id: str) -> StatusListInfo | None:
        """Return a status list."""

    def marked_indices(self, list_id: str) -> frozenset[int]:
        """Return the indices whose badge is revoked or (now) suspended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A key of an organisation, ready to sign."""

    signer: Signer
    verification_method: str


class KeyRing(Protocol):
    """The signing keys of organisations. Private keys stay behind `Signer`."""

    def create(self, organisation_id: str, *, at: datetime, by: str | None = None) -> PublicKey:
        """Make a new current signing key for the organisation.

        `by` is the id of the client who acts, or None for the service itself.
        """

    def current(self, organisation_id: str) -> SigningKey:
        """Return the key to sign with now.

        Raises:
            SigningKeyMissingError: the organisation has no key.
        """

    def key_for(self, organisation_id: str, verification_method: str) -> SigningKey:
        """Return the key with this verification method, current or older.

        Raises:
            SigningKeyMissingError: the organisation has no such key.
        """

    def public_keys(self, organisation_id: str) -> tuple[PublicKey, ...]:
        """Return every public key that signed for the organisation, newest first."""
