"""The front page, the accessibility statement, and the pages that explain problems."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from badgeservice.web.dependencies import ContactDep, ProblemPagesDep
from badgeservice.web.failures import failure_page
from badgeservice.web.narrative import own_document
from badgeservice.web.pages import page


def router() -> APIRouter:
    """Return the routes of the service's own pages."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/", methods=["GET", "HEAD"])
    def front_page(request: Request) -> Response:
        return page(request, "front.html", content={})

    @routes.api_route("/accessibility", methods=["GET", "HEAD"])
    def accessibility_statement(request: Request, contact: ContactDep) -> Response:
        return page(request, "accessibility.html", content={"contact": contact})

    @routes.api_route("/problems/{slug}", methods=["GET", "HEAD"])
    def problem_page(slug: str, request: Request, pages: ProblemPagesDep) -> Response:
        markdown = pages.get(slug)
        if markdown is None:
            return failure_page(request, HTTPStatus.NOT_FOUND, slug="problem-not-found")
        title, _, rest = markdown.strip().partition("\n")
        return page(
            request,
            "problem.html",
            content={"heading": title.lstrip("# ").strip(), "body": own_document(rest)},
        )

    return routes
