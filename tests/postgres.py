"""A real PostgreSQL for the tests: one server in a temporary folder, one database per test.

With pytest-xdist every worker starts a server of its own, so workers share nothing.
"""

import os
import secrets
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg
import pytest
from psycopg import sql

from tests.tools import tools

_USER: Final = "postgres"
# PostgreSQL refuses to run as root; this account is on every system and owns nothing.
_NOBODY: Final = 65534
# The data is thrown away, so nothing waits for a disk. Only a socket in the folder is listened on.
_SETTINGS: Final = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "listen_addresses=",
    "max_connections=100",
)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The SQLAlchemy URL of a running server; give it to `fresh_database` for a database."""
    with running_postgresql() as url:
        yield url


def fresh_database(server_url: str, *, template: str = "template0") -> str:
    """Make a database on the server of `server_url`, and return the SQLAlchemy URL of it.

    It holds nothing, or what the database named `template` holds; nobody may be connected to
    that one meanwhile.
    """
    name = f"test_{secrets.token_hex(8)}"
    folder = server_url.rpartition("?host=")[2]
    with psycopg.connect(host=folder, user=_USER, dbname=_USER, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    return _url(name, folder=Path(folder))


@contextmanager
def running_postgresql() -> Iterator[str]:
    """Start a server in a new temporary folder; stop it and remove the folder at the end.

    Raises:
        FileNotFoundError: no PostgreSQL has been looked for yet; `make test` does.
        subprocess.CalledProcessError: it does not start; its output is in the message's notes.
    """
    # Directly under /tmp: the path of a socket must not be longer than some hundred characters.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    try:
        programs = _reachable(tools().postgresql, scratch=folder / "programs")
        if os.geteuid() == 0:
            os.chown(folder, _NOBODY, _NOBODY)
        folder.chmod(0o711)
        with _server(programs, folder=folder):
            yield _url(_USER, folder=folder)
    finally:
        shutil.rmtree(folder)


@contextmanager
def _server(programs: Path, *, folder: Path) -> Iterator[None]:
    data = str(folder / "data")
    _run([str(programs / "initdb"), "--pgdata", data, "--username", _USER, *_INITDB_OPTIONS])
    settings = (*_SETTINGS, f"unix_socket_directories={folder}")
    control = [str(programs / "pg_ctl"), "--pgdata", data, "--wait", "--silent"]
    options = " ".join(f"-c {setting}" for setting in settings)
    _run([*control, "--log", str(folder / "log"), "--options", options, "start"])
    try:
        yield
    finally:
        _run([*control, "--mode", "immediate", "stop"])


_INITDB_OPTIONS: Final = ("--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync")


def _run(command: Sequence[str]) -> None:
    nobody = _NOBODY if os.geteuid() == 0 else None
    finished = subprocess.run(
        command,
        cwd="/",  # A folder that anybody may be in.
        user=nobody,
        group=nobody,
        extra_groups=None if nobody is None else [],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if finished.returncode != 0:
        failure = subprocess.CalledProcessError(finished.returncode, command)
        failure.add_note(finished.stdout)
        raise failure


def _reachable(programs: Path, *, scratch: Path) -> Path:
    """Return a folder of the same programs that any account can get at.

    As root the server runs as nobody, who cannot look into a repository under /root.
    """
    places = (programs, *programs.parents)
    if os.geteuid() != 0 or all(place.stat().st_mode & stat.S_IXOTH for place in places):
        return programs
    package = programs.parents[1]
    # The programs look for their libraries in a folder beside the package.
    for part in (package / programs.parent.name, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, scratch / part.relative_to(package.parent), symlinks=True)
    return scratch / programs.relative_to(package.parent)


def _url(database: str, *, folder: Path) -> str:
    return f"postgresql+psycopg://{_USER}@/{database}?host={folder}"
