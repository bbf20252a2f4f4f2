"""Deliveries go on while the service runs, off the event loop, and stop with it."""

from __future__ import annotations

import threading

import anyio
import pytest

from badgeservice.storage.errors import StorageUnavailableError
from badgeservice.wiring.delivering import delivering


def test_what_is_due_is_delivered_in_threads_and_without_pauses() -> None:
    waiting = list(range(5))
    threads: set[int] = set()
    done = threading.Event()
    lock = threading.Lock()

    def deliver() -> bool:
        with lock:
            threads.add(threading.get_ident())
            if not waiting:
                done.set()
                return False
            waiting.pop()
            return True

    async def run() -> None:
        async with delivering(deliver, pause_seconds=3_600):
            assert await anyio.to_thread.run_sync(done.wait, 10)

    anyio.run(run)

    assert waiting == []
    assert threading.get_ident() not in threads


def test_a_database_that_is_away_stops_nothing() -> None:
    attempts: list[int] = []
    done = threading.Event()

    def deliver() -> bool:
        attempts.append(1)
        if len(attempts) > 3:
            done.set()
        raise StorageUnavailableError("away")

    async def run() -> None:
        async with delivering(deliver, pause_seconds=0):
            assert await anyio.to_thread.run_sync(done.wait, 10)

    anyio.run(run)

    assert len(attempts) > 3


def test_the_end_waits_for_what_is_on_its_way() -> None:
    begun, ended = threading.Event(), threading.Event()
    go_on = threading.Event()

    def deliver() -> bool:
        begun.set()
        go_on.wait(10)
        ended.set()
        return False

    async def run() -> None:
        async with delivering(deliver, pause_seconds=3_600):
            await anyio.to_thread.run_sync(begun.wait, 10)
            go_on.set()

    anyio.run(run)

    assert ended.is_set()


def test_an_error_that_nobody_foresaw_is_not_swallowed() -> None:
    def deliver() -> bool:
        raise ZeroDivisionError

    async def run() -> None:
        async with delivering(deliver, pause_seconds=0):
            await anyio.sleep_forever()

    with pytest.raises(ExceptionGroup) as caught:
        anyio.run(run)

    assert caught.group_contains(ZeroDivisionError)
