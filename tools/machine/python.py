"""The virtual environment: exactly the packages of one lock, and the project itself."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from typing import Final, Literal

from machine.shell import (
    ROOT,
    VENV,
    VENV_PYTHON,
    CommandFailedError,
    apt_install,
    fingerprint,
    give_up,
    is_root,
    is_stamped,
    run,
    runs,
    step,
)

Purpose = Literal["run", "test"]

_PIP: Final = (
    str(VENV_PYTHON),
    "-m",
    "pip",
    "--quiet",
    "--no-input",
    "--disable-pip-version-check",
)


def install_python(purpose: Purpose) -> None:
    """Bring `.venv` up to date for `purpose`; do nothing when it already is.

    What the tests need holds all that running needs, so an environment made for `test`
    serves `run` as well.
    """
    if any(is_stamped(_stamp(made_for), _mark(made_for)) for made_for in {purpose, "test"}):
        return
    if not _is_whole():
        _create_environment()
    lock = ROOT / "requirements" / f"{purpose}.txt"
    with step(f"Installing the {_count(purpose)} Python packages of requirements/{lock.name}"):
        # The lock names every package there is to install. Left to look for dependencies by
        # itself, pip takes `coverage[toml]` for another package than the pinned `coverage`, and
        # gives up on the day a newer release appears.
        run([*_PIP, "install", "--no-deps", "--require-hashes", "--requirement", str(lock)])
        run([*_PIP, "install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
        run([*_PIP, "check"])
    _stamp(purpose).write_text(_mark(purpose), encoding="utf-8")


def _is_whole() -> bool:
    """Tell whether `.venv` works, was made here, and is of the Python that now runs."""
    told = VENV / "pyvenv.cfg"
    if not told.is_file() or str(VENV) not in told.read_text(encoding="utf-8"):
        return False  # A copy from elsewhere: its programs would start the other's Python.
    same_version = f"import pip, sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    return runs([str(VENV_PYTHON), "-c", same_version])


def _create_environment() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        _install_ensurepip()
    with step(f"Creating .venv with Python {sys.version_info.major}.{sys.version_info.minor}"):
        if VENV.exists():
            shutil.rmtree(VENV)  # Copied, half made, or made by another Python.
        run([sys.executable, "-m", "venv", str(VENV)])


def _install_ensurepip() -> None:
    # Debian and Ubuntu keep this piece of Python in a package of its own.
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if not is_root():
        give_up(f"Python lacks `ensurepip`. Install it first: sudo apt-get install {package}")
    with step(f"Installing {package}"):
        try:
            apt_install(package)
        except CommandFailedError:
            apt_install("python3-venv")


def _count(purpose: Purpose) -> int:
    text = (ROOT / "requirements" / f"{purpose}.txt").read_text(encoding="utf-8")
    return sum(1 for line in text.splitlines() if line[:1].isalnum())


def _stamp(purpose: Purpose) -> Path:
    return VENV / f".{purpose}-packages"


def _mark(purpose: Purpose) -> str:
    # The folder and the Python count too: see `_is_whole`.
    return fingerprint(
        (ROOT / "requirements" / f"{purpose}.txt").read_bytes(),
        (ROOT / "pyproject.toml").read_bytes(),
        f"{ROOT} {sys.version_info[:2]}".encode(),
    )
