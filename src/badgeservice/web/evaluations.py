"""The counsellor's page: what somebody's badges come to in a whole qualification."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from badgeservice.recognition.evaluation_pages import PAGE_PATH, shown_page
from badgeservice.web.dependencies import WiringDep, language_of
from badgeservice.web.evaluation_view import view_of
from badgeservice.web.pages import page
from badgeservice.web.responses import PRIVATE
from badgeservice.web.words import Words


def router() -> APIRouter:
    """Return the route of the pages for counsellors."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route(f"{PAGE_PATH}/{{capability}}", methods=["GET", "HEAD"])
    def evaluation_page(capability: str, request: Request, wiring: WiringDep) -> Response:
        with wiring.open_books(False) as books:
            found = shown_page(capability, at=wiring.now(), book=books.evaluation_pages)
        return page(
            request,
            "evaluation.html",
            headers=PRIVATE,
            content={"view": view_of(found, Words(language_of(request)))},
        )

    return routes
