"""How often something happened within the last minute, by whom.

A moving window and not a counter that begins anew every minute: nobody gets two minutes' worth
around the turn. Written for one event loop: threads must not share one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable
from typing import Final

WINDOW_SECONDS: Final = 60
# At a hundred bytes or two for each, so that strangers cannot fill the memory.
_MOST_KEYS: Final = 50_000


class MovingWindow:
    """Counts by key. Keys that are quiet for a window, or too many, are forgotten together."""

    def __init__(self, *, most_keys: int = _MOST_KEYS) -> None:
        """Remember at least the `most_keys` keys that were heard of last."""
        self._most_keys = most_keys
        # Whoever is heard of moves into `_recent`; who is still in `_older` when the next turn
        # comes was quiet for a whole window. So nothing ever has to be searched for.
        self._recent: dict[Hashable, list[float]] = {}
        self._older: dict[Hashable, list[float]] = {}
        self._turned_at = float("-inf")

    def hit(self, key: Hashable, *, most: int, at: float) -> tuple[bool, int, float]:
        """Count one more for `key` at a moment in seconds, unless that makes more than `most`.

        Return whether it was counted, how many more would be, and how many seconds it is until
        the first of those counted leaves the window.
        """
        times = self._times(key, at)
        # What is exactly a window old still counts.
        del times[: bisect_left(times, at - WINDOW_SECONDS)]
        is_counted = len(times) < most
        if is_counted:
            times.append(at)
        return is_counted, most - len(times), times[0] + WINDOW_SECONDS - at

    def _times(self, key: Hashable, at: float) -> list[float]:
        if at - self._turned_at > WINDOW_SECONDS or len(self._recent) >= self._most_keys:
            self._older, self._recent = self._recent, {}
            self._turned_at = at
        times = self._recent.get(key)
        if times is None:
            times = self._recent[key] = self._older.pop(key, [])
        return times
