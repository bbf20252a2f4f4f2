"""What the operator does: organisations, clients, keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from badgeservice.accounts.actor import Scope
from badgeservice.accounts.clients import is_secret, live_secrets
from badgeservice.accounts.tokens import new_token
from badgeservice.cli.application import application
from badgeservice.cli.service import Service
from badgeservice.config import Settings
from badgeservice.main import upgrade_database


@pytest.fixture
def service(tmp_path: Path) -> Service:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/x.sqlite", master_key_file=tmp_path / "master.key"
    )
    upgrade_database(settings)
    return Service(settings)


@pytest.fixture
def run(service: Service) -> Callable[..., Result]:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(application, list(arguments), obj=service)

    return run


def secret_of(result: Result) -> tuple[str, str]:
    found = re.fullmatch(r"client_id=(\S+)\nclient_secret=(\S+)\n", result.stdout)
    assert found, result.output
    return found[1], found[2]


def test_an_organisation_gets_a_key_and_a_client_gets_a_secret(
    run: Callable[..., Result], service: Service
) -> None:
    added = run("organisation", "add", "my-college", "--name", "My", "--url", "https://my.example")
    client_id, secret = secret_of(
        run("client", "add", "my-college", "--name", "HR", "--scope", "badges:issue")
    )

    assert added.exit_code == 0, added.output
    assert run("organisation", "list").stdout == "my-college\tMy\n"
    with service.wiring().open_books(False) as books:
        client = books.accounts.client(client_id)
        assert len(books.keys.public_keys("my-college")) == 1
    assert client is not None
    assert is_secret(client, secret)
    assert client.scopes == {Scope.BADGES_ISSUE}


def test_a_secret_is_replaced_without_a_pause(run: Callable[..., Result], service: Service) -> None:
    run("organisation", "add", "my-college", "--name", "My", "--url", "https://my.example")
    client_id, old = secret_of(run("client", "add", "my-college", "--name", "HR"))

    _, new = secret_of(run("client", "rotate", client_id))
    third = run("client", "rotate", client_id)
    _, last = secret_of(run("client", "rotate", client_id, "--retire-others"))

    assert third.exit_code == 1
    with service.wiring().open_books(False) as books:
        client = books.accounts.client(client_id)
    assert client is not None
    assert [is_secret(client, text) for text in (old, new, last)] == [False, False, True]
    assert len(live_secrets(client)) == 1


def test_whoever_retires_a_secret_ends_the_tokens_that_were_got_with_it(
    run: Callable[..., Result], service: Service
) -> None:
    run("organisation", "add", "my-college", "--name", "My", "--url", "https://my.example")
    client_id, _ = secret_of(run("client", "add", "my-college", "--name", "HR"))
    wiring = service.wiring()
    with wiring.open_books(True) as books:
        client = books.accounts.client(client_id)
        assert client is not None
        token, _ = new_token(
            client,
            scopes=client.scopes,
            at=wiring.now(),
            lifetime=wiring.token_lifetime,
            random_bytes=wiring.random_bytes,
        )
        books.accounts.add_token(token)

    run("client", "rotate", client_id)
    with wiring.open_books(False) as books:
        assert books.accounts.token(token.digest) is not None
    run("client", "rotate", client_id, "--retire-others")

    with wiring.open_books(False) as books:
        assert books.accounts.token(token.digest) is None


def test_a_disabled_client_gets_no_new_secret_and_loses_none(
    run: Callable[..., Result], service: Service
) -> None:
    run("organisation", "add", "my-college", "--name", "My", "--url", "https://my.example")
    client_id, _ = secret_of(run("client", "add", "my-college", "--name", "HR"))
    disabled = run("client", "disable", client_id)

    result = run("client", "rotate", client_id, "--retire-others")

    assert (disabled.exit_code, result.exit_code) == (0, 1)
    assert "disabled for good" in result.stderr
    with service.wiring().open_books(False) as books:
        client = books.accounts.client(client_id)
    assert client is not None
    assert len(live_secrets(client)) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"--name": "My\tCollege"}, "name", id="a TAB in the name"),
        pytest.param({"--name": ""}, "name", id="no name"),
        pytest.param({"--url": "my.example"}, "url", id="a URL without scheme"),
        pytest.param({"--email": "office"}, "email", id="an e-mail without domain"),
    ],
)
def test_an_organisation_whose_profile_no_badge_could_carry_is_not_added(
    run: Callable[..., Result], service: Service, changes: dict[str, str], field: str
) -> None:
    options = {"--name": "My", "--url": "https://my.example", **changes}

    result = run(
        "organisation", "add", "my-college", *(each for o in options.items() for each in o)
    )

    assert result.exit_code == 1
    assert f"The {field} of the organisation cannot be used" in result.stderr
    with service.wiring().open_books(False) as books:
        assert books.accounts.organisations() == ()


def test_a_new_key_signs_from_now_on(run: Callable[..., Result], service: Service) -> None:
    run("organisation", "add", "my-college", "--name", "My", "--url", "https://my.example")

    made = run("key", "new", "my-college")

    with service.wiring().open_books(False) as books:
        newest, _ = books.keys.public_keys("my-college")
    assert made.stdout == f"{newest.multibase}\n"


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(("client", "add", "nobody", "--name", "x"), id="no such organisation"),
        pytest.param(("client", "disable", "client-x"), id="no such client"),
        pytest.param(("client", "rotate", "client-x"), id="no client to rotate"),
        pytest.param(("key", "new", "nobody"), id="a key for nobody"),
    ],
)
def test_what_is_not_there_gets_one_sentence(
    run: Callable[..., Result], wrong: tuple[str, ...]
) -> None:
    result = run(*wrong)

    assert result.exit_code == 1
    assert "There is no" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("bad", ["A", "with space", "ab", "-x-", "x" * 64, "ä-college"])
def test_an_id_that_does_not_fit_into_a_url_is_refused(
    run: Callable[..., Result], bad: str
) -> None:
    result = run("organisation", "add", "--name", "x", "--url", "https://x.example", "--", bad)

    assert result.exit_code == 2


def test_the_settings_are_shown_without_their_secrets(tmp_path: Path) -> None:
    settings = Settings(master_key="c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ=")

    result = CliRunner().invoke(application, ["config", "show"], obj=Service(settings))

    assert "BADGESERVICE_ORIGIN=http://localhost:8000" in result.stdout
    assert "c2VjcmV0" not in result.output


def test_the_password_of_the_database_is_not_shown() -> None:
    settings = Settings(database_url="postgresql+psycopg://badges:hunter2@db.example/badges")

    result = CliRunner().invoke(application, ["config", "show"], obj=Service(settings))

    assert "postgresql+psycopg://badges:***@db.example/badges" in result.stdout
    assert "hunter2" not in result.output


def test_a_wrong_setting_is_one_line_and_not_a_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BADGESERVICE_ORIGIN", "badges.example.org/")

    result = CliRunner().invoke(application, ["config", "show"])

    assert result.exit_code == 2
    assert "BADGESERVICE_ORIGIN" in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "command",
    ["", "serve", "demo", "verify", "openapi", "library", "organisation", "client", "key", "db"],
)
def test_every_command_has_help(run: Callable[..., Result], command: str) -> None:
    result = run(*command.split(), "--help")

    assert result.exit_code == 0
    assert "Usage" in result.output
