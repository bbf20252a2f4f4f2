"""Limits on how often one address may ask."""

from __future__ import annotations

from typing import Any

import pytest

from badgeservice.api.application import ApiSettings
from badgeservice.api.limits import client_address, networks_of
from tests.api.service import Service

SETTINGS = ApiSettings(
    trusted_proxies=frozenset({"10.0.0.0/8", "192.0.2.7"}),
    verifications_per_minute=3,
    token_requests_per_minute=2,
)
BODY = {"url": "https://issuer.example/badges/1"}


def scope(peer: str | None, *forwarded: str) -> dict[str, Any]:
    return {
        "client": None if peer is None else (peer, 1),
        "headers": [(b"x-forwarded-for", value.encode()) for value in forwarded],
    }


@pytest.mark.parametrize(
    ("peer", "forwarded", "counted"),
    [
        pytest.param("192.0.2.1", (), "192.0.2.1", id="no proxy"),
        pytest.param("192.0.2.1", ("203.0.113.9",), "192.0.2.1", id="a claim of a stranger"),
        pytest.param("10.1.2.3", ("203.0.113.9",), "203.0.113.9", id="a trusted proxy"),
        pytest.param(
            "10.1.2.3", ("1.1.1.1, 203.0.113.9",), "203.0.113.9", id="a claim before the proxy's"
        ),
        pytest.param(
            "10.1.2.3", ("1.1.1.1, 203.0.113.9, 192.0.2.7",), "203.0.113.9", id="two proxies"
        ),
        pytest.param("10.1.2.3", ("1.1.1.1", "203.0.113.9"), "203.0.113.9", id="two headers"),
        pytest.param("10.1.2.3", ("unknown",), "10.1.2.3", id="no address"),
        pytest.param("10.1.2.3", ("",), "10.1.2.3", id="an empty header"),
        pytest.param(
            "10.1.2.3", (f"fe80::1%{'x' * 64}",), "10.1.2.3", id="longer than any address"
        ),
        pytest.param("10.1.2.3", ("10.9.9.9",), "10.9.9.9", id="proxies only"),
        pytest.param("2001:db8:1:2:3::4", (), "2001:db8:1:2::/64", id="an IPv6 host"),
        pytest.param("::ffff:192.0.2.1", (), "192.0.2.1", id="IPv4 inside IPv6"),
        pytest.param("::ffff:10.1.2.3", ("203.0.113.9",), "203.0.113.9", id="a proxy in IPv6"),
        pytest.param(None, ("203.0.113.9",), "unknown", id="a socket without address"),
        pytest.param("testclient", (), "testclient", id="a name"),
    ],
)
def test_a_request_counts_for_the_address_that_trusted_proxies_saw(
    peer: str | None, forwarded: tuple[str, ...], counted: str
) -> None:
    trusted = networks_of(SETTINGS.trusted_proxies)

    assert client_address(scope(peer, *forwarded), trusted) == counted


def test_a_trusted_proxy_that_is_no_address_stops_the_start() -> None:
    with pytest.raises(ValueError, match="proxy"):
        networks_of({"proxy.example"})


def test_the_request_after_the_last_one_is_refused_with_retry_after() -> None:
    with Service.started(SETTINGS) as service:
        answers = [service.client.post("/v1/verifications", json=BODY) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["ratelimit"].split(";")[1] for answer in answers] == [
        "r=2",
        "r=1",
        "r=0",
        "r=0",
    ]
    assert answers[3].headers["ratelimit-policy"] == '"verifications";q=3;w=60'
    assert 1 <= int(answers[3].headers["retry-after"]) <= 60
    assert answers[3].json()["type"].endswith("/problems/too-many-requests")


def test_the_page_and_the_api_share_one_limit() -> None:
    with Service.started(SETTINGS) as service:
        for _ in range(3):
            service.client.post("/verify", data={"url": "https://issuer.example/badges/1"})
        answer = service.client.post("/v1/verifications", json=BODY)

    assert answer.status_code == 429


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_link_to_the_verify_page_counts_only_when_it_asks_for_a_badge(method: str) -> None:
    with Service.started(SETTINGS) as service:
        opened = [service.client.request(method, "/verify").status_code for _ in range(5)]
        asked = [
            service.client.request(method, "/verify", params=BODY).status_code for _ in range(4)
        ]

    assert 429 not in opened
    assert 429 not in asked[:3]
    assert asked[3] == 429


def test_guessing_secrets_is_limited_whatever_the_headers_claim() -> None:
    with Service.started(SETTINGS) as service:
        answers = [
            service.client.post(
                "/oauth/token",
                data={"grant_type": "client_credentials", "client_id": "a", "client_secret": "b"},
                headers={"X-Forwarded-For": f"203.0.113.{number}"},
            )
            for number in range(4)
        ]

    assert [answer.status_code for answer in answers] == [401, 401, 429, 429]


def test_two_addresses_do_not_take_from_each_other() -> None:
    with Service.started(SETTINGS, client_address="10.1.2.3") as service:
        codes = [
            service.client.post(
                "/v1/verifications", json=BODY, headers={"X-Forwarded-For": f"203.0.113.{number}"}
            ).status_code
            for number in (1, 1, 1, 1, 2)
        ]

    assert codes == [200, 200, 200, 429, 200]


def test_what_is_not_limited_tells_no_limits() -> None:
    with Service.started(SETTINGS) as service:
        answers = [service.client.get("/livez") for _ in range(10)]

    assert {answer.status_code for answer in answers} == {200}
    assert "ratelimit" not in answers[0].headers
