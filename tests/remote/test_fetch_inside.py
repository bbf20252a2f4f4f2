"""The way out never leads inside, and does not tell what is there."""

from __future__ import annotations

import json
import ssl
from collections.abc import Sequence
from typing import Final

import pytest
from pytest_httpserver import HTTPServer

from badgeservice.remote.fetch import GuardedClient, Network
from badgeservice.verification.errors import SourceRefusedError, SourceUnavailableError
from tests.reference import reference
from tests.remote.servers import LOOPBACK, RawServer, Witness, client_of, saying

ACCEPT: Final = "application/json"
INNER_ADDRESSES: Final = (
    "127.0.0.1",
    "10.0.0.1",
    "169.254.169.254",
    "100.100.100.200",
    "0.0.0.0",  # noqa: S104 - an address, not a binding
    "::1",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "fd00:ec2::254",
    "fe80::1",
)


def _client_resolving_to(*addresses: str) -> GuardedClient:
    return GuardedClient(network=Network(resolve=lambda _host, _port: addresses))


def _never_resolve(host: str, _port: int) -> Sequence[str]:
    pytest.fail(f"{host} was looked up")


@pytest.mark.parametrize("address", INNER_ADDRESSES)
def test_an_inner_address_in_a_url_is_refused_without_a_connection(
    address: str, witness: Witness
) -> None:
    host = f"[{address}]" if ":" in address else address

    with pytest.raises(SourceRefusedError):
        GuardedClient(network=Network(resolve=_never_resolve)).fetch(
            f"https://{host}:8443/", accept=ACCEPT
        )

    assert witness.connections == []


@pytest.mark.parametrize("address", INNER_ADDRESSES)
def test_a_name_that_leads_inside_is_not_connected_to(address: str, witness: Witness) -> None:
    with pytest.raises(SourceUnavailableError):
        _client_resolving_to(address).fetch("https://example.com/", accept=ACCEPT)

    assert witness.connections == []


@pytest.mark.parametrize(
    "addresses",
    [
        pytest.param(("8.8.8.8", "127.0.0.1"), id="inner-one-last"),
        pytest.param(("127.0.0.1", "8.8.8.8"), id="inner-one-first"),
        pytest.param(("8.8.8.8", "::1"), id="inner-one-of-the-other-family"),
        pytest.param(
            (*(f"8.8.{n // 250}.{n % 250 + 1}" for n in range(1000)), "10.0.0.1"),
            id="inner-one-after-a-thousand",
        ),
        pytest.param(("8.8.8.8", "fe80::1%1"), id="one-with-scope"),
        pytest.param(("8.8.8.8", "rubbish"), id="one-that-is-no-address"),
    ],
)
def test_one_inner_address_in_the_answer_refuses_all(
    addresses: tuple[str, ...], witness: Witness
) -> None:
    """N05: a mixed answer."""
    with pytest.raises(SourceUnavailableError):
        _client_resolving_to(*addresses).fetch("https://example.com/", accept=ACCEPT)

    assert witness.connections == []


@pytest.mark.reference
@pytest.mark.parametrize("form", ["literal", "looked-up"])
def test_no_published_inner_address_gets_a_connection(form: str, witness: Witness) -> None:
    """N01: nothing leaves the machine."""
    cases = json.loads(
        reference("security/own-generated/ssrf-addresses.json").read_text(encoding="utf-8")
    )
    blocked = [case["address"] for case in cases if case["expect"] == "block"]

    for address in blocked:
        literal = f"[{address}]" if ":" in address else address
        host = literal if form == "literal" else "example.com"
        with pytest.raises((SourceRefusedError, SourceUnavailableError)):
            _client_resolving_to(address).fetch(f"https://{host}:8443/", accept=ACCEPT)

    assert len(blocked) >= 43
    assert witness.connections == []


def test_a_listener_on_this_machine_is_never_reached() -> None:
    with RawServer(saying(b"HTTP/1.1 200 OK\r\n\r\n"), host="0.0.0.0") as canary:  # noqa: S104 - to see every address of this machine
        for host in ("127.0.0.1", "127.255.255.254", "0.0.0.0", "localhost", "127.1", "[::1]"):  # noqa: S104 - an address
            for scheme in ("https", "http"):
                with pytest.raises(SourceRefusedError):
                    GuardedClient().fetch(f"{scheme}://{host}:{canary.port}/", accept=ACCEPT)
        with pytest.raises(SourceUnavailableError):
            _client_resolving_to(LOOPBACK).fetch(
                f"https://example.com:{canary.port}/", accept=ACCEPT
            )

    assert canary.accepted == 0


def test_a_name_is_looked_up_once_so_that_it_cannot_turn_inwards_afterwards(
    server: HTTPServer, trust: ssl.SSLContext, witness: Witness
) -> None:
    """N05: one lookup serves."""
    answers = iter([(LOOPBACK,), ("169.254.169.254",)])
    server.expect_request("/").respond_with_data(b"{}")
    client = GuardedClient(
        allowed_test_hosts=frozenset({("issuer.test", server.port)}),
        network=Network(resolve=lambda _host, _port: next(answers), tls=trust),
    )

    client.fetch(f"https://issuer.test:{server.port}/", accept=ACCEPT)

    assert witness.connections == [(LOOPBACK, server.port)]
    assert list(answers) == [("169.254.169.254",)]


def test_a_name_that_turned_inwards_between_two_redirections_is_not_followed(
    server: HTTPServer, trust: ssl.SSLContext, witness: Witness
) -> None:
    answers = iter([(LOOPBACK,), ("169.254.169.254",)])
    server.expect_request("/").respond_with_data(status=302, headers={"Location": "/x"})
    client = GuardedClient(
        allowed_test_hosts=frozenset({("issuer.test", server.port)}),
        network=Network(resolve=lambda _host, _port: next(answers), tls=trust),
    )

    with pytest.raises(SourceUnavailableError):
        client.fetch(f"https://issuer.test:{server.port}/", accept=ACCEPT, redirects=3)

    assert witness.connections == [(LOOPBACK, server.port)]


def test_the_next_address_is_tried_when_one_does_not_answer(
    server: HTTPServer, trust: ssl.SSLContext
) -> None:
    server.expect_request("/").respond_with_data(b"{}")
    client = GuardedClient(
        allowed_test_hosts=frozenset({("issuer.test", server.port)}),
        network=Network(resolve=lambda _host, _port: ("::1", LOOPBACK), tls=trust),
    )

    answer = client.fetch(f"https://issuer.test:{server.port}/", accept=ACCEPT)

    assert answer.content == b"{}"


def test_what_cannot_be_reached_sounds_the_same_for_whatever_reason(
    trust: ssl.SSLContext,
) -> None:
    """N09: no oracle of open ports."""
    with RawServer(saying()) as closed:
        pass
    url = f"https://issuer.test:{closed.port}/"

    def unknown(_host: str, _port: int) -> Sequence[str]:
        raise OSError

    told = set()
    for client in (
        client_of(closed, trust),
        GuardedClient(network=Network(resolve=unknown)),
        GuardedClient(network=Network(resolve=lambda _host, _port: ())),
        _client_resolving_to(LOOPBACK),
        _client_resolving_to("10.0.0.1"),
    ):
        with pytest.raises(SourceUnavailableError) as failed:
            client.fetch(url, accept=ACCEPT)
        told.add((type(failed.value), str(failed.value)))

    assert len(told) == 1
