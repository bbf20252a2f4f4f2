"""Transactions on the two databases, and what is said when one cannot be had."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError

from badgeservice.storage import tables
from badgeservice.storage.database import Database
from badgeservice.storage.errors import (
    DatabaseUrlError,
    StorageConflictError,
    StorageUnavailableError,
)
from badgeservice.storage.failures import told_as_storage_errors
from tests.storage.builders import NOON, ORG, add_badge, revocation
from tests.storage.conftest import add_organisations, sql_books


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)],
)
def test_sqlite_is_set_to_lose_nothing(
    sqlite_database_url: str, pragma: str, value: object
) -> None:
    database = Database(sqlite_database_url)

    for write in (False, True):
        with database.transaction(write=write) as connection:
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    database.close()


def test_the_files_of_a_new_sqlite_database_are_for_its_owner_alone(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'badges.db'}")
    database.upgrade()
    with database.transaction(write=False):
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    database.close()

    files = ("badges.db", "badges.db-queue", "badges.db-wal", "badges.db-shm")
    assert modes == dict.fromkeys(files, 0o600)


def test_a_reader_sees_one_moment_while_others_write(database: Database) -> None:
    opener = sql_books(database)
    add_organisations(opener)
    with opener(True) as books:
        list_id = add_badge(books, "badge-1").slot.list_id

    with opener(False) as reader:
        before = reader.badges.status_list(list_id)
        with opener(True) as writer:
            writer.badges.add_revocation(revocation("badge-1"))
        marked = reader.badges.marked_indices(list_id)
        after = reader.badges.status_list(list_id)

    assert marked == frozenset()
    assert before == after


def test_writers_in_threads_wait_their_turn(database: Database) -> None:
    add_organisations(sql_books(database))
    increment = tables.organisation.update().where(tables.organisation.c.id == ORG)
    column = tables.organisation.c.library_revision

    def add_up() -> None:
        for _ in range(20):
            with database.transaction(write=True) as connection:
                connection.execute(increment.values(library_revision=column + 1))

    threads = [threading.Thread(target=add_up) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.transaction(write=False) as connection:
        query = tables.organisation.select().where(tables.organisation.c.id == ORG)
        assert connection.execute(query).one().library_revision == 160


def test_a_lock_that_another_process_holds_too_long_is_unavailability(
    sqlite_database_url: str,
) -> None:
    patient = Database(sqlite_database_url)
    hasty = Database(sqlite_database_url, lock_patience=timedelta(milliseconds=10))

    with patient.transaction(write=True):
        with pytest.raises(StorageUnavailableError, match="locked"), hasty.transaction(write=True):
            pytest.fail("two wrote at the same time")
        with hasty.transaction(write=False) as connection:
            assert connection.execute(text("SELECT 1")).scalar() == 1
    patient.close()
    hasty.close()


def test_a_turn_that_another_thread_holds_too_long_is_unavailability(
    sqlite_database_url: str,
) -> None:
    database = Database(sqlite_database_url, lock_patience=timedelta(milliseconds=10))

    with (
        database.transaction(write=True),
        pytest.raises(StorageUnavailableError, match="too long"),
        database.transaction(write=True),
    ):
        pytest.fail("two wrote at the same time")
    with database.transaction(write=True):
        pass
    database.close()


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////no/such/folder/badges.db",
        "postgresql://nobody@127.0.0.1:9/badges",
        "postgresql:///badges?host=/no/such/folder",
    ],
    ids=["no-folder", "nobody-listens", "no-socket"],
)
@pytest.mark.parametrize("write", [True, False])
def test_a_database_that_cannot_be_reached_is_unavailable(url: str, *, write: bool) -> None:
    database = Database(url)

    with pytest.raises(StorageUnavailableError), database.transaction(write=write):
        pytest.fail("something was reached")
    with pytest.raises(StorageUnavailableError):
        database.is_current()
    with pytest.raises(StorageUnavailableError):
        database.upgrade()
    database.close()


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database " * 100)
    database = Database(f"sqlite:///{path}")

    with pytest.raises(StorageUnavailableError), database.transaction(write=False):
        pytest.fail("something was read")
    database.close()


def test_a_lost_connection_is_unavailability_and_the_next_one_works(
    postgres_database_url: str,
) -> None:
    database = Database(postgres_database_url)
    end = "SELECT pg_terminate_backend(pg_backend_pid())"

    with (
        pytest.raises(StorageUnavailableError),
        database.transaction(write=True) as connection,
    ):
        connection.execute(text(end))
    with database.transaction(write=False) as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
    database.close()


def test_waiting_for_a_lock_ends(postgres_database_url: str) -> None:
    database = Database(postgres_database_url)
    add_organisations(sql_books(database))
    lock = text("SELECT 1 FROM organisation WHERE id = 'example-college' FOR UPDATE")

    with database.transaction(write=True) as connection, database.transaction(write=True) as other:
        connection.execute(lock)
        other.execute(text("SET LOCAL lock_timeout = '10ms'"))
        with (
            pytest.raises(StorageUnavailableError, match="lock timeout"),
            told_as_storage_errors(write=True),
        ):
            other.execute(lock)
    database.close()


def test_wrong_sql_is_a_mistake_and_not_a_state_of_the_database(database: Database) -> None:
    with (
        pytest.raises((OperationalError, ProgrammingError)),
        database.transaction(write=False) as connection,
    ):
        connection.execute(text("SELECT 1 FROM no_such_table"))


def test_a_refused_write_does_not_tell_what_was_written(database: Database) -> None:
    add_organisations(sql_books(database))
    # PostgreSQL quotes the key that is taken.
    insert = tables.trust.insert().values(
        organisation_id=ORG,
        id="Personal name",
        issuer_id="",
        class_ids="[]",
        valid_from=NOON,
        granted_by="",
        granted_at=NOON,
        reason="",
    )
    with database.transaction(write=True) as connection:
        connection.execute(insert)

    with (
        pytest.raises(StorageConflictError) as caught,
        database.transaction(write=True) as connection,
    ):
        connection.execute(insert)

    assert "Personal name" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "not a url",
        "mysql://localhost/badges",
        "sqlite+aiosqlite:///badges.db",
        "sqlite://",
        "sqlite:///:memory:",
        "",
    ],
    ids=["no-url", "mysql", "other-driver", "no-file", "memory", "empty"],
)
def test_a_url_of_no_usable_database_is_refused_at_once(url: str) -> None:
    with pytest.raises(DatabaseUrlError):
        Database(url)


def test_a_refused_url_does_not_show_its_password() -> None:
    with pytest.raises(DatabaseUrlError) as caught:
        Database("mysql://user:hunter2@localhost/badges")

    assert "hunter2" not in str(caught.value)
