"""A badge under its own address: a page for people, the signed bytes for programs."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Request, Response

from badgeservice.credentials.baking import bake_png, bake_svg
from badgeservice.credentials.strict_json import parse_object
from badgeservice.issuing.addresses import AchievementKey, badge_url
from badgeservice.issuing.errors import BadgeNotFoundError
from badgeservice.issuing.publish import public_badge, published_class
from badgeservice.verification.verify import verify
from badgeservice.web import images, negotiation, pictures
from badgeservice.web.content import badge_content
from badgeservice.web.dependencies import WiringDep, language_of
from badgeservice.web.pages import page
from badgeservice.web.qr import qr_drawing, verification_url
from badgeservice.web.responses import NEGOTIATED, UNLISTED, PublicDocument, answer
from badgeservice.web.verdicts import check_lines, lead, report_json, warning_lines
from badgeservice.web.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from badgeservice.issuing.ledger import Badge
    from badgeservice.wiring.ports import Wiring

_BADGE_ID: Final = re.compile(r"[A-Za-z0-9_-]{22}")
# Signed bytes never change; the bound is for the day a badge is erased.
_MAXIMUM_AGE_SECONDS: Final = 300
OFFERS: Final = (
    *negotiation.CREDENTIAL_TYPES,
    negotiation.HTML,
    negotiation.PNG,
    negotiation.SVG,
)
FILE_TYPE: Final = negotiation.CREDENTIAL_TYPES[0]
_BY_ENDING: Final = {
    "json": FILE_TYPE,
    "png": negotiation.PNG,
    "svg": negotiation.SVG,
}


def router() -> APIRouter:
    """Return the routes of badges."""
    routes = APIRouter(prefix="/badges", tags=["Public documents"])

    @routes.head("/{badge_id}.{ending}", include_in_schema=False)
    @routes.get(
        "/{badge_id}.{ending}",
        operation_id="getBadgeFile",
        summary="Get a badge as a file",
        response_class=Response,
        responses={HTTPStatus.OK: {"content": {kind: {} for kind in _BY_ENDING.values()}}},
    )
    def badge_file(badge_id: str, ending: str, request: Request, wiring: WiringDep) -> Response:
        """Return the signed credential (`json`), or a picture that holds it (`png`, `svg`)."""
        media_type = _BY_ENDING.get(ending)
        if media_type is None:
            raise BadgeNotFoundError(f"{badge_id}.{ending}")
        document = _document(find(badge_id, wiring), media_type, wiring)
        return answer(request, document, headers=headers_of(media_type, is_negotiated=False))

    @routes.head("/{badge_id}", include_in_schema=False)
    @routes.get(
        "/{badge_id}",
        operation_id="getPublicBadge",
        summary="Get a badge",
        response_class=Response,
        responses={HTTPStatus.OK: {"content": {kind: {} for kind in OFFERS}}},
    )
    def badge_page(badge_id: str, request: Request, wiring: WiringDep) -> Response:
        """Return the page, the signed credential or a picture that holds it, as Accept asks.

        A program that takes anything gets the credential.
        """
        wanted = negotiation.preferred_type(request.headers.get("accept"), offers=OFFERS)
        badge = find(badge_id, wiring)
        if wanted == negotiation.HTML:
            return _page(request, badge, wiring)
        headers = headers_of(wanted, is_negotiated=True)
        return answer(request, _document(badge, wanted, wiring), headers=headers)

    return routes


def find(badge_id: str, wiring: Wiring) -> Badge:
    """Return a signed badge, whosever it is.

    Raises:
        BadgeNotFoundError: no such badge, or it is not signed yet.
    """
    if _BADGE_ID.fullmatch(badge_id) is None:
        raise BadgeNotFoundError(badge_id)
    with wiring.open_books(False) as books:
        return public_badge(badge_id, books=books)


def signed_document(content: bytes, media_type: str) -> PublicDocument:
    """Return a signed badge as a public document, bare or baked into a picture."""
    return PublicDocument(
        content=content, media_type=media_type, maximum_age_seconds=_MAXIMUM_AGE_SECONDS
    )


def headers_of(media_type: str, *, is_negotiated: bool) -> Mapping[str, str]:
    """Return the headers that a badge needs besides those of every document."""
    return {
        **pictures.headers_of(media_type),
        **UNLISTED,
        **(NEGOTIATED if is_negotiated else {}),
    }


def _document(badge: Badge, media_type: str, wiring: Wiring) -> PublicDocument:
    content = badge.secured or b""
    if media_type in {negotiation.PNG, negotiation.SVG}:
        content = _baked(badge, content, media_type, wiring)
    return signed_document(content, media_type)


def _baked(badge: Badge, signed: bytes, media_type: str, wiring: Wiring) -> bytes:
    said = badge_content(parse_object(signed))
    plan = badge.plan
    motif = images.Motif(
        key=f"{plan.organisation_id}/{plan.class_id}/{plan.class_version}",
        name=said.achievement.name,
        issuer=said.issuer.name,
    )
    bake = bake_png if media_type == negotiation.PNG else bake_svg
    drawn = pictures.picture(motif, _class_image(badge, wiring), media_type=media_type)
    return bake(drawn, signed.decode())


def _class_image(badge: Badge, wiring: Wiring) -> str | None:
    plan = badge.plan
    # One picture serves every language.
    key = AchievementKey(
        organisation_id=plan.organisation_id,
        class_id=plan.class_id,
        version=plan.class_version,
        language="fi",
    )
    with wiring.open_books(False) as books:
        return published_class(key, books=books).badge_class.image


def _page(request: Request, badge: Badge, wiring: Wiring) -> Response:
    report = verify(badge.secured or b"", at=wiring.now(), sources=wiring.sources)
    words = Words(language_of(request))
    return page(
        request,
        "badge.html",
        headers=UNLISTED,
        content={
            "said": badge_content(report.credential) if report.credential else None,
            "badge": badge,
            "address": badge_url(wiring.origin, badge.id),
            "report": report,
            "qr": qr_drawing(verification_url(wiring.origin, badge_url(wiring.origin, badge.id))),
            "lead": lead(report, words),
            "lines": check_lines(report, words),
            "warnings": warning_lines(report, words),
            "report_json": report_json(report, origin=wiring.origin),
            "media_types": negotiation.CREDENTIAL_TYPES,
            "curl": f"curl -H {json.dumps(f'Accept: {negotiation.CREDENTIAL_TYPES[0]}')} "
            f"{badge_url(wiring.origin, badge.id)}",
        },
    )
