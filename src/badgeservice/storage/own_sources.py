"""What verification asks about our own badges, answered from the books.

Nothing is fetched from ourselves over the network, and the facts are read every time: a revocation
is seen at once. Addresses under our origin that name nothing are refused here, so that a request
never makes the service call itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from typing import Final

from badgeservice.accounts.errors import OrganisationNotFoundError
from badgeservice.credentials.did import did_web
from badgeservice.credentials.strict_json import JsonObject, parse_object
from badgeservice.issuing import publish
from badgeservice.issuing.addresses import issuer_did
from badgeservice.issuing.errors import (
    BadgeNotFoundError,
    SigningKeyMissingError,
    StatusListNotFoundError,
)
from badgeservice.issuing.order import IssuingBooks
from badgeservice.storage.errors import KeyUnreadableError, StorageUnavailableError
from badgeservice.verification.errors import SourceRefusedError, SourceUnavailableError

OpenBooks = Callable[[bool], AbstractContextManager[IssuingBooks]]

_MOST_RENDERED: Final = 256
_ID: Final = r"([A-Za-z0-9_-]{22})"
_BADGE: Final = re.compile(rf"/badges/{_ID}(?:\.json|\.png|\.svg)?")
_STATUS_LIST: Final = re.compile(rf"/status-lists/{_ID}")


class OwnDidDocuments:
    """Knows the DIDs of our own issuers (`DidDocuments`)."""

    def __init__(self, open_books: OpenBooks, *, origin: str) -> None:
        self._open_books = open_books
        self._origin = origin
        self._root = did_web(origin)

    def handles(self, did: str) -> bool:
        """Ask whether a DID lies under our origin, whether or not it names an issuer."""
        return did == self._root or did.startswith(f"{self._root}:")

    def did_document(self, did: str) -> JsonObject:
        """Return the DID document of an issuer of ours.

        Raises:
            SourceRefusedError: no issuer of ours has this DID.
            SourceUnavailableError: the database cannot answer now.
        """
        organisation_id = did.rpartition(":")[2]
        with _answering(did), self._open_books(False) as books:
            if books.accounts.organisation(organisation_id) is None:
                raise OrganisationNotFoundError(organisation_id)
            if did != issuer_did(self._origin, organisation_id):
                raise OrganisationNotFoundError(organisation_id)
            return publish.did_document(organisation_id, origin=self._origin, books=books)


class OwnStatusLists:
    """Makes our own status lists as they are at this moment (`StatusListCredentials`)."""

    def __init__(
        self,
        open_books: OpenBooks,
        *,
        origin: str,
        ttl: timedelta,
        now: Callable[[], datetime],
    ) -> None:
        self._open_books = open_books
        self._origin = origin
        self._ttl = ttl
        self._now = now
        # The newest rendering of each list by its strong entity tag, which tells of every change.
        self._rendered: dict[str, tuple[str, JsonObject]] = {}

    def handles(self, url: str) -> bool:
        """Ask whether a URL lies under our origin."""
        return url.startswith(f"{self._origin}/")

    def status_list_credential(self, url: str) -> JsonObject:
        """Return one of our status lists, freshly made and signed.

        Raises:
            SourceRefusedError: no status list of ours has this URL.
            SourceUnavailableError: the database cannot answer now.
        """
        list_id = _only_id(_STATUS_LIST, url, origin=self._origin)
        with _answering(url), self._open_books(False) as books:
            facts = publish.status_list(
                list_id, origin=self._origin, at=self._now(), ttl=self._ttl, books=books
            )
        return self._document(list_id, facts)

    def _document(self, list_id: str, facts: publish.StatusListFacts) -> JsonObject:
        etag, document = self._rendered.get(list_id, ("", None))
        if document is None or etag != facts.etag:
            document = parse_object(facts.render().content)
            if len(self._rendered) >= _MOST_RENDERED:
                self._rendered.clear()
            self._rendered[list_id] = (facts.etag, document)
        return document


class OwnBadges:
    """Knows our own signed badges by their URLs (`BadgePages`)."""

    def __init__(self, open_books: OpenBooks, *, origin: str) -> None:
        self._open_books = open_books
        self._origin = origin

    def handles(self, url: str) -> bool:
        """Ask whether a URL lies under our origin."""
        return url.startswith(f"{self._origin}/")

    def badge(self, url: str) -> bytes:
        """Return the bytes of one of our badges, with or without a file ending in the URL.

        Raises:
            SourceRefusedError: no signed badge of ours has this URL.
            SourceUnavailableError: the database cannot answer now.
        """
        badge_id = _only_id(_BADGE, url, origin=self._origin)
        with _answering(url), self._open_books(False) as books:
            secured = publish.public_badge(badge_id, books=books).secured
            if secured is None:
                raise BadgeNotFoundError(badge_id)
            return secured


def _only_id(pattern: re.Pattern[str], url: str, *, origin: str) -> str:
    found = pattern.fullmatch(url.removeprefix(origin))
    if found is None:
        raise SourceRefusedError(url, "there is nothing of this kind at this address")
    return found[1]


@contextmanager
def _answering(address: str) -> Iterator[None]:
    try:
        yield
    except (BadgeNotFoundError, OrganisationNotFoundError, StatusListNotFoundError) as cause:
        raise SourceRefusedError(address, "there is nothing at this address") from cause
    except StorageUnavailableError as cause:
        raise SourceUnavailableError(address, "our own database cannot answer now") from cause
    except (KeyUnreadableError, SigningKeyMissingError) as cause:
        raise SourceUnavailableError(address, "our own key cannot be used now") from cause
