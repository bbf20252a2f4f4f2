"""Shortcuts answer what they are sure of; everything else goes on as it came."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from badgeservice.api.shortcuts import MAXIMUM_BYTES, Shortcut, ShortcutMiddleware
from badgeservice.errors import BadgeServiceError

START = "http.response.start"


class Talk:
    """One request, sent in pieces, and what came back."""

    def __init__(self, *pieces: bytes, headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
        self.messages: list[dict[str, Any]] = [
            {"type": "http.request", "body": piece, "more_body": True} for piece in pieces
        ]
        if self.messages:
            self.messages[-1]["more_body"] = False
        self.headers = headers or ((b"content-length", str(len(b"".join(pieces))).encode()),)
        self.sent: list[Any] = []

    def hold(
        self, shortcut: Shortcut, *, method: str = "POST", path: str = "/quick", key: str = ""
    ) -> None:
        scope = {"type": "http", "method": method, "path": path, "headers": self.headers}
        layer = ShortcutMiddleware(
            ordinary, shortcuts={(method, key or "/quick"): shortcut}, explain=explain
        )
        asyncio.run(layer(scope, self.receive, self.send))

    async def receive(self) -> dict[str, Any]:
        return self.messages.pop(0) if self.messages else {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    @property
    def answer(self) -> tuple[int, bytes]:
        status = next(each["status"] for each in self.sent if each["type"] == START)
        return status, b"".join(each.get("body", b"") for each in self.sent)


async def ordinary(scope: Any, receive: Any, send: Any) -> None:
    """Tell what was received, to the end."""
    body, message = b"", await receive()
    while message["type"] == "http.request":
        body += message["body"]
        message = await receive()
    await PlainTextResponse(b"ordinary:" + body)(scope, receive, send)


def explain(request: Request, error: Exception) -> Response:
    return PlainTextResponse(f"explained: {error}", status_code=418)


async def quick(scope: Any, body: bytes) -> Response | None:
    return PlainTextResponse(b"quick:" + body)


async def unsure(scope: Any, body: bytes) -> Response | None:
    return None


def test_a_shortcut_gets_the_whole_body_and_answers() -> None:
    talk = Talk(b"a", b"b", b"c")

    talk.hold(quick)

    assert talk.answer == (200, b"quick:abc")


def test_what_a_shortcut_leaves_comes_on_as_it_was_sent() -> None:
    talk = Talk(b"a", b"b", b"c")

    talk.hold(unsure)

    assert talk.answer == (200, b"ordinary:abc")


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(((b"host", b"a"),), id="a length that is not told"),
        pytest.param(((b"content-length", b"ten"),), id="no number"),
        pytest.param(((b"content-length", b"-1"),), id="a negative number"),
        pytest.param(((b"content-length", "²".encode("latin-1")),), id="a digit of another kind"),
        pytest.param(((b"content-length", b"9" * 100),), id="a very long number"),
        pytest.param(
            ((b"content-length", str(MAXIMUM_BYTES + 1).encode()),), id="one byte too many"
        ),
    ],
)
def test_a_body_that_may_be_long_is_not_read_for_a_shortcut(
    headers: tuple[tuple[bytes, bytes], ...],
) -> None:
    talk = Talk(b"a", b"b", headers=headers)

    talk.hold(quick)

    assert talk.answer == (200, b"ordinary:ab")


def test_who_hangs_up_in_the_middle_is_no_case_for_a_shortcut() -> None:
    talk = Talk(b"a", b"b")
    talk.messages[-1] = {"type": "http.disconnect"}

    talk.hold(quick)

    assert talk.answer == (200, b"ordinary:a")


def test_an_error_of_a_shortcut_is_explained_and_nothing_is_done_twice() -> None:
    async def failing(scope: Any, body: bytes) -> Response | None:
        raise BadgeServiceError("no")

    talk = Talk(b"a")

    talk.hold(failing)

    assert talk.answer == (418, b"explained: no")


def test_an_error_that_nobody_foresaw_is_left_to_the_layers_outside() -> None:
    async def broken(scope: Any, body: bytes) -> Response | None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Talk(b"a").hold(broken)


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/badges/one", b"quick:"),
        ("/badges/", b"quick:"),
        ("/badges", b"ordinary:"),
        ("/badges/one/two", b"ordinary:"),
        ("/v1/badges/one", b"ordinary:"),
    ],
)
def test_a_path_with_a_slash_leads_one_step_on(path: str, answer: bytes) -> None:
    talk = Talk()

    talk.hold(quick, method="GET", path=path, key="/badges/")

    assert talk.answer == (200, answer)


def test_another_method_is_another_request() -> None:
    talk = Talk(b"a")
    scope = {"type": "http", "method": "PUT", "path": "/quick", "headers": talk.headers}
    layer = ShortcutMiddleware(ordinary, shortcuts={("POST", "/quick"): quick}, explain=explain)

    asyncio.run(layer(scope, talk.receive, talk.send))

    assert talk.answer == (200, b"ordinary:a")
