"""Routes that read JSON strictly, and query parameters too."""

from __future__ import annotations

import email.message
from collections.abc import Callable, Coroutine
from functools import lru_cache
from typing import Final

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import params
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from badgeservice.api.errors import MediaTypeUnsupportedError
from badgeservice.credentials.errors import JsonMalformedError
from badgeservice.credentials.strict_json import JsonValue, parse

# Above this, parsing is worth a thread of its own, so that nobody else waits for it. Only one, for
# no permission is needed to send what takes long to parse.
_LARGE_BYTES: Final = 16 * 1024
_one_at_a_time: Final = CapacityLimiter(1)
_JSON: Final = ("application/json",)
_LONGEST_USUAL: Final = 100


class StrictRequest(Request):
    """A request whose JSON body is read with `credentials.strict_json`."""

    _value: JsonValue = None

    async def json(self) -> JsonValue:
        """Return the body as it was read strictly; None when it could not be."""
        return self._value

    async def read(self) -> None:
        """Read the body; what is wrong with it is kept for `require_sound`."""
        content = await self.body()
        if not content:
            return
        try:
            require_json(self.headers.get("content-type", ""))
            if len(content) > _LARGE_BYTES:
                self._value = await run_sync(parse, content, limiter=_one_at_a_time)
            else:
                self._value = parse(content)
        except (JsonMalformedError, MediaTypeUnsupportedError) as fault:
            self.state.fault = fault


class StrictRoute(APIRoute):
    """A route that reads JSON strictly and knows all its query parameters.

    Faults are not raised here but by `require_sound`, which comes after the caller has been
    recognised: strangers get 401 whatever they send.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[None, None, Response]]:
        """Return FastAPI's own handler, given a strict request."""
        handler = super().get_route_handler()
        known = {
            field.alias
            for field in get_flat_params(self.dependant)
            if isinstance(field.field_info, params.Query)
        }
        reads_json = self.body_field is not None

        async def handle(request: Request) -> Response:
            strict = StrictRequest(request.scope, request.receive)
            names = [name for name, _ in request.query_params.multi_items()]
            strict.state.odd_parameters = sorted(
                {name for name in names if name not in known or names.count(name) > 1}
            )
            if reads_json:
                await strict.read()
            return await handler(strict)

        return handle


def require_sound(request: Request) -> None:
    """Let a request pass whose body was read and whose query parameters are all known.

    Raises:
        JsonMalformedError: the body is not JSON in the strict sense.
        MediaTypeUnsupportedError: the body does not say that it is JSON.
        RequestValidationError: a query parameter is unknown or occurs twice.
    """
    fault = getattr(request.state, "fault", None)
    if isinstance(fault, JsonMalformedError | MediaTypeUnsupportedError):
        raise fault
    odd: list[str] = getattr(request.state, "odd_parameters", [])
    if odd:
        raise RequestValidationError(
            [
                {
                    "type": "extra_forbidden",
                    "loc": ("query", name),
                    "msg": "There is no such query parameter here, or it occurs twice",
                }
                for name in odd
            ]
        )


def media_type_of(content_type: str) -> str:
    """Return the media type of a Content-Type header; empty for what is none, or is not UTF-8."""
    is_usual = len(content_type) <= _LONGEST_USUAL
    return _usual_media_type(content_type) if is_usual else _media_type(content_type)


def _media_type(content_type: str) -> str:
    message = email.message.Message()
    message["content-type"] = content_type or "application/octet-stream"
    charset, found = message.get_content_charset("utf-8"), message.get_content_type()
    # What is no media type counts as text/plain there; here it counts as none.
    is_said = found == message["content-type"].partition(";")[0].strip().lower()
    return found if is_said and charset in {"utf-8", "utf8", "us-ascii"} else ""


# Reading one takes as long as verifying a fifth of a badge, and there are but a few.
_usual_media_type = lru_cache(maxsize=64)(_media_type)


def require_json(content_type: str) -> None:
    """Let a body pass whose Content-Type says that it is JSON.

    Raises:
        MediaTypeUnsupportedError: it says something else.
    """
    media_type = media_type_of(content_type)
    if media_type != "application/json" and not (
        media_type.startswith("application/") and media_type.endswith("+json")
    ):
        raise MediaTypeUnsupportedError(_JSON)
