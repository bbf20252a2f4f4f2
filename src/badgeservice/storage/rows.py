"""Statements that several rooms need."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    Dialect,
    Executable,
    Insert,
    Table,
    Update,
    literal_column,
)
from sqlalchemy.sql.compiler import SQLCompiler

_NOTHING: Final = object()


def inserting_if_absent(
    table: Table, *, returning: Column[int] | None = None
) -> Mapping[str, Executable]:
    """Return the statement that inserts rows unless a unique constraint has the like already.

    It is made when it is first wanted for a kind of database, which are its keys. It returns the
    column `returning`, or 1, of every row that it inserted. When another transaction is about to
    insert such a row, it waits for its end.
    """
    wanted = literal_column("1") if returning is None else returning
    return _ByDatabase(
        lambda insert: insert(table).on_conflict_do_nothing().returning(wanted),
    )


class _ByDatabase(dict[str, Executable]):
    """Statements by kind of database. Each kind is loaded when it is used, which saves memory."""

    def __init__(self, made: Callable[[Any], Executable]) -> None:
        super().__init__()
        self._made = made

    def __missing__(self, name: str) -> Executable:
        insert = import_module(f"sqlalchemy.dialects.{name}").insert
        statement = self[name] = self._made(insert)
        return statement


def insert_if_absent(connection: Connection, table: Table, values: Mapping[str, object]) -> bool:
    """Insert a row; False when a unique constraint has one like it already.

    When another transaction is about to insert such a row, this waits for its end.
    """
    statement = _inserting(table)[connection.dialect.name]
    return connection.execute(statement, values).first() is not None


@cache
def _inserting(table: Table) -> Mapping[str, Executable]:
    return inserting_if_absent(table)


class ManyRows:
    """A statement for many rows at once.

    SQLAlchemy Core looks up and converts each value of each row by its name, which takes longer
    than SQLite takes to insert the row. Here what a column needs is looked up once, and a value
    that stands in row after row, such as a moment, is converted once.
    """

    def __init__(self, statement: Insert | Update) -> None:
        self._statement = statement
        self._prepared: dict[tuple[str, tuple[str, ...]], _Prepared] = {}

    def execute(self, connection: Connection, rows: Sequence[Mapping[str, object]]) -> int:
        """Execute the statement for rows with the same names, one at least; count those affected.

        Raises:
            NaiveDatetimeError: a moment without a time zone was to be kept.
        """
        names = tuple(rows[0])
        prepared = self._prepared.get((connection.dialect.name, names))
        if prepared is None:
            prepared = _prepare(self._statement, names, connection.dialect)
            self._prepared[connection.dialect.name, names] = prepared
        return connection.exec_driver_sql(prepared.text, prepared.values(rows)).rowcount


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A statement as the driver takes it: its text, its parameters and how they are converted.

    `is_positional` tells whether parameters go by position, or else by name.
    """

    text: str
    parameters: tuple[tuple[str, Callable[[object], object] | None], ...]
    is_positional: bool

    def values(self, rows: Sequence[Mapping[str, object]]) -> list[Any]:
        """Return rows as the driver takes them."""
        columns = [
            [row[name] for row in rows]
            if convert is None
            else _converted([row[name] for row in rows], convert)
            for name, convert in self.parameters
        ]
        by_row = zip(*columns, strict=True)
        if self.is_positional:
            return list(by_row)
        names = [name for name, _ in self.parameters]
        return [dict(zip(names, values, strict=True)) for values in by_row]


def _prepare(statement: Insert | Update, names: tuple[str, ...], dialect: Dialect) -> _Prepared:
    keys = list(names) if isinstance(statement, Insert) else None
    compiled = statement.compile(dialect=dialect, column_keys=keys)
    assert isinstance(compiled, SQLCompiler)  # noqa: S101 – what such statements compile to
    order = names if compiled.positiontup is None else compiled.positiontup
    parameters = [
        (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
        for name in order
    ]
    return _Prepared(str(compiled), tuple(parameters), compiled.positiontup is not None)


def _converted(values: list[object], convert: Callable[[object], object]) -> list[object]:
    """Return values converted, each run of the very same object once."""
    done: list[object] = []
    last, result = _NOTHING, None
    for value in values:
        if value is not last:
            last, result = value, convert(value)
        done.append(result)
    return done


def texts_to_json(texts: tuple[str, ...]) -> str:
    """Return texts as one, in their order."""
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))


def texts_from_json(content: str) -> tuple[str, ...]:
    """Return the texts that `texts_to_json` made one."""
    return tuple(json.loads(content))
