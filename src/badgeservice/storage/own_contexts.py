"""What verification asks about contexts that were registered here, answered from the books."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from badgeservice.credentials.contexts.extension import ExtensionContext
from badgeservice.library.extensions import PATH, ExtensionShelf
from badgeservice.storage.errors import StorageUnavailableError
from badgeservice.verification.errors import NotAtHandError, SourceUnavailableError
from badgeservice.verification.receipts import receipt_context


class _Books(Protocol):
    @property
    def extensions(self) -> ExtensionShelf: ...


class OwnContexts:
    """Knows the contexts that organisations registered (`RegisteredContexts`).

    The context of receipts is the service's own. A context under any other address than ours is a
    stranger's, whoever hosts it.
    """

    def __init__(
        self, open_books: Callable[[bool], AbstractContextManager[_Books]], *, origin: str
    ) -> None:
        self._open_books = open_books
        self._beginning = f"{origin}{PATH}/"
        self._receipts = receipt_context(origin)

    def extension_context(self, url: str) -> ExtensionContext | None:
        """Return the context that was registered under `url`, if one was.

        Raises:
            SourceUnavailableError: the database cannot answer now.
        """
        if not url.startswith(self._beginning):
            return None
        if url == self._receipts.url:
            return self._receipts
        try:
            with self._open_books(False) as books:
                registered = books.extensions.context_at(url)
        except StorageUnavailableError as cause:
            raise SourceUnavailableError(url, "our own database cannot answer now") from cause
        return None if registered is None else registered.context


class NoContextAtHand:
    """Knows none without opening the books (`RegisteredContexts`); memory has those in use."""

    def extension_context(self, url: str) -> ExtensionContext | None:
        """Raise, because the books have to be opened for it.

        Raises:
            NotAtHandError: always.
        """
        raise NotAtHandError(url)
