"""A certificate authority, a server with its certificate, and a witness of connections."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

import pytest
import trustme
from pytest_httpserver import HTTPServer

from badgeservice.remote.fetch import GuardedClient, Network
from tests.remote.servers import LOOPBACK, Witness

NAME = "issuer.test"


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def trust(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@pytest.fixture(scope="session")
def server_tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(NAME, "other.test").configure_cert(context)
    return context


@pytest.fixture(scope="session")
def _running_server(server_tls: ssl.SSLContext) -> Iterator[HTTPServer]:
    with HTTPServer(host=LOOPBACK, port=0, ssl_context=server_tls) as server:
        yield server


@pytest.fixture
def server(_running_server: HTTPServer) -> Iterator[HTTPServer]:
    """Answers over TLS as `issuer.test` and `other.test`."""
    yield _running_server
    _running_server.clear()


@pytest.fixture
def client(server: HTTPServer, trust: ssl.SSLContext) -> GuardedClient:
    """Knows the server under both of its names, and that they lead to this machine."""
    return GuardedClient(
        allowed_test_hosts=frozenset({(NAME, server.port), ("other.test", server.port)}),
        network=Network(resolve=lambda _host, _port: (LOOPBACK,), tls=trust),
    )


@pytest.fixture(scope="session")
def _witness() -> Witness:
    return Witness()


@pytest.fixture
def witness(_witness: Witness) -> Iterator[Witness]:
    """Sees every connection that this process tries to make during the test."""
    with _witness.watching() as watching:
        yield watching
