"""The ports through which verification looks at the world."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from badgeservice.credentials.canonical import General, canonicalise_generally
from badgeservice.credentials.contexts.extension import ExtensionContext
from badgeservice.credentials.json_ld import Contexts
from badgeservice.credentials.rdfc import HashName
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.verification.errors import NotAtHandError, SourceRefusedError
from badgeservice.verification.kept_lists import KeptLists, NothingKept
from badgeservice.verification.known_issuers import KnownIssuers, NoLists
from badgeservice.verification.memory import Memory
from badgeservice.verification.report import Fetch


class DidDocuments(Protocol):
    """Finds the document that says which keys speak for a DID."""

    def did_document(self, did: str) -> JsonObject:
        """Return the DID document of a did:web, did:key or did:jwk.

        Raises:
            SourceUnavailableError: it could not be fetched now.
            SourceRefusedError: it may not or cannot be fetched at all (method, address, size).
        """


class ControllerDocuments(Protocol):
    """Finds the document that says which keys speak for an issuer that is named by a URL."""

    def controller_document(self, url: str) -> JsonObject:
        """Return what the URL itself answers, which may be anybody's document.

        Raises:
            SourceUnavailableError: it could not be fetched now.
            SourceRefusedError: it may not or cannot be fetched at all (scheme, address, size).
        """


class PublishedKeys(Protocol):
    """Finds keys that are published by themselves, as JSON Web Keys."""

    def key_set(self, url: str) -> JsonObject:
        """Return the JWK Set at `url`.

        Raises:
            SourceUnavailableError: it could not be fetched now.
            SourceRefusedError: it may not or cannot be fetched at all (scheme, address, size).
        """

    def key(self, url: str) -> JsonObject:
        """Return the one JWK at `url`.

        Raises:
            SourceUnavailableError: it could not be fetched now.
            SourceRefusedError: it may not or cannot be fetched at all (scheme, address, size).
        """


class StatusListCredentials(Protocol):
    """Finds status list credentials by their URL."""

    def status_list_credential(self, url: str) -> JsonObject | bytes:
        """Return the (unverified) status list credential at `url`: JSON, or the text of a token.

        Raises:
            SourceUnavailableError: it could not be fetched now.
            SourceRefusedError: it may not or cannot be fetched at all.
        """


class BadgePages(Protocol):
    """Fetches what a badge URL answers to a program."""

    def badge(self, url: str) -> bytes:
        """Return the credential's bytes behind a badge URL.

        Raises:
            SourceUnavailableError: it could not be fetched now.
            SourceRefusedError: it may not or cannot be fetched at all.
        """


class HostedDocuments(Protocol):
    """Fetches documents that count because of where they are: those of Open Badges 2.0."""

    def hosted_document(self, url: str) -> bytes:
        """Return what `url` itself answers, without any redirection; http is asked as https.

        Raises:
            SourceGoneError: it was taken away, as revoked badges are.
            SourceUnavailableError: it could not be fetched now.
            SourceRefusedError: it may not or cannot be fetched at all.
        """


class RegisteredContexts(Protocol):
    """Finds contexts that organisations registered here; no other is ever taken."""

    def extension_context(self, url: str) -> ExtensionContext | None:
        """Return the context that was registered under `url`, if one was.

        Raises:
            SourceUnavailableError: that cannot be told now.
        """


class _NoneHosted:
    """Fetches nothing."""

    def hosted_document(self, url: str) -> bytes:
        """Refuse it."""
        raise SourceRefusedError(url, "nothing is fetched here")


class _NoneRegistered:
    """Knows of no registered context."""

    def extension_context(self, url: str) -> ExtensionContext | None:
        """Return None."""
        del url
        return None


class _NotAsked:
    """Asks for nothing at all."""

    def controller_document(self, url: str) -> JsonObject:
        """Raise, because issuers named by URLs are not looked up here."""
        raise SourceRefusedError(url, "it is not asked from here")

    def key_set(self, url: str) -> JsonObject:
        """Raise, because key sets are not looked up here."""
        raise SourceRefusedError(url, "it is not asked from here")

    def key(self, url: str) -> JsonObject:
        """Raise, because keys are not looked up here."""
        raise SourceRefusedError(url, "it is not asked from here")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Everything that a verification may ask, and what earlier ones have learnt.

    `general` takes the general path to a canonical form; beside its own errors, it may raise
    `GeneralPathBusyError`. `turn` is held during work that keeps the processor busy for long, and
    never while waiting for anything: so that who serves many lets but one at a time do such work.
    `fetched` tells what was read from elsewhere through these sources, and `known_issuers` on which
    lists an issuer stands. `landing` tells where a badge URL that was asked led to in the end.
    """

    did_documents: DidDocuments
    status_lists: StatusListCredentials
    badges: BadgePages
    controllers: ControllerDocuments = field(default_factory=_NotAsked)
    published_keys: PublishedKeys = field(default_factory=_NotAsked)
    hosted: HostedDocuments = field(default_factory=_NoneHosted)
    memory: Memory = field(default_factory=Memory)
    general: General = canonicalise_generally
    contexts: RegisteredContexts = field(default_factory=_NoneRegistered)
    kept_lists: KeptLists = field(default_factory=NothingKept)
    known_issuers: KnownIssuers = field(default_factory=NoLists)
    turn: AbstractContextManager[object] = field(default_factory=nullcontext)
    fetched: Callable[[], tuple[Fetch, ...]] = tuple
    landing: Callable[[str], str] = str

    def of(self, organisation_id: str) -> Sources:
        """Return the same for an organisation that asks: the issuers it knows are known then."""
        return replace(self, known_issuers=self.known_issuers.of(organisation_id))


class _Nothing:
    """Has nothing at hand."""

    def did_document(self, did: str) -> JsonObject:
        raise NotAtHandError(did)

    def controller_document(self, url: str) -> JsonObject:
        raise NotAtHandError(url)

    def key_set(self, url: str) -> JsonObject:
        raise NotAtHandError(url)

    def key(self, url: str) -> JsonObject:
        raise NotAtHandError(url)

    def status_list_credential(self, url: str) -> JsonObject:
        raise NotAtHandError(url)

    def badge(self, url: str) -> bytes:
        raise NotAtHandError(url)

    def extension_context(self, url: str) -> ExtensionContext | None:
        raise NotAtHandError(url)


def nothing_general(
    _document: JsonObject, _contexts: Contexts, /, *, hash_name: HashName = "sha256"
) -> bytes:
    """Take no general path, where there is no time for it (a `General`).

    Raises:
        NotAtHandError: always.
    """
    raise NotAtHandError(f"{hash_name} by the general path")


_NOTHING: Final = _Nothing()
NOTHING_AT_HAND: Final = Sources(
    did_documents=_NOTHING,
    status_lists=_NOTHING,
    badges=_NOTHING,
    controllers=_NOTHING,
    published_keys=_NOTHING,
    contexts=_NOTHING,
    general=nothing_general,
)
