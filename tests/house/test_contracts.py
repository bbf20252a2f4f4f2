"""The import contracts hold, and they bite: a deliberate sin raises the alarm."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [command, "--config", "pyproject.toml", "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(
        ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_house_keeps_its_own_rules(copy: Path) -> None:
    result = lint(copy)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("file", "sin"),
    [
        pytest.param("credentials/dates.py", "import os", id="the craft reads the environment"),
        pytest.param("api/service.py", "import badgeservice.storage.tables", id="SQL in a door"),
        pytest.param(
            "issuing/revoke.py", "import badgeservice.verification.verify", id="neighbour"
        ),
        pytest.param("verification/checks.py", "import fastapi", id="HTTP in a room"),
        pytest.param("library/shelf.py", "import badgeservice.issuing.issue", id="upstairs"),
        pytest.param("web/pages.py", "import httpx2", id="a page that calls out"),
        pytest.param("cellar.py", "", id="a room without a floor"),
    ],
)
def test_a_deliberate_wrong_import_makes_it_red(copy: Path, file: str, sin: str) -> None:
    path = copy / "src" / "badgeservice" / file
    before = path.read_text(encoding="utf-8") if path.exists() else '"""A cellar."""\n'
    path.write_text(f"{before}\n{sin}\n", encoding="utf-8")

    result = lint(copy)

    assert result.returncode != 0, result.stdout
