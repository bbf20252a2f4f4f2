"""An issuer under its own address, and the document that makes its DID resolve."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request, Response

from badgeservice.credentials.strict_json import JsonObject, serialise
from badgeservice.issuing.addresses import issuer_did
from badgeservice.issuing.publish import did_document, issuer_profile, organisation
from badgeservice.web import negotiation
from badgeservice.web.dependencies import WiringDep
from badgeservice.web.pages import page
from badgeservice.web.responses import NEGOTIATED, PublicDocument, answer

_DID_TYPES: Final = ("application/did+json", "application/did+ld+json", "application/json")
_PROFILE_TYPES: Final = ("application/ld+json", "application/json")
_OFFERS: Final = (*_PROFILE_TYPES, negotiation.HTML)
_MAXIMUM_AGE_SECONDS: Final = 300


def router() -> APIRouter:
    """Return the routes of issuers."""
    routes = APIRouter(prefix="/issuers", tags=["Public documents"])

    @routes.head("/{organisation_id}/did.json", include_in_schema=False)
    @routes.get(
        "/{organisation_id}/did.json",
        operation_id="getIssuerDidDocument",
        summary="Get the DID document of an issuer",
        response_class=Response,
        responses={HTTPStatus.OK: {"content": {kind: {} for kind in _DID_TYPES}}},
    )
    def issuer_keys(organisation_id: str, request: Request, wiring: WiringDep) -> Response:
        """Return the document that lists every public key that signed for the issuer."""
        with wiring.open_books(False) as books:
            document = did_document(organisation_id, origin=wiring.origin, books=books)
        wanted = negotiation.preferred_type(request.headers.get("accept"), offers=_DID_TYPES)
        return answer(request, _document(document, wanted), headers={"Vary": "Accept"})

    @routes.head("/{organisation_id}", include_in_schema=False)
    @routes.get(
        "/{organisation_id}",
        operation_id="getIssuer",
        summary="Get the profile of an issuer",
        response_class=Response,
        responses={HTTPStatus.OK: {"content": {kind: {} for kind in _OFFERS}}},
    )
    def issuer_page(organisation_id: str, request: Request, wiring: WiringDep) -> Response:
        """Return the page or the profile of an issuer, as Accept asks."""
        wanted = negotiation.preferred_type(request.headers.get("accept"), offers=_OFFERS)
        if wanted == negotiation.HTML:
            with wiring.open_books(False) as books:
                owner = organisation(organisation_id, books=books)
            did = issuer_did(wiring.origin, organisation_id)
            return page(request, "issuer.html", content={"owner": owner, "did": did})
        with wiring.open_books(False) as books:
            profile = issuer_profile(organisation_id, origin=wiring.origin, books=books)
        return answer(request, _document(profile, wanted), headers=NEGOTIATED)

    return routes


def _document(content: JsonObject, media_type: str) -> PublicDocument:
    return PublicDocument(
        content=serialise(content),
        media_type=media_type,
        maximum_age_seconds=_MAXIMUM_AGE_SECONDS,
    )
