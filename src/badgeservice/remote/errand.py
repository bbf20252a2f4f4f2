"""What one verification may ask of the world, and what it asked."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from badgeservice.remote.answer import Answer
from badgeservice.remote.deadline import Clock, Deadline
from badgeservice.verification.errors import SourceRefusedError
from badgeservice.verification.report import Fetch

DEFAULT_REQUESTS: Final = 6


class Errand:
    """A budget of requests and of time, and the answers had so far, which are not asked for again.

    Each step of a redirection is a request of its own. `seconds` is the time for all requests
    together, in which they wait for others; None leaves it to each request. With `now`, it keeps a
    list of what was asked. Not for use by several threads.
    """

    __slots__ = ("_answers", "_clock", "_fetched", "_now", "_requests", "_seconds", "_spent")

    def __init__(
        self,
        requests: int = DEFAULT_REQUESTS,
        *,
        seconds: float | None = None,
        clock: Clock = time.monotonic,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._requests = requests
        self._seconds = seconds
        self._clock = clock
        self._spent = 0
        self._now = now
        self._answers: dict[tuple[str, str], Answer] = {}
        self._fetched: dict[tuple[str, str], Fetch] = {}

    @contextmanager
    def trip(self, seconds: float) -> Iterator[Deadline]:
        """Count the time of one request, which may take `seconds`, or what is left if that is less.

        What is done between requests does not count.
        """
        if self._seconds is None:
            yield Deadline(seconds, clock=self._clock)
            return
        began = self._clock()
        try:
            yield Deadline(min(seconds, self._seconds), clock=self._clock)
        finally:
            self._seconds = max(0.0, self._seconds - (self._clock() - began))

    def spend(self, url: str) -> None:
        """Count one request, about to be made.

        Raises:
            SourceRefusedError: there is none left.
        """
        if self._spent >= self._requests:
            raise SourceRefusedError(
                url, f"no more than {self._requests} requests are made for one verification"
            )
        self._spent += 1

    def recall(self, url: str, accept: str) -> Answer | None:
        """Return the answer had before, or None."""
        return self._answers.get((url, accept))

    def remember(self, url: str, accept: str, answer: Answer) -> None:
        """Keep an answer until the errand is over."""
        self._answers[url, accept] = answer

    def note(
        self, url: str, accept: str, *, age_seconds: float = 0.0, reason: str | None = None
    ) -> None:
        """List what became of a question: an answer of that age, or the reason why there is none.

        Of the same question, only the last news counts.
        """
        if self._now is None:
            return
        came = self._now() - timedelta(seconds=age_seconds)
        self._fetched[url, accept] = Fetch(url=url, fetched_at=came, reason=reason)

    def fetched(self) -> tuple[Fetch, ...]:
        """Return what was asked, in the order in which it was first asked."""
        return tuple(self._fetched.values())
