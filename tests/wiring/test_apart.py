"""What is small never waits for what is large, of which only some is kept in memory at a time."""

from __future__ import annotations

from threading import Event

import anyio
import pytest
from anyio.to_thread import run_sync

from badgeservice.wiring.apart import apart

_LARGE = 1024 * 1024


@pytest.mark.parametrize(("size_bytes", "at_once"), [(_LARGE, 24), (4096, 128)])
def test_a_bounded_number_is_worked_on_at_once(size_bytes: int, at_once: int) -> None:
    """V01: what is large keeps nobody waiting."""
    begun, full, over = list[int](), Event(), Event()

    def work() -> None:
        begun.append(1)
        if len(begun) >= at_once:
            full.set()
        over.wait(10)

    async def flood() -> int:
        async with anyio.create_task_group() as group:
            for _ in range(at_once + 10):
                group.start_soon(_run, work, size_bytes)
            assert await run_sync(full.wait, 10)
            # Small work of others, if this is about large work, goes on meanwhile.
            small = await apart(lambda: len(begun), size_bytes=1) if size_bytes == _LARGE else 0
            most = max(len(begun), small)
            over.set()
        return most

    assert anyio.run(flood) == at_once
    assert len(begun) == at_once + 10


async def _run(work: object, size_bytes: int) -> None:
    assert callable(work)
    await apart(work, size_bytes=size_bytes)
