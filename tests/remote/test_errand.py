"""One verification has one budget of requests and one of time."""

from __future__ import annotations

import ssl
import time
from threading import Event

import pytest

from badgeservice.remote.errand import Errand
from badgeservice.remote.fetch import GuardedClient, Network
from badgeservice.remote.sources import remote_sources
from badgeservice.verification.errors import SourceUnavailableError
from tests.remote.servers import LOOPBACK, RawServer, dripping


def test_the_time_of_all_requests_is_counted_and_that_between_them_is_not() -> None:
    now = 0.0
    errand = Errand(seconds=5, clock=lambda: now)

    with errand.trip(5) as first:
        now += 3
        left = first.seconds_left
    now += 100
    with errand.trip(5) as second:
        assert second.seconds_left == left == 2
        now += 3
    with errand.trip(5) as third:
        assert third.seconds_left == 0


def test_a_request_takes_no_longer_than_its_own_time_either() -> None:
    with Errand(seconds=5).trip(1) as deadline:
        assert deadline.seconds_left <= 1
    with Errand().trip(1) as deadline:
        assert 0 < deadline.seconds_left <= 1


def test_an_issuer_that_is_slow_everywhere_is_waited_for_once(
    trust: ssl.SSLContext, server_tls: ssl.SSLContext
) -> None:
    """N07: key set, document and status list together have no more time than one of them."""
    gone = Event()
    with RawServer(dripping(b"HTTP/1.1 200 OK\r\n\r\n{", b" ", gone=gone), tls=server_tls) as raw:
        client = GuardedClient(
            allowed_test_hosts=frozenset({("issuer.test", raw.port)}),
            timeout_seconds=0.5,
            network=Network(resolve=lambda _host, _port: (LOOPBACK,), tls=trust),
        )
        sources, base = remote_sources(client), f"https://issuer.test:{raw.port}"
        began = time.monotonic()
        for ask in (
            sources.published_keys.key_set,
            sources.controllers.controller_document,
            sources.status_lists.status_list_credential,
        ):
            with pytest.raises(SourceUnavailableError):
                ask(f"{base}/{ask.__name__}")
        took = time.monotonic() - began
        gone.set()

    assert took < 1
