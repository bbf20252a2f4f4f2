"""The quick question that tells whether a remembered status list is still the newest."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from badgeservice.storage.database import Database
from badgeservice.storage.list_versions import ListVersions


def test_a_list_that_is_not_there_has_no_version(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/books.sqlite")
    database.upgrade()
    versions = database.list_versions()

    assert versions is not None
    assert versions.version("A" * 22) is None
    versions.close()
    database.close()


def test_a_file_that_is_not_there_tells_nothing_and_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "none ?#.sqlite"

    assert ListVersions(path).version("A" * 22) is None
    assert not path.exists()


def test_postgresql_is_not_asked() -> None:
    database = Database("postgresql+psycopg://nobody@localhost/nothing")

    assert database.list_versions() is None


def test_every_committed_change_of_a_list_is_told_at_once(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/books.sqlite")
    database.upgrade()
    versions = database.list_versions()
    assert versions is not None
    with database.transaction(write=True) as connection:
        connection.execute(
            text(
                "INSERT INTO organisation (id, name, url, email, created_at)"
                " VALUES ('o', 'O', 'https://o.example/', 'o@o.example', :at)"
            ),
            {"at": "2026-11-24 12:00:00"},
        )
        connection.execute(
            text(
                "INSERT INTO status_list"
                " (id, organisation_id, purpose, length, version, is_current)"
                " VALUES ('list', 'o', 'revocation', 131072, 4, true)"
            )
        )
    before = versions.version("list")
    with database.transaction(write=True) as connection:
        connection.execute(text("UPDATE status_list SET version = 5"))
        during = versions.version("list")

    assert (before, during, versions.version("list")) == (4, 4, 5)
