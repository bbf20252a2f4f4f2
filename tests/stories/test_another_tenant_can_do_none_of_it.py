"""What is not yours looks exactly like what is not there."""

from __future__ import annotations

from typing import Any

import pytest

from badgeservice.accounts.actor import Scope
from tests.stories.conftest import INSTRUCTOR_CLASSES, Member, Service


@pytest.fixture
def county(service: Service, library_documents: list[dict[str, Any]]) -> Member:
    county = service.join("county")
    county.post("/v1/library/imports", {"documents": library_documents})
    return county


def test_another_tenant_neither_sees_nor_changes_anything(service: Service, county: Member) -> None:
    badge = county.issue(INSTRUCTOR_CLASSES[0])
    stranger = service.join("stranger")
    absent = "A" * 22

    def answers(badge_id: str) -> list[tuple[int, Any]]:
        made = [
            stranger.get(f"/v1/badges/{badge_id}"),
            stranger.post(f"/v1/badges/{badge_id}/revocation", {"reason": "mine"}),
            stranger.http.put(
                f"/v1/badges/{badge_id}/suspension", json={"reason": "x"}, headers=stranger.headers
            ),
            stranger.http.delete(f"/v1/badges/{badge_id}/suspension", headers=stranger.headers),
        ]
        return [(answer.status_code, answer.json()["type"]) for answer in made]

    assert answers(badge["id"]) == answers(absent)
    assert {status for status, _ in answers(absent)} == {404}
    assert stranger.get("/v1/badges").json()["items"] == []
    assert stranger.get("/v1/library/export").json()["documents"] == []
    assert service.verify(badge["url"])["verdict"] == "valid"


def test_another_tenant_cannot_issue_from_a_class_that_is_not_its_own(
    service: Service, county: Member
) -> None:
    stranger = service.join("stranger")

    body = {"badgeClass": INSTRUCTOR_CLASSES[0], "recipient": {"email": "a@example.org"}}
    answer = stranger.post("/v1/badges", body)

    assert answer.status_code in (404, 422), answer.text
    assert stranger.get("/v1/badges").json()["items"] == []


def test_the_same_idempotency_key_of_two_tenants_is_two_requests(
    service: Service, county: Member, library_documents: list[dict[str, Any]]
) -> None:
    other = service.join("other")
    other.post("/v1/library/imports", {"documents": library_documents})
    body = {"badgeClass": INSTRUCTOR_CLASSES[0], "recipient": {"email": "a@example.org"}}

    key = {"Idempotency-Key": "the-same-key-of-both"}
    first = county.post("/v1/badges", body, **key).json()
    again = county.post("/v1/badges", body, **key).json()
    others = other.post("/v1/badges", body, **key).json()
    changed = county.post("/v1/badges", {**body, "language": "sv"}, **key)

    assert first["id"] == again["id"]
    assert others["id"] != first["id"]
    assert changed.status_code == 422
    assert changed.json()["type"].endswith("/problems/idempotency-key-reused")


def test_a_client_may_do_only_what_its_scopes_say(service: Service, county: Member) -> None:
    reader = service.join("county", Scope.BADGES_READ)
    badge = county.issue(INSTRUCTOR_CLASSES[0])

    assert reader.get(f"/v1/badges/{badge['id']}").status_code == 200
    refused = reader.post(f"/v1/badges/{badge['id']}/revocation", {"reason": "x"})
    assert refused.status_code == 403
    assert refused.json()["type"].endswith("/problems/not-permitted")


def test_a_disabled_client_is_out_at_once(service: Service, county: Member) -> None:
    leaver = service.join("county")
    assert leaver.get("/v1/badges").status_code == 200

    gone = county.http.delete(f"/v1/clients/{leaver.client_id}", headers=county.headers)

    assert gone.status_code == 204, gone.text
    assert leaver.get("/v1/badges").status_code == 401


def test_nobody_without_a_token_gets_in(service: Service, county: Member) -> None:
    for path in ("/v1/badges", "/v1/library/export", "/v1/trusts", "/v1/clients"):
        answer = service.http.get(path)
        assert answer.status_code == 401
        assert "Bearer" in answer.headers["WWW-Authenticate"]
