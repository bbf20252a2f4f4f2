"""One clock for a whole errand, however many steps it has."""

import time
from collections.abc import Callable
from typing import TypeAlias

Clock: TypeAlias = Callable[[], float]
"""Seconds that only ever grow, from any starting point."""


class Deadline:
    """The moment by which everything must be done."""

    __slots__ = ("_clock", "_ends")

    def __init__(self, seconds: float, *, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._ends = clock() + seconds

    @property
    def seconds_left(self) -> float:
        """How long there is still; 0 when the time is up."""
        return max(0.0, self._ends - self._clock())
