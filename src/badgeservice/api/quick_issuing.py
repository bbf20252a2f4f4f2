"""The shortcut for issuing one badge: orders that come at the same time are committed together."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Final

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import Scope

from badgeservice.accounts import actor as accounts
from badgeservice.accounts.errors import NotAuthenticatedError
from badgeservice.accounts.tokens import actor_of
from badgeservice.api.dependencies import idempotency_key, idempotent_request
from badgeservice.api.issuing import ISSUE_BADGE, pointing_into_the_body
from badgeservice.api.issuing_messages import BadgeMessage, answer_bytes
from badgeservice.api.personal_data import refuse_national_ids
from badgeservice.api.shields import first_header
from badgeservice.api.shortcuts import Shortcut
from badgeservice.api.strict_route import media_type_of
from badgeservice.credentials.strict_json import JsonValue, parse, parse_plain
from badgeservice.errors import BadgeServiceError
from badgeservice.issuing.addresses import badge_url
from badgeservice.issuing.concurrent import issue_async
from badgeservice.issuing.order import Desk, IdempotentRequest
from badgeservice.wiring.ports import Wiring

_JSON: Final = "application/json"
_BEARER: Final = re.compile(r"Bearer ([A-Za-z0-9_-]{1,100})")
# JSON that is not in its shortest form takes long to parse.
_LONGEST_SPACIOUS_BYTES: Final = 4 * 1024


def issuing_shortcut(wiring: Wiring) -> Shortcut:
    """Return the shortcut for sound orders of callers who may place them.

    What is wrong with others is for the route to say, which judges in its own order. Once an order
    is placed, there is no way back to the route: it would place the order a second time.
    """

    async def issued(scope: Scope, body: bytes) -> Response | None:
        if scope["query_string"] or media_type_of(_header(scope, b"content-type")) != _JSON:
            return None
        try:
            caller = await _issuer(scope, wiring)
            value = _value(body)
            # Nothing is in the message that is not in the body.
            refuse_national_ids(value)
            message = BadgeMessage.model_validate(value)
            request = _request(scope, message)
        except (BadgeServiceError, ValidationError):
            return None
        desk = Desk(origin=wiring.origin, at=wiring.now(), random_bytes=wiring.random_bytes)
        with pointing_into_the_body(None):
            (badge,) = await issue_async(
                [message.order()],
                actor=caller,
                request=request,
                desk=desk,
                submit=wiring.submit_write,
            )
        return Response(
            answer_bytes(badge, origin=wiring.origin),
            status_code=HTTPStatus.CREATED,
            headers={"Location": badge_url(wiring.origin, badge.id)},
            media_type=_JSON,
        )

    return issued


async def _issuer(scope: Scope, wiring: Wiring) -> accounts.Actor:
    found = _BEARER.fullmatch(_header(scope, b"authorization"))
    if found is None:
        raise NotAuthenticatedError
    if wiring.tokens_at_hand is None:
        caller = await run_in_threadpool(_actor_in_books, found[1], wiring)
    else:
        caller = actor_of(found[1], register=wiring.tokens_at_hand, at=wiring.now())
    caller.require(accounts.Scope.BADGES_ISSUE)
    return caller


def _actor_in_books(token: str, wiring: Wiring) -> accounts.Actor:
    with wiring.open_books(False) as books:
        return actor_of(token, register=books.accounts, at=wiring.now())


def _value(body: bytes) -> JsonValue:
    return parse(body) if len(body) <= _LONGEST_SPACIOUS_BYTES else parse_plain(body)


def _request(scope: Scope, message: BadgeMessage) -> IdempotentRequest | None:
    key = idempotency_key(first_header(scope, b"idempotency-key"))
    if key is None:
        return None
    content = message.model_dump(mode="json", by_alias=True)
    return idempotent_request(key, operation=ISSUE_BADGE, content=content)


def _header(scope: Scope, name: bytes) -> str:
    return first_header(scope, name) or ""
