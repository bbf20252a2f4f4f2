"""Say what is happening, run commands, and stop with one clear line."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NoReturn

ROOT: Final = Path(__file__).resolve().parents[2]
VENV: Final = ROOT / ".venv"
VENV_PYTHON: Final = VENV / "bin" / "python"


class CommandFailedError(Exception):
    """A command ended with another exit code than 0; `output` is all that it printed."""

    def __init__(self, command: Sequence[str], *, exit_code: int, output: str) -> None:
        self.command = tuple(command)
        self.exit_code = exit_code
        self.output = output
        super().__init__(f"`{' '.join(command)}` ended with exit code {exit_code}.")


def say(line: str) -> None:
    """Print one line of progress at once, even into a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def give_up(line: str) -> NoReturn:
    """Say why the machine cannot be made ready, and end with exit code 1."""
    sys.stdout.flush()
    sys.stderr.write(f"bootstrap: {line}\n")
    raise SystemExit(1)


def run(
    command: Sequence[str], *, folder: Path = ROOT, environment: Mapping[str, str] | None = None
) -> str:
    """Run `command` in `folder` and return what it printed, errors included.

    `environment` is added to this process's own.

    Raises:
        CommandFailedError: the exit code was not 0.
        OSError: there is no such program.
    """
    finished = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if finished.returncode != 0:
        raise CommandFailedError(command, exit_code=finished.returncode, output=finished.stdout)
    return finished.stdout


def runs(command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> bool:
    """Tell whether `command` is there and ends well."""
    try:
        run(command, environment=environment)
    except (CommandFailedError, OSError):
        return False
    return True


@contextmanager
def step(what: str) -> Iterator[None]:
    """Name a piece of work, time it, and print the whole output of a command that fails in it."""
    say(f"{what} …")
    began = time.monotonic()
    try:
        yield
    except CommandFailedError as failure:
        sys.stdout.write(failure.output)
        give_up(f"{what}: {failure}")
    say(f"  done in {time.monotonic() - began:.0f} s")


def is_root() -> bool:
    """Tell whether Debian packages may be installed from here."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(package: str) -> None:
    """Install a Debian package without a question asked.

    Raises:
        CommandFailedError: it cannot be had.
    """
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update"], environment=quiet)
    run(
        ["apt-get", "install", "--yes", "--no-install-recommends", package],
        environment=quiet,
    )


def fingerprint(*parts: bytes) -> str:
    """Return one hash that changes when any of `parts` does."""
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def is_stamped(stamp: Path, mark: str) -> bool:
    """Tell whether the work marked `mark` was finished before."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == mark
