"""The port that keeps the last good copy of strangers' status lists.

A list that cannot be read now says nothing about now, but a badge that it once said to be revoked
stays revoked. Only lists that verified whole are kept, under their URL; nothing of the badge that
led to them is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptList:
    """A status list credential that verified, as JSON, and when that was had from its server."""

    content: bytes
    fetched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLimits:
    """How much is kept: the oldest copies go first, those of the same host before others.

    Strangers choose which lists we read. Whoever has but one host pushes out nobody else's.
    """

    lists: int = 1000
    lists_per_host: int = 50
    total_bytes: int = 64 * 1024 * 1024
    longest_bytes: int = 1024 * 1024


class KeptLists(Protocol):
    """Keeps last good lists, within limits, for every process that serves."""

    def keep(self, url: str, content: bytes, at: datetime) -> None:
        """Keep the list at `url` as it was at `at`, in place of an earlier one.

        What is too long, or cannot be kept now, is not kept: nobody is owed it.
        """

    def kept(self, url: str) -> KeptList | None:
        """Return the copy kept of the list at `url`, or None where there is none now."""


class NothingKept:
    """Keeps nothing (`KeptLists`)."""

    def keep(self, url: str, content: bytes, at: datetime) -> None:
        """Do nothing."""

    def kept(self, url: str) -> KeptList | None:
        """Return None."""
        del url
        return None
