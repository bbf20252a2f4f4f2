"""What every request passes on its way in and out: an id, headers that protect, and a size limit.

Written against ASGI itself, because the size must be counted before anything is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from badgeservice.api.errors import BodyTooLargeError, MediaTypeUnsupportedError
from badgeservice.errors import BadgeServiceError

Refuse: TypeAlias = Callable[[Request, BadgeServiceError], Response]
"""Answers an error outside of the application's own error handlers."""

_ID_BYTES: Final = 8
_ABOUT_THE_BODY: Final = (b"content-encoding", b"content-length")
_UNCOMPRESSED: Final = frozenset({"", "identity"})
_TOO_LARGE: Final = 413

API_PATHS: Final = ("/v1/", "/oauth/", "/livez", "/readyz", "/openapi.json")
API_HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class RequestIdMiddleware:
    """Gives every request an id, for the answer and for the log."""

    def __init__(self, app: ASGIApp, *, random_bytes: Callable[[int], bytes]) -> None:
        self._app = app
        self._random_bytes = random_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its id."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = self._random_bytes(_ID_BYTES).hex()
        scope.setdefault("state", {})["request_id"] = request_id

        header = (b"x-request-id", request_id.encode("ascii"))

        async def with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], header]
            await send(message)

        bound = structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            await self._app(scope, receive, with_id)
        finally:
            structlog.contextvars.reset_contextvars(**bound)


class UnforeseenMiddleware:
    """Answers an error that nothing foresaw, inside of the layers that add ids and headers.

    A handler for `Exception` would run outside of all of them.
    """

    def __init__(self, app: ASGIApp, *, answer: Callable[[Request, Exception], Response]) -> None:
        self._app = app
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and answer for it when nobody else has."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            if begun:
                raise
            await self._answer(Request(scope, receive), error)(scope, receive, send)


class ApiHeadersMiddleware:
    """Adds protecting headers to the answers of the API, where a router did not set its own."""

    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self._app = app
        everywhere = {"Strict-Transport-Security": "max-age=31536000"} if is_https else {}
        self._everywhere = _encoded(everywhere)
        self._of_api = _encoded({**everywhere, **API_HEADERS})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer with headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        wanted = self._of_api if scope["path"].startswith(API_PATHS) else self._everywhere

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                known = {name for name, _ in headers}
                message["headers"] = [
                    *headers,
                    *(header for header in wanted if header[0] not in known),
                ]
            await send(message)

        await self._app(scope, receive, protected)


def _encoded(headers: Mapping[str, str]) -> tuple[tuple[bytes, bytes], ...]:
    """Return headers as ASGI has them."""
    return tuple((name.lower().encode(), value.encode()) for name, value in headers.items())


class BodyLimitMiddleware:
    """Refuses bodies that are too large or compressed, before any of them is kept.

    A body whose length is told is refused unread; one that is not is refused as soon as it grows
    too large, by the error that reading it raises.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        maximum_bytes: int,
        refuse: Refuse,
        exceptions: Mapping[str, int] | None = None,
    ) -> None:
        self._app = app
        self._maximum_bytes = maximum_bytes
        self._refuse = refuse
        self._exceptions = dict(exceptions or {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a body that is counted as it comes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        maximum = self._exceptions.get(scope["path"], self._maximum_bytes)
        if (error := _fault(scope, maximum)) is not None:
            answer = self._refuse(Request(scope, receive), error)
            await answer(scope, receive, send)
            return
        await self._app(scope, _counting(receive, maximum), send)


def _fault(scope: Scope, maximum: int) -> BadgeServiceError | None:
    encoding, length = (first_header(scope, name) for name in _ABOUT_THE_BODY)
    if (encoding or "").strip().lower() not in _UNCOMPRESSED:
        return MediaTypeUnsupportedError(("application/json",))
    if length and length.isascii() and length.isdigit() and int(length[:20]) > maximum:
        return BodyTooLargeError(maximum)
    return None


def first_header(scope: Scope, name: bytes) -> str | None:
    """Return the first header of a request by its lower-case name."""
    for each, value in scope["headers"]:
        if each == name:
            text: str = value.decode("latin-1")
            return text
    return None


def _counting(receive: Receive, maximum: int) -> Receive:
    total = 0

    async def counting() -> Message:
        nonlocal total
        message = await receive()
        if message["type"] == "http.request":
            total += len(message.get("body", b""))
            if total > maximum:
                # FastAPI lets only this class out of its own reading of a body.
                raise HTTPException(_TOO_LARGE)
        return message

    return counting
