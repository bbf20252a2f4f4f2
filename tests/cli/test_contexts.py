"""What the operator does with contexts: register and list them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from badgeservice.cli.application import application
from badgeservice.cli.service import Service
from badgeservice.config import Settings
from badgeservice.main import upgrade_database

URL = "http://localhost:8000/contexts/my-college/care/1"


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    settings = Settings(
        origin="http://localhost:8000",
        database_url=f"sqlite:///{tmp_path}/x.sqlite",
        master_key_file=tmp_path / "master.key",
    )
    upgrade_database(settings)
    service = Service(settings)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(application, list(arguments), obj=service)

    run("organisation", "add", "my-college", "--name", "My", "--url", "https://my.example")
    return run


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "work.json"
    context = {"@context": {"@protected": True, "hours": f"{URL}#hours"}}
    path.write_text(json.dumps(context, indent=2), encoding="utf-8")
    return path


def test_a_file_is_registered_byte_for_byte(run: Callable[..., Result], file: Path) -> None:
    registered = run("contexts", "register", "my-college", str(file), "--name", "care")
    listed = run("contexts", "list", "my-college")

    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    assert registered.stdout == f"{URL}\n"
    assert listed.stdout == f"{URL}\t{sha256}\thours\n"


@pytest.mark.parametrize(
    ("organisation", "name", "told"),
    [
        pytest.param("nobody", "care", "nobody", id="no-such-organisation"),
        pytest.param("my-college", "../work", "lower-case", id="name-is-no-slug"),
        pytest.param("my-college", "play", "/@context/hours", id="words-of-another-context"),
    ],
)
def test_what_cannot_be_registered_gets_one_line(
    run: Callable[..., Result], file: Path, organisation: str, name: str, told: str
) -> None:
    refused = run("contexts", "register", organisation, str(file), "--name", name)

    assert refused.exit_code == 1
    assert told in refused.stderr
    assert run("contexts", "list", "my-college").stdout == ""


def test_a_version_is_registered_once(run: Callable[..., Result], file: Path) -> None:
    run("contexts", "register", "my-college", str(file), "--name", "care")

    again = run("contexts", "register", "my-college", str(file), "--name", "care")

    assert again.exit_code == 1
    assert "exists already" in again.stderr
