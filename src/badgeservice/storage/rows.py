"""Statements that several rooms need."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from sqlalchemy import Column, Connection, Executable, Table, literal_column
from sqlalchemy.dialects import postgresql, sqlite


def inserting_if_absent(
    table: Table, *, returning: Column[int] | None = None
) -> Mapping[str, Executable]:
    """Return the statement that inserts rows unless a unique constraint has the like already.

    It is made once for each kind of database, which are its keys. It returns the column
    `returning`, or 1, of every row that it inserted. When another transaction is about to insert
    such a row, it waits for its end.
    """
    wanted = literal_column("1") if returning is None else returning
    return {
        "sqlite": sqlite.insert(table).on_conflict_do_nothing().returning(wanted),
        "postgresql": postgresql.insert(table).on_conflict_do_nothing().returning(wanted),
    }


def insert_if_absent(connection: Connection, table: Table, values: Mapping[str, object]) -> bool:
    """Insert a row; False when a unique constraint has one like it already.

    When another transaction is about to insert such a row, this waits for its end.
    """
    statement = _inserting(table)[connection.dialect.name]
    return connection.execute(statement, values).first() is not None


@cache
def _inserting(table: Table) -> Mapping[str, Executable]:
    return inserting_if_absent(table)


def texts_to_json(texts: tuple[str, ...]) -> str:
    """Return texts as one, in their order."""
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))


def texts_from_json(content: str) -> tuple[str, ...]:
    """Return the texts that `texts_to_json` made one."""
    return tuple(json.loads(content))
