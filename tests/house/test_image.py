"""What the Dockerfile copies is enough to build the package, and the package holds all it needs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _copied_to_build() -> list[tuple[str, str]]:
    """Return source and target of every COPY from the checkout into /build."""
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    found: list[tuple[str, str]] = []
    for line in re.findall(r"^COPY (.+ /build\S*)$", dockerfile, re.MULTILINE):
        *sources, target = line.split()
        found += [
            (source, target if len(sources) == 1 else f"{target}{source}") for source in sources
        ]
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the names in the wheel that the image installs."""
    folder = tmp_path_factory.mktemp("image")
    for source, target in _copied_to_build():
        place = folder / target.removeprefix("/build").strip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / source, place)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", folder / "out", folder], check=True)
    (built,) = (folder / "out").glob("*.whl")
    return zipfile.ZipFile(built).namelist()


@pytest.mark.parametrize(
    "name",
    [
        "badgeservice/main.py",
        "badgeservice/migrations/env.py",
        "badgeservice/criteria/library.yaml",
        "badgeservice/docs/problems/badge-not-found.md",
        "badgeservice/web/static/style.css",
        "badgeservice/verification/wording/fi.yaml",
        "badgeservice/recognition/registry_formats/issuer-registry.schema.json",
        "badgeservice/credentials/contexts/credentials-v2.json",
    ],
)
def test_the_package_holds_what_the_service_reads(wheel: list[str], name: str) -> None:
    assert name in wheel


def test_nothing_that_the_image_copies_is_kept_from_it() -> None:
    allowed = [
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    ]

    missing = [source for source, _ in _copied_to_build() if source not in allowed]

    assert missing == []
