"""What every request passes on its way in and out: an id, headers that protect, and a size limit.

Written against ASGI itself, because the size must be counted before anything is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from badgeservice.api.errors import BodyTooLargeError, MediaTypeUnsupportedError
from badgeservice.errors import BadgeServiceError

Refuse: TypeAlias = Callable[[Request, BadgeServiceError], Response]
"""Answers an error outside of the application's own error handlers."""

_ID_BYTES: Final = 8
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

        async def with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            await self._app(scope, receive, with_id)


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
        self._is_https = is_https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer with headers."""

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), scope["path"])
            await send(message)

        await self._app(scope, receive, protected if scope["type"] == "http" else send)

    def _add(self, headers: MutableHeaders, path: str) -> None:
        if self._is_https:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if path.startswith(API_PATHS):
            for name, value in API_HEADERS.items():
                headers.setdefault(name, value)


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
        if (error := _fault(Headers(scope=scope), maximum)) is not None:
            answer = self._refuse(Request(scope, receive), error)
            await answer(scope, receive, send)
            return
        await self._app(scope, _counting(receive, maximum), send)


def _fault(headers: Headers, maximum: int) -> BadgeServiceError | None:
    if headers.get("content-encoding", "").strip().lower() not in _UNCOMPRESSED:
        return MediaTypeUnsupportedError(("application/json",))
    length = headers.get("content-length", "0")
    if length.isascii() and length.isdigit() and int(length[:20]) > maximum:
        return BodyTooLargeError(maximum)
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
