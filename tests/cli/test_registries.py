"""What the operator does with lists of known issuers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from badgeservice.cli.application import application
from badgeservice.cli.service import Service
from badgeservice.config import Settings
from badgeservice.main import upgrade_database

DID = "did:web:a.example"


@pytest.fixture
def service(tmp_path: Path) -> Service:
    settings = Settings(
        origin="http://localhost:8000",
        database_url=f"sqlite:///{tmp_path}/x.sqlite",
        master_key_file=tmp_path / "master.key",
    )
    upgrade_database(settings)
    return Service(settings)


@pytest.fixture
def run(service: Service) -> Callable[..., Result]:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(application, list(arguments), obj=service)

    run("organisation", "add", "my-college", "--name", "My", "--url", "https://my.example")
    return run


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "list.json"
    path.write_text(json.dumps({"registry": {DID: {"name": "A", "url": "https://a.example"}}}))
    return str(path)


def test_a_list_of_the_service_counts_for_everybody(
    run: Callable[..., Result], file: str, service: Service
) -> None:
    imported = run("registry", "import", file, "--name", "dcc", "--service")

    assert imported.stdout == "dcc\t1\tdcc\n"
    assert run("registry", "list", "--service").stdout.startswith("dcc\t1\tdcc\t20")
    known = service.wiring().sources.known_issuers.known(DID)
    assert [listing.registry for listing in known or ()] == ["dcc"]


def test_a_list_of_an_organisation_counts_for_itself(
    run: Callable[..., Result], file: str, service: Service
) -> None:
    run("registry", "import", file, "--name", "dcc", "--organisation", "my-college")

    known = service.wiring().sources.known_issuers
    assert known.known(DID) is None
    assert known.of("my-college").known(DID)
    assert run("registry", "list", "--organisation", "my-college").stdout.startswith("dcc\t1\t")


def test_a_removed_list_is_gone(run: Callable[..., Result], file: str) -> None:
    run("registry", "import", file, "--name", "dcc", "--service")

    assert run("registry", "remove", "dcc", "--service").exit_code == 0
    assert run("registry", "list", "--service").stdout == ""
    assert run("registry", "remove", "dcc", "--service").exit_code == 1


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        pytest.param(["--name", "dcc"], 2, "either", id="no-owner"),
        pytest.param(
            ["--name", "dcc", "--service", "--organisation", "my-college"], 2, "either", id="two"
        ),
        pytest.param(["--name", "Dcc List", "--service"], 2, "lower-case", id="no-slug"),
        pytest.param(["--name", "dcc", "--organisation", "nobody"], 1, "nobody", id="nobody"),
    ],
)
def test_a_command_with_a_mistake_ends_with_a_reason(
    run: Callable[..., Result], file: str, options: list[str], code: int, told: str
) -> None:
    ended = run("registry", "import", file, *options)

    assert ended.exit_code == code
    assert told in ended.output


def test_what_is_no_list_is_refused(run: Callable[..., Result], tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text("{}")

    ended = run("registry", "import", str(file), "--name", "dcc", "--service")

    assert ended.exit_code == 1
    assert "no list of issuers" in ended.output


def test_a_file_that_is_not_there_is_told(run: Callable[..., Result]) -> None:
    ended = run("registry", "import", "nothing.json", "--name", "dcc", "--service")

    assert ended.exit_code == 2


def test_the_schema_is_printed(run: Callable[..., Result]) -> None:
    assert json.loads(run("registry", "schema").stdout)["title"] == "A list of issuers"
