"""Do what may take long in threads of its own, so that it never takes those that others need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

_Result = TypeVar("_Result")

# Nearly all of them may be waiting: for the general path, or for hosts that do not answer, of which
# fewer are asked at a time than this. Some must be left to work, which they do one at a time.
_MOST_SMALL_AT_ONCE: Final = 128
# What is read takes many times its length in memory, for as long as it is waited for. Usual badges
# have 4 KiB.
_SMALL_BYTES: Final = 16 * 1024
_MOST_LARGE_AT_ONCE: Final = 24
_small: Final = CapacityLimiter(_MOST_SMALL_AT_ONCE)
_large: Final = CapacityLimiter(_MOST_LARGE_AT_ONCE)


async def apart(work: Callable[[], _Result], *, size_bytes: int) -> _Result:
    """Return what `work` returns, as soon as a thread has done it.

    `size_bytes` is how long the content is that it works on.
    """
    limiter = _small if size_bytes <= _SMALL_BYTES else _large
    return await run_sync(work, limiter=limiter)
