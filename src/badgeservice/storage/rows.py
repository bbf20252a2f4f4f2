"""Statements that several rooms need."""

from __future__ import annotations

import json
import sqlite3
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib import import_module
from typing import Any, TypeAlias, cast

from sqlalchemy import (
    Column,
    Connection,
    Dialect,
    Executable,
    Insert,
    Row,
    Select,
    Table,
    Update,
    literal_column,
)
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from badgeservice.storage.types import UtcDateTime

_AnyRow: TypeAlias = Row[*tuple[object, ...]]
_Convert: TypeAlias = Callable[[object], object]


def sqlite_behind(connection: Connection) -> sqlite3.Connection | None:
    """Return SQLite's own connection, inside the same transaction, or None on PostgreSQL.

    What SQLAlchemy does around a statement takes SQLite twenty times as long as the statement. What
    SQLite raises here is told as `failures` tells it.
    """
    driver = connection.connection.driver_connection
    return driver if isinstance(driver, sqlite3.Connection) else None


def execute_plain(connection: Connection, text: str) -> None:
    """Execute a statement without parameters and without an answer."""
    driver = sqlite_behind(connection)
    if driver is None:
        connection.exec_driver_sql(text)
    else:
        driver.execute(text)


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
    """A statement for many rows at once, each of them the values of `names` in their order.

    SQLAlchemy Core looks up and converts each value of each row by its name, which takes longer
    than SQLite takes to insert the row. Here what a column needs is looked up once, and a moment
    that stands in row after row is converted once.
    """

    def __init__(self, statement: Insert | Update, names: Sequence[str]) -> None:
        self._statement = statement
        self._names = tuple(names)
        self._prepared: dict[str, _Prepared] = {}

    def execute(self, connection: Connection, rows: Sequence[Sequence[object]]) -> int:
        """Execute the statement for rows, one at least, and count those that were affected.

        Raises:
            NaiveDatetimeError: a moment without a time zone was to be kept.
        """
        dialect = connection.dialect
        prepared = self._prepared.get(dialect.name)
        if prepared is None:
            prepared = _prepare(self._statement, self._names, dialect)
            self._prepared[dialect.name] = prepared
        driver = sqlite_behind(connection)
        if driver is None:
            return connection.exec_driver_sql(prepared.text, prepared.values(rows)).rowcount
        return driver.executemany(prepared.text, prepared.values(rows)).rowcount


class OneRow:
    """A question that has one row for an answer, or none. It names each column once."""

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement
        self._prepared: _Question | None = None

    def first(self, connection: Connection, values: Mapping[str, object]) -> _AnyRow | None:
        """Return the first row, whose columns are its attributes."""
        driver = sqlite_behind(connection)
        if driver is None:
            return connection.execute(self._statement, values).first()
        if self._prepared is None:
            self._prepared = _prepare_question(self._statement, connection.dialect)
        question = self._prepared
        row = driver.execute(question.text, question.parameters(values)).fetchone()
        return None if row is None else question.answer(row)


@dataclass(frozen=True, slots=True)
class _Question:
    """A question as SQLite takes it, and how its answer is read.

    `fixed` are the parameters that are always the same, such as the number of rows wanted.
    """

    text: str
    fixed: Mapping[str, object]
    names: tuple[tuple[str, _Convert | None], ...]
    columns: tuple[tuple[int, _Convert], ...]
    make_row: Callable[..., tuple[object, ...]]

    def parameters(self, values: Mapping[str, object]) -> list[Any]:
        """Return values as SQLite takes them."""
        given = {**self.fixed, **values}
        return [
            given[name] if convert is None else convert(given[name]) for name, convert in self.names
        ]

    def answer(self, row: Sequence[object]) -> _AnyRow:
        """Return a row with its values converted."""
        found = list(row)
        for at, convert in self.columns:
            found[at] = convert(found[at])
        return cast("_AnyRow", self.make_row(*found))


def _prepare_question(statement: Select[Any], dialect: Dialect) -> _Question:
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)  # noqa: S101 – what such statements compile to
    columns = list(statement.selected_columns)
    readers = [
        column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
    ]
    return _Question(
        str(compiled),
        compiled.params,
        _parameters_of(compiled, compiled.positiontup or (), dialect),
        tuple((at, reader) for at, reader in enumerate(readers) if reader is not None),
        namedtuple("Row", [str(column.key) for column in columns]),  # noqa: PYI024 – of any columns
    )


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A statement as the driver takes it: its text, its parameters and how they are converted.

    `columns` are the places that the parameters have in a row, and `names` what they are called if
    they go by name and not by position.
    """

    text: str
    columns: tuple[tuple[int, _Convert | None], ...]
    names: tuple[str, ...] | None

    def values(self, rows: Sequence[Sequence[object]]) -> list[Any]:
        """Return rows as the driver takes them."""
        given = list(zip(*rows, strict=True))
        columns = [
            given[at] if convert is None else map(convert, given[at])
            for at, convert in self.columns
        ]
        by_row = zip(*columns, strict=True)
        if self.names is None:
            return list(by_row)
        return [dict(zip(self.names, values, strict=True)) for values in by_row]


def _prepare(statement: Insert | Update, names: tuple[str, ...], dialect: Dialect) -> _Prepared:
    keys = list(names) if isinstance(statement, Insert) else None
    compiled = statement.compile(dialect=dialect, column_keys=keys)
    assert isinstance(compiled, SQLCompiler)  # noqa: S101 – what such statements compile to
    parameters = _parameters_of(compiled, compiled.positiontup or names, dialect)
    is_positional = compiled.positiontup is not None
    return _Prepared(
        str(compiled),
        tuple((names.index(name), convert) for name, convert in parameters),
        None if is_positional else tuple(name for name, _ in parameters),
    )


def _parameters_of(
    compiled: SQLCompiler, order: Sequence[str], dialect: Dialect
) -> tuple[tuple[str, _Convert | None], ...]:
    """Return the parameters of a statement with what converts each of them."""
    return tuple((name, _converter(compiled.binds[name].type, dialect)) for name in order)


def _converter(kind: TypeEngine[Any], dialect: Dialect) -> _Convert | None:
    convert = kind.dialect_impl(dialect).bind_processor(dialect)
    if convert is None or not isinstance(kind, UtcDateTime):
        return convert
    known = lru_cache(maxsize=256)(convert)

    def converted(value: object) -> object:
        # A moment stands in several rows. In other zones, two that are equal may differ by `fold`.
        is_utc = isinstance(value, datetime) and value.tzinfo is UTC
        return known(value) if is_utc else convert(value)

    return converted


def texts_to_json(texts: tuple[str, ...]) -> str:
    """Return texts as one, in their order."""
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))


def texts_from_json(content: str) -> tuple[str, ...]:
    """Return the texts that `texts_to_json` made one."""
    return tuple(json.loads(content))
