"""The migrations lead to exactly the tables of the code, and back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from badgeservice.storage.database import Database
from badgeservice.storage.errors import MigrationsNotFoundError
from badgeservice.storage.migrations import newest_revision
from badgeservice.storage.tables import REVISION, metadata

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Database]:
    database = Database(empty_database_url)
    yield database
    database.close()


def _tables(database: Database) -> set[str]:
    with database.transaction(write=False) as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


def _downgrade(database: Database) -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    with database.transaction(write=True) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")


def test_migrated_tables_do_not_differ_from_those_of_the_code(empty: Database) -> None:
    empty.upgrade()

    with empty.transaction(write=False) as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []
    assert _tables(empty) == set(metadata.tables)


def test_partial_indexes_are_partial(empty: Database) -> None:
    # The comparison above does not look at conditions.
    empty.upgrade()

    with empty.transaction(write=False) as connection:
        sqlite = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'"
        postgresql = "SELECT indexname FROM pg_indexes WHERE indexdef LIKE '% WHERE %'"
        query = sqlite if connection.dialect.name == "sqlite" else postgresql
        found = set(connection.execute(text(query)).scalars())
    assert found == {
        "ix_badge_unsigned",
        "ix_status_list_current",
        "ix_suspension_current",
        "ix_suspension_marked",
    }


def test_migrations_go_up_and_down_and_up_again(empty: Database) -> None:
    empty.upgrade()
    _downgrade(empty)
    assert _tables(empty) == set()

    empty.upgrade()

    assert _tables(empty) == set(metadata.tables)


def test_a_database_says_whether_it_is_current(empty: Database) -> None:
    before = empty.is_current()
    empty.upgrade()
    after = empty.is_current()
    _downgrade(empty)

    assert (before, after, empty.is_current()) == (False, True, False)


def test_the_tables_say_which_migration_makes_them() -> None:
    assert newest_revision() == REVISION


def test_an_upgrade_that_has_nothing_to_do_does_nothing(empty: Database) -> None:
    empty.upgrade()
    empty.upgrade()

    assert empty.is_current()


def test_many_may_start_at_once(empty: Database, empty_database_url: str) -> None:
    program = """
import sys
from badgeservice.storage.database import Database
from badgeservice.storage.migrations import newest_revision
Database(sys.argv[1]).upgrade()
"""
    started = [
        subprocess.Popen([sys.executable, "-c", program, empty_database_url], cwd=ROOT)
        for _ in range(4)
    ]

    assert [process.wait(timeout=120) for process in started] == [0] * 4
    assert empty.is_current()


def test_the_alembic_command_works_in_a_checkout(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'badges.db'}"
    alembic = [sys.executable, "-m", "alembic", "-x", f"url={url}"]

    for arguments in (["upgrade", "head"], ["check"]):
        subprocess.run([*alembic, *arguments], cwd=ROOT, check=True, env=dict(os.environ))

    database = Database(url)
    assert database.is_current()
    database.close()


def test_migrations_that_are_nowhere_are_missed_by_name(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'badges.db'}", migrations=tmp_path / "nowhere")

    with pytest.raises(MigrationsNotFoundError, match="nowhere"):
        database.upgrade()
    database.close()
