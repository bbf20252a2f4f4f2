"""The context in whose words receipts for decisions are written."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response

from badgeservice.recognition.decision_receipts import CONTEXT_PATH, decision_context
from badgeservice.web.dependencies import WiringDep
from badgeservice.web.responses import PublicDocument, answer

_MEDIA_TYPE: Final = "application/ld+json"
_YEAR_SECONDS: Final = 365 * 24 * 60 * 60


def router() -> APIRouter:
    """Return the route of the context."""
    routes = APIRouter(tags=["Public documents"])

    @routes.head(CONTEXT_PATH, include_in_schema=False)
    @routes.get(
        CONTEXT_PATH,
        operation_id="getDecisionContext",
        summary="Get the context of receipts for decisions",
        response_class=Response,
        responses={200: {"content": {_MEDIA_TYPE: {}}}},
    )
    def context_of_decisions(request: Request, wiring: WiringDep) -> Response:
        """Return the JSON-LD context that receipts for decisions name by this address."""
        context = decision_context(wiring.origin)
        document = PublicDocument(
            content=context.content,
            media_type=_MEDIA_TYPE,
            maximum_age_seconds=_YEAR_SECONDS,
            entity_tag=f'"{context.sha256[:32]}"',
        )
        # What is signed with it needs its very bytes, so they never change.
        held = {"Cache-Control": f"public, max-age={_YEAR_SECONDS}, immutable"}
        return answer(request, document, headers=held)

    return routes
