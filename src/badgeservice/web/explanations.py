"""What the codes of reports mean: a page for people, and the same as JSON for programs."""

from __future__ import annotations

import json
from http import HTTPStatus
from itertools import groupby
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response

from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.verification.explanations import (
    Explanation,
    check_of,
    check_url,
    codes,
    explanation,
    explanation_document,
)
from badgeservice.verification.sentences import check_name
from badgeservice.web import negotiation
from badgeservice.web.dependencies import WiringDep, language_of
from badgeservice.web.failures import failure_page
from badgeservice.web.pages import page
from badgeservice.web.responses import NEGOTIATED, PublicDocument, answer

_JSON: Final = "application/json"
_OFFERS: Final = (negotiation.HTML, _JSON)
_HOUR_SECONDS: Final = 3_600

Code = Annotated[str, Path(max_length=100, examples=["status.revoked"])]


def router() -> APIRouter:
    """Return the routes of the explanations."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/checks", methods=["GET", "HEAD"])
    def explained_codes(request: Request, wiring: WiringDep) -> Response:
        """List every code that a report can hold."""
        if _wants_json(request):
            listed: list[JsonValue] = [
                {"code": code, "type": check_url(wiring.origin, code)} for code in codes()
            ]
            return _json(request, {"codes": listed})
        language = language_of(request)
        groups = [
            (check_name(check, language), list(grouped))
            for check, grouped in groupby(codes(), key=check_of)
        ]
        return page(request, "checks.html", headers=NEGOTIATED, content={"groups": groups})

    @routes.api_route("/checks/{code}", methods=["GET", "HEAD"])
    def explained_code(code: Code, request: Request, wiring: WiringDep) -> Response:
        """Say what a code means and what to do about it."""
        found = explanation(code)
        if found is None:
            return failure_page(request, HTTPStatus.NOT_FOUND, slug="check-not-found")
        if _wants_json(request):
            return _json(request, explanation_document(found, origin=wiring.origin))
        return _page(request, found)

    return routes


def _page(request: Request, found: Explanation) -> Response:
    language = language_of(request)
    lines = [said[language] for said in (found.sentences, found.warnings) if said is not None]
    return page(
        request,
        "check.html",
        headers=NEGOTIATED,
        content={"found": found, "name": found.name(language), "lines": lines},
    )


def _wants_json(request: Request) -> bool:
    return negotiation.preferred_type(request.headers.get("accept"), offers=_OFFERS) == _JSON


def _json(request: Request, content: JsonObject) -> Response:
    document = PublicDocument(
        content=json.dumps(content, ensure_ascii=False, indent=2).encode(),
        media_type=_JSON,
        maximum_age_seconds=_HOUR_SECONDS,
    )
    return answer(request, document, headers=NEGOTIATED)
