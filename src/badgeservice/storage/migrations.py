"""Bring the tables to their newest version.

Apart from `database`, because it needs Alembic, which takes ten megabytes and which no process
needs that serves.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from badgeservice.storage.errors import MigrationsNotFoundError

# Any number will do, as long as no other program uses it in the same database.
_LOCK: Final = 0x6261_6467_6573


def upgrade(connection: Connection, *, folder: Path | None = None) -> None:
    """Bring the tables to the newest version, in the transaction of `connection`.

    `folder` holds the migrations; they are found by themselves in a checkout, in an installed
    package and in the working directory. Processes wait in line.

    Raises:
        MigrationsNotFoundError: the migrations are nowhere.
    """
    config = _config(folder)
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def newest_revision() -> str | None:
    """Return the revision that the newest migration brings the tables to."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def _config(folder: Path | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_find(folder)))
    config.set_main_option("path_separator", "os")
    return config


def _find(given: Path | None) -> Path:
    package = Path(__file__).resolve().parents[1]
    # In this order: as told; inside an installed package; in a checkout; as in the image.
    usual = (package / "migrations", package.parents[1] / "migrations", Path.cwd() / "migrations")
    places = (given,) if given is not None else usual
    for place in places:
        if (place / "env.py").is_file():
            return place
    raise MigrationsNotFoundError(places)
