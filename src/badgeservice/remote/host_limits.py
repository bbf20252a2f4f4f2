"""How often one host is asked, so that nobody can turn the service against it."""

import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from badgeservice.remote.deadline import Clock

_MINUTE_SECONDS: Final = 60.0
_TIDY_AT_HOSTS: Final = 1024


class HostLimits:
    """At most so many requests to a host at once, and so many in any minute, in this process."""

    def __init__(
        self, *, parallel: int = 2, per_minute: int = 60, clock: Clock = time.monotonic
    ) -> None:
        self._parallel = parallel
        self._per_minute = per_minute
        self._clock = clock
        self._changed = threading.Condition()
        self._running: Counter[str] = Counter()
        self._recent: dict[str, deque[float]] = {}

    @contextmanager
    def turn(self, host: str, *, wait_seconds: float) -> Iterator[bool]:
        """Hold one of the host's places; the value tells whether there was one.

        Waits up to `wait_seconds` for another request to end, but not for the minute to pass.
        """
        has_turn = self._begin(host, wait_seconds)
        try:
            yield has_turn
        finally:
            if has_turn:
                self._end(host)

    def _begin(self, host: str, wait_seconds: float) -> bool:
        with self._changed:
            if not self._changed.wait_for(
                lambda: self._running[host] < self._parallel, timeout=wait_seconds
            ):
                return False
            self._tidy()
            now = self._clock()
            recent = self._recent.setdefault(host, deque())
            while recent and recent[0] <= now - _MINUTE_SECONDS:
                recent.popleft()
            if len(recent) >= self._per_minute:
                return False
            recent.append(now)
            self._running[host] += 1
            return True

    def _end(self, host: str) -> None:
        with self._changed:
            self._running[host] -= 1
            self._changed.notify_all()

    def _tidy(self) -> None:
        """Forget the hosts that were not asked within the last minute."""
        if len(self._recent) < _TIDY_AT_HOSTS:
            return
        since = self._clock() - _MINUTE_SECONDS
        self._recent = {
            host: times for host, times in self._recent.items() if times and times[-1] > since
        }
        self._running = +self._running
