"""Ids, protecting headers and size limits around every request."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from starlette.exceptions import HTTPException

from badgeservice.api.errors import BodyTooLargeError
from badgeservice.api.problem_handlers import error_response
from badgeservice.api.shields import BodyLimitMiddleware
from tests.api.service import Service


@pytest.mark.parametrize("path", ["/v1/badges", "/v1/nowhere", "/livez", "/openapi.json"])
def test_answers_of_the_api_are_not_kept_framed_or_guessed(service: Service, path: str) -> None:
    headers = service.client.get(path).headers

    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["strict-transport-security"]


def test_strict_transport_security_is_only_said_over_https() -> None:
    with Service.started(origin="http://localhost:8000") as service:
        assert "strict-transport-security" not in service.client.get("/livez").headers


def test_every_answer_has_an_id_of_its_own(service: Service) -> None:
    ids = {service.client.get("/livez").headers["x-request-id"] for _ in range(3)}

    assert len(ids) == 3
    assert all(re.fullmatch(r"[0-9a-f]{16}", each) for each in ids)


def test_a_client_does_not_choose_the_id(service: Service) -> None:
    response = service.client.get("/livez", headers={"X-Request-Id": "chosen\x1b[31m"})

    assert "chosen" not in response.headers["x-request-id"]


def test_a_body_that_says_it_is_too_large_is_never_asked_for() -> None:
    asked, sent = _send([(b"content-length", b"11")], [b"x" * 11])

    assert asked == 0
    assert sent[0]["status"] == 413


@pytest.mark.parametrize(
    ("length", "status"),
    [(b"-1", 200), (b"ten", 200), (b"1e9", 200), (b"\xb2", 200), (b"9" * 100, 413)],
)
def test_an_odd_content_length_does_no_harm(length: bytes, status: int) -> None:
    _, sent = _send([(b"content-length", length)], [b"x"])

    assert sent[0]["status"] == status


def test_reading_stops_with_the_piece_that_is_too_much() -> None:
    asked, _ = _send([], [b"x" * 6] * 1_000)

    assert asked == 2


def _send(
    headers: list[tuple[bytes, bytes]], pieces: list[bytes]
) -> tuple[int, list[dict[str, Any]]]:
    """Send pieces of a body to an application that reads them all, and count what it is given."""
    asked, sent = 0, []

    async def receive() -> dict[str, Any]:
        nonlocal asked
        asked += 1
        return {
            "type": "http.request",
            "body": pieces[asked - 1],
            "more_body": asked < len(pieces),
        }

    async def send(message: Any) -> None:
        sent.append(dict(message))

    async def app(scope: Any, receive: Any, send: Any) -> None:
        status = 200
        try:
            while (await receive())["more_body"]:
                pass
        except HTTPException as error:
            status = error.status_code
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def refuse(request: Any, error: Any) -> Any:
        assert isinstance(error, BodyTooLargeError)
        return error_response(error, origin="https://b.example")

    limited = BodyLimitMiddleware(app, maximum_bytes=10, refuse=refuse)
    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers}
    asyncio.run(limited(scope, receive, send))
    return asked, sent
