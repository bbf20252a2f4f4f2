"""Ways past the framework for what is asked most often.

A shortcut answers only what it is sure of, at once and on the event loop, so it must never take
long there. Whatever is unusual takes the ordinary way, which is also where every error becomes a
problem document: so what is refused, and how, is written in one place.

Why: docs/decisions/0013-hot-paths.md
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from badgeservice.api.shields import first_header
from badgeservice.errors import BadgeServiceError

Shortcut: TypeAlias = Callable[[Scope, bytes], Awaitable[Response | None]]
"""Answers a request, given its scope and body, or leaves it to the ordinary way."""

Shortcuts: TypeAlias = Mapping[tuple[str, str], Shortcut]
"""By method and path. A path that ends in a slash stands for all that are one step longer."""

Explain: TypeAlias = Callable[[Request, Exception], Response]
"""Answers an error as the application would."""

# What is longer is rare, and takes long.
MAXIMUM_BYTES: Final = 64 * 1024
_LONGEST_NUMBER: Final = 9


class ShortcutMiddleware:
    """Asks the shortcut for a request, where there is one, before the application."""

    def __init__(self, app: ASGIApp, *, shortcuts: Shortcuts, explain: Explain) -> None:
        """Let `explain` answer the errors of shortcuts."""
        self._app = app
        self._shortcuts = shortcuts
        self._explain = explain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on as it came."""
        shortcut = self._shortcut_for(scope)
        if shortcut is None:
            await self._app(scope, receive, send)
            return
        messages = await _read(receive) if scope["method"] == "POST" else []
        answer = None
        if all(message["type"] == "http.request" for message in messages):
            body = b"".join(message.get("body", b"") for message in messages)
            try:
                answer = await shortcut(scope, body)
            except BadgeServiceError as error:
                answer = self._explain(Request(scope), error)
        await (answer or self._app)(scope, _replaying(messages, receive), send)

    def _shortcut_for(self, scope: Scope) -> Shortcut | None:
        if scope["type"] != "http":
            return None
        method, path = scope["method"], scope["path"]
        found = self._shortcuts.get((method, path))
        if found is None:
            return self._shortcuts.get((method, path[: path.rfind("/") + 1]))
        return found if method != "POST" or _is_short(scope) else None


def _is_short(scope: Scope) -> bool:
    """Ask whether a request says that its body is short; the server holds it to that."""
    length = first_header(scope, b"content-length")
    return (
        length is not None
        and len(length) <= _LONGEST_NUMBER
        and length.isdecimal()
        and int(length) <= MAXIMUM_BYTES
    )


async def _read(receive: Receive) -> list[Message]:
    messages = [await receive()]
    while messages[-1].get("more_body", False):
        messages.append(await receive())
    return messages


def _replaying(messages: list[Message], receive: Receive) -> Receive:
    """Return what gives the messages once more, and then what comes after them."""
    if not messages:
        return receive
    again = iter(messages)

    async def replaying() -> Message:
        message = next(again, None)
        return message if message is not None else await receive()

    return replaying
