"""The books in memory, as strict as the real ones; one suite of contract tests holds both to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import astuple, replace
from datetime import datetime
from typing import Final

from badgeservice.accounts.errors import ClientNotFoundError, OrganisationNotFoundError
from badgeservice.accounts.register import AccessToken, Client, ClientSecret, Organisation
from badgeservice.credentials.contexts.extension import ExtensionContext
from badgeservice.library.documents import (
    BadgeClass,
    BadgeKind,
    CriteriaSet,
    LibraryDescription,
    Status,
    Unit,
    UnitRef,
    VersionRef,
)
from badgeservice.library.errors import DocumentNotFoundError
from badgeservice.library.extensions import ContextKey, RegisteredContext
from badgeservice.library.shelf import ClassFacts, ClassVersion, Kept, PublishedClass, Versioned
from badgeservice.recognition.errors import RegistryNotFoundError, TrustNotFoundError
from badgeservice.recognition.registries import KeptRegistry
from badgeservice.recognition.trust import Trust
from badgeservice.storage.errors import StorageConflictError
from badgeservice.wiring.ports import Books
from tests.fake_cases import FakeCaseBook, FakeLetterBook
from tests.fake_jobs import FakeJobShelf
from tests.fake_ledger import FakeBadgeLedger, FakeKeyRing
from tests.fake_recognition import FakeBasisShelf, FakeEvaluationPageBook, FakeMappingBook
from tests.fake_store import Ed25519Signer, FakeStore
from tests.fake_webhooks import FakeWebhookBook

__all__ = [
    "ORIGIN",
    "Ed25519Signer",
    "FakeBadgeLedger",
    "FakeKeyRing",
    "FakeStore",
    "open_fake_books",
]

ORIGIN: Final = "https://badges.example.org"
_Document = CriteriaSet | BadgeClass | Unit | LibraryDescription
_FROZEN: Final = (Status.PUBLISHED, Status.RETIRED)


class FakeLibraryShelf:
    """A `LibraryShelf` in memory."""

    def __init__(self, store: FakeStore) -> None:
        self._store = store

    def description(self, organisation_id: str) -> Kept | None:
        return self._store.documents.get((organisation_id, "library", "library", 0))

    def unit(self, organisation_id: str, ref: UnitRef) -> Kept | None:
        found = self._all(organisation_id, "unit", f"{ref.system}/{ref.code}")
        return found[-1] if found else None

    def criteria_set(self, organisation_id: str, set_id: str, version: int) -> Kept | None:
        return self._store.documents.get((organisation_id, "criteria-set", set_id, version))

    def badge_class(self, organisation_id: str, class_id: str, version: int) -> Kept | None:
        return self._store.documents.get((organisation_id, "badge-class", class_id, version))

    def newest_published(self, organisation_id: str, class_id: str) -> PublishedClass | None:
        found = [
            kept.document
            for kept in self._all(organisation_id, "badge-class", class_id)
            if isinstance(kept.document, BadgeClass) and kept.document.status is Status.PUBLISHED
        ]
        return self._with_criteria(organisation_id, found[-1]) if found else None

    def published_class(
        self, organisation_id: str, class_id: str, version: int
    ) -> PublishedClass | None:
        kept = self.badge_class(organisation_id, class_id, version)
        if kept is None or not isinstance(kept.document, BadgeClass):
            return None
        if kept.document.status not in _FROZEN:
            return None
        return self._with_criteria(organisation_id, kept.document)

    def published_versions(self, organisation_id: str, class_id: str) -> tuple[PublishedClass, ...]:
        versions = sorted(
            version
            for owner, kind, key, version in self._store.documents
            if (owner, kind, key) == (organisation_id, "badge-class", class_id)
        )
        found = (self.published_class(organisation_id, class_id, each) for each in versions)
        return tuple(each for each in found if each is not None)

    def class_facts(self, versions: Collection[ClassVersion]) -> Mapping[ClassVersion, ClassFacts]:
        found = {each: self.published_class(*astuple(each)) for each in versions}
        return {
            each: ClassFacts(
                is_participation=kept.badge_class.badge_kind is BadgeKind.PARTICIPATION,
                evidence_kinds=frozenset(
                    kind.value
                    for criterion in kept.criteria_set.criteria
                    for kind in criterion.evidence_kinds
                ),
            )
            for each, kept in found.items()
            if kept is not None
        }

    def context(self, organisation_id: str, ref: VersionRef) -> ExtensionContext | None:
        key = ContextKey(organisation_id=organisation_id, name=ref.id, version=ref.version)
        found = self._store.contexts.get(key)
        return None if found is None else found.context

    def all_documents(
        self, organisation_id: str, *, kind: str | None = None, status: Status | None = None
    ) -> tuple[Kept, ...]:
        return tuple(
            kept
            for key, kept in sorted(self._store.documents.items(), key=lambda item: item[0])
            if key[0] == organisation_id
            and kind in (None, key[1])
            and status in (None, getattr(kept.document, "status", None))
        )

    def put(self, organisation_id: str, document: _Document, *, at: datetime, by: str) -> Kept:
        self._store.require_writable(at)
        self._store.require_organisation(organisation_id)
        revision = self._store.revisions.get(organisation_id, 0) + 1
        self._store.revisions[organisation_id] = revision
        kept = Kept(document=document, revision=revision, updated_at=at, updated_by=by)
        self._store.documents[organisation_id, *_place(document)] = kept
        return kept

    def remove(self, organisation_id: str, document: Versioned) -> None:
        self._store.require_writable()
        place = _place(document)
        kept = self._store.documents.get((organisation_id, *place))
        if kept is None or getattr(kept.document, "status", None) in _FROZEN:
            raise DocumentNotFoundError(place[0], f"{place[1]}/{place[2]}")
        del self._store.documents[organisation_id, *place]

    def _all(self, organisation_id: str, kind: str, key: str) -> list[Kept]:
        wanted = (organisation_id, kind, key)
        return [
            kept
            for place, kept in sorted(self._store.documents.items(), key=lambda item: item[0])
            if place[:3] == wanted
        ]

    def _with_criteria(self, organisation_id: str, badge_class: BadgeClass) -> PublishedClass:
        pinned = badge_class.criteria_set
        kept = self.criteria_set(organisation_id, pinned.id, pinned.version)
        if kept is None or not isinstance(kept.document, CriteriaSet):
            raise DocumentNotFoundError("criteria-set", f"{pinned.id}/{pinned.version}")
        return PublishedClass(
            organisation_id=organisation_id,
            badge_class=badge_class,
            criteria_set=kept.document,
            context=self._used_context(organisation_id, badge_class),
        )

    def _used_context(
        self, organisation_id: str, badge_class: BadgeClass
    ) -> ExtensionContext | None:
        if badge_class.extensions is None:
            return None
        ref = badge_class.extensions.context
        found = self.context(organisation_id, ref)
        if found is None:
            raise DocumentNotFoundError("extension-context", f"{ref.id}/{ref.version}")
        return found


class FakeAccountRegister:
    """An `AccountRegister` in memory."""

    def __init__(self, store: FakeStore) -> None:
        self._store = store

    def organisation(self, organisation_id: str) -> Organisation | None:
        return self._store.organisations.get(organisation_id)

    def organisations(self) -> tuple[Organisation, ...]:
        return tuple(value for _, value in sorted(self._store.organisations.items()))

    def put_organisation(
        self, organisation: Organisation, *, by: str | None = None, at: datetime | None = None
    ) -> None:
        self._store.require_writable(organisation.created_at, at)
        self._store.organisations[organisation.id] = organisation

    def client(self, client_id: str) -> Client | None:
        return self._store.clients.get(client_id)

    def clients(self, organisation_id: str) -> tuple[Client, ...]:
        found = sorted(self._store.clients.values(), key=lambda each: (each.created_at, each.id))
        return tuple(each for each in found if each.organisation_id == organisation_id)

    def locked_client(self, client_id: str) -> Client | None:
        return self.client(client_id)

    def put_client(self, client: Client, *, by: str | None = None) -> None:
        self._store.require_writable(client.created_at, client.disabled_at)
        earlier = self._store.clients.get(client.id, client)
        is_owned = client.organisation_id in self._store.organisations
        if not is_owned or earlier.organisation_id != client.organisation_id:
            raise StorageConflictError(f"client {client.id}")
        self._store.clients[client.id] = replace(
            client,
            secrets=earlier.secrets,
            created_at=earlier.created_at,
            disabled_at=earlier.disabled_at or client.disabled_at,
        )

    def add_secret(self, client_id: str, secret: ClientSecret, *, by: str | None) -> None:
        self._store.require_writable(secret.created_at)
        client = self._store.clients.get(client_id)
        if client is None:
            raise ClientNotFoundError(client_id)
        if secret.id in {kept.id for each in self._store.clients.values() for kept in each.secrets}:
            raise StorageConflictError(f"secret {secret.id}")
        self._store.clients[client_id] = replace(client, secrets=(*client.secrets, secret))

    def retire_secret(
        self, client_id: str, secret_id: str, *, by: str | None, at: datetime
    ) -> bool:
        self._store.require_writable(at)
        client = self._store.clients.get(client_id)
        live = () if client is None else [each for each in client.secrets if not each.retired_at]
        if client is None or secret_id not in {each.id for each in live}:
            return False
        secrets = tuple(
            replace(each, retired_at=at) if each.id == secret_id else each
            for each in client.secrets
        )
        self._store.clients[client_id] = replace(client, secrets=secrets)
        return True

    def disable_client(self, client_id: str, *, by: str | None, at: datetime) -> bool:
        self._store.require_writable(at)
        client = self._store.clients.get(client_id)
        if client is None or client.disabled_at is not None:
            return False
        self._store.clients[client_id] = replace(client, disabled_at=at)
        return True

    def add_token(self, token: AccessToken) -> None:
        self._store.require_writable(token.expires_at)
        client = self._store.clients.get(token.client_id)
        is_own = client is not None and client.organisation_id == token.organisation_id
        if not is_own or token.digest in self._store.tokens:
            raise StorageConflictError("token")
        self._store.tokens[token.digest] = token

    def forget_tokens(self, *, expired_before: datetime) -> None:
        self._store.require_writable(expired_before)
        for digest, token in list(self._store.tokens.items()):
            if token.expires_at < expired_before:
                del self._store.tokens[digest]

    def token(self, digest: bytes) -> AccessToken | None:
        token = self._store.tokens.get(digest)
        if token is None or self._store.clients[token.client_id].disabled_at is not None:
            return None
        return token

    def drop_tokens(self, client_id: str) -> None:
        self._store.require_writable()
        for digest, token in list(self._store.tokens.items()):
            if token.client_id == client_id:
                del self._store.tokens[digest]


class FakeTrustBook:
    """A `TrustBook` in memory."""

    def __init__(self, store: FakeStore) -> None:
        self._store = store

    def add_trust(self, trust: Trust) -> None:
        self._store.require_writable(trust.granted_at, trust.valid_from, trust.valid_until)
        place = (trust.organisation_id, trust.id)
        if trust.organisation_id not in self._store.organisations or place in self._store.trusts:
            raise StorageConflictError(f"trust {trust.id}")
        self._store.trusts[place] = trust

    def trust(self, organisation_id: str, trust_id: str) -> Trust | None:
        return self._store.trusts.get((organisation_id, trust_id))

    def trusts(self, organisation_id: str) -> tuple[Trust, ...]:
        found = sorted(self._store.trusts.values(), key=lambda each: (each.granted_at, each.id))
        return tuple(each for each in found if each.organisation_id == organisation_id)

    def withdraw(self, organisation_id: str, trust_id: str, *, by: str, at: datetime) -> Trust:
        self._store.require_writable(at)
        trust = self.trust(organisation_id, trust_id)
        if trust is None or trust.withdrawn_at is not None:
            raise TrustNotFoundError(trust_id)
        withdrawn = replace(trust, withdrawn_by=by, withdrawn_at=at)
        self._store.trusts[organisation_id, trust_id] = withdrawn
        return withdrawn


class FakeRegistryShelf:
    """Lists of issuers in memory (a `RegistryShelf`)."""

    def __init__(self, store: FakeStore) -> None:
        self._store = store

    def put_registry(self, kept: KeptRegistry) -> None:
        self._store.require_writable(kept.imported_at)
        if kept.organisation_id not in {None, *self._store.organisations}:
            raise StorageConflictError(f"registry {kept.key}")
        self._store.registries[kept.organisation_id, kept.key] = kept

    def registry(self, organisation_id: str | None, key: str) -> KeptRegistry | None:
        return self._store.registries.get((organisation_id, key))

    def registries(self, organisation_id: str | None) -> tuple[KeptRegistry, ...]:
        found = sorted(self._store.registries.values(), key=lambda each: each.key)
        return tuple(each for each in found if each.organisation_id == organisation_id)

    def remove_registry(
        self, organisation_id: str | None, key: str, *, by: str, at: datetime
    ) -> KeptRegistry:
        del by
        self._store.require_writable(at)
        found = self._store.registries.pop((organisation_id, key), None)
        if found is None:
            raise RegistryNotFoundError(key)
        return found


class FakeExtensionShelf:
    """Registered contexts in memory (an `ExtensionShelf`)."""

    def __init__(self, store: FakeStore) -> None:
        self._store = store

    def add(self, registered: RegisteredContext) -> None:
        self._store.require_writable(registered.registered_at)
        if registered.key.organisation_id not in self._store.organisations:
            raise OrganisationNotFoundError(registered.key.organisation_id)
        taken = self.context(registered.key) or self.context_at(registered.context.url)
        if taken is not None:
            message = "the key or the URL is taken"
            raise StorageConflictError(message)
        self._store.contexts[registered.key] = registered

    def context(self, key: ContextKey) -> RegisteredContext | None:
        return self._store.contexts.get(key)

    def context_at(self, url: str) -> RegisteredContext | None:
        found = (each for each in self._store.contexts.values() if each.context.url == url)
        return next(found, None)

    def contexts(self, organisation_id: str) -> tuple[RegisteredContext, ...]:
        found = sorted(
            self._store.contexts.values(), key=lambda each: (each.key.name, each.key.version)
        )
        return tuple(each for each in found if each.key.organisation_id == organisation_id)


def open_fake_books(
    store: FakeStore | None = None, *, origin: str = ORIGIN, list_length: int = 131_072
) -> Callable[[bool], AbstractContextManager[Books]]:
    """Return what opens books in memory, with the meaning of `Wiring.open_books`."""
    kept = store or FakeStore()

    @contextmanager
    def opened(write: bool) -> Iterator[Books]:
        with kept.transaction(write=write):
            yield fake_books(kept, origin=origin, list_length=list_length)

    return opened


def fake_books(store: FakeStore, *, origin: str = ORIGIN, list_length: int = 131_072) -> Books:
    """Return books over `store` without a transaction; they write while `store.writable`."""
    return Books(
        library=FakeLibraryShelf(store),
        badges=FakeBadgeLedger(store, list_length=list_length),
        keys=FakeKeyRing(store, origin=origin),
        accounts=FakeAccountRegister(store),
        trust=FakeTrustBook(store),
        extensions=FakeExtensionShelf(store),
        bases=FakeBasisShelf(store),
        mappings=FakeMappingBook(store),
        jobs=FakeJobShelf(store),
        cases=FakeCaseBook(store),
        letters=FakeLetterBook(store),
        webhooks=FakeWebhookBook(store),
        evaluation_pages=FakeEvaluationPageBook(store),
        registries=FakeRegistryShelf(store),
    )


def _place(document: _Document) -> tuple[str, str, int]:
    if isinstance(document, LibraryDescription):
        return ("library", "library", 0)
    if isinstance(document, Unit):
        return ("unit", f"{document.system}/{document.code}", document.version or 0)
    return (document.kind, document.id, document.version)
