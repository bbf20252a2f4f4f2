"""What a database would hold, in memory, and a signer with known keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import datetime
from threading import RLock

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from badgeservice.accounts.errors import OrganisationNotFoundError
from badgeservice.accounts.register import AccessToken, Client, Organisation
from badgeservice.credentials.keys import PublicKey
from badgeservice.issuing.ledger import (
    Badge,
    RequestRecord,
    StatusListInfo,
    StatusPurpose,
)
from badgeservice.issuing.order import IdempotentRequest
from badgeservice.library.documents import Language
from badgeservice.library.extensions import ContextKey, RegisteredContext
from badgeservice.library.shelf import Kept
from badgeservice.qualifications.bases import BasisEdition
from badgeservice.recognition.cases import Case, CaseEvent
from badgeservice.recognition.evaluation_pages import EvaluationPage
from badgeservice.recognition.letters import KeptTemplate
from badgeservice.recognition.mapping_book import KeptMapping
from badgeservice.recognition.registries import KeptRegistry
from badgeservice.recognition.trust import Trust
from badgeservice.recognition.webhooks import Delivery, Webhook
from badgeservice.storage.errors import (
    NaiveDatetimeError,
    ReadOnlyTransactionError,
)
from badgeservice.verification.jobs import Job


@dataclass(frozen=True, kw_only=True)
class KeptCase:
    """A case as a database would hold it: None and no request once it is erased."""

    case: Case | None
    version: int
    events: tuple[CaseEvent, ...]
    request: IdempotentRequest | None
    closed_at: datetime | None = None


class Ed25519Signer:
    """A test signer (a `Signer`); the same 32-byte seed always gives the same key."""

    def __init__(self, seed: bytes) -> None:
        self._private_key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public_key = PublicKey(self._private_key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """Return the signature over `message`."""
        return self._private_key.sign(message)


@dataclass
class FakeStore:
    """What a database would hold."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    tokens: dict[bytes, AccessToken] = field(default_factory=dict)
    documents: dict[tuple[str, str, str, int], Kept] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)
    keys: dict[str, tuple[Ed25519Signer, ...]] = field(default_factory=dict)
    lists: dict[str, StatusListInfo] = field(default_factory=dict)
    current_lists: dict[tuple[str, StatusPurpose], str] = field(default_factory=dict)
    slots: dict[tuple[str, int], str] = field(default_factory=dict)
    badges: dict[str, Badge] = field(default_factory=dict)
    requests: dict[tuple[str, str], RequestRecord] = field(default_factory=dict)
    trusts: dict[tuple[str, str], Trust] = field(default_factory=dict)
    editions: dict[tuple[str, str, str, int], BasisEdition] = field(default_factory=dict)
    mappings: dict[tuple[str, str, int], KeptMapping] = field(default_factory=dict)
    cases: dict[tuple[str, str], KeptCase] = field(default_factory=dict)
    templates: dict[tuple[str, Language], KeptTemplate] = field(default_factory=dict)
    webhooks: dict[tuple[str, str], tuple[Webhook, bytes]] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    leases: dict[str, datetime] = field(default_factory=dict)
    retention: dict[str, int | None] = field(default_factory=dict)
    evaluation_pages: dict[bytes, EvaluationPage] = field(default_factory=dict)
    registries: dict[tuple[str | None, str], KeptRegistry] = field(default_factory=dict)
    contexts: dict[ContextKey, RegisteredContext] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    results: dict[tuple[str, int], bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lock = RLock()
        self.writable = False
        # Tells these books from others; see `Edition`.
        self.name = object()

    def require_writable(self, *moments: datetime | None) -> None:
        """Refuse what a database would refuse of any write."""
        for moment in moments:
            if moment is not None and moment.tzinfo is None:
                raise NaiveDatetimeError(moment.isoformat())
        if not self.writable:
            raise ReadOnlyTransactionError

    def require_organisation(self, organisation_id: str) -> None:
        """Refuse a row that refers to an organisation that is not there."""
        if organisation_id not in self.organisations:
            raise OrganisationNotFoundError(organisation_id)

    @contextmanager
    def transaction(self, *, write: bool) -> Iterator[None]:
        """Keep what is done inside, or nothing of it after an exception."""
        with self.lock:
            was_writable, self.writable = self.writable, write
            before = {each.name: dict(getattr(self, each.name)) for each in fields(self)}
            try:
                yield
            except BaseException:
                for name, content in before.items():
                    setattr(self, name, content)
                raise
            finally:
                self.writable = was_writable
