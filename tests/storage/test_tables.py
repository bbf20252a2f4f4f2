"""What the database itself refuses, whatever the code believes."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import Table, delete, insert, text, update

from badgeservice.storage import tables
from badgeservice.storage.database import Database
from badgeservice.storage.errors import StorageConflictError
from tests.storage.builders import (
    NOON,
    ORG,
    OTHER,
    add_badge,
    client,
    registered_context,
    revocation,
)
from tests.storage.conftest import add_organisations, sql_books


@pytest.fixture
def filled(database: Database) -> Database:
    opener = sql_books(database)
    add_organisations(opener)
    with opener(True) as books:
        add_badge(books, "badge-1")
        add_badge(books, "badge-2")
        add_badge(books, "foreign", organisation_id=OTHER)
        books.badges.add_revocation(revocation("badge-1"))
        books.accounts.put_client(client())
        books.extensions.add(registered_context())
    return database


@pytest.mark.parametrize(
    "table", [tables.revocation, tables.audit_record, tables.extension_context], ids=str
)
@pytest.mark.parametrize("act", ["update", "delete"])
def test_a_final_row_is_neither_changed_nor_deleted(
    filled: Database, table: Table, act: str
) -> None:
    statement = delete(table) if act == "delete" else update(table).values(organisation_id=OTHER)

    with (
        pytest.raises(StorageConflictError, match="final"),
        filled.transaction(write=True) as connection,
    ):
        connection.execute(statement)


def test_a_final_table_is_not_emptied(postgres_database_url: str) -> None:
    database = Database(postgres_database_url)

    with (
        pytest.raises(StorageConflictError, match="final"),
        database.transaction(write=True) as connection,
    ):
        connection.execute(text("TRUNCATE audit_record"))
    database.close()


def test_an_index_is_never_there_twice(filled: Database) -> None:
    with filled.transaction(write=False) as connection:
        slot = connection.execute(tables.status_slot.select()).mappings().all()[0]

    with (
        pytest.raises(StorageConflictError),
        filled.transaction(write=True) as connection,
    ):
        connection.execute(insert(tables.status_slot).values(**slot))


def test_an_organisation_has_one_current_list_of_a_purpose(filled: Database) -> None:
    with filled.transaction(write=False) as connection:
        current = connection.execute(tables.status_list.select()).mappings().all()[0]

    with (
        pytest.raises(StorageConflictError),
        filled.transaction(write=True) as connection,
    ):
        connection.execute(insert(tables.status_list).values(**{**current, "id": "other"}))


def test_a_revocation_belongs_to_the_organisation_of_its_badge(filled: Database) -> None:
    with filled.transaction(write=False) as connection:
        query = tables.badge.select().where(tables.badge.c.id == "badge-2")
        badge = connection.execute(query).mappings().one()

    with (
        pytest.raises(StorageConflictError),
        filled.transaction(write=True) as connection,
    ):
        connection.execute(
            insert(tables.revocation).values(
                badge_id="badge-2",
                organisation_id=OTHER,
                list_id=badge["list_id"],
                index=badge["index"],
                reason="",
                revoked_by="",
                revoked_at=NOON,
            )
        )


@pytest.mark.parametrize("table", [tables.badge, tables.client], ids=str)
def test_a_row_that_others_refer_to_never_moves_to_another_organisation(
    filled: Database, table: Table
) -> None:
    with (
        pytest.raises(StorageConflictError),
        filled.transaction(write=True) as connection,
    ):
        connection.execute(
            update(table).where(table.c.organisation_id == ORG).values(organisation_id=OTHER)
        )


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 3, 29, 3, 30, 0, 1, tzinfo=timezone(timedelta(hours=3))),
        datetime(1, 1, 2, tzinfo=timezone(timedelta(hours=-11))),
        datetime(9999, 12, 30, 23, 59, 59, 999999, tzinfo=timezone(timedelta(hours=14))),
    ],
    ids=["summer-time", "first", "last"],
)
def test_a_moment_comes_back_in_utc_and_to_the_microsecond(
    database: Database, moment: datetime
) -> None:
    values = {"id": "moment", "name": "", "url": "", "created_at": moment}
    with database.transaction(write=True) as connection:
        connection.execute(insert(tables.organisation).values(**values))

    with database.transaction(write=False) as connection:
        kept = connection.execute(tables.organisation.select()).one().created_at
    assert kept == moment
    assert kept.utcoffset() == timedelta(0)


def test_moments_are_compared_as_moments(database: Database) -> None:
    column = tables.organisation.c.created_at
    with database.transaction(write=True) as connection:
        for name, moment in (
            ("earlier", NOON.astimezone(timezone(timedelta(hours=9)))),
            ("later", NOON.replace(microsecond=0) + timedelta(seconds=1)),
        ):
            values = {"id": name, "name": "", "url": "", "created_at": moment}
            connection.execute(insert(tables.organisation).values(**values))

        found = connection.execute(
            tables.organisation.select()
            .where(column <= NOON.astimezone(timezone(timedelta(hours=-5))))
            .order_by(column)
        ).all()
    assert [row.id for row in found] == ["earlier"]
