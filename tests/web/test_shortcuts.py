"""Answers made ready: as new as the books, made once, and not kept for ever.

That they are the same as those of the routes is shown in `tests/api/test_shortcuts_agree.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event
from typing import Any

import pytest

from badgeservice.issuing.revoke import revoke
from badgeservice.storage.errors import StorageUnavailableError
from badgeservice.web import shortcuts as room
from badgeservice.web.shortcuts import shortcuts
from badgeservice.wiring.ports import Books, Wiring
from tests.web.service import _ACTOR, NOW, Service, build_service


@dataclass
class Watched:
    """The books of a service: how often they were opened, and whether the first reader is held."""

    wiring: Wiring
    opened: int = 0
    at: datetime = NOW
    is_down: bool = False
    held: bool = False
    has_read: Event = field(default_factory=Event)
    may_go_on: Event = field(default_factory=Event)

    @contextmanager
    def open_books(self, write: bool) -> Iterator[Books]:
        if self.is_down:
            raise StorageUnavailableError("it is down")
        self.opened += 1
        is_held, self.held = self.held, False
        with self.wiring.open_books(write) as books:
            yield books
        if is_held:
            self.has_read.set()
            self.may_go_on.wait(10)

    def list_version(self, list_id: str) -> int | None:
        with self.wiring.open_books(False) as books:
            found = books.badges.status_list(list_id)
        return None if found is None else found.version

    def shortcut(self, path: str) -> Any:
        wiring = replace(
            self.wiring,
            open_books=self.open_books,
            now=lambda: self.at,
            list_version=self.list_version,
        )
        return shortcuts(wiring)["GET", path]


@pytest.fixture
def service() -> Service:
    return build_service()


@pytest.fixture
def watched(service: Service) -> Watched:
    return Watched(service.wiring)


def scope(path: str, **headers: str) -> dict[str, Any]:
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "method": "GET", "path": path, "headers": encoded}


def list_path(service: Service) -> str:
    return f"/status-lists/{service.valid.plan.slot.list_id}"


def test_a_list_is_made_once_however_many_ask(service: Service, watched: Watched) -> None:
    shortcut = watched.shortcut("/status-lists/")

    async def ask_together() -> list[Any]:
        return await asyncio.gather(*(shortcut(scope(list_path(service)), b"") for _ in range(20)))

    answers = asyncio.run(ask_together())

    assert len({answer.body for answer in answers}) == 1
    assert watched.opened == 1


def test_who_asks_after_a_revocation_gets_it_even_while_an_older_list_is_made(
    service: Service, watched: Watched
) -> None:
    shortcut = watched.shortcut("/status-lists/")
    watched.held = True

    async def ask_around_a_revocation() -> tuple[Any, Any]:
        before = asyncio.create_task(shortcut(scope(list_path(service)), b""))
        await asyncio.to_thread(watched.has_read.wait, 10)
        with service.wiring.open_books(True) as books:
            revoke(service.valid.id, actor=_ACTOR, reason="x", at=NOW, books=books)
        after = asyncio.create_task(shortcut(scope(list_path(service)), b""))
        await asyncio.sleep(0)
        watched.may_go_on.set()
        return await before, await after

    before, after = asyncio.run(ask_around_a_revocation())

    assert before.headers["etag"] != after.headers["etag"]
    assert watched.opened == 2


def test_a_list_whose_version_cannot_be_told_is_left_to_the_route(service: Service) -> None:
    shortcut: Any = shortcuts(service.wiring)["GET", "/status-lists/"]

    assert asyncio.run(shortcut(scope(list_path(service)), b"")) is None


def test_what_cannot_be_read_now_is_left_to_the_route(service: Service, watched: Watched) -> None:
    watched.is_down = True

    for prefix, path in (
        ("/status-lists/", list_path(service)),
        ("/badges/", f"/badges/{service.valid.id}"),
    ):
        assert asyncio.run(watched.shortcut(prefix)(scope(path), b"")) is None


@pytest.mark.parametrize(("seconds", "opened"), [(60, 1), (61, 2)])
def test_a_badge_is_kept_for_a_minute(
    service: Service, watched: Watched, seconds: int, opened: int
) -> None:
    shortcut = watched.shortcut("/badges/")

    first = asyncio.run(shortcut(scope(f"/badges/{service.valid.id}"), b""))
    watched.at += timedelta(seconds=seconds)
    again = asyncio.run(shortcut(scope(f"/badges/{service.valid.id}"), b""))

    assert first.body == again.body == service.valid.secured
    assert watched.opened == opened


def test_a_revoked_badge_is_still_shown_as_it_was_signed(
    service: Service, watched: Watched
) -> None:
    answer = asyncio.run(watched.shortcut("/badges/")(scope(f"/badges/{service.revoked.id}"), b""))

    assert answer.body == service.revoked.secured


@pytest.mark.parametrize("accept", ["text/html", "image/png", "image/svg+xml"])
def test_pages_and_pictures_are_left_to_the_route(
    service: Service, watched: Watched, accept: str
) -> None:
    shortcut = watched.shortcut("/badges/")

    assert asyncio.run(shortcut(scope(f"/badges/{service.valid.id}", accept=accept), b"")) is None
    assert watched.opened == 0


def test_only_so_much_is_kept() -> None:
    kept: dict[int, str] = {}

    for number in range(2 * room._MOST_KEPT):
        room._keep(kept, number, "x")

    assert list(kept) == list(range(room._MOST_KEPT, 2 * room._MOST_KEPT))
