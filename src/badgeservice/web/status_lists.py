"""Status lists: which badges are revoked or suspended, signed by their issuer."""

from __future__ import annotations

from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Request, Response

from badgeservice.issuing.publish import status_list
from badgeservice.web.dependencies import WiringDep
from badgeservice.web.responses import PublicDocument, answer, not_modified

if TYPE_CHECKING:
    from datetime import datetime

    from badgeservice.credentials.securing.secured import SecuredCredential
    from badgeservice.issuing.publish import StatusListFacts
    from badgeservice.wiring.ports import Wiring

# A revocation has to be seen within a minute.
_LONGEST_AGE_SECONDS: Final = 60
_MOST_KEPT: Final = 256


class _Rendered:
    """The newest rendering of each list. Each is made once, however many ask at the same time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[str, tuple[str, SecuredCredential]] = {}

    def of(self, facts: StatusListFacts) -> SecuredCredential:
        """Return the signed list for these facts, made now or kept."""
        with self._lock:
            etag, secured = self._kept.get(facts.info.id, ("", None))
            if secured is None or etag != facts.etag:
                secured = facts.render()
                self._kept.pop(facts.info.id, None)
                self._kept[facts.info.id] = (facts.etag, secured)
            while len(self._kept) > _MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            return secured


def router() -> APIRouter:
    """Return the route of status lists."""
    routes = APIRouter(prefix="/status-lists", tags=["Public documents"])
    rendered = _Rendered()

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
        facts = facts_of(list_id, wiring, at=wiring.now())
        unchanged = not_modified(request, facts.etag, maximum_age_seconds=_age_of(facts))
        if unchanged is not None:
            return unchanged
        return answer(request, document_of(facts, rendered.of(facts)))

    return routes


def facts_of(list_id: str, wiring: Wiring, *, at: datetime) -> StatusListFacts:
    """Return all that a status list is made of at this moment.

    Raises:
        StatusListNotFoundError: there is no such list.
        SigningKeyMissingError: its organisation has no key.
    """
    with wiring.open_books(False) as books:
        return status_list(
            list_id, origin=wiring.origin, at=at, ttl=wiring.status_list_ttl, books=books
        )


def document_of(facts: StatusListFacts, secured: SecuredCredential) -> PublicDocument:
    """Return a status list as it is published, given its facts and what they were rendered to."""
    return PublicDocument(
        content=secured.content,
        media_type=secured.media_type,
        maximum_age_seconds=_age_of(facts),
        entity_tag=facts.etag,
    )


def _age_of(facts: StatusListFacts) -> int:
    return min(int(facts.ttl.total_seconds()), _LONGEST_AGE_SECONDS)
