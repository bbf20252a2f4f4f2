"""Builds the application: routers, errors, limits and the documentation, around a wiring."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import Response

from badgeservice.api import (
    accounts,
    bases,
    cases,
    evaluation_pages,
    evaluations,
    exports,
    extension_contexts,
    issuer_registries,
    issuing,
    learners,
    letters,
    library,
    library_transfer,
    library_versions,
    mappings,
    oauth,
    recognition,
    report_schema,
    service,
    verification,
    verification_batches,
    verification_jobs,
    webhooks,
)
from badgeservice.api.answers import ALWAYS, Responses, answers
from badgeservice.api.dependencies import TOKEN_PATH
from badgeservice.api.docs_page import install_docs_page
from badgeservice.api.job_runner import JobRunner
from badgeservice.api.limits import Limit, RateLimitMiddleware, networks_of
from badgeservice.api.openapi import describe
from badgeservice.api.problem_handlers import (
    Page,
    error_response,
    explanation_of,
    install_problem_handlers,
    unforeseen_answer,
)
from badgeservice.api.problems import problem_of
from badgeservice.api.quick_issuing import issuing_shortcut
from badgeservice.api.quick_verification import verification_shortcut
from badgeservice.api.shields import (
    ApiHeadersMiddleware,
    BodyLimitMiddleware,
    Refuse,
    RequestIdMiddleware,
    UnforeseenMiddleware,
)
from badgeservice.api.shortcuts import ShortcutMiddleware, Shortcuts
from badgeservice.api.vc_api import vc_api_router
from badgeservice.credentials.strict_json import MAXIMUM_BYTES
from badgeservice.errors import BadgeServiceError
from badgeservice.issuing.generic import GenericSigners
from badgeservice.qualifications.documents import MAXIMUM_BYTES as BASIS_BYTES
from badgeservice.wiring.ports import Wiring

VERIFICATIONS_PATH: Final = "/v1/verifications"
VERIFY_PAGE: Final = "/verify"
# The page takes a form around a file of the same size as a credential may have, and says itself
# what is wrong with a larger one.
_VERIFY_PAGE_BYTES: Final = 2 * MAXIMUM_BYTES
# Batches are as many times fewer as single badges.
_BATCH_COUNTS_FOR: Final = 10

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiSettings:
    """What differs between deployments, as values.

    `trusted_proxies` are addresses or networks. `problem_page` may answer a problem with a page.
    `page_shortcuts` are those to the pages. With `vc_api_signers`, there is a door for public test
    suites.
    """

    trusted_proxies: frozenset[str] = frozenset()
    verifications_per_minute: int = 60
    token_requests_per_minute: int = 30
    problem_page: Page | None = None
    page_shortcuts: Shortcuts = field(default_factory=dict)
    vc_api_signers: GenericSigners | None = None


def build_application(
    wiring: Wiring,
    settings: ApiSettings,
    *,
    pages: Sequence[APIRouter] = (),
    unavailable: Sequence[type[Exception]] = (),
    conflict: Sequence[type[Exception]] = (),
    lifespan: Lifespan | None = None,
) -> FastAPI:
    """Return the application: the API, and the routers of the pages.

    `unavailable` and `conflict` are the errors of storage that become 503 and 409.
    """
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        openapi_url="/openapi.json",
        lifespan=lifespan,
        # It would log what was sent, and costs time even where nobody listens.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.wiring = wiring
    app.state.jobs = JobRunner(wiring)
    for router in build_api_routers():
        app.include_router(router)
    if settings.vc_api_signers is not None:
        app.include_router(vc_api_router(settings.vc_api_signers))
    for router in pages:
        app.include_router(router, responses=_page_answers())
    install_docs_page(app)
    describe(app)
    install_problem_handlers(
        app,
        wiring.origin,
        unavailable=unavailable,
        conflict=conflict,
        page=settings.problem_page,
    )
    _install_middleware(app, wiring, settings)
    return app


def build_api_routers() -> list[APIRouter]:
    """Return the routers of the API, in the order in which the documentation shows them."""
    return [
        library.router,
        library_versions.criteria_sets,
        library_versions.badge_classes,
        library_transfer.router,
        extension_contexts.router,
        issuing.router,
        verification.router,
        verification_batches.router,
        verification_jobs.router,
        report_schema.router,
        recognition.router,
        cases.router,
        exports.router,
        learners.router,
        letters.router,
        webhooks.router,
        bases.router,
        mappings.router,
        evaluations.router,
        evaluation_pages.router,
        issuer_registries.router,
        oauth.router,
        accounts.router,
        service.router,
    ]


def _page_answers() -> Responses:
    """Return what the documentation says about every public document."""
    responses = answers(
        *ALWAYS,
        "badge-not-found",
        "document-not-found",
        "organisation-not-found",
        "status-list-not-found",
    )
    for response in responses.values():
        response["content"]["text/html"] = {"schema": {"type": "string"}}
    responses[HTTPStatus.NOT_MODIFIED] = {"description": "You have it already (If-None-Match)"}
    return responses


def _install_middleware(app: FastAPI, wiring: Wiring, settings: ApiSettings) -> None:
    """Add the layers, the innermost first."""
    refuse = _refusing(wiring.origin, settings.problem_page)
    app.add_middleware(
        ShortcutMiddleware, shortcuts=_shortcuts(wiring, settings), explain=explanation_of(app)
    )
    app.add_middleware(
        UnforeseenMiddleware, answer=unforeseen_answer(wiring.origin, settings.problem_page)
    )
    app.add_middleware(
        BodyLimitMiddleware,
        maximum_bytes=MAXIMUM_BYTES,
        refuse=refuse,
        exceptions={
            VERIFY_PAGE: _VERIFY_PAGE_BYTES,
            verification_jobs.JOBS_PATH: verification_jobs.MAXIMUM_BODY_BYTES,
            bases.BASES_PATH: BASIS_BYTES,
        },
    )
    app.add_middleware(
        RateLimitMiddleware,
        limits=_limits(settings),
        trusted=networks_of(settings.trusted_proxies),
        refuse=refuse,
    )
    app.add_middleware(ApiHeadersMiddleware, is_https=wiring.origin.startswith("https://"))
    app.add_middleware(RequestIdMiddleware, random_bytes=wiring.random_bytes)


def _shortcuts(wiring: Wiring, settings: ApiSettings) -> Shortcuts:
    return {
        **settings.page_shortcuts,
        ("POST", VERIFICATIONS_PATH): verification_shortcut(wiring),
        ("POST", issuing.BADGES_PATH): issuing_shortcut(wiring),
    }


def _limits(settings: ApiSettings) -> tuple[Limit, ...]:
    verifications = settings.verifications_per_minute
    return (
        Limit(
            name="verifications",
            method="POST",
            path=VERIFICATIONS_PATH,
            per_minute=verifications,
        ),
        Limit(
            name="verification-batches",
            method="POST",
            path=verification_batches.BATCH_PATH,
            per_minute=max(1, verifications // _BATCH_COUNTS_FOR),
        ),
        Limit(name="verifications", method="POST", path=VERIFY_PAGE, per_minute=verifications),
        *(
            Limit(
                name="verifications",
                method=method,
                path=VERIFY_PAGE,
                per_minute=verifications,
                parameter="url",
            )
            for method in ("GET", "HEAD")
        ),
        Limit(
            name="tokens",
            method="POST",
            path=TOKEN_PATH,
            per_minute=settings.token_requests_per_minute,
        ),
    )


def _refusing(origin: str, page: Page | None) -> Refuse:
    def refuse(request: Request, error: BadgeServiceError) -> Response:
        problem = problem_of(error)
        answer = error_response(error, origin=origin)
        if problem is None or answer is None:
            raise error
        paged = page(request, problem, str(error)) if page is not None else None
        return paged or answer

    return refuse
