"""Issuers whose servers hang, fail or cheat cost those who verify other badges nothing."""

from __future__ import annotations

import gzip
import socket
import ssl
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Event

import anyio
import pytest
import trustme

from badgeservice.remote.fetch import GuardedClient, Network
from badgeservice.remote.shared_limits import SharedLimits
from badgeservice.remote.sources import remote_sources
from badgeservice.verification.report import Outcome, Report, Verdict
from badgeservice.verification.verify import verify
from badgeservice.wiring.apart import apart
from tests.builders import NOW
from tests.remote.servers import LOOPBACK, RawServer, client_of, saying
from tests.world import World

_IN_FLIGHT = 100
_LONGEST_SECONDS = 5
# What the machine may be busy with besides.
_LENIENCY_SECONDS = 1.5
_NO_ANSWER = ("took too long", "no connection", "too often")
# On a machine at rest, verifying takes about as long; less is no sign of anything.
_USUAL_SECONDS = 0.002
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def _bomb() -> bytes:
    packed = gzip.compress(bytes(20_000_000))
    length = str(len(packed)).encode()
    return _HEAD + b"Content-Encoding: gzip\r\nContent-Length: " + length + b"\r\n\r\n" + packed


@pytest.mark.parametrize(
    ("answer", "code", "reason"),
    [
        pytest.param(
            b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "unreachable", "status 500", id="500"
        ),
        pytest.param(
            b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", "unreachable", "status 404", id="404"
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n<!doctype html>",
            "unreachable",
            "not a JSON object",
            id="HTML",
        ),
        pytest.param(_bomb(), "not-fetched", "compressed", id="gzip bomb"),
        pytest.param(
            b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
            "unreachable",
            "redirects",
            id="redirection",
        ),
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n", "unreachable", "not sound HTTP", id="no HTTP"),
        pytest.param(
            _HEAD + b"Content-Length: 99999999\r\n\r\n", "not-fetched", "longer than", id="10 GB"
        ),
    ],
)
def test_an_issuer_that_does_not_answer_properly_leaves_the_badge_undecided(
    answer: bytes, code: str, reason: str, trust: ssl.SSLContext, server_tls: ssl.SSLContext
) -> None:
    """R5, N07: each says why, and the badge is neither good nor bad for it."""
    with RawServer(saying(answer), tls=server_tls) as raw:
        report = _judge(f"https://issuer.test:{raw.port}/x", client_of(raw, trust))

    _expect(report, code, reason)


def test_an_issuer_without_a_certificate_of_its_own_leaves_the_badge_undecided(
    trust: ssl.SSLContext,
) -> None:
    """N08: nobody is believed to be the issuer without one."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("issuer.test").configure_cert(tls)
    with RawServer(saying(b""), tls=tls) as raw:
        report = _judge(f"https://issuer.test:{raw.port}/x", client_of(raw, trust))

    _expect(report, "unreachable", "certificate is not trusted")


def _judge(issuer: str, client: GuardedClient) -> Report:
    badge = World(did=issuer).badge(status=None)
    began = time.monotonic()
    report = verify(badge, at=NOW, sources=remote_sources(client))
    assert time.monotonic() - began < _LONGEST_SECONDS
    return report


def _expect(report: Report, code: str, reason: str) -> None:
    check = report.check("issuer")
    assert report.verdict is Verdict.INDETERMINATE
    assert check is not None
    assert (check.outcome, check.code) == (Outcome.UNDETERMINED, f"issuer.{code}")
    assert reason in check.message
    assert report.credential is None


@pytest.fixture
def hanging() -> Iterator[RawServer]:
    """A server that takes every call and never says a word."""
    over = Event()

    def hang(_channel: socket.socket) -> None:
        over.wait(30)

    with RawServer(hang) as raw:
        yield raw
        over.set()


def test_a_hundred_badges_of_issuers_that_hang_hold_up_nobody(
    hanging: RawServer, trust: ssl.SSLContext, tmp_path: Path
) -> None:
    """R5: others wait no more than twice as long, and each of the hundred is answered in time."""
    hosts = [f"hangs-{number}.test" for number in range(_IN_FLIGHT)]
    client = GuardedClient(
        allowed_test_hosts=frozenset((host, hanging.port) for host in hosts),
        network=Network(
            resolve=lambda _host, _port: (LOOPBACK,),
            tls=trust,
            shared_limits=SharedLimits(tmp_path),
        ),
    )
    bad = [World(did=f"https://{host}:{hanging.port}/x").badge(status=None) for host in hosts]
    good = World()

    hanging_ones: list[Callable[[], tuple[float, Report]]] = [
        partial(_timed, badge, client) for badge in bad
    ]
    quiet, busy, flood = anyio.run(
        _beside_each_other,
        lambda: verify(good.badge(), at=NOW, sources=good.sources),
        hanging_ones,
    )

    assert statistics.median(busy) <= 2 * max(statistics.median(quiet), _USUAL_SECONDS)
    for seconds, report in flood:
        assert seconds <= _LONGEST_SECONDS + _LENIENCY_SECONDS
        check = report.check("issuer")
        assert check is not None
        assert report.verdict is Verdict.INDETERMINATE
        assert any(reason in check.message for reason in _NO_ANSWER)
    # Most were really waiting for an answer, all at the same time.
    assert sum(seconds > 1 + _LENIENCY_SECONDS for seconds, _ in flood) > _IN_FLIGHT / 2


def _timed(badge: bytes, client: GuardedClient) -> tuple[float, Report]:
    began = time.monotonic()
    report = verify(badge, at=NOW, sources=remote_sources(client))
    return time.monotonic() - began, report


async def _beside_each_other(
    usual: Callable[[], Report], hanging: list[Callable[[], tuple[float, Report]]]
) -> tuple[list[float], list[float], list[tuple[float, Report]]]:
    """Return how long usual ones take alone and beside hanging ones, and what became of those.

    All go through the threads that the service has for them.
    """
    await apart(usual, size_bytes=4096)
    quiet = await _times(usual)
    flood: list[tuple[float, Report]] = []

    async def hang(work: Callable[[], tuple[float, Report]]) -> None:
        flood.append(await apart(work, size_bytes=4096))

    async with anyio.create_task_group() as group:
        for work in hanging:
            group.start_soon(hang, work)
        await anyio.sleep(1.5)
        busy = await _times(usual)
        assert len(flood) < len(hanging) / 2
    return quiet, busy, flood


async def _times(usual: Callable[[], Report]) -> list[float]:
    times = []
    for _ in range(60):
        began = time.monotonic()
        report = await apart(usual, size_bytes=4096)
        times.append(time.monotonic() - began)
        assert report.verdict is Verdict.VALID
    return times
