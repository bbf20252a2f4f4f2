"""Every error has a row, every row has a page, and every page tells the truth."""

from __future__ import annotations

import importlib
import json
import re
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from types import ModuleType

import pytest

from badgeservice.api.answers import example_of
from badgeservice.api.problems import PROBLEMS, by_slug, members_of, problem_body, problem_of
from badgeservice.credentials.errors import JsonMalformedError
from badgeservice.errors import BadgeServiceError
from badgeservice.issuing.errors import (
    BadgeAlreadyRevokedError,
    ClassNotIssuableError,
    IssuingError,
)
from badgeservice.library.errors import DocumentNotFoundError, Finding, LibraryInvalidError
from badgeservice.main import configure_logging
from badgeservice.storage.errors import StorageConflictError, StorageUnavailableError
from tests.api.service import Service

PAGES = Path(__file__).resolve().parents[2] / "docs" / "problems"
ROOMS = ("accounts", "library", "issuing", "verification", "recognition", "api")
# Errors that no request can cause, each with the reason.
NEVER_AT_A_DOOR = {
    "OrganisationExistsError": "only the operator adds organisations, on the command line",
    "SourceGoneError": "becomes a check in a report",
    "SourceUnavailableError": "becomes an undetermined check in a report",
    "SourceRefusedError": "becomes an undetermined check in a report",
    "NotAtHandError": "sends a quick verification the long way",
    "GeneralPathBusyError": "becomes an undetermined check in a report",
    "ProofRefusedError": "becomes a problem of the W3C's at the door for public test suites",
}


def leaves(module: ModuleType) -> list[type[BadgeServiceError]]:
    found = [
        each
        for each in vars(module).values()
        if isinstance(each, type)
        and issubclass(each, BadgeServiceError)
        and each.__module__ == module.__name__
    ]
    return [each for each in found if not any(issubclass(o, each) for o in found if o is not each)]


ERRORS = [
    error
    for room in ROOMS
    for error in leaves(importlib.import_module(f"badgeservice.{room}.errors"))
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_every_error_that_can_reach_a_door_has_a_row(error: type[BadgeServiceError]) -> None:
    assert (error in PROBLEMS) != (error.__name__ in NEVER_AT_A_DOOR)


def test_every_row_has_a_page_and_every_page_has_a_row() -> None:
    pages = {page.stem for page in PAGES.glob("*.md")} - {"README"}

    assert pages == set(by_slug())


@pytest.mark.parametrize("slug", sorted(by_slug()))
def test_a_page_has_the_title_status_and_example_of_its_problem(slug: str) -> None:
    page = (PAGES / f"{slug}.md").read_text(encoding="utf-8")
    problem = by_slug()[slug]

    example = re.search(r"```json\n(.*?)\n```", page, re.DOTALL)

    assert page.startswith(f"# {problem.title}\n")
    assert f"HTTP status {int(problem.status)}." in page
    assert "## What to do" in page
    assert example is not None
    assert json.loads(example[1]) == example_of(slug)


def test_the_index_lists_every_page() -> None:
    index = (PAGES / "README.md").read_text(encoding="utf-8")

    listed = re.findall(r"^\| \[(.+?)\]\((.+?)\.md\) \| (\d+) \| (.+?) \|$", index, re.MULTILINE)

    assert listed == sorted(
        (slug, slug, str(int(problem.status)), problem.title) for slug, problem in by_slug().items()
    )


def test_a_slug_stands_for_one_status_and_one_title() -> None:
    told = {(problem.slug, problem.status, problem.title) for problem in PROBLEMS.values()}

    assert len(told) == len({slug for slug, _, _ in told})


def test_every_member_that_is_shown_is_an_attribute_that_the_error_sets() -> None:
    for error, problem in PROBLEMS.items():
        names = error.__init__.__code__.co_varnames
        assert set(problem.members) <= set(names), error


def test_only_the_listed_attributes_are_shown() -> None:
    error = BadgeAlreadyRevokedError("x" * 22, revoked_at=datetime(2026, 11, 24, tzinfo=UTC))
    error.secret = "never shown"  # type: ignore[attr-defined]  # what a careless change might add
    problem = problem_of(error)

    assert problem is not None
    assert members_of(error, problem) == {"badgeId": "x" * 22, "revokedAt": "2026-11-24T00:00:00Z"}


def test_a_member_never_replaces_a_standard_one() -> None:
    problem = by_slug()["not-found"]

    body = problem_body(problem, origin="https://b.example", detail="d", members={"status": 200})

    assert body["status"] == 404


def test_findings_are_told_as_an_import_tells_them() -> None:
    wrong = Finding(file="f", line=1, pointer="/name", code="wrong", message="is wrong")
    odd = Finding(file="f", line=1, pointer="", code="odd", message="is odd", is_error=False)
    error = LibraryInvalidError((wrong, odd))
    problem = problem_of(error)

    assert problem is not None
    assert members_of(error, problem) == {
        "findings": [
            {
                "file": "f",
                "pointer": "/name",
                "code": "wrong",
                "message": "is wrong",
                "isError": True,
            },
            {"file": "f", "pointer": "", "code": "odd", "message": "is odd", "isError": False},
        ]
    }


@pytest.mark.parametrize("said", ["badge class", "badge-class"])
def test_a_kind_is_a_token_however_the_sentence_says_it(said: str) -> None:
    error = DocumentNotFoundError(said, "guidance v1")
    problem = problem_of(error)

    assert problem is not None
    assert members_of(error, problem) == {"kind": "badge-class", "key": "guidance v1"}


def test_a_badge_class_has_the_name_that_orders_give_it() -> None:
    error = ClassNotIssuableError("guidance", 2)
    problem = problem_of(error)

    assert problem is not None
    assert members_of(error, problem) == {"badgeClass": "guidance", "version": 2}


def test_an_error_without_a_row_is_a_bare_500_with_a_request_id(service: Service) -> None:
    class UnknownError(IssuingError):
        pass

    _raise_at(service, "/v1/broken", UnknownError("SELECT secret FROM table"))

    response = service.client.get("/v1/broken")

    assert response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert set(body) == {"type", "title", "status", "detail", "requestId"}
    assert body["requestId"] == response.headers["x-request-id"]
    assert "SELECT" not in response.text


def test_an_unforeseen_error_tells_nothing_of_itself(service: Service) -> None:
    _raise_at(service, "/v1/broken", RuntimeError("/etc/passwd"))

    response = service.client.get("/v1/broken")

    assert response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "passwd" not in response.text
    assert response.json()["requestId"] == response.headers["x-request-id"]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in response.headers["content-security-policy"]


def test_the_log_of_an_unforeseen_error_holds_nothing_that_was_sent(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging()

    def broken() -> None:
        email = "canary@example.org"
        raise RuntimeError(len(email))

    service.app.add_api_route("/v1/broken", broken)
    response = service.client.get("/v1/broken", headers={"Authorization": "Bearer bst_canary"})

    logged = capsys.readouterr().err
    assert response.json()["requestId"] in logged
    assert "canary" not in logged
    assert response.json()["requestId"] in response.json()["detail"]


def test_storage_that_does_not_answer_is_503_with_retry_after(service: Service) -> None:
    _raise_at(service, "/v1/broken", StorageUnavailableError("password of the database"))

    response = service.client.get("/v1/broken")

    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert int(response.headers["retry-after"]) >= 1
    assert response.json()["type"].endswith("/problems/service-unavailable")
    assert "password" not in response.text


def test_two_writers_at_once_are_409(service: Service) -> None:
    _raise_at(service, "/v1/broken", StorageConflictError("UNIQUE constraint"))

    response = service.client.get("/v1/broken")

    assert response.status_code == HTTPStatus.CONFLICT
    assert "UNIQUE" not in response.text


def test_half_a_surrogate_pair_in_a_message_does_not_break_the_answer(service: Service) -> None:
    _raise_at(service, "/v1/broken", JsonMalformedError("/\ud800", "odd"))

    response = service.client.get("/v1/broken")

    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert response.json()["errors"][0]["pointer"] == "/?"


def test_a_browser_gets_a_page_and_a_program_a_problem(service: Service) -> None:
    page = service.client.get("/nowhere", headers={"Accept": "text/html"})
    problem = service.client.get("/v1/nowhere", headers={"Accept": "text/html"})

    assert page.headers["content-type"].startswith("text/html")
    assert problem.headers["content-type"] == "application/problem+json"
    assert page.status_code == problem.status_code == HTTPStatus.NOT_FOUND


def test_a_wrong_method_names_the_right_ones(service: Service) -> None:
    response = service.client.patch("/v1/clients")

    assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert response.headers["allow"] == "GET, POST"
    assert response.json()["type"].endswith("/problems/method-not-allowed")


def _raise_at(service: Service, path: str, error: Exception) -> None:
    def fail() -> None:
        raise error

    service.app.router.add_api_route(path, fail, methods=["GET"])
