"""Do what may take long in threads of its own, so that it never takes those that others need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

_Result = TypeVar("_Result")

# Most of them may be waiting: for the general path, or for the network. Some must be left to work.
_MOST_AT_ONCE: Final = 24
_limiter: Final = CapacityLimiter(_MOST_AT_ONCE)


async def apart(work: Callable[[], _Result]) -> _Result:
    """Return what `work` returns, as soon as one of a few threads has done it."""
    return await run_sync(work, limiter=_limiter)
