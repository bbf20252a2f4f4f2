"""The organisation, its keys and its clients over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from badgeservice.api.examples import accounts as examples
from tests.api.service import Service


@pytest.fixture
def office(service: Service) -> dict[str, str]:
    return service.bearer()


def test_the_profile_is_changed_but_not_the_id(service: Service, office: dict[str, str]) -> None:
    body: dict[str, Any] = dict(examples.PROFILE["full"]["value"] or {})

    changed = service.client.put("/v1/organisation", json=body, headers=office)
    read = service.client.get("/v1/organisation", headers=office)

    assert changed.status_code == 200
    assert read.json() == changed.json()
    assert read.json()["id"] == "county"
    assert {name: read.json()[name] for name in body} == body


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"id": "another"}, "/id"),
        ({"url": "kotka.example.org"}, "/url"),
        ({"email": "office"}, "/email"),
        ({"businessId": "1234567"}, "/businessId"),
        ({"countryCode": "fi"}, "/countryCode"),
        ({"name": " "}, "/name"),
    ],
)
def test_a_profile_of_another_shape_is_refused(
    service: Service, office: dict[str, str], changes: dict[str, Any], pointer: str
) -> None:
    body = {**(examples.PROFILE["minimal"]["value"] or {}), **changes}

    response = service.client.put("/v1/organisation", json=body, headers=office)

    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


def test_badges_signed_with_an_older_key_stay_in_the_did_document(
    service: Service, office: dict[str, str]
) -> None:
    before = service.client.get("/v1/organisation/keys", headers=office).json()["items"]

    made = service.client.post("/v1/organisation/keys", headers=office)
    after = service.client.get("/v1/organisation/keys", headers=office).json()["items"]
    document = service.client.get("/issuers/county/did.json").json()

    assert made.status_code == 201
    assert after == [made.json(), *before]
    assert document["assertionMethod"] == [key["verificationMethod"] for key in after]


def test_a_secret_is_shown_once(service: Service, office: dict[str, str]) -> None:
    body = {"name": "HR system", "scopes": ["badges:issue"]}

    added = service.client.post("/v1/clients", json=body, headers=office)
    path = added.headers["location"].removeprefix(service.wiring.origin)
    read = service.client.get(path, headers=office)
    listed = service.client.get("/v1/clients", headers=office)

    secret = added.json()["clientSecret"]
    assert secret.startswith("bsk_")
    assert read.json() == added.json()["client"]
    assert secret not in read.text + listed.text


def test_a_third_secret_is_refused(service: Service, office: dict[str, str]) -> None:
    client = service.add_client()
    path = f"/v1/clients/{client.id}/secrets"

    codes = [service.client.post(path, headers=office).status_code for _ in range(2)]

    assert codes == [201, 409]


def test_a_secret_is_retired_once(service: Service, office: dict[str, str]) -> None:
    client = service.add_client()
    path = f"/v1/clients/{client.id}/secrets/{client.secrets[0].id}"

    codes = [service.client.delete(path, headers=office).status_code for _ in range(2)]

    assert codes == [204, 404]


def test_a_disabled_client_stays_listed_and_its_tokens_end_at_once(
    service: Service, office: dict[str, str]
) -> None:
    client = service.add_client()
    token = {"Authorization": f"Bearer {service.token_of(client)}"}

    before = service.client.get("/v1/organisation", headers=token).status_code
    deleted = service.client.delete(f"/v1/clients/{client.id}", headers=office).status_code
    after = service.client.get("/v1/organisation", headers=token).status_code
    read = service.client.get(f"/v1/clients/{client.id}", headers=office).json()

    assert (before, deleted, after) == (200, 204, 401)
    assert read["disabledAt"] is not None


@pytest.mark.parametrize("scopes", [[], ["badges:write"], ["badges:read"] * 40, "badges:read"])
def test_a_client_needs_scopes_that_exist(
    service: Service, office: dict[str, str], scopes: Any
) -> None:
    response = service.client.post(
        "/v1/clients", json={"name": "HR", "scopes": scopes}, headers=office
    )

    assert response.status_code == 422
