"""Nobody is believed who cannot show a certificate for the name that was asked."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import pytest
import trustme

from badgeservice.remote.fetch import GuardedClient, Network
from badgeservice.verification.errors import SourceUnavailableError
from tests.remote.servers import LOOPBACK, RawServer, client_of, saying

ACCEPT: Final = "application/json"


def test_the_name_stands_in_the_tls_handshake(authority: trustme.CA, trust: ssl.SSLContext) -> None:
    names: list[str | None] = []
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("issuer.test").configure_cert(tls)
    tls.sni_callback = lambda _socket, name, _context: names.append(name)

    with RawServer(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), tls=tls) as raw:
        client_of(raw, trust).fetch(f"https://issuer.test:{raw.port}/", accept=ACCEPT)

    assert names == ["issuer.test"]


def _tls_of(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


@pytest.mark.parametrize(
    ("issue", "reason"),
    [
        pytest.param(
            lambda ca: ca.issue_cert("other.test"), "not valid for 'issuer.test'", id="another-name"
        ),
        pytest.param(
            lambda ca: ca.issue_cert("issuer.test", not_after=datetime(2020, 1, 1, tzinfo=UTC)),
            "expired",
            id="expired",
        ),
        pytest.param(
            lambda _ca: trustme.CA().issue_cert("issuer.test"),
            "certificate is not trusted",
            id="unknown-authority",
        ),
        pytest.param(lambda ca: ca.issue_cert(LOOPBACK), "not valid for", id="only-the-address"),
    ],
)
def test_a_certificate_is_not_trusted_when_it_is_of(
    issue: Callable[[trustme.CA], trustme.LeafCert],
    reason: str,
    authority: trustme.CA,
    trust: ssl.SSLContext,
) -> None:
    """N08: another name, another day, nobody."""
    with (
        RawServer(saying(b"HTTP/1.1 200 OK\r\n\r\n"), tls=_tls_of(issue(authority))) as raw,
        pytest.raises(SourceUnavailableError, match=reason),
    ):
        client_of(raw, trust).fetch(f"https://issuer.test:{raw.port}/", accept=ACCEPT)

    assert raw.requests == []


def test_plain_http_behind_https_is_not_fallen_back_to(trust: ssl.SSLContext) -> None:
    """N08: never downgraded."""
    with (
        RawServer(saying(b"HTTP/1.1 200 OK\r\n\r\n")) as raw,
        pytest.raises(SourceUnavailableError),
    ):
        GuardedClient(
            allowed_test_hosts=frozenset({("issuer.test", raw.port)}),
            timeout_seconds=0.2,
            network=Network(resolve=lambda _host, _port: (LOOPBACK,), tls=trust),
        ).fetch(f"https://issuer.test:{raw.port}/", accept=ACCEPT)

    assert raw.requests == []


def test_an_address_as_host_is_checked_against_the_addresses_in_the_certificate(
    authority: trustme.CA, trust: ssl.SSLContext
) -> None:
    answer = saying(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    with RawServer(answer, tls=_tls_of(authority.issue_cert(LOOPBACK))) as raw:
        client = client_of(raw, trust, host=LOOPBACK)
        assert client.fetch(f"https://{LOOPBACK}:{raw.port}/", accept=ACCEPT).content == b"{}"
