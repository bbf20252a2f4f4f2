"""Access tokens: the client credentials grant, to the letter."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from authlib.integrations.httpx_client import OAuth2Client
from httpx2 import Response

from badgeservice.accounts.actor import Scope
from badgeservice.accounts.register import Client
from tests.api.service import TOKEN_LIFETIME, Service
from tests.builders import COUNTY, ORIGIN

FORM = "application/x-www-form-urlencoded"
GRANT = {"grant_type": "client_credentials"}


@pytest.fixture
def holder(service: Service) -> Client:
    return service.add_client(COUNTY, Scope.BADGES_ISSUE, Scope.BADGES_READ)


def basic(client_id: str, secret: str) -> dict[str, str]:
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


def ask(
    service: Service,
    form: Mapping[str, str],
    headers: Mapping[str, str] | None = None,
    *,
    path: str = "/oauth/token",
) -> Response:
    return service.client.post(
        path, content=urlencode(form), headers={"Content-Type": FORM, **(headers or {})}
    )


def test_a_client_gets_a_token_with_basic(service: Service, holder: Client) -> None:
    response = ask(service, GRANT, basic(holder.id, service.secrets[holder.id]))

    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    body = response.json()
    assert body["token_type"] == "bearer"
    assert body["expires_in"] == TOKEN_LIFETIME.total_seconds()
    assert body["scope"] == "badges:issue badges:read"


def test_a_client_gets_a_token_with_the_form(service: Service, holder: Client) -> None:
    form = {**GRANT, "client_id": holder.id, "client_secret": service.secrets[holder.id]}

    response = ask(service, form)

    assert response.status_code == 200


def test_the_token_opens_the_api_until_it_expires(service: Service, holder: Client) -> None:
    token = ask(service, GRANT, basic(holder.id, service.secrets[holder.id])).json()
    headers = {"Authorization": f"Bearer {token['access_token']}"}

    first = service.client.get("/v1/badges", headers=headers)
    service.pass_time(timedelta(seconds=token["expires_in"]))
    second = service.client.get("/v1/badges", headers=headers)

    assert (first.status_code, second.status_code) == (200, 401)


def test_a_token_has_the_scopes_that_were_asked_for_only(service: Service, holder: Client) -> None:
    form = {**GRANT, "scope": "badges:read"}
    token = ask(service, form, basic(holder.id, service.secrets[holder.id])).json()
    headers = {"Authorization": f"Bearer {token['access_token']}"}

    reading = service.client.get("/v1/badges", headers=headers)
    issuing = service.client.post("/v1/badges", headers=headers, json={})

    assert token["scope"] == "badges:read"
    assert (reading.status_code, issuing.status_code) == (200, 403)


@pytest.mark.parametrize(
    "scope",
    [
        pytest.param("accounts:manage", id="one that the client does not hold"),
        pytest.param("badges:read accounts:manage", id="one of two"),
        pytest.param("badges:write", id="one that does not exist"),
        pytest.param("badges:read  badges:issue", id="two spaces"),
        pytest.param(" ", id="a space"),
        pytest.param("badges:read\nbadges:issue", id="a line feed"),
    ],
)
def test_scopes_beyond_the_client_are_invalid(service: Service, holder: Client, scope: str) -> None:
    form = {**GRANT, "scope": scope}

    response = ask(service, form, basic(holder.id, service.secrets[holder.id]))

    assert response.status_code == 400
    assert response.json()["error"] == "invalid_scope"


def test_a_wrong_secret_and_an_unknown_client_get_the_same_answer(
    service: Service, holder: Client
) -> None:
    wrong = ask(service, GRANT, basic(holder.id, "bsk_wrong"))
    unknown = ask(service, GRANT, basic("client-unknown", service.secrets[holder.id]))

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.json()["error"] == "invalid_client"
    assert wrong.headers["www-authenticate"].startswith("Basic ")


def test_a_disabled_client_gets_no_token(service: Service, holder: Client) -> None:
    service.disable(holder)

    response = ask(service, GRANT, basic(holder.id, service.secrets[holder.id]))

    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("form", "error"),
    [
        pytest.param({"scope": "badges:read"}, "invalid_request", id="no grant type"),
        pytest.param({"grant_type": ""}, "invalid_request", id="an empty grant type"),
        pytest.param({"grant_type": "password"}, "unsupported_grant_type", id="a password"),
        pytest.param({"grant_type": "refresh_token"}, "unsupported_grant_type", id="a refresh"),
        pytest.param(
            {"grant_type": "Client_Credentials"}, "unsupported_grant_type", id="other capitals"
        ),
    ],
)
def test_other_grants_are_refused(
    service: Service, holder: Client, form: dict[str, str], error: str
) -> None:
    response = ask(service, form, basic(holder.id, service.secrets[holder.id]))

    assert (response.status_code, response.json()["error"]) == (400, error)


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        pytest.param(
            {"content": b"\xff=\xff"}, 400, "invalid_request", id="bytes that are no form"
        ),
        pytest.param(
            {"content": b"grant_type=%ff"}, 400, "invalid_request", id="escapes of no UTF-8"
        ),
        pytest.param({"content": b"a=1&a=2"}, 400, "invalid_request", id="a parameter twice"),
        pytest.param({"content": b"a"}, 400, "invalid_request", id="a name alone"),
        pytest.param({"content": b"a=1&" * 2_000}, 400, "invalid_request", id="many parameters"),
        pytest.param({"content": b"a=" + b"b" * 9_000}, 400, "invalid_request", id="a long one"),
        pytest.param({"content": b""}, 401, "invalid_client", id="nothing"),
        pytest.param(
            {"content": b"{}", "headers": {"Content-Type": "application/json"}},
            400,
            "invalid_request",
            id="JSON",
        ),
        pytest.param(
            {"content": b"client_id=%00&client_secret=a&grant_type=client_credentials"},
            401,
            "invalid_client",
            id="U+0000",
        ),
        pytest.param(
            {"content": b"client_id=%ed%a0%80&client_secret=a"},
            400,
            "invalid_request",
            id="surrogate",
        ),
    ],
)
def test_bad_forms_are_refused_in_the_words_of_the_rfc(
    service: Service, changes: dict[str, Any], status: int, error: str
) -> None:
    response = service.client.post("/oauth/token", **{"headers": {"Content-Type": FORM}, **changes})

    assert (response.status_code, response.json()["error"]) == (status, error)
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "authorization",
    ["Basic", "Basic ", "Basic !!!", "Basic YQ==", "Basic /w==", "Bearer x", "Digest a=1"],
)
def test_bad_authorization_is_an_invalid_client(service: Service, authorization: str) -> None:
    response = ask(service, GRANT, {"Authorization": authorization})

    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")
    assert response.headers["www-authenticate"]


def test_a_secret_in_the_address_is_refused_even_when_it_is_right(
    service: Service, holder: Client
) -> None:
    pair = {"client_id": holder.id, "client_secret": service.secrets[holder.id]}

    response = ask(service, {**GRANT, **pair}, path=f"/oauth/token?{urlencode(pair)}")

    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


def test_two_ways_at_once_are_refused(service: Service, holder: Client) -> None:
    secret = service.secrets[holder.id]

    response = ask(service, {**GRANT, "client_secret": secret}, basic(holder.id, secret))

    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


def test_two_secrets_work_while_one_replaces_the_other(service: Service) -> None:
    office = service.bearer(COUNTY)
    client = service.client.post(
        "/v1/clients", json={"name": "HR", "scopes": ["badges:read"]}, headers=office
    ).json()
    path = f"/v1/clients/{client['client']['id']}/secrets"
    old = client["clientSecret"]
    added = service.client.post(path, headers=office).json()

    both = [
        ask(service, GRANT, basic(client["client"]["id"], secret))
        for secret in (old, added["clientSecret"])
    ]
    retired = service.client.delete(
        f"{path}/{client['client']['secrets'][0]['id']}", headers=office
    )
    after = [
        ask(service, GRANT, basic(client["client"]["id"], secret))
        for secret in (old, added["clientSecret"])
    ]

    assert [each.status_code for each in both] == [200, 200]
    assert retired.status_code == 204
    assert [each.status_code for each in after] == [401, 200]


def test_the_tokens_of_a_retired_secret_end_at_once(service: Service, holder: Client) -> None:
    token = ask(service, GRANT, basic(holder.id, service.secrets[holder.id])).json()
    path = f"/v1/clients/{holder.id}/secrets/{holder.secrets[0].id}"

    service.client.delete(path, headers=service.bearer(COUNTY))
    response = service.client.get(
        "/v1/badges", headers={"Authorization": f"Bearer {token['access_token']}"}
    )

    assert response.status_code == 401


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_a_well_known_oauth_library_gets_a_token(
    service: Service, holder: Client, method: str
) -> None:
    library = OAuth2Client(
        holder.id,
        service.secrets[holder.id],
        scope="badges:read",
        token_endpoint_auth_method=method,
        transport=service.client._transport,
    )

    token = library.fetch_token(f"{ORIGIN}/oauth/token", grant_type="client_credentials")
    badges = library.get(f"{ORIGIN}/v1/badges")

    assert token["scope"] == "badges:read"
    assert badges.status_code == 200
