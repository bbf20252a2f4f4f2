"""Webhooks over HTTP: added, removed, looked at, and sent again."""

from __future__ import annotations

from typing import Any

import pytest

from badgeservice.accounts.actor import Scope
from badgeservice.recognition.webhooks import deliver_next
from tests.api.service import Service
from tests.api.test_cases import Office, slug
from tests.builders import COLLEGE, ORIGIN
from tests.recognition.cases import LEARNER

URL = "https://college.example.org/hooks"


@pytest.fixture
def office(service: Service) -> Office:
    return Office(service)


@pytest.fixture
def keeper(service: Service) -> dict[str, str]:
    return service.bearer(COLLEGE, Scope.ACCOUNTS_MANAGE)


def add(service: Service, keeper: dict[str, str], url: str = URL) -> Any:
    return service.client.post("/v1/webhooks", json={"url": url}, headers=keeper)


def test_a_secret_is_shown_when_a_webhook_is_added_and_never_again(
    service: Service, keeper: dict[str, str]
) -> None:
    added = add(service, keeper)
    address = added.headers["location"]

    read = service.client.get(address, headers=keeper)
    listed = service.client.get("/v1/webhooks", headers=keeper)

    secret = added.json()["secret"]
    assert added.status_code == 201
    assert secret.startswith("whsec_")
    assert address == f"{ORIGIN}/v1/webhooks/{added.json()['webhook']['id']}"
    assert read.json() == added.json()["webhook"] == listed.json()["items"][0]
    assert secret not in read.text + listed.text


def test_events_are_sent_listed_and_sent_again(office: Office, keeper: dict[str, str]) -> None:
    service = office.service
    add(service, keeper)
    case = office.submit().json()
    received: list[bytes] = []

    def deliver() -> bool:
        return deliver_next(
            now=lambda: service.now,
            open_books=service.wiring.open_books,
            post=lambda _url, content, _headers: received.append(content),
        )

    deliver()
    (sent,) = service.client.get("/v1/webhook-deliveries", headers=keeper).json()["items"]
    path = f"/v1/webhook-deliveries/{sent['id']}"
    read = service.client.get(path, headers=keeper).json()
    again = service.client.post(f"{path}/replay", headers=keeper)
    deliver()

    assert sent == read
    assert sent["payload"]["data"] == {
        "caseId": case["id"],
        "version": 1,
        "state": "submitted",
    }
    assert sent["deliveredAt"] is not None
    assert again.status_code == 200
    assert (again.json()["attempts"], again.json()["deliveredAt"]) == (0, None)
    assert received[0] == received[1]
    assert LEARNER not in str(sent)


def test_a_revoked_badge_is_announced(office: Office, keeper: dict[str, str]) -> None:
    office.decided()
    add(office.service, keeper)

    office.service.client.post(
        f"/v1/badges/{office.badge['id']}/revocation",
        json={"reason": "Mistake"},
        headers=office.service.bearer("county"),
    )

    answer = office.service.client.get("/v1/webhook-deliveries", headers=keeper).json()
    assert [each["payload"]["type"] for each in answer["items"]] == ["case.badge-revoked"]


def test_a_removed_webhook_is_gone(service: Service, keeper: dict[str, str]) -> None:
    address = add(service, keeper).headers["location"]

    removed = service.client.delete(address, headers=keeper)
    again = service.client.delete(address, headers=keeper)

    assert (removed.status_code, removed.content) == (204, b"")
    assert (again.status_code, slug(again)) == (404, "webhook-not-found")
    assert service.client.get("/v1/webhooks", headers=keeper).json()["items"] == []


@pytest.mark.parametrize(
    "url",
    [
        "http://college.example.org/hooks",
        "https://user:secret@college.example.org/",
        "https://college.example.org/#part",
        "https://",
        "ftp://college.example.org/",
        "college.example.org",
        "https://a b",
    ],
)
def test_an_address_that_cannot_be_told_is_refused(
    service: Service, keeper: dict[str, str], url: str
) -> None:
    answer = add(service, keeper, url)

    assert (answer.status_code, slug(answer)) == (422, "request-invalid")
    assert answer.json()["errors"][0]["pointer"] == "/url"
