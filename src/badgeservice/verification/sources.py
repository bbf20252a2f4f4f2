"""The ports through which verification looks at the world."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Protocol

from badgeservice.credentials.canonical import General, canonicalise_generally
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.verification.errors import NotAtHandError
from badgeservice.verification.memory import Memory


class DidDocuments(Protocol):
    """Finds the document that says which keys speak for a DID."""

    def did_document(self, did: str) -> JsonObject:
        """Return the DID document of a did:web or did:key.

        Raises:
            SourceUnavailableError: it could not be fetched now.
            SourceRefusedError: it may not or cannot be fetched at all (method, address, size).
        """


class StatusListCredentials(Protocol):
    """Finds status list credentials by their URL."""

    def status_list_credential(self, url: str) -> JsonObject:
        """Return the (unverified) status list credential at `url`.

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Everything that a verification may ask, and what earlier ones have learnt.

    `general` takes the general path to a canonical form; beside its own errors, it may raise
    `GeneralPathBusyError`.
    """

    did_documents: DidDocuments
    status_lists: StatusListCredentials
    badges: BadgePages
    memory: Memory = field(default_factory=Memory)
    general: General = canonicalise_generally


class _Nothing:
    """Has nothing at hand."""

    def did_document(self, did: str) -> JsonObject:
        raise NotAtHandError(did)

    def status_list_credential(self, url: str) -> JsonObject:
        raise NotAtHandError(url)

    def badge(self, url: str) -> bytes:
        raise NotAtHandError(url)


_NOTHING: Final = _Nothing()
NOTHING_AT_HAND: Final = Sources(did_documents=_NOTHING, status_lists=_NOTHING, badges=_NOTHING)
