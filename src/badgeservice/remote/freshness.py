"""Answers kept for the short while their server allows."""

import threading
import time
from collections import OrderedDict
from typing import Final

from badgeservice.remote.answer import Answer
from badgeservice.remote.deadline import Clock

_MAXIMUM_ANSWERS: Final = 256
_MAXIMUM_BYTES: Final = 32 * 1024 * 1024


class FreshAnswers:
    """The answers that are still fresh, by URL and wanted media type; the oldest ones go first."""

    def __init__(
        self,
        *,
        maximum_answers: int = _MAXIMUM_ANSWERS,
        maximum_bytes: int = _MAXIMUM_BYTES,
        clock: Clock = time.monotonic,
    ) -> None:
        self._maximum_answers = maximum_answers
        self._maximum_bytes = maximum_bytes
        self._clock = clock
        self._lock = threading.Lock()
        # When each came, when it ends, and what it is.
        self._kept: OrderedDict[tuple[str, str], tuple[float, float, Answer]] = OrderedDict()
        self._bytes = 0

    def find(self, url: str, accept: str) -> Answer | None:
        """Return the fresh answer to this question, or None."""
        found = self.find_with_age(url, accept)
        return None if found is None else found[0]

    def find_with_age(self, url: str, accept: str) -> tuple[Answer, float] | None:
        """Return the fresh answer to this question, and how many seconds ago it came; or None."""
        with self._lock:
            kept = self._kept.get((url, accept))
            if kept is None:
                return None
            came, ends, answer = kept
            at = self._clock()
            if at < ends:
                return answer, at - came
            self._drop((url, accept))
            return None

    def keep(self, url: str, accept: str, answer: Answer) -> None:
        """Keep an answer as long as it is fresh, and there is room."""
        if answer.fresh_seconds <= 0 or len(answer.content) > self._maximum_bytes:
            return
        with self._lock:
            self._drop((url, accept))
            at = self._clock()
            self._kept[url, accept] = (at, at + answer.fresh_seconds, answer)
            self._bytes += len(answer.content)
            while len(self._kept) > self._maximum_answers or self._bytes > self._maximum_bytes:
                self._drop(next(iter(self._kept)))

    def _drop(self, key: tuple[str, str]) -> None:
        dropped = self._kept.pop(key, None)
        if dropped is not None:
            self._bytes -= len(dropped[2].content)
