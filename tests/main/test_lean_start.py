"""What most processes never need is loaded when it is needed: it takes a third of the memory."""

from __future__ import annotations

import subprocess
import sys

import pytest

_PROGRAM = """
import sys
from {module} import {name}
print([each for each in sys.argv[1:] if each in sys.modules])
"""
_HEAVY = ["alembic", "mako", "psycopg", "PIL", "resvg_py", "nh3", "markdown_it", "hypothesis"]
_HEAVY += ["lxml", "requests"]


@pytest.mark.parametrize(
    ("module", "name"),
    [("badgeservice.main", "create_app"), ("badgeservice.cli.application", "application")],
)
def test_who_serves_has_not_loaded(module: str, name: str) -> None:
    command = [sys.executable, "-c", _PROGRAM.format(module=module, name=name), *_HEAVY]

    told = subprocess.run(command, capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"
