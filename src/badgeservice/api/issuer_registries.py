"""Import lists of issuers that the organisation knows, and show and remove them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Body, Path, Request, Response
from pydantic import Field, JsonValue

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.api.answers import JSON_BODY, WITH_TOKEN, answers
from badgeservice.api.dependencies import WiringDep, require
from badgeservice.api.examples import issuer_registries as examples
from badgeservice.api.paging import Page, PageWantedDep, cut, next_link
from badgeservice.api.strict_route import StrictRoute
from badgeservice.api.wire import Answer, HttpUrl, Message
from badgeservice.library.documents import Slug
from badgeservice.recognition.errors import RegistryInvalidError
from badgeservice.recognition.registries import (
    KeptRegistry,
    NewRegistry,
    RegisteredIssuer,
    find_registry,
    import_registry,
    list_registries,
    remove_registry,
)
from badgeservice.recognition.registry_formats.reading import registry_of

router = APIRouter(tags=["Recognising"], route_class=StrictRoute)

Truster = Annotated[Actor, require(Scope.RECOGNITION_TRUST)]
RegistryName = Annotated[Slug, Path(examples=["nordic-colleges"])]


class RegistryMessage(Message):
    """A list of issuers, in any form that is known here."""

    document: dict[str, JsonValue] = Field(
        description="`{name, issuers: [{id, name, url, since, until}]}`; or a registry of the "
        "Digital Credentials Consortium, an answer of EBSI's Trusted Issuers Registry, or an "
        "ETSI list of trusted entities without its signature"
    )
    source: HttpUrl | None = Field(None, description="Where the list came from; it is not read")


class RegisteredIssuerAnswer(Answer):
    """One issuer on a list."""

    id: str = Field(description="As it stands in badges")
    name: str
    url: str | None
    since: datetime | None
    until: datetime | None

    @classmethod
    def of(cls, issuer: RegisteredIssuer) -> RegisteredIssuerAnswer:
        """Return the answer about one issuer."""
        return cls(
            id=issuer.id,
            name=issuer.name,
            url=issuer.url,
            since=issuer.since,
            until=issuer.until,
        )


class RegistrySummary(Answer):
    """A list of issuers without the issuers."""

    name: Slug = Field(description="What the list is called in addresses")
    title: str = Field(description="What reports call the list")
    issuer_count: int
    source: str | None
    imported_by: str = Field(description="The client that imported it")
    imported_at: datetime

    @classmethod
    def of(cls, kept: KeptRegistry) -> RegistrySummary:
        """Return the summary of a list."""
        return cls.model_validate(_told(kept))


class RegistryAnswer(RegistrySummary):
    """A list of issuers."""

    issuers: list[RegisteredIssuerAnswer]

    @classmethod
    def of(cls, kept: KeptRegistry) -> RegistryAnswer:
        """Return the answer about a list."""
        issuers = [RegisteredIssuerAnswer.of(issuer) for issuer in kept.registry.issuers]
        return cls.model_validate({**_told(kept), "issuers": issuers})


def _told(kept: KeptRegistry) -> dict[str, object]:
    return {
        "name": kept.key,
        "title": kept.registry.name,
        "issuer_count": len(kept.registry.issuers),
        "source": kept.source,
        "imported_by": kept.imported_by,
        "imported_at": kept.imported_at,
    }


@router.get(
    "/v1/issuer-registries",
    operation_id="listIssuerRegistries",
    summary="List the lists of known issuers",
    response_description="One page of lists, by name",
    responses=answers(*WITH_TOKEN, "cursor-invalid"),
)
def list_issuer_registries(
    request: Request,
    response: Response,
    wiring: WiringDep,
    actor: Truster,
    wanted: PageWantedDep,
) -> Page[RegistrySummary]:
    """Show every list of the organisation, without the issuers on it."""
    with wiring.open_books(False) as books:
        found = list_registries(actor=actor, shelf=books.registries)
    shown, cursor = cut(
        found, name="issuer-registries", parts=1, key=lambda each: (each.key,), wanted=wanted
    )
    response.headers.update(next_link(wiring.origin + request.url.path, wanted, cursor, {}))
    return Page(items=[RegistrySummary.of(each) for each in shown], next_cursor=cursor)


@router.get(
    "/v1/issuer-registries/{name}",
    operation_id="readIssuerRegistry",
    summary="Read a list of known issuers",
    response_description="The list",
    responses=answers(*WITH_TOKEN, "issuer-registry-not-found"),
)
def read_issuer_registry(name: RegistryName, wiring: WiringDep, actor: Truster) -> RegistryAnswer:
    """Show one list of the organisation with every issuer on it."""
    with wiring.open_books(False) as books:
        return RegistryAnswer.of(find_registry(name, actor=actor, shelf=books.registries))


@router.put(
    "/v1/issuer-registries/{name}",
    operation_id="importIssuerRegistry",
    summary="Import a list of known issuers",
    response_description="The list as it is kept now",
    responses=answers(
        *WITH_TOKEN, *JSON_BODY, "issuer-registry-invalid", "too-many-issuer-registries"
    ),
)
def import_issuer_registry(
    name: RegistryName,
    body: Annotated[RegistryMessage, Body(openapi_examples=examples.REGISTRY)],
    wiring: WiringDep,
    actor: Truster,
) -> RegistryAnswer:
    """Keep a list of issuers, in place of an earlier one of this name.

    From then on, reports that are made for your organisation say whether an issuer is on it. To be
    known is not to be trusted: see `/v1/trusts`.
    """
    try:
        registry = registry_of(body.document, name=name)
    except RegistryInvalidError as cause:
        raise RegistryInvalidError("/document" + cause.pointer, cause.reason) from cause
    new = NewRegistry(key=name, registry=registry, source=body.source)
    with wiring.open_books(True) as books:
        kept = import_registry(new, actor=actor, at=wiring.now(), shelf=books.registries)
    return RegistryAnswer.of(kept)


@router.delete(
    "/v1/issuer-registries/{name}",
    operation_id="removeIssuerRegistry",
    summary="Remove a list of known issuers",
    response_description="The list as it was",
    responses=answers(*WITH_TOKEN, "issuer-registry-not-found"),
)
def remove_issuer_registry(name: RegistryName, wiring: WiringDep, actor: Truster) -> RegistryAnswer:
    """Forget a list. Reports that were made before stay as they are."""
    with wiring.open_books(True) as books:
        kept = remove_registry(name, actor=actor, at=wiring.now(), shelf=books.registries)
    return RegistryAnswer.of(kept)
