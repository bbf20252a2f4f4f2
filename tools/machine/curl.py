"""curl, with which the commands in the documents are run."""

from __future__ import annotations

import shutil

from machine.shell import apt_install, give_up, is_root, step


def find_curl() -> str:
    """Return curl's path; install Debian's when there is none."""
    if shutil.which("curl") is None and is_root():
        with step("Installing Debian's curl"):
            apt_install("curl")
    found = shutil.which("curl")
    if found is None:
        give_up("No curl here. Install it first: sudo apt-get install curl")
    return found
