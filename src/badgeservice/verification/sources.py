"""The ports through which verification looks at the world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from badgeservice.credentials.strict_json import JsonObject


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
    """Everything that a verification may ask."""

    did_documents: DidDocuments
    status_lists: StatusListCredentials
    badges: BadgePages
