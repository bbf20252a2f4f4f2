from http import HTTPStatus

import pytest
from fastapi.testclient import TestClient

from tests.web.service import ISSUER, Service, build_app

BROWSER = {"Accept": "text/html,*/*;q=0.8"}


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_chosen_language_stays_chosen(language: str, client: TestClient) -> None:
    page = client.get(f"/?lang={language}")

    assert page.headers["content-language"] == language
    assert f'href="/verify?lang={language}"' in page.text
    assert f'hreflang="{language}" aria-current="true"' in page.text


def test_the_language_switch_keeps_the_rest_of_the_address(client: TestClient) -> None:
    page = client.get("/verify?url=nonsense&lang=en").text

    assert 'href="/verify?url=nonsense&amp;lang=sv"' in page


def test_a_problem_has_a_page_that_explains_it(client: TestClient) -> None:
    page = client.get("/problems/badge-not-found").text

    assert '<div lang="en">\n    <h1>No such badge</h1>' in page
    assert "<h2>What to do</h2>" in page


def test_an_unknown_problem_has_none(client: TestClient) -> None:
    assert client.get("/problems/nothing").status_code == HTTPStatus.NOT_FOUND


def test_the_accessibility_statement_names_who_answers(service: Service) -> None:
    app = build_app(service.wiring)
    app.state.contact = "saavutettavuus@opisto.example"

    page = TestClient(app).get("/accessibility?lang=fi").text

    assert "saavutettavuus@opisto.example" in page


@pytest.mark.parametrize(
    "path",
    ["/", "/verify", "/accessibility", f"/issuers/{ISSUER}", "/problems/badge-not-found", "/x"],
)
def test_a_page_may_load_nothing_but_our_own_files(path: str, client: TestClient) -> None:
    """H02: by its policy."""
    answer = client.get(path, headers=BROWSER)

    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self' data:")
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "permissions-policy" in answer.headers
    assert "set-cookie" not in answer.headers
    assert " style=" not in answer.text
    assert "<style" not in answer.text
    assert " onclick=" not in answer.text


def test_own_files_are_kept_for_long_under_names_that_change(client: TestClient) -> None:
    page = client.get("/").text
    paths = [part.partition('"')[0] for part in page.split('="/static/')[1:]]

    assert len(paths) == 4
    for path in paths:
        answer = client.get(f"/static/{path}")
        assert answer.status_code == HTTPStatus.OK
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_only_own_files_are_served(client: TestClient) -> None:
    assert client.get("/static/style.css").status_code == HTTPStatus.NOT_FOUND
    assert client.get("/static/..%2fwords.py").status_code == HTTPStatus.NOT_FOUND


def test_the_script_is_small() -> None:
    from importlib.resources import files

    assert len(files("badgeservice.web").joinpath("static/copy.js").read_bytes()) < 2_048
