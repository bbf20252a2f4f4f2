"""Verify badges over HTTP: everybody may, and a bad badge is not an error."""

from __future__ import annotations

import json
from typing import Any

import pytest

from badgeservice.credentials.baking import bake_svg
from badgeservice.credentials.jose import vc_jwt
from tests.api.service import Service
from tests.builders import ORIGIN
from tests.verification.open_badges_2.old_world import badge

JSON = "application/json"


@pytest.mark.parametrize(
    "content_type",
    [JSON, "application/vc", "application/vc+ld+json", "application/ld+json; charset=UTF-8"],
)
def test_a_credential_is_verified_as_it_is(service: Service, content_type: str) -> None:
    response = _post(service, service.world.badge(), content_type)

    assert response.status_code == 200
    assert response.json()["verdict"] == "valid"


def test_a_credential_is_verified_inside_a_message(service: Service) -> None:
    credential = json.loads(service.world.badge())

    response = service.client.post("/v1/verifications", json={"credential": credential})

    assert response.json()["verdict"] == "valid"
    assert response.json()["credential"] == credential


@pytest.mark.parametrize("content_type", ["text/plain", "application/jwt", "application/vc+jwt"])
def test_a_token_is_verified_as_it_is(service: Service, content_type: str) -> None:
    world = service.world
    token = vc_jwt.secure(
        world.unsigned_badge(), signer=world.signer, verification_method=world.method
    ).content

    response = _post(service, token, content_type)

    assert response.json()["verdict"] == "valid"


def test_a_badge_is_verified_as_text_in_a_message(service: Service) -> None:
    world = service.world
    token = vc_jwt.secure(
        world.unsigned_badge(), signer=world.signer, verification_method=world.method
    ).content
    for text in (token.decode(), world.badge().decode()):
        response = service.client.post("/v1/verifications", json={"text": text})

        assert response.json()["verdict"] == "valid"


def test_a_report_says_everything_in_three_languages_and_leads_on(service: Service) -> None:
    credential = json.loads(service.world.badge())
    credential["name"] = "Professori"

    body = service.client.post("/v1/verifications", json=credential).json()

    (failed,) = [check for check in body["checks"] if check["outcome"] == "failed"]
    assert failed["type"] == f"{ORIGIN}/checks/{failed['code']}"
    assert failed["messages"].keys() == {"fi", "sv", "en"}
    assert failed["problem"]["type"] == "https://w3id.org/security#PROOF_VERIFICATION_ERROR"
    page = service.client.get(
        f"/checks/{failed['code']}", headers={"Accept": "application/json"}
    ).json()
    assert page["messages"] == failed["messages"]


def test_a_picture_is_verified_as_it_is(service: Service) -> None:
    picture = bake_svg(b'<svg xmlns="http://www.w3.org/2000/svg"/>', service.world.badge().decode())

    response = _post(service, picture, "image/svg+xml")

    assert response.json()["verdict"] == "valid"


def test_an_older_badge_is_told_in_words_of_its_own(service: Service) -> None:
    """F16: with a check of its format, which nobody can overlook."""
    response = _post(service, json.dumps(badge()).encode(), JSON)

    report = response.json()
    assert report["verdict"] == "indeterminate"
    assert report["kind"] == "open-badge-2"
    assert [check["code"] for check in report["checks"]] == ["format.open-badges-2"]
    assert report["older"]["standard"] == "open-badges-2.0"
    assert report["older"]["result"] == "unreachable"
    assert report["credential"] is None


def test_text_that_is_no_badge_is_not_a_credential(service: Service) -> None:
    response = _post(service, b"hello", "text/plain")

    assert response.status_code == 422
    assert response.json()["type"].endswith("/problems/not-a-credential")


def test_a_badge_is_verified_by_its_address(service: Service) -> None:
    service.world.pages["https://issuer.example/badges/1"] = service.world.badge()

    response = service.client.post(
        "/v1/verifications", json={"url": "https://issuer.example/badges/1"}
    )

    assert response.json()["verdict"] == "valid"


def test_an_address_that_does_not_answer_is_indeterminate(service: Service) -> None:
    response = service.client.post("/v1/verifications", json={"url": "https://gone.example/1"})

    assert (response.status_code, response.json()["verdict"]) == (200, "indeterminate")


def test_a_changed_credential_is_invalid_and_its_content_is_not_shown(service: Service) -> None:
    credential = json.loads(service.world.badge())
    credential["name"] = "Professori"

    response = service.client.post("/v1/verifications", json=credential)

    assert (response.status_code, response.json()["verdict"]) == (200, "invalid")
    assert response.json()["credential"] is None
    assert "Professori" not in response.text


def test_a_revoked_badge_is_invalid(service: Service) -> None:
    badge = service.world.badge()
    service.world.revoked = frozenset({7})
    service.world.publish_list()

    body = _post(service, badge, JSON).json()

    failed = [check["code"] for check in body["checks"] if check["outcome"] == "failed"]
    assert (body["verdict"], failed) == ("invalid", ["status.revoked"])


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        pytest.param({}, {""}, id="nothing"),
        pytest.param({"url": "https://a.example/", "credential": {"a": 1}}, {""}, id="both"),
        pytest.param({"url": "https://a.example/", "text": "x"}, {""}, id="address and text"),
        pytest.param({"text": ""}, {"/text"}, id="an empty text"),
        pytest.param({"text": "x", "recipient": "aino"}, {"/recipient"}, id="no e-mail address"),
        pytest.param({"text": "x", "challenge": 1}, {"/challenge"}, id="a challenge of numbers"),
        pytest.param({"text": "x", "domain": "d" * 1_001}, {"/domain"}, id="a long domain"),
        pytest.param({"text": "x", "receipt": "yes"}, {"/receipt"}, id="a receipt in words"),
        pytest.param({"url": "ftp://a.example/"}, {"/url"}, id="another scheme"),
        pytest.param({"url": "https://a.example/ b"}, {"/url"}, id="a space"),
        pytest.param({"url": 1}, {"/url"}, id="a number"),
        pytest.param({"credential": "eyJ"}, {"/credential"}, id="a text"),
        pytest.param({"credential": {}}, {"/credential"}, id="an empty object"),
        pytest.param({"link": "https://a.example/"}, {"/link"}, id="an unknown member"),
    ],
)
def test_a_message_of_another_shape_is_refused(
    service: Service, body: Any, pointers: set[str]
) -> None:
    response = service.client.post("/v1/verifications", json=body)

    assert response.status_code == 422
    assert {error["pointer"] for error in response.json()["errors"]} == pointers


def test_an_object_without_a_context_is_not_a_credential(service: Service) -> None:
    inside = service.client.post("/v1/verifications", json={"credential": {"type": "Badge"}})
    raw = _post(service, b'{"type": "Badge"}', "application/vc")

    for response in (inside, raw):
        assert response.status_code == 422
        assert response.json()["type"].endswith("/not-a-credential")


@pytest.mark.parametrize(
    "content", [b'{"@context": 1}', b'{"@context": [], "proof": []}', b'{"@context": {"a": "b"}}']
)
def test_odd_credentials_get_a_report(service: Service, content: bytes) -> None:
    response = _post(service, content, "application/ld+json")

    assert (response.status_code, response.json()["verdict"]) == (200, "invalid")


def test_nothing_is_fetched_for_a_credential_that_fails_cheap_checks(service: Service) -> None:
    _post(service, b'{"@context": ["https://evil.example/context"]}', JSON)

    assert service.world.asked == []


def _post(service: Service, content: bytes, content_type: str) -> Any:
    return service.client.post(
        "/v1/verifications", content=content, headers={"Content-Type": content_type}
    )
