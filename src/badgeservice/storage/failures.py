"""What a driver reports, told in the words of `storage.errors`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    StatementError,
)
from sqlalchemy.exc import TimeoutError as PoolExhaustedError

from badgeservice.storage.errors import (
    ReadOnlyTransactionError,
    StorageConflictError,
    StorageError,
    StorageUnavailableError,
)

# https://www.sqlite.org/rescode.html: the disk, the file or the locks, as opposed to wrong SQL.
_SQLITE_UNAVAILABLE: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    }
)
_PRIMARY_CODE: Final = 0xFF
# https://www.postgresql.org/docs/current/errcodes-appendix.html. Told apart by these and not by the
# driver's classes: with SQLite, the driver need not be loaded.
_READ_ONLY_TRANSACTION: Final = "25006"
_IDLE_IN_TRANSACTION: Final = "25P03"


@contextmanager
def told_as_storage_errors(*, write: bool) -> Iterator[None]:
    """Turn what the driver raises inside the `with` into this room's errors.

    Wrong SQL is a mistake in this room, not a state of the database; it passes unchanged.

    Raises:
        StorageUnavailableError: the database cannot be reached or used now.
        StorageConflictError: a constraint refused a write.
        ReadOnlyTransactionError: something was written although `write` is false.
        NaiveDatetimeError: a moment without a time zone was to be kept.
    """
    try:
        yield
    except PoolExhaustedError as cause:
        reason = "all connections are in use"
        raise StorageUnavailableError(reason) from cause
    except (DBAPIError, sqlite3.Error) as cause:
        # SQLite's own errors are those of statements that go past SQLAlchemy.
        told = _told(cause, write=write)
        if told is None:
            raise
        raise told from cause
    except StatementError as cause:
        # A column type refused a value; SQLAlchemy wraps what the type raised.
        if not isinstance(cause.orig, StorageError):
            raise
        raise cause.orig from cause


def _told(cause: DBAPIError | sqlite3.Error, *, write: bool) -> StorageError | None:
    driver_error = cause.orig if isinstance(cause, DBAPIError) else cause
    if not write and _is_refused_write(driver_error):
        return ReadOnlyTransactionError()
    if isinstance(cause, IntegrityError | sqlite3.IntegrityError):
        return StorageConflictError(_first_line(driver_error))
    if _is_unavailable(cause, driver_error):
        return StorageUnavailableError(_first_line(driver_error))
    return None


def _is_refused_write(driver_error: BaseException | None) -> bool:
    return (
        _postgresql_code(driver_error) == _READ_ONLY_TRANSACTION
        or _sqlite_code(driver_error) == sqlite3.SQLITE_READONLY
    )


def _is_unavailable(cause: DBAPIError | sqlite3.Error, driver_error: BaseException | None) -> bool:
    if isinstance(cause, DBAPIError) and cause.connection_invalidated:
        return True
    if isinstance(driver_error, sqlite3.Error):
        return _sqlite_code(driver_error) in _SQLITE_UNAVAILABLE
    return isinstance(cause, OperationalError | InterfaceError) or (
        _postgresql_code(driver_error) in {_IDLE_IN_TRANSACTION, _READ_ONLY_TRANSACTION}
    )


def _postgresql_code(driver_error: BaseException | None) -> str | None:
    code = getattr(driver_error, "sqlstate", None)
    return code if isinstance(code, str) else None


def _sqlite_code(driver_error: BaseException | None) -> int | None:
    code = getattr(driver_error, "sqlite_errorcode", None)
    return code & _PRIMARY_CODE if isinstance(code, int) else None


def _first_line(driver_error: BaseException | None) -> str:
    """Return the first line only: PostgreSQL quotes the values of the row in the others."""
    first = str(driver_error).partition("\n")[0].strip().rstrip(".")
    return first or type(driver_error).__name__
