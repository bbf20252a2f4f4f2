"""What the library is, and the units that its badges are about."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Body, Depends, Path, Query, Request, Response

from badgeservice.api.answers import JSON_BODY, WITH_TOKEN, answers
from badgeservice.api.dependencies import OptionalRevisionDep, WiringDep, etag_of
from badgeservice.api.examples import library as examples
from badgeservice.api.library_desk import (
    ETAG,
    WRITE_PROBLEMS,
    Reader,
    Writer,
    answer,
    page_of,
    require_same,
    write,
)
from badgeservice.api.library_messages import KeptAnswer, LibraryAnswer
from badgeservice.api.paging import Page, PageWantedDep
from badgeservice.api.personal_data import refuse_national_ids
from badgeservice.api.strict_route import StrictRoute
from badgeservice.library.documents import Code, LibraryDescription, Slug, Unit, UnitRef
from badgeservice.library.edit import find, find_unit
from badgeservice.library.keys import UNIT, DocumentKey, unit_id

_UNIT: Final = "/v1/library/units/{system}/{code}"

router = APIRouter(tags=["Library"], route_class=StrictRoute)


def _ref(
    system: Annotated[Slug, Path(examples=["finland"])],
    code: Annotated[Code, Path(examples=["tutkinnonosat_106731"])],
) -> UnitRef:
    return UnitRef(system=system, code=code)


UnitRefDep = Annotated[UnitRef, Depends(_ref)]


@router.get(
    "/v1/library",
    operation_id="readLibrary",
    summary="See what the library is",
    response_description="The description, and counts; an ETag when it was described",
    responses=answers(*WITH_TOKEN),
)
def read_library(response: Response, wiring: WiringDep, actor: Reader) -> LibraryAnswer:
    """Show what the organisation's library is and how much is in it."""
    with wiring.open_books(False) as books:
        description = books.library.description(actor.organisation_id)
        kept = books.library.all_documents(actor.organisation_id)
    if description is not None:
        response.headers["ETag"] = etag_of(description.revision)
    return LibraryAnswer.of(kept, description)


@router.put(
    "/v1/library",
    operation_id="describeLibrary",
    summary="Describe the library",
    response_description="The description",
    responses={
        200: {"headers": ETAG},
        201: {"description": "It is new", "headers": ETAG, "model": LibraryDescription},
        **answers(*WITH_TOKEN, *JSON_BODY, *WRITE_PROBLEMS, "document-not-found"),
    },
)
def describe_library(
    body: Annotated[LibraryDescription, Body(openapi_examples=examples.DESCRIPTION)],
    response: Response,
    wiring: WiringDep,
    actor: Writer,
    revision: OptionalRevisionDep,
) -> LibraryDescription:
    """Say what the library is, on its first page."""
    refuse_national_ids(body.model_dump(mode="json", by_alias=True))
    return write(body, revision, actor=actor, wiring=wiring, response=response)


@router.get(
    "/v1/library/units",
    operation_id="listUnits",
    summary="List the units",
    response_description="One page of units, by system, code and version",
    responses=answers(*WITH_TOKEN, "cursor-invalid"),
)
def list_units(
    request: Request,
    response: Response,
    wiring: WiringDep,
    actor: Reader,
    wanted: PageWantedDep,
) -> Page[KeptAnswer[Unit]]:
    """Show the qualification units that badges of the library can be about."""
    with wiring.open_books(False) as books:
        kept = books.library.all_documents(actor.organisation_id, kind=UNIT)
    return page_of(
        kept, Unit, request=request, response=response, wanted=wanted, origin=wiring.origin
    )


@router.get(
    _UNIT,
    operation_id="readUnit",
    summary="Read a unit",
    response_description="The unit",
    responses={200: {"headers": ETAG}, **answers(*WITH_TOKEN, "document-not-found")},
)
def read_unit(
    ref: UnitRefDep,
    response: Response,
    wiring: WiringDep,
    actor: Reader,
    version: Annotated[
        int | None, Query(ge=1, le=100_000, description="Left out: the newest version")
    ] = None,
) -> Unit:
    """Show a unit with its requirements, in the newest version or the one you name."""
    with wiring.open_books(False) as books:
        if version is None:
            kept = find_unit(ref, actor=actor, shelf=books.library)
        else:
            key = DocumentKey(kind=UNIT, id=unit_id(ref), version=version)
            kept = find(key, actor=actor, shelf=books.library)
    return answer(kept, Unit, response)


@router.put(
    _UNIT,
    operation_id="writeUnit",
    summary="Write a unit",
    response_description="The unit as it is kept",
    responses={
        200: {"headers": ETAG},
        201: {"description": "It is new", "headers": ETAG, "model": Unit},
        **answers(
            *WITH_TOKEN, *JSON_BODY, *WRITE_PROBLEMS, "document-not-found", "library-invalid"
        ),
    },
)
def write_unit(
    ref: UnitRefDep,
    body: Annotated[Unit, Body(openapi_examples=examples.UNIT)],
    response: Response,
    wiring: WiringDep,
    actor: Writer,
    revision: OptionalRevisionDep,
) -> Unit:
    """Add a version of a unit, or complete the unknown facts of one.

    Known facts never change under the same version: badges rest on them.
    """
    require_same(("system", body.system, ref.system), ("code", body.code, ref.code))
    refuse_national_ids(body.model_dump(mode="json", by_alias=True))
    return write(body, revision, actor=actor, wiring=wiring, response=response)
