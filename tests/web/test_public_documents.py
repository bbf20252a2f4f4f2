from http import HTTPStatus

import pytest
from fastapi.testclient import TestClient

from badgeservice.credentials.strict_json import parse_object
from badgeservice.issuing.addresses import issuer_did
from tests.fakes import ORIGIN
from tests.web.service import CLASS_ID, ISSUER, Service

BROWSER = {"Accept": "text/html,*/*;q=0.8"}
ISSUER_PATH = f"/issuers/{ISSUER}"
CLASS_PATH = f"/achievements/{ISSUER}/{CLASS_ID}/1"


def test_an_issuer_is_a_page_to_people_and_a_profile_to_programs(client: TestClient) -> None:
    page = client.get(ISSUER_PATH, headers=BROWSER)
    profile = client.get(ISSUER_PATH)

    assert "<h1>Esimerkin hyvinvointialue</h1>" in page.text
    assert "https://hyvinvointialue.example/" in page.text
    assert profile.headers["content-type"] == "application/ld+json"
    assert profile.json()["id"] == issuer_did(ORIGIN, ISSUER)


def test_the_did_document_is_where_did_web_looks_for_it(client: TestClient) -> None:
    answer = client.get(f"{ISSUER_PATH}/did.json")

    assert answer.headers["content-type"] == "application/did+json"
    assert answer.json()["id"] == issuer_did(ORIGIN, ISSUER)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_an_achievement_answers_under_its_own_id(language: str, client: TestClient) -> None:
    page = client.get(f"{CLASS_PATH}/{language}", headers=BROWSER)
    achievement = client.get(f"{CLASS_PATH}/{language}").json()

    assert achievement["id"] == f"{ORIGIN}{CLASS_PATH}/{language}"
    assert achievement["inLanguage"] == language
    assert achievement["name"] in page.text


@pytest.mark.parametrize(("ending", "media_type"), [("png", "image/png"), ("svg", "image/svg+xml")])
def test_a_class_has_a_picture_without_a_badge_inside(
    ending: str, media_type: str, client: TestClient
) -> None:
    answer = client.get(f"{CLASS_PATH}/image.{ending}")

    assert answer.headers["content-type"] == media_type
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert b"openbadge" not in answer.content


def test_a_status_list_is_signed_and_soon_stale(client: TestClient, service: Service) -> None:
    path = f"/status-lists/{service.valid.plan.slot.list_id}"

    answer = client.get(path)
    again = client.get(path, headers={"If-None-Match": answer.headers["etag"]})

    assert answer.headers["content-type"] == "application/vc+ld+json"
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert parse_object(answer.content)["id"] == f"{ORIGIN}{path}"
    assert again.status_code == HTTPStatus.NOT_MODIFIED
    assert client.head(path).headers["etag"] == answer.headers["etag"]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/issuers/nobody", id="issuer"),
        pytest.param("/issuers/nobody/did.json", id="did-document"),
        pytest.param(f"/achievements/{ISSUER}/nothing/1/fi", id="class"),
        pytest.param(f"/achievements/nobody/{CLASS_ID}/1/fi", id="class-of-nobody"),
        pytest.param(f"/achievements/{ISSUER}/{CLASS_ID}/2/fi", id="version"),
        pytest.param(f"/achievements/{ISSUER}/nothing/1/image.png", id="picture"),
        pytest.param("/status-lists/nothing", id="status-list"),
    ],
)
def test_what_is_not_there_is_missing_for_people_and_programs(
    path: str, client: TestClient
) -> None:
    page = client.get(path, headers=BROWSER)
    problem = client.get(path)

    assert page.status_code == problem.status_code == HTTPStatus.NOT_FOUND
    assert "Täällä ei ole mitään" in page.text
    assert problem.headers["content-type"] == "application/problem+json"
