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
from typing import Final, Protocol, TypeVar

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
from badgeservice.verification.errors import (
    NotAtHandError,
    SourceRefusedError,
    SourceUnavailableError,
)

OpenBooks = Callable[[bool], AbstractContextManager[IssuingBooks]]

_T = TypeVar("_T")

_MOST_KNOWN: Final = 256
_NEVER: Final = (None, None)
_ID: Final = r"([A-Za-z0-9_-]{22})"
_BADGE: Final = re.compile(rf"/badges/{_ID}(?:\.json|\.png|\.svg)?")
_STATUS_LIST: Final = re.compile(rf"/status-lists/{_ID}")


class Versions(Protocol):
    """Tells the version that a status list is at, every committed change counted."""

    def version(self, list_id: str) -> int | None:
        """Return it, or None if it cannot be told now."""


class OwnDidDocuments:
    """Knows the DIDs of our own issuers (`DidDocuments`)."""

    def __init__(self, open_books: OpenBooks, *, origin: str) -> None:
        self._open_books = open_books
        self._origin = origin
        self._root = did_web(origin)
        # The newest document of each issuer that was asked for.
        self._known: dict[str, JsonObject] = {}

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
            document = publish.did_document(organisation_id, origin=self._origin, books=books)
        _keep(self._known, did, document)
        return document

    def known(self, did: str) -> JsonObject | None:
        """Return the document as it was when it was last asked for, if it was.

        Keys are added to it and never taken away, so what it says still holds.
        """
        return self._known.get(did)


class OwnStatusLists:
    """Makes our own status lists as they are at this moment (`StatusListCredentials`)."""

    def __init__(
        self,
        open_books: OpenBooks,
        *,
        origin: str,
        ttl: timedelta,
        now: Callable[[], datetime],
        versions: Versions | None = None,
    ) -> None:
        self._open_books = open_books
        self._origin = origin
        self._ttl = ttl
        self._now = now
        self._versions = versions
        # The newest rendering of each list, and the facts that it was made from.
        self._rendered: dict[str, tuple[publish.StatusListFacts, JsonObject]] = {}

    def handles(self, url: str) -> bool:
        """Ask whether a URL lies under our origin."""
        return url.startswith(f"{self._origin}/")

    def status_list_credential(self, url: str) -> JsonObject:
        """Return one of our status lists, freshly made and signed.

        Raises:
            SourceRefusedError: no status list of ours has this URL.
            SourceUnavailableError: the database cannot answer now.
        """
        if (known := self.known(url)) is not None:
            return known
        list_id = _only_id(_STATUS_LIST, url, origin=self._origin)
        with _answering(url), self._open_books(False) as books:
            facts = publish.status_list(
                list_id, origin=self._origin, at=self._now(), ttl=self._ttl, books=books
            )
        return self._document(list_id, facts)

    def known(self, url: str) -> JsonObject | None:
        """Return a list that was made before, if it would say the same now."""
        found = _STATUS_LIST.fullmatch(url.removeprefix(self._origin))
        if found is None or self._versions is None:
            return None
        facts, document = self._rendered.get(found[1], _NEVER)
        if facts is None or not facts.is_current_at(self._now()):
            return None
        return document if self._versions.version(found[1]) == facts.info.version else None

    def _document(self, list_id: str, facts: publish.StatusListFacts) -> JsonObject:
        known, document = self._rendered.get(list_id, _NEVER)
        if document is None or known is None or known.etag != facts.etag:
            document = parse_object(facts.render().content)
            _keep(self._rendered, list_id, (facts, document))
        return document


class OwnSourcesAtHand:
    """Our own books, as far as they can be known without opening them (all of `Sources`)."""

    def __init__(self, dids: OwnDidDocuments, lists: OwnStatusLists) -> None:
        self._dids = dids
        self._lists = lists

    def did_document(self, did: str) -> JsonObject:
        """Return the DID document of an issuer of ours.

        Raises:
            NotAtHandError: the books have to be opened for it.
        """
        document = self._dids.known(did)
        if document is None:
            raise NotAtHandError(did)
        return document

    def status_list_credential(self, url: str) -> JsonObject:
        """Return one of our status lists as it is at this moment.

        Raises:
            NotAtHandError: the books have to be opened for it.
        """
        document = self._lists.known(url)
        if document is None:
            raise NotAtHandError(url)
        return document

    def badge(self, url: str) -> bytes:
        """Raise, because no badge is kept at hand."""
        raise NotAtHandError(url)


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


def _keep(known: dict[str, _T], name: str, value: _T) -> None:
    if len(known) >= _MOST_KNOWN:
        known.clear()
    known[name] = value


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
