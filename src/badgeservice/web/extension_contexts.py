"""Registered contexts, under the addresses by which badges name them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response

from badgeservice.credentials.contexts.extension import ExtensionContext
from badgeservice.library.extensions import PATH, ContextKey, published_context
from badgeservice.verification.receipts import CONTEXT_PATH, receipt_context
from badgeservice.web.dependencies import WiringDep
from badgeservice.web.responses import PublicDocument, answer

_MEDIA_TYPE: Final = "application/ld+json"
_YEAR_SECONDS: Final = 365 * 24 * 60 * 60
# What is signed with a context needs its very bytes, so they never change.
_FOR_GOOD: Final = {"Cache-Control": f"public, max-age={_YEAR_SECONDS}, immutable"}
_RECEIPTS: Final = CONTEXT_PATH.removeprefix(PATH)

Slug = Annotated[str, Path(max_length=63)]
Version = Annotated[int, Path(ge=1, le=100_000)]


def router() -> APIRouter:
    """Return the route of registered contexts."""
    routes = APIRouter(prefix=PATH, tags=["Public documents"])

    @routes.head("/{organisation_id}/{name}/{version}", include_in_schema=False)
    @routes.get(
        "/{organisation_id}/{name}/{version}",
        operation_id="getExtensionContext",
        summary="Get a registered context",
        response_class=Response,
        responses={HTTPStatus.OK: {"content": {_MEDIA_TYPE: {}}}},
    )
    def extension_context(
        organisation_id: Slug, name: Slug, version: Version, request: Request, wiring: WiringDep
    ) -> Response:
        """Return the JSON-LD context that badges name by this address, byte for byte."""
        key = ContextKey(organisation_id=organisation_id, name=name, version=version)
        with wiring.open_books(False) as books:
            context = published_context(key, shelf=books.extensions)
        return _answer(request, context)

    @routes.api_route(_RECEIPTS, methods=["GET", "HEAD"], include_in_schema=False)
    def context_of_receipts(request: Request, wiring: WiringDep) -> Response:
        """Return the JSON-LD context that receipts name by this address."""
        return _answer(request, receipt_context(wiring.origin))

    return routes


def _answer(request: Request, context: ExtensionContext) -> Response:
    document = PublicDocument(
        content=context.content,
        media_type=_MEDIA_TYPE,
        maximum_age_seconds=_YEAR_SECONDS,
        entity_tag=f'"{context.sha256[:32]}"',
    )
    return answer(request, document, headers=_FOR_GOOD)
