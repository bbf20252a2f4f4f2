"""A verification can tell what it read from elsewhere, when that came, and what did not come."""

from __future__ import annotations

import ssl
from datetime import datetime, timedelta

import pytest
from pytest_httpserver import HTTPServer

from badgeservice.remote.fetch import GuardedClient, Network
from badgeservice.remote.freshness import FreshAnswers
from badgeservice.remote.sources import remote_sources
from badgeservice.verification.errors import SourceRefusedError, SourceUnavailableError
from badgeservice.verification.report import Fetch
from badgeservice.verification.sources import Sources
from tests.builders import NOW
from tests.remote.servers import LOOPBACK


class Clock:
    """A wall clock and a stopwatch that go together."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.seconds)

    def stopwatch(self) -> float:
        return self.seconds


def _sources(server: HTTPServer, trust: ssl.SSLContext, clock: Clock) -> GuardedClient:
    return GuardedClient(
        allowed_test_hosts=frozenset({("issuer.test", server.port)}),
        network=Network(
            resolve=lambda _host, _port: (LOOPBACK,),
            tls=trust,
            fresh_answers=FreshAnswers(clock=clock.stopwatch),
        ),
    )


def _ask(sources: Sources, url: str) -> None:
    sources.status_lists.status_list_credential(url)


def test_what_was_read_is_told_with_its_moment(server: HTTPServer, trust: ssl.SSLContext) -> None:
    clock = Clock()
    server.expect_request("/list").respond_with_json({})
    url = f"https://issuer.test:{server.port}/list"
    sources = remote_sources(_sources(server, trust, clock), now=clock.now)

    _ask(sources, url)
    clock.seconds = 2
    _ask(sources, url)

    assert sources.fetched() == (Fetch(url=url, fetched_at=NOW),)


def test_a_kept_answer_is_told_with_the_moment_when_it_came(
    server: HTTPServer, trust: ssl.SSLContext
) -> None:
    clock = Clock()
    server.expect_request("/list").respond_with_json({}, headers={"Cache-Control": "max-age=60"})
    url = f"https://issuer.test:{server.port}/list"
    client = _sources(server, trust, clock)
    _ask(remote_sources(client, now=clock.now), url)

    clock.seconds = 45
    later = remote_sources(client, now=clock.now)
    _ask(later, url)

    assert later.fetched() == (Fetch(url=url, fetched_at=NOW),)
    assert len(server.log) == 1


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/gone", "it answered with the status 404"),
        ("/text", "what it answers is not a JSON object that can be read safely"),
    ],
)
def test_what_could_not_be_read_is_told_with_the_reason(
    server: HTTPServer, trust: ssl.SSLContext, path: str, reason: str
) -> None:
    clock = Clock()
    server.expect_request("/gone").respond_with_data("", status=404)
    server.expect_request("/text").respond_with_data("hello")
    url = f"https://issuer.test:{server.port}{path}"
    sources = remote_sources(_sources(server, trust, clock), now=clock.now)

    with pytest.raises(SourceUnavailableError):
        sources.controllers.controller_document(url)

    assert sources.fetched() == (Fetch(url=url, fetched_at=NOW, reason=reason),)


def test_what_may_not_be_asked_is_told_too(server: HTTPServer, trust: ssl.SSLContext) -> None:
    clock = Clock()
    sources = remote_sources(_sources(server, trust, clock), now=clock.now)

    with pytest.raises(SourceRefusedError) as refusal:
        _ask(sources, "http://elsewhere.test/list")

    (told,) = sources.fetched()
    assert (told.url, told.reason) == ("http://elsewhere.test/list", refusal.value.reason)


def test_nothing_is_told_where_nothing_was_asked(client: GuardedClient) -> None:
    assert remote_sources(client, now=lambda: NOW).fetched() == ()
