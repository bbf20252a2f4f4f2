"""A way into a SQLite file beside SQLAlchemy, for single questions that are asked all the time.

A question through SQLAlchemy takes as long as the whole rest of a verification, so SQLite is asked
without it, over a connection that only reads. A reader waits for nobody. PostgreSQL may be across a
network, and is not asked like this.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import Lock


class SideDoor:
    """A connection that only reads. Threads may share one, processes may not."""

    def __init__(self, path: Path) -> None:
        """Prepare to ask the database in the file `path`; nothing is opened yet."""
        self._address = f"{path.resolve().as_uri()}?mode=ro"
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None

    def ask(self, question: str, about: str | bytes) -> tuple[object, ...] | None:
        """Return the first row that answers a question about one thing, as it is now.

        None means that there is no row, or that the file does not answer: who asks then takes the
        long way, which tells what is wrong.
        """
        try:
            with self._lock:
                row: tuple[object, ...] | None = self._open().execute(question, (about,)).fetchone()
        except sqlite3.Error:
            return None
        return row

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = sqlite3.connect(
                self._address, uri=True, timeout=0, isolation_level=None, check_same_thread=False
            )
        return self._connection
