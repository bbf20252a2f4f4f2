"""What one verification learns and the next need not find out again.

Nothing in here is believed that did not prove true: parts of credentials whose signatures held, and
status lists that were verified whole. It lives as long as the process, is bounded, and threads may
share it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from badgeservice.credentials.canonical import SubtreeCache
from badgeservice.credentials.json_ld import Contexts
from badgeservice.credentials.published_list import PublishedList
from badgeservice.credentials.strict_json import JsonObject, serialise

_MOST_LISTS: Final = 256
# Strangers choose how long their lists are. Usual ones have 16 KiB; longer than this, a list is
# verified each time. Its credential may be as long again.
_LONGEST_LIST_BYTES: Final = 128 * 1024
# Each takes up to four megabytes once documents have named it.
_MOST_CONTEXTS: Final = 16
# Keys can be withdrawn, so even a list that did not change is verified anew from time to time.
_LIST_LIFE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _VerifiedList:
    credential: JsonObject
    published: PublishedList
    verified_at: datetime


@dataclass(frozen=True, slots=True)
class Memory:
    """The memory of one process.

    `parts` are parts of badges that were faultless and whose signatures held.
    """

    parts: SubtreeCache = field(default_factory=SubtreeCache)
    _lists: dict[str, _VerifiedList] = field(default_factory=dict)
    _contexts: dict[tuple[str, ...], Contexts] = field(default_factory=dict)

    def extended_contexts(self, urls: tuple[str, ...]) -> Contexts | None:
        """Return the pinned contexts with those registered under `urls`, if they were kept.

        What is registered never changes, so they hold as long as they are kept.
        """
        return self._contexts.get(urls)

    def keep_contexts(self, urls: tuple[str, ...], contexts: Contexts) -> None:
        """Remember the pinned contexts with those registered under `urls`."""
        if len(self._contexts) >= _MOST_CONTEXTS:
            self._contexts.clear()
        self._contexts[urls] = contexts

    def verified_list(self, url: str, credential: JsonObject, at: datetime) -> PublishedList | None:
        """Return the list in a status list credential that was verified within a minute before.

        It must be the very object that was verified, not one like it: sources that remember what
        they fetched give the same one again.
        """
        known = self._lists.get(url)
        if known is None or known.credential is not credential:
            return None
        return known.published if abs(at - known.verified_at) <= _LIST_LIFE else None

    def keep_list(
        self, url: str, credential: JsonObject, published: PublishedList, at: datetime
    ) -> None:
        """Remember a list whose credential was just verified, if it is not too long for that."""
        size = len(published.listing.bits) + len(serialise(credential))
        if size > 2 * _LONGEST_LIST_BYTES:
            return
        if len(self._lists) >= _MOST_LISTS:
            self._lists.clear()
        self._lists[url] = _VerifiedList(credential, published, at)
