"""Engines for the two databases, set so that a transaction means the same on both."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from badgeservice.storage.errors import DatabaseUrlError
from badgeservice.storage.write_queue import WriteQueue

WRITE_OPTION: Final = "badgeservice_write"

# A door that finds no connection within this time answers 503; better than a long queue.
_POOL_PATIENCE: Final = timedelta(seconds=2)
_CONNECT_PATIENCE_SECONDS: Final = 3
_CACHE_KIBIBYTES: Final = 8_192
_WAL_PAGES: Final = 4_000
_POSTGRESQL_SETTINGS: Final = (
    ("timezone", "UTC"),
    ("lock_timeout", "5s"),
    ("statement_timeout", "10s"),
    ("idle_in_transaction_session_timeout", "30s"),
)


def build_engine(url: str, *, lock_patience: timedelta) -> Engine:
    """Return an engine for `url`: `sqlite:///file.db`, or `postgresql://…` by psycopg.

    `lock_patience` is how long SQLite waits for another process that writes.

    Raises:
        DatabaseUrlError: the URL is malformed, or names another kind of database.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(parsed, lock_patience)
    return _postgresql_engine(parsed)


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as cause:
        reason = "it is not a URL"
        raise DatabaseUrlError(reason) from cause
    if parsed.drivername == "sqlite":
        return _require_file(parsed)
    if parsed.drivername in {"postgres", "postgresql", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    reason = f"{parsed.drivername} is neither sqlite nor postgresql"
    raise DatabaseUrlError(reason)


def _require_file(url: URL) -> URL:
    if url.database in {None, "", ":memory:"}:
        reason = "a database in memory is lost with its first connection; name a file"
        raise DatabaseUrlError(reason)
    return url


def _sqlite_engine(url: URL, lock_patience: timedelta) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,  # In messages and logs; they hold names and addresses of people.
        pool_size=10,
        max_overflow=30,
        pool_timeout=_POOL_PATIENCE.total_seconds(),
        connect_args={"timeout": lock_patience.total_seconds()},
    )
    queue = WriteQueue(Path(str(url.database)), patience=lock_patience)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(
        engine, "begin", lambda connection: _begin_sqlite(connection, queue, lock_patience)
    )
    event.listen(engine, "engine_disposed", lambda _: queue.close())
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver would begin transactions itself, too late for BEGIN IMMEDIATE.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    # With NORMAL, a power cut may undo a transaction that was already answered for.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # A commit writes pages of six indexes. What is written often is copied into the file once.
    cursor.execute(f"PRAGMA cache_size = -{_CACHE_KIBIBYTES}")
    cursor.execute(f"PRAGMA wal_autocheckpoint = {_WAL_PAGES}")
    cursor.close()


def _begin_sqlite(connection: Connection, queue: WriteQueue, patience: timedelta) -> None:
    write = is_writing(connection)
    if connection.info.get(WRITE_OPTION) is not write:
        # Who writes waits in the queue, and nobody else writes meanwhile.
        wait = 0 if write else int(patience.total_seconds() * 1_000)
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {wait}")
        connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if write else 'ON'}")
        connection.info[WRITE_OPTION] = write
    driver = connection.connection.driver_connection
    # A transaction that reads first and then writes fails at once when another one has written
    # in between; taking the lock at the start lets it wait its turn instead.
    if not write:
        connection.exec_driver_sql("BEGIN")
    elif not (isinstance(driver, sqlite3.Connection) and queue.begin(driver)):
        # Once more, so that SQLAlchemy tells why not.
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _postgresql_engine(url: URL) -> Engine:
    options = " ".join(f"-c {name}={value}" for name, value in _POSTGRESQL_SETTINGS)
    return create_engine(
        url,
        hide_parameters=True,  # In messages and logs; they hold names and addresses of people.
        pool_size=10,
        max_overflow=10,
        pool_timeout=_POOL_PATIENCE.total_seconds(),
        pool_pre_ping=True,
        connect_args={"connect_timeout": _CONNECT_PATIENCE_SECONDS, "options": options},
    )


def marked_for(connection: Connection, *, write: bool) -> Connection:
    """Return the connection, set for its next transaction.

    Reading sees one snapshot from beginning to end, so that what is read in several statements
    fits together, and refuses to write.
    """
    connection = connection.execution_options(**{WRITE_OPTION: write})
    if connection.dialect.name == "sqlite":
        return connection
    return connection.execution_options(
        isolation_level="READ COMMITTED" if write else "REPEATABLE READ",
        postgresql_readonly=not write,
    )


def is_writing(connection: Connection) -> bool:
    """Ask whether the connection is in a transaction that may write."""
    return bool(connection.get_execution_options().get(WRITE_OPTION))
