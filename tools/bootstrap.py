"""Make this machine ready for the demo or for the tests.

    python3 tools/bootstrap.py demo|test

Needs Python 3.11 or newer and nothing else. Everything lands in `.venv` and in the
`node_modules` folders of `tools/`; a second run finds it there and is over at once. What the
tests need besides Python is written to `.venv/tools.json`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python is just what is looked for here
    sys.stderr.write(
        f"bootstrap: Python 3.11 or newer is needed, and {sys.executable} is"
        f" {sys.version_info[0]}.{sys.version_info[1]}. Name another one: make PYTHON=python3.12\n"
    )
    raise SystemExit(1)

from machine.chromium import find_chromium
from machine.curl import find_curl
from machine.node import find_node, install_npm_packages
from machine.postgresql import find_postgresql
from machine.python import install_python
from machine.shell import VENV, give_up, say

TOOLS = VENV / "tools.json"


def main(arguments: list[str]) -> None:
    """Prepare for what the one argument names."""
    match arguments:
        case ["demo"]:
            install_python("run")
        case ["test"]:
            install_python("test")
            _install_tools()
        case _:
            give_up("say what for: python3 tools/bootstrap.py demo|test")


def _install_tools() -> None:
    node = find_node()
    interop = install_npm_packages("interop")
    postgresql = find_postgresql()
    browser = find_chromium()
    found = {
        "curl": find_curl(),
        "node": str(node),
        "interop": str(interop),
        "postgresql": str(postgresql),
        "chromium": {
            "executable": str(browser.executable),
            "environment": dict(browser.environment),
        },
    }
    _write(TOOLS, json.dumps(found, indent=2) + "\n")


def _write(path: Path, text: str) -> None:
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
        say(f"Wrote {path.name}: what the tests use besides Python")


if __name__ == "__main__":
    main(sys.argv[1:])
