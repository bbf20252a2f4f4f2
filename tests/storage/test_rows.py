"""Statements that go past SQLAlchemy mean the same, and fail in the same words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import bindparam, func, insert, select

from badgeservice.storage import tables
from badgeservice.storage.database import Database
from badgeservice.storage.errors import (
    NaiveDatetimeError,
    ReadOnlyTransactionError,
    StorageConflictError,
)
from badgeservice.storage.rows import ManyRows, OneRow, execute_plain
from tests.storage.builders import NOON, organisation
from tests.storage.conftest import sql_books

ADD = ManyRows(insert(tables.organisation), ("created_at", "id", "name", "url", "library_revision"))
FIND = OneRow(select(tables.organisation).where(tables.organisation.c.id == bindparam("id")))
HELSINKI = ZoneInfo("Europe/Helsinki")


def row(at: datetime, name: str) -> tuple[object, ...]:
    return at, name, "Name", "https://example.org/", 1


def test_a_row_is_read_as_it_was_written(database: Database) -> None:
    wanted = replace(organisation("one"), description=None)
    with sql_books(database)(True) as books:
        books.accounts.put_organisation(wanted)

    with database.transaction(write=False) as connection:
        found = FIND.first(connection, {"id": "one"})
        nothing = FIND.first(connection, {"id": "two"})

    assert nothing is None
    assert found is not None
    assert (found.id, found.name, found.description) == ("one", wanted.name, None)
    assert found.created_at == wanted.created_at


@pytest.mark.parametrize(
    "at",
    [
        NOON,
        NOON.astimezone(timezone(timedelta(hours=5, minutes=30))),
        datetime(2026, 10, 25, 3, 30, tzinfo=HELSINKI, fold=0),
        datetime(2026, 10, 25, 3, 30, tzinfo=HELSINKI, fold=1),
    ],
    ids=["utc", "another zone", "before the clock is set back", "after the clock is set back"],
)
def test_a_moment_is_kept_in_utc_whatever_its_zone(database: Database, at: datetime) -> None:
    with database.transaction(write=True) as connection:
        assert ADD.execute(connection, [row(at, "one"), row(at, "two")]) == 2

    with database.transaction(write=False) as connection:
        found = FIND.first(connection, {"id": "two"})
    assert found is not None
    assert found.created_at == at.astimezone(UTC)


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(NaiveDatetimeError), database.transaction(write=True) as connection:
        ADD.execute(connection, [row(NOON.replace(tzinfo=None), "one")])


def test_what_a_constraint_refuses_is_a_conflict_that_quotes_nothing(database: Database) -> None:
    with pytest.raises(StorageConflictError) as caught, database.transaction(write=True) as opened:
        ADD.execute(opened, [row(NOON, "Personal name")] * 2)

    assert "Personal name" not in str(caught.value)


def test_who_only_reads_cannot_write(database: Database) -> None:
    with pytest.raises(ReadOnlyTransactionError), database.transaction(write=False) as connection:
        ADD.execute(connection, [row(NOON, "one")])


def test_a_savepoint_takes_back_what_came_after_it(database: Database) -> None:
    with database.transaction(write=True) as connection:
        ADD.execute(connection, [row(NOON, "one")])
        execute_plain(connection, "SAVEPOINT here")
        ADD.execute(connection, [row(NOON, "two")])
        execute_plain(connection, "ROLLBACK TO SAVEPOINT here")
        execute_plain(connection, "RELEASE SAVEPOINT here")

    with database.transaction(write=False) as connection:
        count = select(func.count()).select_from(tables.organisation)
        assert connection.execute(count).scalar() == 1
