"""An answer that is too much, too slow or not sound is left unread, and the connection closed."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable
from typing import Final

import httpcore2
import pytest

from badgeservice.remote.answer import read_answer
from badgeservice.remote.fetch import GuardedClient
from badgeservice.verification.errors import SourceRefusedError, SourceUnavailableError
from tests.remote.servers import LOOPBACK, RawServer, dripping, saying, saying_for_ever

OK: Final = b"HTTP/1.1 200 OK\r\n"
LIMIT_BYTES: Final = 64 * 1024


def _fetch(raw: RawServer, *, timeout_seconds: float = 5) -> bytes:
    client = GuardedClient(
        allowed_test_hosts=frozenset({(LOOPBACK, raw.port)}),
        timeout_seconds=timeout_seconds,
        maximum_bytes=LIMIT_BYTES,
    )
    return client.fetch(f"http://{LOOPBACK}:{raw.port}/", accept="*/*").content


@pytest.mark.parametrize(
    "respond",
    [
        pytest.param(
            saying(OK + b"Content-Length: 10000000000\r\n\r\n"), id="length-announced-too-great"
        ),
        pytest.param(saying_for_ever(OK + b"\r\n", b"x" * 4096), id="body-without-end"),
        pytest.param(
            saying_for_ever(
                OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1000\r\n" + b"x" * 4096 + b"\r\n"
            ),
            id="chunks-without-end",
        ),
        pytest.param(
            saying_for_ever(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 4096),
            id="tiny-chunks-without-end",
        ),
        pytest.param(
            saying_for_ever(b"", b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n" * 100),
            id="early-hints-without-end",
        ),
        pytest.param(
            saying(OK, b"".join(b"X-%d: y\r\n" % n for n in range(101)), b"\r\n"),
            id="hundred-and-one-headers",
        ),
        pytest.param(
            saying(OK + b"X: " + b"y" * 40_000 + b"\r\nContent-Length: 0\r\n\r\n"), id="long-header"
        ),
        pytest.param(
            saying(OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"x")), id="gzip"
        ),
        pytest.param(saying(OK + b"Content-Encoding: br\r\n\r\n"), id="brotli"),
        pytest.param(
            saying(OK + b"Content-Encoding: identity\r\nContent-Encoding: gzip\r\n\r\n"),
            id="gzip-in-a-second-header",
        ),
    ],
)
def test_an_answer_is_refused_for_its(respond: Callable[[socket.socket], None]) -> None:
    """N07: size, packing and headers."""
    with RawServer(respond) as raw:
        with pytest.raises(SourceRefusedError):
            _fetch(raw)

        assert raw.closed_by_client.wait(timeout=5)


@pytest.mark.parametrize(
    "respond",
    [
        pytest.param(saying(OK + b"Content-Length: 10\r\n\r\nshort"), id="too-short"),
        pytest.param(
            saying(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n"), id="no-last-chunk"
        ),
        pytest.param(
            saying(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), id="chunk-without-length"
        ),
        pytest.param(
            saying(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nx"), id="two-lengths"
        ),
        pytest.param(saying(OK + b"Content-Length: -1\r\n\r\nx"), id="negative-length"),
        pytest.param(saying(OK + b"X: " + b"y" * 1_000_000 + b"\r\n\r\n"), id="megabyte-header"),
        pytest.param(
            saying(OK, b"".join(b"X-%d: some more text\r\n" % n for n in range(10_000)), b"\r\n"),
            id="ten-thousand-headers",
        ),
        pytest.param(saying(b"SSH-2.0-OpenSSH_9.6\r\n"), id="another-protocol"),
        pytest.param(saying(b"\x15\x03\x01\x00\x02\x02\x46"), id="tls-alert"),
        pytest.param(saying(), id="nothing"),
        pytest.param(
            saying(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"), id="another-upgrade"
        ),
    ],
)
def test_an_answer_is_taken_for_a_failure_when_it_is(
    respond: Callable[[socket.socket], None],
) -> None:
    with RawServer(respond) as raw:
        with pytest.raises(SourceUnavailableError):
            _fetch(raw)

        assert raw.closed_by_client.wait(timeout=5)


@pytest.mark.parametrize(
    ("start", "part"),
    [
        pytest.param(b"", b"H", id="status-line"),
        pytest.param(OK, b"X: y\r\n", id="headers"),
        pytest.param(OK + b"Content-Length: 60000\r\n\r\n", b"x", id="body"),
        pytest.param(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", id="chunks"),
        pytest.param(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", id="early-hints"),
    ],
)
def test_the_whole_answer_has_one_deadline_however_steadily_it_drips(
    start: bytes, part: bytes
) -> None:
    """N07: a byte a second."""
    gone = threading.Event()
    with RawServer(dripping(start, part, gone=gone)) as raw:
        began = time.monotonic()
        # What drips for a status line is no HTTP in the end; all others just take too long.
        with pytest.raises(SourceUnavailableError):
            _fetch(raw, timeout_seconds=0.2)
        took = time.monotonic() - began
        gone.set()

    assert 0.1 < took < 1


def test_a_silent_server_is_left_at_the_deadline() -> None:
    gone = threading.Event()

    def say_nothing(_connection: socket.socket) -> None:
        gone.wait(10)

    with RawServer(say_nothing) as raw:
        with pytest.raises(SourceUnavailableError, match="too long"):
            _fetch(raw, timeout_seconds=0.1)
        gone.set()


def test_bytes_after_the_announced_length_are_not_part_of_the_answer() -> None:
    with RawServer(saying(OK + b"Content-Length: 2\r\n\r\n{}and more")) as raw:
        assert _fetch(raw) == b"{}"


def test_an_answer_of_exactly_the_limit_is_read() -> None:
    with RawServer(saying(OK + b"\r\n", b"x" * LIMIT_BYTES)) as raw:
        assert len(_fetch(raw)) == LIMIT_BYTES


def test_an_answer_of_one_byte_more_than_the_limit_is_refused() -> None:
    """N07: to the byte."""
    with (
        RawServer(saying(OK + b"\r\n", b"x" * (LIMIT_BYTES + 1))) as raw,
        pytest.raises(SourceRefusedError, match="longer than"),
    ):
        _fetch(raw)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"Cache-Control": "max-age=60"}, 60),
        ({"Cache-Control": "public, MAX-AGE=60, immutable"}, 60),
        ({"Cache-Control": "max-age=31536000"}, 300),
        ({"Cache-Control": "max-age=60", "Age": "20"}, 40),
        ({"Cache-Control": "max-age=3600", "Age": "1000"}, 0),
        ({"Cache-Control": "max-age=60", "Age": "soon"}, 0),
        ({"Cache-Control": "max-age=60, no-store"}, 0),
        ({"Cache-Control": "no-cache, max-age=60"}, 0),
        ({"Cache-Control": "max-age=-1"}, 0),
        ({"Cache-Control": "max-age=0"}, 0),
        ({"Cache-Control": "max-age=1"}, 5),
        ({"Cache-Control": "max-age=60", "Age": "58"}, 5),
        ({"Cache-Control": "max-age=60", "Age": "60"}, 0),
        ({"Cache-Control": "max-age=60, max-age=5"}, 5),
        ({"Cache-Control": "s-maxage=60"}, 0),
    ],
)
def test_an_answer_is_fresh_as_long_as_its_server_says_within_bounds(
    headers: dict[str, str], seconds: int
) -> None:
    response = httpcore2.Response(
        200,
        headers=[(name.encode(), value.encode()) for name, value in headers.items()],
        content=b"{}",
    )

    answer = read_answer(response, url="https://example.com/", maximum_bytes=10)

    assert answer.fresh_seconds == seconds
