"""Do what may take long in threads of its own, so that it never takes those that others need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

_Result = TypeVar("_Result")

# Nearly all of them may be waiting: for the general path, or for hosts that do not answer, of which
# fewer are asked at a time than this. Some must be left to work, which they do one at a time.
_MOST_AT_ONCE: Final = 128
_limiter: Final = CapacityLimiter(_MOST_AT_ONCE)


async def apart(work: Callable[[], _Result]) -> _Result:
    """Return what `work` returns, as soon as one of a few threads has done it."""
    return await run_sync(work, limiter=_limiter)
