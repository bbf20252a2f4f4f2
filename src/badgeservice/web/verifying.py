"""The verification page: a form, and the report in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Request, Response

from badgeservice.credentials.errors import ImageMalformedError
from badgeservice.issuing.addresses import badge_url
from badgeservice.verification.errors import NotACredentialError
from badgeservice.verification.kinds import OPEN_BADGE
from badgeservice.verification.question import Question
from badgeservice.verification.verify import judge, judge_url
from badgeservice.web.content import badge_content
from badgeservice.web.dependencies import WiringDep, language_of
from badgeservice.web.endorsed import endorsements
from badgeservice.web.fetched import fetched_lines
from badgeservice.web.pages import page
from badgeservice.web.presented import Presented, PresentedDep
from badgeservice.web.responses import CAMERA_ALLOWED, UNLISTED
from badgeservice.web.verdicts import (
    check_lines,
    lead,
    older_lines,
    report_json,
    warning_lines,
)
from badgeservice.web.words import Words
from badgeservice.wiring.apart import apart

if TYPE_CHECKING:
    from badgeservice.verification.report import Report
    from badgeservice.wiring.ports import Wiring

_MAXIMUM_URL: Final = 2_000
_STATUS: Final = {"too-large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fault:
    """What is wrong with the form: at which field, and the key of the sentence."""

    field: str
    code: str


def router() -> APIRouter:
    """Return the routes of the verification page."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/verify", methods=["GET", "HEAD"])
    async def verification_form(request: Request, wiring: WiringDep, url: str = "") -> Response:
        """Show the form, or with `?url=` the report on the badge at that address."""
        if not url.strip():
            return _form(request, url="", fault=None)
        presented = Presented(field="url", content=url.strip().encode())
        return await _answered(request, presented, wiring)

    @routes.post("/verify")
    async def verification_result(
        request: Request, wiring: WiringDep, presented: PresentedDep
    ) -> Response:
        """Show the report on the badge that the form holds."""
        return await _answered(request, presented, wiring)

    return routes


async def _answered(request: Request, presented: Presented, wiring: Wiring) -> Response:
    size_bytes = len(presented.content)
    return await apart(lambda: _respond(request, presented, wiring), size_bytes=size_bytes)


def _respond(request: Request, presented: Presented, wiring: Wiring) -> Response:
    url = presented.content.decode(errors="replace") if presented.field == "url" else ""
    found = _report(presented, wiring)
    if isinstance(found, _Fault):
        return _form(request, url=url[:_MAXIMUM_URL], fault=found)
    words = Words(language_of(request))
    is_badge = found.kind == OPEN_BADGE
    said = badge_content(found.credential) if found.credential and is_badge else None
    is_ours = said is not None and (said.id or "").startswith(badge_url(wiring.origin, ""))
    return page(
        request,
        "report.html",
        headers=UNLISTED,
        content={
            "said": said,
            "own_page": said.id if said and is_ours else None,
            "url": url,
            "endorsed": endorsements(found),
            "fetched": fetched_lines(found, words),
            "kind": words.find(f"kind.{found.kind}", {}) or found.kind,
            "report": found,
            "lead": lead(found, words),
            "lines": check_lines(found, words),
            "older_lines": older_lines(found, words),
            "warnings": warning_lines(found, words),
            "report_json": report_json(found, origin=wiring.origin),
        },
    )


def _form(request: Request, *, url: str, fault: _Fault | None) -> Response:
    status = HTTPStatus.OK
    if fault is not None:
        status = _STATUS.get(fault.code, HTTPStatus.UNPROCESSABLE_ENTITY)
    return page(
        request,
        "verify.html",
        status=status,
        headers={**UNLISTED, **CAMERA_ALLOWED},
        content={"url": url, "fault": fault},
    )


def _report(presented: Presented, wiring: Wiring) -> Report | _Fault:
    if presented.fault is not None:
        return _Fault(field=presented.field, code=presented.fault)
    question = Question(at=wiring.now(), sources=wiring.sources, recipient=presented.recipient)
    try:
        if presented.field == "url":
            return _report_on_url(presented.content, question, wiring)
        return judge(presented.content, question)
    except NotACredentialError as cause:
        is_image = isinstance(cause.__cause__, ImageMalformedError)
        return _Fault(field=presented.field, code="image" if is_image else "not-a-credential")


def _report_on_url(content: bytes, question: Question, wiring: Wiring) -> Report | _Fault:
    url = content.decode(errors="replace")
    if len(url) > _MAXIMUM_URL or not url.startswith(("https://", f"{wiring.origin}/")):
        return _Fault(field="url", code="url")
    return judge_url(url, question)
