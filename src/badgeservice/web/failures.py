"""What people see when something is not there, or went wrong."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final, Protocol

from fastapi import Request
from fastapi.responses import HTMLResponse

from badgeservice.web import negotiation, pages
from badgeservice.web.dependencies import language_of
from badgeservice.web.responses import UNLISTED
from badgeservice.web.words import Words

_MACHINE: Final = "application/problem+json"
_OFFERS: Final = (_MACHINE, "application/json", *negotiation.CREDENTIAL_TYPES, negotiation.HTML)
# Whoever asks these addresses is a program, whatever it accepts.
_FOR_PROGRAMS: Final = ("/v1/", "/oauth/", "/openapi.json", "/livez", "/readyz")


class Failure(Protocol):
    """A kind of problem: the status, and the name of the page that explains it."""

    @property
    def status(self) -> HTTPStatus:
        """The HTTP status."""

    @property
    def slug(self) -> str:
        """The last part of the problem's `type`."""


def problem_page(request: Request, failure: Failure, detail: str) -> HTMLResponse | None:
    """Return a page about a problem for whoever prefers one, else None.

    `detail` is the problem's English sentence; it is shown where no translated one fits.
    """
    if request.url.path.startswith(_FOR_PROGRAMS):
        return None
    wanted = negotiation.preferred_type(request.headers.get("accept"), offers=_OFFERS)
    if wanted != negotiation.HTML:
        return None
    return failure_page(request, failure.status, slug=failure.slug, detail=detail)


def failure_page(
    request: Request, status: HTTPStatus, *, slug: str, detail: str | None = None
) -> HTMLResponse:
    """Return the page about a problem, whatever the request prefers."""
    words = Words(language_of(request))
    by_slug = words.find(f"failure.slugs.{slug}", {})
    by_status = words.find(f"failure.statuses.{int(status)}", {})
    return pages.page(
        request,
        "failure.html",
        status=status,
        headers=UNLISTED,
        content={
            "is_missing": status == HTTPStatus.NOT_FOUND,
            "sentence": by_slug or by_status,
            "detail": detail,
            "slug": slug,
        },
    )
