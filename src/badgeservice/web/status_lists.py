"""Status lists: which badges are revoked or suspended, signed by their issuer."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Request, Response

from badgeservice.issuing.publish import status_list
from badgeservice.web.dependencies import WiringDep
from badgeservice.web.responses import PublicDocument, answer

if TYPE_CHECKING:
    from datetime import timedelta

# A revocation has to be seen within a minute.
_LONGEST_AGE_SECONDS: Final = 60


def router() -> APIRouter:
    """Return the route of status lists."""
    routes = APIRouter(prefix="/status-lists", tags=["Public documents"])

    @routes.head("/{list_id}", include_in_schema=False)
    @routes.get(
        "/{list_id}",
        operation_id="getStatusList",
        summary="Get a status list",
        response_class=Response,
        responses={HTTPStatus.OK: {"content": {"application/vc+ld+json": {}}}},
    )
    def public_status_list(list_id: str, request: Request, wiring: WiringDep) -> Response:
        """Return the signed BitstringStatusListCredential."""
        with wiring.open_books(False) as books:
            published = status_list(
                list_id,
                origin=wiring.origin,
                at=wiring.now(),
                ttl=wiring.status_list_ttl,
                books=books,
            )
        document = PublicDocument(
            content=published.secured.content,
            media_type=published.secured.media_type,
            maximum_age_seconds=_age_of(wiring.status_list_ttl),
            entity_tag=published.etag,
        )
        return answer(request, document)

    return routes


def _age_of(ttl: timedelta) -> int:
    return min(int(ttl.total_seconds()), _LONGEST_AGE_SECONDS)
