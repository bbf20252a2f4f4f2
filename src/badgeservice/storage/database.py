"""One database: transactions on it, and its migrations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from threading import Lock
from typing import Final

from sqlalchemy import Connection, inspect, text

from badgeservice.storage.engine import build_engine, marked_for
from badgeservice.storage.errors import StorageUnavailableError
from badgeservice.storage.failures import told_as_storage_errors
from badgeservice.storage.list_versions import ListVersions
from badgeservice.storage.live_tokens import LiveTokens
from badgeservice.storage.tables import REVISION

_LOCK_PATIENCE: Final = timedelta(seconds=10)
_REVISIONS: Final = "alembic_version"


class Database:
    """A SQLite file or a PostgreSQL database. Threads may share one; processes may not."""

    def __init__(
        self,
        url: str,
        *,
        migrations: Path | None = None,
        lock_patience: timedelta = _LOCK_PATIENCE,
    ) -> None:
        """Prepare to use the database at `url`; nothing is connected to yet.

        `migrations` is the folder of the migrations, which is found by itself in a checkout, in
        an installed package and in the working directory. `lock_patience` is how long a write
        waits for other writes (SQLite only).

        Raises:
            DatabaseUrlError: `url` is malformed, or names another kind of database.
        """
        self._engine = build_engine(url, lock_patience=lock_patience)
        self._migrations = migrations
        self._lock_patience = lock_patience
        # SQLite lets one transaction write at a time, and lets the others poll with growing
        # pauses. Inside one process a lock queues better. Other processes still poll.
        self._turn = Lock() if self._engine.dialect.name == "sqlite" else None

    @contextmanager
    def transaction(self, *, write: bool) -> Iterator[Connection]:
        """Open a transaction; it commits at the end of the `with`, and rolls back on an error.

        Raises:
            StorageUnavailableError: the database cannot be reached or used now.
            StorageConflictError: a constraint refused a write.
            ReadOnlyTransactionError: something was written although `write` is false.
        """
        with (
            told_as_storage_errors(write=write),
            self._own_turn() if write else nullcontext(),
            self._engine.connect() as connection,
            marked_for(connection, write=write).begin(),
        ):
            yield connection

    def upgrade(self) -> None:
        """Bring the tables to the newest version, all or nothing. Processes wait in line.

        Raises:
            StorageUnavailableError: the database cannot be reached or used now.
            MigrationsNotFoundError: the migrations are nowhere.
        """
        # It brings Alembic, which processes that serve can do without.
        from badgeservice.storage import migrations  # noqa: PLC0415 – see above

        self._make_file()
        with self.transaction(write=True) as connection:
            migrations.upgrade(connection, folder=self._migrations)

    def is_current(self) -> bool:
        """Ask whether the tables are at the newest version.

        Raises:
            StorageUnavailableError: the database cannot be reached or used now.
        """
        with self.transaction(write=False) as connection:
            if not inspect(connection).has_table(_REVISIONS):
                return False
            found = connection.execute(text(f"SELECT version_num FROM {_REVISIONS}"))  # noqa: S608 – a name of ours
            return found.scalars().all() == [REVISION]

    def is_missing(self) -> bool:
        """Ask whether a SQLite file is not there yet. Whoever connects to it then makes one."""
        file = self._file()
        return file is not None and not file.exists()

    def list_versions(self) -> ListVersions | None:
        """Return a quick way to ask for the versions of status lists, where there is one."""
        file = self._file()
        return None if file is None else ListVersions(file)

    def live_tokens(self) -> LiveTokens | None:
        """Return a quick way to ask for access tokens, where there is one."""
        file = self._file()
        return None if file is None else LiveTokens(file)

    def close(self) -> None:
        """Close every connection that is not in use."""
        self._engine.dispose()

    @contextmanager
    def _own_turn(self) -> Iterator[None]:
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=self._lock_patience.total_seconds()):
            reason = "other writes take too long"
            raise StorageUnavailableError(reason)
        try:
            yield
        finally:
            self._turn.release()

    def _file(self) -> Path | None:
        """Return the file of a SQLite database."""
        is_file = self._engine.dialect.name == "sqlite"
        return Path(str(self._engine.url.database)) if is_file else None

    def _make_file(self) -> None:
        """Let a new SQLite file be its owner's alone: it will hold personal data."""
        path = self._file()
        if path is None:
            return
        try:
            path.touch(mode=0o600)
        except OSError as cause:
            raise StorageUnavailableError(cause.strerror or type(cause).__name__) from cause
