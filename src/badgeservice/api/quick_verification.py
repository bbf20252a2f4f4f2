"""The shortcut for badges that are good and that everything is known about already."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response
from starlette.types import Scope

from badgeservice.api.report_schema import described_by
from badgeservice.api.shields import first_header
from badgeservice.api.shortcuts import Shortcut
from badgeservice.api.strict_route import media_type_of
from badgeservice.api.verification import JSON, MEDIA_TYPES
from badgeservice.api.verification_messages import report_bytes
from badgeservice.credentials.strict_json import MAXIMUM_DEPTH
from badgeservice.verification.verify import verify_quickly
from badgeservice.wiring.ports import Wiring

_BEGINNING: Final = b'{"credential":{'
# A plain credential lies one level deeper in a message, and messages may be so deep only.
_MOST_BRACKETS: Final = MAXIMUM_DEPTH - 1


def verification_shortcut(wiring: Wiring) -> Shortcut:
    """Return the shortcut that verifies a credential, alone or as `credential` of a message."""
    headers = described_by(wiring.origin)

    async def verified(scope: Scope, body: bytes) -> Response | None:
        content = _credential(scope, body)
        if content is None:
            return None
        report = verify_quickly(content, at=wiring.now(), sources=wiring.sources_at_hand)
        if report is None:
            return None
        # What was verified quickly came in its shortest form, and is sent back as it came.
        answer = report_bytes(
            report, origin=wiring.origin, credential=content if report.credential else None
        )
        return Response(answer, media_type=JSON, headers=headers)

    return verified


def _credential(scope: Scope, body: bytes) -> bytes | None:
    media_type = media_type_of(first_header(scope, b"content-type") or "")
    if scope["query_string"] or media_type not in MEDIA_TYPES:
        return None
    if media_type == JSON and body.startswith(_BEGINNING):
        return _inner(body)
    return body


def _inner(body: bytes) -> bytes | None:
    """Return the one member's value, if there is but one.

    If there are more, what is returned is no JSON, and so is left to the ordinary way as well.
    """
    content = body[len(_BEGINNING) - 1 : -1]
    is_flat = content.count(b"{") + content.count(b"[") <= _MOST_BRACKETS
    return content if is_flat and body.endswith(b"}}") else None
