"""What keeps the last good lists promises, held against memory, SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from badgeservice.storage.database import Database
from badgeservice.storage.kept_lists import SqlKeptLists
from badgeservice.verification.kept_lists import KeptLimits, KeptList, KeptLists
from tests.fake_kept_lists import FakeKeptLists
from tests.storage.builders import NOON

URL = "https://issuer.example/lists/1"
SMALL = KeptLimits(lists=4, lists_per_host=2, total_bytes=100, longest_bytes=60)


@pytest.fixture(params=["in-memory", "sqlite", "postgresql"])
def keeper(request: pytest.FixtureRequest) -> Iterator[Callable[[KeptLimits], KeptLists]]:
    """What gives kept lists when it is told their limits."""
    if request.param == "in-memory":
        yield lambda limits: FakeKeptLists(limits=limits)
        return
    name = "sqlite_database_url" if request.param == "sqlite" else "postgres_database_url"
    database = Database(request.getfixturevalue(name))
    yield lambda limits: SqlKeptLists(database, limits=limits)
    database.close()


@pytest.fixture
def lists(keeper: Callable[[KeptLimits], KeptLists]) -> KeptLists:
    return keeper(SMALL)


def urls(lists: KeptLists, *addresses: str) -> list[str]:
    return [url for url in addresses if lists.kept(url) is not None]


def test_a_list_is_kept_with_its_moment(lists: KeptLists) -> None:
    lists.keep(URL, b"{}", NOON)

    assert lists.kept(URL) == KeptList(content=b"{}", fetched_at=NOON)
    assert lists.kept(f"{URL}0") is None


def test_a_newer_copy_takes_the_place_of_an_earlier_one(lists: KeptLists) -> None:
    lists.keep(URL, b"old", NOON)
    lists.keep(URL, b"new", NOON + timedelta(hours=1))

    assert lists.kept(URL) == KeptList(content=b"new", fetched_at=NOON + timedelta(hours=1))


def test_a_list_that_is_too_long_is_not_kept_and_leaves_the_earlier_one(lists: KeptLists) -> None:
    lists.keep(URL, b"short", NOON)
    lists.keep(URL, b"x" * 61, NOON + timedelta(hours=1))

    assert lists.kept(URL) == KeptList(content=b"short", fetched_at=NOON)


def test_one_host_pushes_out_its_own_lists_only(lists: KeptLists) -> None:
    lists.keep(URL, b"1", NOON)
    others = [f"https://other.example/{number}" for number in range(5)]
    for number, url in enumerate(others):
        lists.keep(url, b"1", NOON + timedelta(minutes=number))

    assert urls(lists, URL, *others) == [URL, *others[-2:]]


def test_the_oldest_go_when_there_are_too_many(lists: KeptLists) -> None:
    hosts = [f"https://host-{number}.example/list" for number in range(6)]
    for number, url in enumerate(hosts):
        lists.keep(url, b"1", NOON + timedelta(minutes=number))

    assert urls(lists, *hosts) == hosts[-4:]


def test_the_oldest_go_when_they_take_too_much_room(lists: KeptLists) -> None:
    hosts = [f"https://host-{number}.example/list" for number in range(3)]
    for number, url in enumerate(hosts):
        lists.keep(url, b"1" * 45, NOON + timedelta(minutes=number))

    assert urls(lists, *hosts) == hosts[-2:]


def test_copies_outlive_the_process(sqlite_database_url: str) -> None:
    """S08: what was last seen is still known after a restart, and in other processes."""
    first = Database(sqlite_database_url)
    SqlKeptLists(first).keep(URL, b"{}", NOON)
    first.close()

    second = Database(sqlite_database_url)
    kept = SqlKeptLists(second).kept(URL)
    second.close()

    assert kept == KeptList(content=b"{}", fetched_at=NOON)


def test_a_database_without_the_table_keeps_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    file = tmp_path / "empty.db"
    file.touch()
    database = Database(f"sqlite:///{file}")
    lists = SqlKeptLists(database)

    lists.keep(URL, b"{}", NOON)

    assert lists.kept(URL) is None
    database.close()


def test_a_missing_database_is_not_made(tmp_path: Path) -> None:
    """A file made in passing could be read by everybody, and would later hold personal data."""
    file = tmp_path / "none.db"
    database = Database(f"sqlite:///{file}")
    lists = SqlKeptLists(database)

    lists.keep(URL, b"{}", NOON)

    assert lists.kept(URL) is None
    assert not file.exists()
    database.close()
