"""Files stay small, rooms are mirrored by their tests, and history speaks of the product."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "badgeservice"
MAXIMUM_LINES = 400
ROOMS = sorted(path.name for path in SOURCE.iterdir() if (path / "__init__.py").is_file())


@pytest.mark.parametrize(
    "path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE))
)
def test_no_file_is_too_long_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAXIMUM_LINES


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_its_tests_under_the_same_name(room: str) -> None:
    tests = list((ROOT / "tests" / room).glob("test_*.py"))

    assert tests


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_where_to_start(room: str) -> None:
    first = (SOURCE / room / "__init__.py").read_text(encoding="utf-8")

    assert first.startswith('"""')
    assert "import" not in first


def test_no_file_of_the_project_names_a_place_outside_of_it() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    outside = ("/work" + "/", "pypi" + ".org", "registry" + ".npmjs")

    for name in filter(None, listed):
        path = ROOT / name
        if not path.is_file() or path.suffix in {".png", ".ttf"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not any(word in text for word in outside), name
