"""Kept lists in memory, as strict as those in the database; one suite of tests holds both to it."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from badgeservice.verification.kept_lists import KeptLimits, KeptList


class FakeKeptLists:
    """`KeptLists` in memory."""

    def __init__(self, *, limits: KeptLimits | None = None) -> None:
        self._limits = limits or KeptLimits()
        self._lists: dict[str, KeptList] = {}

    def keep(self, url: str, content: bytes, at: datetime) -> None:
        if len(content) > self._limits.longest_bytes:
            return
        self._lists[url] = KeptList(content=content, fetched_at=at)
        host = urlsplit(url).hostname
        same = [each for each in self._newest_first() if urlsplit(each).hostname == host]
        for each in same[self._limits.lists_per_host :]:
            del self._lists[each]
        total = 0
        for place, each in enumerate(self._newest_first()):
            total += len(self._lists[each].content)
            if place >= self._limits.lists or total > self._limits.total_bytes:
                del self._lists[each]

    def kept(self, url: str) -> KeptList | None:
        return self._lists.get(url)

    def _newest_first(self) -> list[str]:
        return sorted(self._lists, key=lambda url: (self._lists[url].fetched_at, url), reverse=True)
