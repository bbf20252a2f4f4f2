"""What the operator runs once a day: look again at badges, and erase what is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from badgeservice.cli.application import application
from badgeservice.cli.service import Service
from badgeservice.config import Settings
from badgeservice.main import upgrade_database
from badgeservice.recognition.cases import CaseState
from tests.builders import organisation
from tests.recognition.cases import case, event


@pytest.fixture
def service(tmp_path: Path) -> Service:
    settings = Settings(
        origin="http://localhost:8000",
        database_url=f"sqlite:///{tmp_path}/x.sqlite",
        master_key_file=tmp_path / "master.key",
    )
    upgrade_database(settings)
    service = Service(settings)
    long_ago = service.wiring().now() - timedelta(days=40)
    closed = replace(case(), version=2, state=CaseState.WITHDRAWN, updated_at=long_ago)
    with service.wiring().open_books(True) as books:
        books.accounts.put_organisation(organisation("college"))
        books.cases.add_case(case(), event(), None)
        books.cases.put_case(closed, event("withdraw"))
        books.cases.set_retention_days("college", 30, at=long_ago, by="client-a")
    return service


@pytest.fixture
def run(service: Service) -> Callable[..., Result]:
    return lambda *arguments: CliRunner().invoke(application, list(arguments), obj=service)


def test_cases_are_erased_once_when_their_time_is_over(
    service: Service, run: Callable[..., Result]
) -> None:
    outputs = [run("cases", "erase").stdout for _ in range(2)]

    assert outputs == ["erased: 1\n", "erased: 0\n"]
    with service.wiring().open_books(False) as books:
        assert books.cases.cases("college") == ()


def test_badges_that_are_not_credentials_any_more_mark_nothing(
    service: Service, run: Callable[..., Result]
) -> None:
    with service.wiring().open_books(True) as books:
        books.cases.add_case(case("case-2"), event(), None)

    result = run("cases", "recheck")

    assert result.stdout == "cases: 1, marked: 0, without an answer: 0\n"
