"""Issue, look up, revoke and suspend badges over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from badgeservice.accounts.actor import Scope
from tests.api.service import Service
from tests.builders import COUNTY, ORIGIN, organisation

ORDER = {"badgeClass": "guidance", "recipient": {"email": "aino@example.org"}}


@pytest.fixture
def issuer(service: Service) -> dict[str, str]:
    service.keep_class(suspendable=True)
    return service.bearer()


def post(service: Service, body: Any, headers: dict[str, str], path: str = "/v1/badges") -> Any:
    return service.client.post(path, json=body, headers=headers)


def test_a_badge_is_issued_and_leads_to_its_public_page(
    service: Service, issuer: dict[str, str]
) -> None:
    response = post(service, ORDER, issuer)

    body = response.json()
    assert response.status_code == 201
    assert response.headers["location"] == body["url"] == f"{ORIGIN}/badges/{body['id']}"
    assert body["credential"]["id"] == body["url"]
    assert body["state"] == "issued"
    assert "aino" not in response.text


def test_the_public_page_answers_the_same_credential(
    service: Service, issuer: dict[str, str]
) -> None:
    badge = service.issue(issuer)

    public = service.client.get(f"/badges/{badge['id']}.json")

    assert public.json() == badge["credential"]


def test_the_same_key_and_order_issue_once(service: Service, issuer: dict[str, str]) -> None:
    headers = {**issuer, "Idempotency-Key": "order-1"}

    first = post(service, {**ORDER, "language": "fi"}, headers)
    second = post(service, {"language": "fi", **ORDER}, headers)

    assert first.json() == second.json()
    assert len(service.client.get("/v1/badges", headers=issuer).json()["items"]) == 1


def test_the_quotes_of_the_header_draft_are_not_part_of_the_key(
    service: Service, issuer: dict[str, str]
) -> None:
    first = post(service, ORDER, {**issuer, "Idempotency-Key": "order-1"})
    second = post(service, ORDER, {**issuer, "Idempotency-Key": '"order-1"'})

    assert first.json()["id"] == second.json()["id"]


def test_the_same_key_with_another_order_is_refused(
    service: Service, issuer: dict[str, str]
) -> None:
    headers = {**issuer, "Idempotency-Key": "order-1"}
    post(service, ORDER, headers)

    response = post(service, {**ORDER, "language": "sv"}, headers)

    assert response.status_code == 422
    assert response.json()["type"].endswith("/idempotency-key-reused")


def test_the_same_key_at_the_other_address_is_another_request(
    service: Service, issuer: dict[str, str]
) -> None:
    headers = {**issuer, "Idempotency-Key": "order-1"}
    post(service, ORDER, headers)

    response = post(service, {"badges": [ORDER]}, headers, "/v1/badges/batch")

    assert response.status_code == 422


@pytest.mark.parametrize("key", ["", "a b", "a" * 256, "\xe4", '""'])
def test_an_unusable_idempotency_key_is_refused_rather_than_ignored(
    service: Service, issuer: dict[str, str], key: str
) -> None:
    response = service.client.post(
        "/v1/badges",
        json=ORDER,
        headers={
            b"Idempotency-Key": key.encode("latin-1"),
            b"Authorization": issuer["Authorization"].encode(),
        },
    )

    assert response.status_code == 422
    assert response.json()["type"].endswith("/idempotency-key-invalid")


def test_a_batch_is_issued_in_order(service: Service, issuer: dict[str, str]) -> None:
    body = {"badges": [{**ORDER, "language": language} for language in ("fi", "sv", "en")]}

    response = post(service, body, issuer, "/v1/badges/batch")

    assert response.status_code == 201
    assert [badge["language"] for badge in response.json()["badges"]] == ["fi", "sv", "en"]


def test_one_wrong_order_keeps_the_whole_batch_from_being_issued(
    service: Service, issuer: dict[str, str]
) -> None:
    body = {"badges": [ORDER, ORDER, {**ORDER, "creditsEarned": 999}]}

    response = post(service, body, issuer, "/v1/badges/batch")

    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/badges/2/creditsEarned"
    assert service.client.get("/v1/badges", headers=issuer).json()["items"] == []


@pytest.mark.parametrize("count", [0, 101])
def test_a_batch_has_one_to_a_hundred_orders(
    service: Service, issuer: dict[str, str], count: int
) -> None:
    response = post(service, {"badges": [ORDER] * count}, issuer, "/v1/badges/batch")

    assert response.status_code == 422


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        pytest.param({"recipient": {}}, "/recipient", id="nobody"),
        pytest.param({"recipient": {"email": "a@b"}}, "/recipient/email", id="no top domain"),
        pytest.param({"recipient": {"email": "a b@c.fi"}}, "/recipient/email", id="a space"),
        pytest.param({"recipient": {"email": '"a"@c.fi'}}, "/recipient/email", id="quotes"),
        pytest.param({"recipient": {"email": "a@c.fi\n"}}, "/recipient/email", id="a line feed"),
        pytest.param({"recipient": {"email": "A <a@c.fi>"}}, "/recipient/email", id="a name"),
        pytest.param({"recipient": {"email": "a@[1.2.3.4]"}}, "/recipient/email", id="an address"),
        pytest.param({"recipient": {"email": "a..b@c.fi"}}, "/recipient/email", id="two dots"),
        pytest.param({"recipient": {"did": "did:"}}, "/recipient/did", id="half a DID"),
        pytest.param({"recipient": {"did": "did:key:a#b"}}, "/recipient/did", id="a DID URL"),
        pytest.param({"recipient": {"phone": "1"}}, "/recipient/phone", id="a phone"),
        pytest.param({"version": 0}, "/version", id="version 0"),
        pytest.param({"version": "1"}, "/version", id="a text as version"),
        pytest.param({"language": "de"}, "/language", id="another language"),
        pytest.param({"narrative": ""}, "/narrative", id="an empty narrative"),
        pytest.param({"narrative": "a\tb"}, "/narrative", id="a tab"),
        pytest.param({"validFrom": 1735689600}, "/validFrom", id="seconds"),
        pytest.param({"validFrom": "1735689600"}, "/validFrom", id="seconds as text"),
        pytest.param({"validFrom": "2026-01-01"}, "/validFrom", id="a date"),
        pytest.param({"validFrom": "2026-01-01T00:00:00"}, "/validFrom", id="no zone"),
        pytest.param({"validUntil": "9999-12-31T00:00:00Z"}, "/validUntil", id="the year 9999"),
        pytest.param({"validUntil": "2026-01-01T00:00:00Z"}, "/validUntil", id="over before"),
        pytest.param({"awardedAt": "2030-01-01T00:00:00Z"}, "/awardedAt", id="in the future"),
        pytest.param({"creditsEarned": 0}, "/creditsEarned", id="no credits"),
        pytest.param({"creditsEarned": "1"}, "/creditsEarned", id="a text as credits"),
        pytest.param({"creditsEarned": True}, "/creditsEarned", id="true as credits"),
        pytest.param({"creditsEarned": 3}, "/creditsEarned", id="more than the class gives"),
        pytest.param({"evidence": [{}]}, "/evidence/0", id="empty evidence"),
        pytest.param(
            {"evidence": [{"url": "javascript:alert(1)"}]}, "/evidence/0/url", id="a script"
        ),
        pytest.param(
            {"results": [{"resultId": "grade", "value": "5"}]},
            "/results/0/resultId",
            id="a result that the class does not define",
        ),
    ],
)
def test_a_wrong_order_is_refused_with_a_pointer(
    service: Service, issuer: dict[str, str], changes: dict[str, Any], pointer: str
) -> None:
    response = post(service, {**ORDER, **changes}, issuer)

    assert response.status_code == 422
    assert pointer in {error["pointer"] for error in response.json()["errors"]}


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"narrative": "Aino, 131052-308T, osasi"}, "/narrative"),
        ({"evidence": [{"name": "a", "narrative": "x 010101A123N"}]}, "/evidence/0/narrative"),
        ({"evidence": [{"url": "https://a.fi/131052-308T"}]}, "/evidence/0/url"),
        ({"evidence": [{"url": "https://a.fi/131052%2D308T"}]}, "/evidence/0/url"),
        ({"recipient": {"email": "131052-308T@example.org"}}, "/recipient/email"),
        ({"recipient": {"did": "did:web:131052-308T"}}, "/recipient/did"),
    ],
)
def test_a_personal_identity_code_never_gets_into_a_badge(
    service: Service, issuer: dict[str, str], changes: dict[str, Any], pointer: str
) -> None:
    response = post(service, {**ORDER, **changes}, issuer)

    assert response.status_code == 422
    assert response.json()["type"].endswith("/national-id-refused")
    assert response.json()["errors"][0]["pointer"] == pointer
    assert "308T" not in response.text


def test_without_a_signing_key_nothing_is_issued() -> None:
    with Service.started() as service:
        service.keep_class()
        with service.wiring.open_books(True) as books:
            books.accounts.put_organisation(organisation("new"))
        service.keep_class("new")
        response = post(service, ORDER, service.bearer("new"))

    assert response.status_code == 409
    assert response.json()["type"].endswith("/signing-key-missing")


def test_a_revocation_stands_and_is_told_once(service: Service, issuer: dict[str, str]) -> None:
    badge = service.issue(issuer)
    path = f"/v1/badges/{badge['id']}/revocation"

    first = post(service, {"reason": "Wrong person"}, issuer, path)
    second = post(service, {"reason": "Another reason"}, issuer, path)
    after = service.client.get(first.headers["location"], headers=issuer).json()

    assert first.headers["location"] == f"{ORIGIN}/v1/badges/{badge['id']}"
    assert (first.status_code, second.status_code) == (201, 409)
    assert second.json()["revokedAt"] == first.json()["revokedAt"]
    assert (after["state"], after["revocation"]["reason"]) == ("revoked", "Wrong person")


def test_a_suspension_begins_and_ends(service: Service, issuer: dict[str, str]) -> None:
    badge = service.issue(issuer)
    path = f"/v1/badges/{badge['id']}/suspension"
    reason = {"reason": "Under review"}

    codes = [
        service.client.put(path, json=reason, headers=issuer).status_code,
        service.client.put(path, json=reason, headers=issuer).status_code,
        service.client.delete(path, headers=issuer).status_code,
        service.client.delete(path, headers=issuer).status_code,
    ]

    assert codes == [200, 409, 200, 409]


def test_a_class_that_is_not_suspendable_keeps_its_badges_so(service: Service) -> None:
    service.keep_class(suspendable=False)
    headers = service.bearer()
    badge = service.issue(headers)

    response = service.client.put(
        f"/v1/badges/{badge['id']}/suspension", json={"reason": "x"}, headers=headers
    )

    assert response.status_code == 409
    assert response.json()["type"].endswith("/badge-not-suspendable")


def test_reasons_are_not_public(service: Service, issuer: dict[str, str]) -> None:
    badge = service.issue(issuer)
    path = f"/v1/badges/{badge['id']}/revocation"
    post(service, {"reason": "Quite confidential"}, issuer, path)

    public = service.client.get(f"/badges/{badge['id']}.json")

    assert "confidential" not in public.text


def test_badges_are_filtered_by_class_and_state(service: Service, issuer: dict[str, str]) -> None:
    kept, revoked = service.issue(issuer)["id"], service.issue(issuer)["id"]
    post(service, {"reason": "x"}, issuer, f"/v1/badges/{revoked}/revocation")

    found = {
        query: [
            badge["id"]
            for badge in service.client.get(f"/v1/badges?{query}", headers=issuer).json()["items"]
        ]
        for query in ("state=issued", "state=revoked", "badgeClass=other")
    }

    assert found == {"state=issued": [kept], "state=revoked": [revoked], "badgeClass=other": []}


@pytest.mark.parametrize("badge_id", ["short", "A" * 23, "A" * 21 + "%00", "A" * 21 + "."])
def test_what_is_no_badge_id_is_refused_before_anything_is_looked_up(
    service: Service, badge_id: str
) -> None:
    response = service.client.get(
        f"/v1/badges/{badge_id}", headers=service.bearer(COUNTY, Scope.BADGES_READ)
    )

    assert response.status_code == 422
    assert response.json()["errors"][0]["parameter"] == "badgeId"
