"""Redirections are followed when wanted, three at most, each checked like a URL sent to us."""

from __future__ import annotations

import socket
import ssl
from typing import Final

import pytest
from pytest_httpserver import HTTPServer

from badgeservice.remote.fetch import GuardedClient, Network
from badgeservice.verification.errors import SourceRefusedError, SourceUnavailableError
from tests.remote.servers import LOOPBACK, RawServer, Witness, client_of

ACCEPT: Final = "application/json"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirection_is_followed_unless_wanted(
    status: int, client: GuardedClient, server: HTTPServer
) -> None:
    """N06: for documents and lists."""
    server.expect_request("/").respond_with_data(status=status, headers={"Location": "/x"})
    server.expect_request("/x").respond_with_data(b"{}")

    with pytest.raises(SourceUnavailableError, match="redirects"):
        client.fetch(f"https://issuer.test:{server.port}/", accept=ACCEPT)

    assert len(server.log) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_three_redirections_are_followed_and_a_fourth_is_not(
    status: int, client: GuardedClient, server: HTTPServer
) -> None:
    """N06: for badges."""
    for step in range(4):
        location = f"https://{('issuer', 'other')[step % 2]}.test:{server.port}/{step + 1}"
        server.expect_request(f"/{step}").respond_with_data(
            status=status, headers={"Location": location}
        )
    server.expect_request("/4").respond_with_data(b"{}")

    answer = client.fetch(f"https://issuer.test:{server.port}/1", accept=ACCEPT, redirects=3)
    with pytest.raises(SourceUnavailableError, match="more than 3 times"):
        client.fetch(f"https://issuer.test:{server.port}/0", accept=ACCEPT, redirects=3)

    assert answer.content == b"{}"


def test_a_ring_of_redirections_comes_to_an_end(client: GuardedClient, server: HTTPServer) -> None:
    server.expect_request("/").respond_with_data(status=302, headers={"Location": "/"})

    with pytest.raises(SourceUnavailableError, match="redirects"):
        client.fetch(f"https://issuer.test:{server.port}/", accept=ACCEPT, redirects=3)

    assert len(server.log) == 4


@pytest.mark.parametrize(
    "location",
    [
        pytest.param("http://example.com/", id="http"),
        pytest.param("http://issuer.test:{port}/x", id="http-at-the-test-host"),
        pytest.param("https://127.0.0.1:{port}/", id="this-machine"),
        pytest.param("https://169.254.169.254/latest/meta-data/", id="metadata"),
        pytest.param("https://[::ffff:127.0.0.1]:{port}/", id="mapped"),
        pytest.param("https://0x7f.1:{port}/", id="hexadecimal"),
        pytest.param("https://localhost:{port}/", id="localhost"),
        pytest.param("//127.0.0.1:{port}/", id="no-scheme"),
        pytest.param("https://user:pw@other.test:{port}/", id="user"),
        pytest.param("https://other.test:{port}\\@127.0.0.1/", id="backslash"),
        pytest.param("file:///etc/passwd", id="file"),
        pytest.param("ftp://example.com/", id="ftp"),
        pytest.param("https://[::1/", id="bracket-left-open"),
        pytest.param("https://other.test:22/", id="port-of-a-shell"),
    ],
)
def test_a_redirection_is_refused_when_it_leads_to(
    location: str, server_tls: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    """N06: each is checked again."""

    # Servers made for good use would tidy the location up.
    def respond(connection: socket.socket) -> None:
        to = location.format(port=raw.port).encode()
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: " + to + b"\r\n\r\n")

    with RawServer(respond, tls=server_tls) as raw, pytest.raises(SourceRefusedError):
        client_of(raw, trust).fetch(f"https://issuer.test:{raw.port}/", accept=ACCEPT, redirects=3)

    assert raw.accepted == 1


def test_a_redirection_to_a_name_that_leads_inside_is_not_followed(
    server: HTTPServer, trust: ssl.SSLContext, witness: Witness
) -> None:
    server.expect_request("/").respond_with_data(
        status=302, headers={"Location": "https://example.com/"}
    )
    client = GuardedClient(
        allowed_test_hosts=frozenset({("issuer.test", server.port)}),
        network=Network(resolve=lambda _host, _port: (LOOPBACK,), tls=trust),
    )

    with pytest.raises(SourceUnavailableError):
        client.fetch(f"https://issuer.test:{server.port}/", accept=ACCEPT, redirects=3)

    assert witness.connections == [(LOOPBACK, server.port)]
