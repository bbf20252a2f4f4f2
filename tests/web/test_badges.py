import json
import re
from http import HTTPStatus

import pytest
from fastapi.testclient import TestClient

from badgeservice.credentials.baking import extract_png, extract_svg
from badgeservice.web.negotiation import CREDENTIAL_TYPES
from tests.web.service import Service

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize("media_type", CREDENTIAL_TYPES)
def test_a_program_gets_the_signed_bytes_under_the_type_it_asks_for(
    media_type: str, client: TestClient, service: Service
) -> None:
    answer = client.get(f"/badges/{service.valid.id}", headers={"Accept": media_type})

    assert answer.content == service.valid.secured
    assert answer.headers["content-type"] == media_type
    assert answer.headers["vary"] == "Accept, Accept-Language"
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_program_that_takes_anything_gets_the_credential(
    client: TestClient, service: Service
) -> None:
    answer = client.get(f"/badges/{service.valid.id}")

    assert answer.headers["content-type"] == "application/vc+ld+json"
    assert answer.content == service.valid.secured


def test_files_hold_the_signed_bytes(client: TestClient, service: Service) -> None:
    signed = (service.valid.secured or b"").decode()
    address = f"/badges/{service.valid.id}"

    assert client.get(f"{address}.json").text == signed
    assert extract_png(client.get(f"{address}.png").content) == signed
    assert json.loads(extract_svg(client.get(f"{address}.svg").content)) == json.loads(signed)


@pytest.mark.parametrize("ending", ["", ".json", ".png", ".svg"])
def test_what_the_client_has_already_is_not_sent_again(
    ending: str, client: TestClient, service: Service
) -> None:
    address = f"/badges/{service.valid.id}{ending}"
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    changed = client.get(address, headers={"If-None-Match": '"other"'})

    assert not first.headers["etag"].startswith("W/")
    assert (again.status_code, again.content) == (HTTPStatus.NOT_MODIFIED, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert changed.status_code == HTTPStatus.OK


def test_every_representation_has_an_etag_of_its_own(client: TestClient, service: Service) -> None:
    kinds = [*CREDENTIAL_TYPES, "image/png", "image/svg+xml"]

    tags = {
        client.get(f"/badges/{service.valid.id}", headers={"Accept": kind}).headers["etag"]
        for kind in kinds
    }

    assert len(tags) == len(kinds)


def test_head_says_what_get_would(client: TestClient, service: Service) -> None:
    address = f"/badges/{service.valid.id}"

    head, get = client.head(address), client.get(address)

    assert head.status_code == HTTPStatus.OK
    assert head.headers["etag"] == get.headers["etag"]


def test_the_page_shows_what_was_signed(client: TestClient, service: Service) -> None:
    page = client.get(f"/badges/{service.valid.id}", headers=BROWSER).text

    assert "<h1>Yhteyshenkilö työpaikalla</h1>" in page
    assert "Esimerkin hyvinvointialue" in page
    assert "tutkinnonosat_106731" in page
    assert "Ohjausjakson portfolio" in page
    assert "<em>kymmenen viikon</em>" in page
    assert f'src="/badges/{service.valid.id}.png"' in page
    assert "aino.esimerkki" not in page
    assert page.count('<li class="passed">') == 6


def test_the_page_asks_nobody_to_list_it(client: TestClient, service: Service) -> None:
    page = client.get(f"/badges/{service.valid.id}", headers=BROWSER)

    assert page.headers["x-robots-tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in page.text


def test_a_revoked_badge_still_answers_and_keeps_the_reason_to_itself(
    client: TestClient, service: Service
) -> None:
    address = f"/badges/{service.revoked.id}"

    page = client.get(f"{address}?lang=en", headers=BROWSER).text

    assert "This badge has been revoked" in page
    assert "24 November 2026" in page
    assert "Myönnetty väärälle henkilölle" not in page
    assert "The issuer has revoked the badge." in page
    assert client.get(address).content == service.revoked.secured


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("expired", "The badge expired on 23 November 2026 at 09:30 UTC."),
        ("suspended", "The issuer has suspended the badge for the time being."),
    ],
)
def test_a_badge_that_does_not_hold_says_so(
    state: str, sentence: str, client: TestClient, service: Service
) -> None:
    badge = getattr(service, state)

    page = client.get(f"/badges/{badge.id}?lang=en", headers=BROWSER).text

    assert "Not valid" in page
    assert sentence in page


def test_hostile_texts_are_shown_and_do_nothing(client: TestClient, service: Service) -> None:
    """H01, H02: on the page of a badge."""
    page = client.get(f"/badges/{service.hostile.id}", headers=BROWSER).text

    assert "&lt;script&gt;alert(1)" in page
    assert "[U+202E]gnp.exe" in page
    assert re.findall(r"<script[^>]*>", page) == [
        re.search(r'<script src="/static/copy\.[0-9a-f]{12}\.js" integrity="[^"]+" defer>', page)[0]  # type: ignore[index]  # a page without its script fails here
    ]
    assert [src for src in re.findall(r'<img[^>]* src="([^"]+)"', page) if src[0] != "/"] == []
    assert 'href="javascript:' not in page
    assert "\u202e" not in page


@pytest.mark.parametrize(
    "badge_id",
    [
        pytest.param("A" * 22, id="unknown"),
        pytest.param("short", id="too-short"),
        pytest.param("A" * 23, id="too-long"),
        pytest.param("..%2f..%2fetc%2fpasswd", id="a-path"),
        pytest.param("%00" * 22, id="nulls"),
    ],
)
def test_a_badge_that_is_not_there_is_said_to_be_missing_in_both_tongues(
    badge_id: str, client: TestClient
) -> None:
    page = client.get(f"/badges/{badge_id}?lang=sv", headers=BROWSER)
    problem = client.get(f"/badges/{badge_id}", headers={"Accept": "application/vc+ld+json"})

    assert page.status_code == problem.status_code == HTTPStatus.NOT_FOUND
    assert "Här finns ingenting" in page.text
    assert problem.headers["content-type"] == "application/problem+json"


def test_a_file_of_an_unknown_kind_is_missing(client: TestClient, service: Service) -> None:
    assert client.get(f"/badges/{service.valid.id}.exe").status_code == HTTPStatus.NOT_FOUND


def test_parts_in_another_language_are_marked(client: TestClient, service: Service) -> None:
    address = f"/badges/{service.valid.id}"

    finnish = client.get(address, headers={**BROWSER, "Accept-Language": "fi"})
    swedish = client.get(address, headers={**BROWSER, "Accept-Language": "sv"})

    assert '<html lang="fi">' in finnish.text
    assert '<h1 lang="fi">' not in finnish.text
    assert swedish.headers["content-language"] == "sv"
    assert '<html lang="sv">' in swedish.text
    assert '<h1 lang="fi">' in swedish.text
