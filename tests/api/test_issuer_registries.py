"""Lists of known issuers over HTTP."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest

from badgeservice.api.examples.issuer_registries import REGISTRY
from badgeservice.recognition.registries import MOST_REGISTRIES
from tests.api.service import Service
from tests.builders import COLLEGE, COUNTY
from tests.fakes import ORIGIN

PATH = "/v1/issuer-registries"
FULL: Any = REGISTRY["full"]["value"]


def test_a_list_is_imported_shown_and_removed(service: Service) -> None:
    headers = service.bearer(COLLEGE)

    imported = service.client.put(f"{PATH}/nordic", json=FULL, headers=headers)
    shown = service.client.get(f"{PATH}/nordic", headers=headers)
    listed = service.client.get(PATH, headers=headers)
    removed = service.client.delete(f"{PATH}/nordic", headers=headers)
    after = service.client.get(f"{PATH}/nordic", headers=headers)

    assert imported.status_code == HTTPStatus.OK
    assert imported.json()["title"] == "Nordic colleges"
    assert imported.json()["issuers"][1]["until"] == "2026-12-31T23:59:59Z"
    assert imported.json() == shown.json() == removed.json()
    (summary,) = listed.json()["items"]
    assert {**summary, "issuers": imported.json()["issuers"]} == imported.json()
    assert after.json()["type"] == f"{ORIGIN}/problems/issuer-registry-not-found"


def test_another_organisation_does_not_see_a_list(service: Service) -> None:
    service.client.put(f"{PATH}/nordic", json=FULL, headers=service.bearer(COLLEGE))

    other = service.client.get(f"{PATH}/nordic", headers=service.bearer(COUNTY))

    assert other.status_code == HTTPStatus.NOT_FOUND


def test_a_list_with_a_mistake_changes_nothing_and_is_told_where(service: Service) -> None:
    headers = service.bearer(COLLEGE)
    service.client.put(f"{PATH}/nordic", json=FULL, headers=headers)

    refused = service.client.put(
        f"{PATH}/nordic", json=REGISTRY["mistake"]["value"], headers=headers
    )

    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert refused.json()["errors"][0]["pointer"] == "/document/issuers/0/id"
    kept = service.client.get(f"{PATH}/nordic", headers=headers).json()
    assert kept["issuerCount"] == 2


def test_there_is_an_end_to_the_number_of_lists(service: Service) -> None:
    headers = service.bearer(COLLEGE)
    for number in range(MOST_REGISTRIES):
        service.client.put(f"{PATH}/list-{number}", json=FULL, headers=headers)

    more = service.client.put(f"{PATH}/more", json=FULL, headers=headers)
    again = service.client.put(f"{PATH}/list-0", json=FULL, headers=headers)

    assert more.status_code == HTTPStatus.CONFLICT
    assert more.json()["limit"] == MOST_REGISTRIES
    assert again.status_code == HTTPStatus.OK


DCC = {"registry": {"did:web:a.example": {"name": "A", "location": "Turku", "url": ""}}}


@pytest.mark.parametrize(
    "body", [REGISTRY["minimal"]["value"], FULL, {"document": DCC}], ids=["minimal", "full", "dcc"]
)
def test_every_example_is_taken(body: Any, service: Service) -> None:
    answer = service.client.put(f"{PATH}/x", json=body, headers=service.bearer(COLLEGE))

    assert answer.status_code == HTTPStatus.OK
