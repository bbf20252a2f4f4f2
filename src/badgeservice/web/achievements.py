"""A badge class in one version and language under its own address, and its picture."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Request, Response

from badgeservice.accounts.register import Organisation
from badgeservice.credentials.strict_json import JsonObject, serialise
from badgeservice.issuing.addresses import AchievementKey
from badgeservice.issuing.errors import ClassNotIssuableError
from badgeservice.issuing.publish import achievement as published_achievement
from badgeservice.issuing.publish import organisation, published_class
from badgeservice.library.documents import Language
from badgeservice.library.errors import DocumentNotFoundError
from badgeservice.web import images, negotiation, pictures
from badgeservice.web.content import achievement
from badgeservice.web.dependencies import WiringDep
from badgeservice.web.pages import page
from badgeservice.web.responses import NEGOTIATED, PublicDocument, answer
from badgeservice.wiring.ports import Wiring

_TYPES: Final = ("application/ld+json", "application/json")
_OFFERS: Final = (*_TYPES, negotiation.HTML)
_MAXIMUM_AGE_SECONDS: Final = 300
_IMAGES: Final = {"png": negotiation.PNG, "svg": negotiation.SVG}

Slug = Annotated[str, Path(max_length=63)]
Version = Annotated[int, Path(ge=1, le=100_000)]


def router() -> APIRouter:
    """Return the routes of achievements."""
    routes = APIRouter(prefix="/achievements", tags=["Public documents"])

    @routes.head("/{organisation_id}/{class_id}/{version}/image.{ending}", include_in_schema=False)
    @routes.get(
        "/{organisation_id}/{class_id}/{version}/image.{ending}",
        operation_id="getAchievementImage",
        summary="Get the picture of a badge class",
        response_class=Response,
        responses={HTTPStatus.OK: {"content": {negotiation.PNG: {}, negotiation.SVG: {}}}},
    )
    def class_image(
        organisation_id: Slug,
        class_id: Slug,
        version: Version,
        ending: Literal["png", "svg"],
        request: Request,
        wiring: WiringDep,
    ) -> Response:
        """Return the picture of a badge class, with no badge baked into it."""
        key = AchievementKey(
            organisation_id=organisation_id, class_id=class_id, version=version, language="fi"
        )
        media_type = _IMAGES[ending]
        with _looking_for(key), wiring.open_books(False) as books:
            badge_class = published_class(key, books=books).badge_class
            owner = organisation(organisation_id, books=books)
        motif = images.Motif(
            key=f"{organisation_id}/{class_id}/{version}",
            name=badge_class.name.in_language(key.language),
            issuer=owner.name,
        )
        return answer(
            request,
            PublicDocument(
                content=pictures.picture(motif, badge_class.image, media_type=media_type),
                media_type=media_type,
                maximum_age_seconds=_MAXIMUM_AGE_SECONDS,
            ),
            headers=pictures.headers_of(media_type),
        )

    @routes.head("/{organisation_id}/{class_id}/{version}/{language}", include_in_schema=False)
    @routes.get(
        "/{organisation_id}/{class_id}/{version}/{language}",
        operation_id="getAchievement",
        summary="Get an achievement",
        response_class=Response,
        responses={HTTPStatus.OK: {"content": {kind: {} for kind in _OFFERS}}},
    )
    def achievement_page(
        organisation_id: Slug,
        class_id: Slug,
        version: Version,
        language: Language,
        request: Request,
        wiring: WiringDep,
    ) -> Response:
        """Return the page or the Achievement of a badge class in one language, as Accept asks."""
        key = AchievementKey(
            organisation_id=organisation_id, class_id=class_id, version=version, language=language
        )
        wanted = negotiation.preferred_type(request.headers.get("accept"), offers=_OFFERS)
        if wanted == negotiation.HTML:
            return _page(request, key, wiring)
        document = _find(key, wiring)
        return answer(
            request,
            PublicDocument(
                content=serialise(document),
                media_type=wanted,
                maximum_age_seconds=_MAXIMUM_AGE_SECONDS,
            ),
            headers=NEGOTIATED,
        )

    return routes


def _find(key: AchievementKey, wiring: Wiring) -> JsonObject:
    with _looking_for(key), wiring.open_books(False) as books:
        return published_achievement(key, origin=wiring.origin, books=books)


def _find_with_owner(key: AchievementKey, wiring: Wiring) -> tuple[JsonObject, Organisation]:
    with _looking_for(key), wiring.open_books(False) as books:
        document = published_achievement(key, origin=wiring.origin, books=books)
        return document, organisation(key.organisation_id, books=books)


@contextmanager
def _looking_for(key: AchievementKey) -> Iterator[None]:
    """To an issuer, a class that is not published is one it cannot issue; here it is not there."""
    try:
        yield
    except ClassNotIssuableError as cause:
        raise DocumentNotFoundError("badge-class", f"{key.class_id}/{key.version}") from cause


def _page(request: Request, key: AchievementKey, wiring: Wiring) -> Response:
    document, owner = _find_with_owner(key, wiring)
    return page(
        request,
        "achievement.html",
        content={
            "achievement": achievement(document),
            "key": key,
            "owner": owner,
            "image": f"/achievements/{key.organisation_id}/{key.class_id}/{key.version}/image.svg",
        },
    )
