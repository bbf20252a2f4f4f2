"""One database: transactions on it, and its migrations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from threading import Lock
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from badgeservice.storage.engine import build_engine, marked_for
from badgeservice.storage.errors import MigrationsNotFoundError, StorageUnavailableError
from badgeservice.storage.failures import told_as_storage_errors

_LOCK_PATIENCE: Final = timedelta(seconds=10)
# Any number will do, as long as no other program uses it in the same database.
_MIGRATION_LOCK: Final = 0x6261_6467_6573


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
        self._newest: frozenset[str] | None = None

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
        config = self._alembic()
        self._make_file()
        with self.transaction(write=True) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                connection.execute(text("SET LOCAL lock_timeout = 0"))
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK}
                )
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def is_current(self) -> bool:
        """Ask whether the tables are at the newest version.

        Raises:
            StorageUnavailableError: the database cannot be reached or used now.
            MigrationsNotFoundError: the migrations are nowhere.
        """
        if self._newest is None:
            self._newest = frozenset(ScriptDirectory.from_config(self._alembic()).get_heads())
        with self.transaction(write=False) as connection:
            return self._newest == set(MigrationContext.configure(connection).get_current_heads())

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

    def _make_file(self) -> None:
        """Let a new SQLite file be its owner's alone: it will hold personal data."""
        if self._turn is None:
            return
        path = Path(str(self._engine.url.database))
        try:
            path.touch(mode=0o600)
        except OSError as cause:
            raise StorageUnavailableError(cause.strerror or type(cause).__name__) from cause

    def _alembic(self) -> Config:
        config = Config()
        config.set_main_option("script_location", str(_find_migrations(self._migrations)))
        config.set_main_option("path_separator", "os")
        return config


def _find_migrations(given: Path | None) -> Path:
    package = Path(__file__).resolve().parents[1]
    # In this order: as told; inside an installed package; in a checkout; as in the image.
    usual = (package / "migrations", package.parents[1] / "migrations", Path.cwd() / "migrations")
    places = (given,) if given is not None else usual
    for place in places:
        if (place / "env.py").is_file():
            return place
    raise MigrationsNotFoundError(places)
