"""Statements that several rooms need."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import Connection, Table, literal_column
from sqlalchemy.dialects import postgresql, sqlite


def insert_if_absent(connection: Connection, table: Table, values: Mapping[str, object]) -> bool:
    """Insert a row; False when a unique constraint has one like it already.

    When another transaction is about to insert such a row, this waits for its end.
    """
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(table).values(**values).on_conflict_do_nothing()
    return connection.execute(statement.returning(literal_column("1"))).first() is not None


def texts_to_json(texts: tuple[str, ...]) -> str:
    """Return texts as one, in their order."""
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))


def texts_from_json(content: str) -> tuple[str, ...]:
    """Return the texts that `texts_to_json` made one."""
    return tuple(json.loads(content))
