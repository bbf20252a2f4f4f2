"""Where processes queue up to write into one SQLite file.

SQLite lets one transaction write at a time. Who finds another one at it sleeps, longer each time,
up to a tenth of a second, and is overtaken meanwhile by those who have just come. Here the one who
is next looks again after a moment, and the others stand behind it.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

from badgeservice.storage.errors import StorageUnavailableError

_SUFFIX: Final = "-queue"
# To look takes a few microseconds; to issue one badge takes some hundred.
_PAUSE_SECONDS: Final = 0.000_3
# What takes longer than this takes long, and there is less need to look.
_SHORT_SECONDS: Final = 0.1
_LONG_PAUSE_SECONDS: Final = 0.005
_PRIMARY_CODE: Final = 0xFF


class WriteQueue:
    """The queue of processes that want to write into the SQLite file at `path`.

    Its head holds a lock on a file beside that, which stays empty, until its transaction has begun.
    So a process that is done with one transaction goes behind those who wait. When a process dies,
    its lock goes with it. Whoever does not queue is kept out by SQLite as ever.
    """

    def __init__(self, path: Path, *, patience: timedelta) -> None:
        """Let `patience` be how long somebody waits for a turn."""
        self._path = path.with_name(path.name + _SUFFIX)
        self._patience_seconds = patience.total_seconds()
        # Kept open, because to open a file can take as long as to issue a badge; but a process that
        # was forked must not share its parent's lock.
        self._files: dict[int, int] = {}

    def begin(self, connection: sqlite3.Connection) -> bool:
        """Begin a transaction that writes; False when the one who writes takes too long.

        `connection` must not wait by itself.

        Raises:
            StorageUnavailableError: too many are before it, or the file cannot be opened.
            sqlite3.OperationalError: SQLite refuses for another reason.
        """
        end = time.monotonic() + self._patience_seconds
        with self._at_head(end):
            return any(_has_begun(connection) for _ in _looks(end))

    def close(self) -> None:
        """Close the file; it is opened again when it is needed."""
        for file in self._files.values():
            os.close(file)
        self._files = {}

    @contextmanager
    def _at_head(self, end: float) -> Iterator[None]:
        file = self._file()
        if not any(_is_locked(file) for _ in _looks(end)):
            reason = "other writes take too long"
            raise StorageUnavailableError(reason)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)

    def _file(self) -> int:
        file = self._files.get(os.getpid())
        if file is None:
            try:
                # As the database itself, it is its owner's alone.
                file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            except OSError as cause:
                raise StorageUnavailableError(cause.strerror or type(cause).__name__) from cause
            self._files = {os.getpid(): file}
        return file


def _looks(end: float) -> Iterator[None]:
    """Yield when it is time to look, at least once and until `end`."""
    yield
    began = time.monotonic()
    while (now := time.monotonic()) < end:
        time.sleep(_PAUSE_SECONDS if now - began < _SHORT_SECONDS else _LONG_PAUSE_SECONDS)
        yield


def _is_locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _has_begun(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as refusal:
        if refusal.sqlite_errorcode & _PRIMARY_CODE != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True
