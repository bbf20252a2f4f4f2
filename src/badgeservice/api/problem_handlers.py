"""Answers errors with problem documents."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Final, TypeAlias, cast

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from badgeservice.accounts.errors import NotAuthenticatedError, NotPermittedError
from badgeservice.api.errors import BodyTooLargeError, MediaTypeUnsupportedError, RateLimitedError
from badgeservice.api.problem_kinds import Problem
from badgeservice.api.problems import (
    CONFLICT,
    INTERNAL,
    MEDIA_TYPE,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    PROBLEMS,
    REQUEST_INVALID,
    UNAVAILABLE,
    members_of,
    problem_body,
    problem_of,
)
from badgeservice.api.wire import wire_name
from badgeservice.credentials.strict_json import JsonObject, JsonValue, pointer_to
from badgeservice.errors import BadgeServiceError

Page: TypeAlias = Callable[[Request, Problem, str], Response | None]
"""Answers a problem with a page for people, given its kind and sentence, or declines."""

RETRY_AFTER_SECONDS: Final = 2
_REALM: Final = 'Bearer realm="badgeservice"'
_BY_STATUS: Final[Mapping[int, tuple[Problem, str]]] = {
    404: (NOT_FOUND, NOT_FOUND.sentence),
    405: (METHOD_NOT_ALLOWED, METHOD_NOT_ALLOWED.sentence),
    413: (PROBLEMS[BodyTooLargeError], "The body is larger than this address reads."),
    415: (PROBLEMS[MediaTypeUnsupportedError], "The body has a format that is not read here."),
}
_log = structlog.get_logger(__name__)


def problem_response(
    problem: Problem,
    *,
    origin: str,
    detail: str,
    members: Mapping[str, JsonValue] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem document as an answer."""
    body = problem_body(problem, origin=origin, detail=detail, members=members)
    return Response(
        # Half a surrogate pair cannot be sent; it becomes a question mark rather than a crash.
        content=json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def error_response(error: BadgeServiceError, *, origin: str) -> Response | None:
    """Return the answer for an error that has a row in the table, else None."""
    problem = problem_of(error)
    if problem is None:
        return None
    return problem_response(
        problem,
        origin=origin,
        detail=str(error),
        members=members_of(error, problem),
        headers=_headers_of(error),
    )


def problem_of_error(
    error: BadgeServiceError | RequestValidationError, *, origin: str
) -> JsonObject:
    """Return the problem document about one of many things, whose error must not stop the others.

    What has no row in the table can only be a part of the service that does not answer now.
    """
    if isinstance(error, RequestValidationError):
        return problem_body(
            REQUEST_INVALID,
            origin=origin,
            detail=REQUEST_INVALID.sentence,
            members={"errors": [_fault(each, error.body) for each in error.errors()]},
        )
    problem = problem_of(error)
    if problem is None:
        return problem_body(UNAVAILABLE, origin=origin, detail=UNAVAILABLE.sentence)
    members = members_of(error, problem)
    return problem_body(problem, origin=origin, detail=str(error), members=members)


def install_problem_handlers(
    app: FastAPI,
    origin: str,
    *,
    unavailable: Sequence[type[Exception]] = (),
    conflict: Sequence[type[Exception]] = (),
    page: Page | None = None,
) -> None:
    """Let `app` answer every error with a problem document, or with `page` where that wants to.

    `unavailable` are the errors of storage that pass (503), `conflict` those of two writers (409).
    """
    handlers = _Handlers(origin, page)
    app.add_exception_handler(BadgeServiceError, handlers.foreseen)
    app.add_exception_handler(RequestValidationError, handlers.shape)
    app.add_exception_handler(HTTPException, handlers.http)
    for cls in unavailable:
        app.add_exception_handler(cls, handlers.unavailable)
    for cls in conflict:
        app.add_exception_handler(cls, handlers.conflict)


def explanation_of(app: FastAPI) -> Callable[[Request, Exception], Response]:
    """Return what answers an error as the handlers of `app` would, and raises what none foresaw."""

    def explain(request: Request, error: Exception) -> Response:
        for cls in type(error).__mro__:
            if cls in app.exception_handlers:
                return cast("Response", app.exception_handlers[cls](request, error))
        raise error

    return explain


def unforeseen_answer(origin: str, page: Page | None) -> Callable[[Request, Exception], Response]:
    """Return what answers an error that no handler foresaw, and logs it."""
    return _Handlers(origin, page).unforeseen


class _Handlers:
    """The handlers, which share the origin and the pages."""

    def __init__(self, origin: str, page: Page | None) -> None:
        self._origin = origin
        self._page = page

    def foreseen(self, request: Request, exc: Exception) -> Response:
        error = cast("BadgeServiceError", exc)
        problem = problem_of(error)
        if problem is None:
            return self.unforeseen(request, exc)
        answer = error_response(error, origin=self._origin)
        return self._paged(request, problem, str(error)) or cast("Response", answer)

    def shape(self, request: Request, exc: Exception) -> Response:
        invalid = cast("RequestValidationError", exc)
        detail = REQUEST_INVALID.sentence
        return self._paged(request, REQUEST_INVALID, detail) or problem_response(
            REQUEST_INVALID,
            origin=self._origin,
            detail=detail,
            members={"errors": [_fault(error, invalid.body) for error in invalid.errors()]},
        )

    def http(self, request: Request, exc: Exception) -> Response:
        error = cast("HTTPException", exc)
        known = _BY_STATUS.get(error.status_code)
        status = HTTPStatus(error.status_code)
        problem, detail = known or (
            Problem(status=status, slug=REQUEST_INVALID.slug, title=status.phrase),
            f"{status.phrase}.",
        )
        headers = dict(error.headers or {})
        if status is HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = _methods_at(request)
        return self._paged(request, problem, detail) or problem_response(
            problem, origin=self._origin, detail=detail, headers=headers
        )

    def unavailable(self, request: Request, exc: Exception) -> Response:
        del exc  # Which part is missing is not for clients to know.
        detail = UNAVAILABLE.sentence
        return self._paged(request, UNAVAILABLE, detail) or problem_response(
            UNAVAILABLE,
            origin=self._origin,
            detail=detail,
            headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
        )

    def conflict(self, request: Request, exc: Exception) -> Response:
        del exc  # It speaks of tables.
        detail = CONFLICT.sentence
        return self._paged(request, CONFLICT, detail) or problem_response(
            CONFLICT, origin=self._origin, detail=detail
        )

    def unforeseen(self, request: Request, exc: Exception) -> Response:
        request_id = str(request.scope.get("state", {}).get("request_id", ""))
        _log.error("unforeseen error", request_id=request_id, exc_info=exc)
        detail = INTERNAL.sentence.format(request_id=request_id)
        return self._paged(request, INTERNAL, detail) or problem_response(
            INTERNAL, origin=self._origin, detail=detail, members={"requestId": request_id}
        )

    def _paged(self, request: Request, problem: Problem, detail: str) -> Response | None:
        return self._page(request, problem, detail) if self._page is not None else None


def _headers_of(error: BadgeServiceError) -> dict[str, str]:
    if isinstance(error, NotAuthenticatedError):
        return {"WWW-Authenticate": _REALM}
    if isinstance(error, NotPermittedError):
        return {"WWW-Authenticate": f'{_REALM}, error="insufficient_scope", scope="{error.scope}"'}
    if isinstance(error, RateLimitedError):
        return {"Retry-After": str(error.retry_after_seconds)}
    return {}


def _methods_at(request: Request) -> str:
    """Return all methods of an address; a route only knows its own."""
    methods: set[str] = set()
    for route in iter_route_contexts(request.app.routes):
        pattern = getattr(route, "path_regex", None)
        if pattern is not None and pattern.match(request.url.path):
            methods |= getattr(route, "methods", None) or set()
    return ", ".join(sorted(methods))


def _fault(error: Mapping[str, object], body: object) -> JsonObject:
    """Say where and what, never what was sent: that may be long, or personal."""
    where, *steps = cast("Sequence[str | int]", error["loc"])
    detail = str(error["msg"]).removeprefix("Value error, ")
    if where != "body":
        names = [wire_name(str(step)) if where == "path" else str(step) for step in steps]
        return {"parameter": ".".join(names), "detail": detail}
    return {"pointer": _pointer(steps, body, missing=error["type"] == "missing"), "detail": detail}


def _pointer(steps: Sequence[str | int], body: object, *, missing: bool) -> str:
    """Return the pointer to `steps` in `body`, without pydantic's names of union members."""
    pointer, value = "", body
    for position, step in enumerate(steps):
        found, below = _below(value, step)
        if found or (missing and position == len(steps) - 1):
            pointer, value = pointer_to(pointer, step), below
    return pointer


def _below(value: object, step: str | int) -> tuple[bool, object]:
    if isinstance(value, dict) and step in value:
        return True, value[step]
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return True, value[step]
    return False, None
