"""Keep making deliveries while the service runs, in threads of their own and a few at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

import structlog
from anyio import CapacityLimiter, create_task_group, sleep
from anyio.to_thread import run_sync

from badgeservice.errors import BadgeServiceError

# So many are on their way at once, from one process. One that does not answer holds up one of them.
_AT_ONCE: Final = 2
_PAUSE_SECONDS: Final = 2.0
_log = structlog.get_logger(__name__)


@asynccontextmanager
async def delivering(
    deliver: Callable[[], bool], *, pause_seconds: float = _PAUSE_SECONDS
) -> AsyncIterator[None]:
    """Call `deliver` again and again until the `async with` ends, never on the event loop.

    It makes one delivery and says whether there was one; then the next follows without a pause. At
    the end, deliveries that are on their way are waited for.
    """
    limiter = CapacityLimiter(_AT_ONCE)

    async def keep_on() -> None:
        while True:
            if not await run_sync(_delivered(deliver), limiter=limiter):
                await sleep(pause_seconds)

    async with create_task_group() as group:
        for _ in range(_AT_ONCE):
            group.start_soon(keep_on)
        yield
        group.cancel_scope.cancel()


def _delivered(deliver: Callable[[], bool]) -> Callable[[], bool]:
    def attempt() -> bool:
        try:
            return deliver()
        except BadgeServiceError as cause:
            # The database is away, for instance; what is due stays due.
            _log.error("webhooks.not_delivered", reason=str(cause))
            return False

    return attempt
