"""Statements that several rooms need."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import Connection, Table, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite

from badgeservice.accounts.errors import OrganisationNotFoundError
from badgeservice.storage.tables import organisation


def insert_if_absent(connection: Connection, table: Table, values: Mapping[str, object]) -> bool:
    """Insert a row; False when a unique constraint has one like it already.

    When another transaction is about to insert such a row, this waits for its end.
    """
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(table).values(**values).on_conflict_do_nothing()
    return connection.execute(statement.returning(literal_column("1"))).first() is not None


def lock_organisation(connection: Connection, organisation_id: str) -> None:
    """Let no other transaction pass this line for the same organisation before this one ends.

    SQLite has one writer at a time anyway. On PostgreSQL, rows that refer to the organisation can
    still be written meanwhile.

    Raises:
        OrganisationNotFoundError: there is no such organisation.
    """
    statement = (
        select(organisation.c.id)
        .where(organisation.c.id == organisation_id)
        .with_for_update(key_share=True)
    )
    if connection.execute(statement).first() is None:
        raise OrganisationNotFoundError(organisation_id)


def texts_to_json(texts: tuple[str, ...]) -> str:
    """Return texts as one, in their order."""
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))


def texts_from_json(content: str) -> tuple[str, ...]:
    """Return the texts that `texts_to_json` made one."""
    return tuple(json.loads(content))
