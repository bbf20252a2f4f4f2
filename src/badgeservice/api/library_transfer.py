"""Carry documents in and out of the library, many at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Body, Query

from badgeservice.accounts.actor import Actor
from badgeservice.api.answers import JSON_BODY, WITH_TOKEN, answers
from badgeservice.api.dependencies import WiringDep
from badgeservice.api.examples import library as examples
from badgeservice.api.library_desk import Reader, Writer
from badgeservice.api.library_messages import (
    ExportAnswer,
    ImportAnswer,
    ImportMessage,
    RegisterImportMessage,
    day_of,
)
from badgeservice.api.personal_data import refuse_national_ids
from badgeservice.api.strict_route import StrictRoute
from badgeservice.library.documents import AnyDocument
from badgeservice.library.errors import RegisterDocumentError
from badgeservice.library.files import PlacedDocument, place
from badgeservice.library.register import documents_from_register
from badgeservice.library.transfer import apply_import, export_documents, plan_import
from badgeservice.wiring.ports import Wiring

router = APIRouter(tags=["Library"], route_class=StrictRoute)

DryRun = Annotated[
    bool, Query(alias="dryRun", description="Only say what would happen, and write nothing")
]


@router.post(
    "/v1/library/imports",
    operation_id="importDocuments",
    summary="Import documents",
    response_description="What was done, or would be done",
    responses=answers(*WITH_TOKEN, *JSON_BODY, "library-invalid", "national-id-refused"),
)
def import_documents(
    body: Annotated[ImportMessage, Body(openapi_examples=examples.IMPORT)],
    wiring: WiringDep,
    actor: Writer,
    dry_run: DryRun = False,  # noqa: FBT002 – FastAPI passes it by name
) -> ImportAnswer:
    """Bring documents into the library: all of them, or none.

    Documents of the library that you do not send stay as they are. Published versions never
    change. Publishing and retiring need the scope library:publish.
    """
    refuse_national_ids(body.model_dump(mode="json", by_alias=True))
    placed = [
        place(document, root=f"/documents/{index}") for index, document in enumerate(body.documents)
    ]
    return _import(placed, actor=actor, wiring=wiring, dry_run=dry_run)


@router.post(
    "/v1/library/register-imports",
    operation_id="importFromRegister",
    summary="Import from a national register",
    response_description="What was done, or would be done",
    responses=answers(*WITH_TOKEN, *JSON_BODY, "library-invalid", "register-document-invalid"),
)
def import_from_register(
    body: Annotated[RegisterImportMessage, Body(openapi_examples=examples.REGISTER)],
    wiring: WiringDep,
    actor: Writer,
    dry_run: DryRun = False,  # noqa: FBT002 – FastAPI passes it by name
) -> ImportAnswer:
    """Bring in units from ePerusteet, or national badges (osaamismerkit) as units and drafts.

    Send the register's answer as it is. Facts that it does not give stay unknown.
    """
    source = body.described_source(today=day_of(wiring.now()))
    try:
        documents = documents_from_register(body.document, source=source)
    except RegisterDocumentError as cause:
        raise RegisterDocumentError("/document" + cause.pointer, cause.reason) from cause
    return _import(_placed(documents), actor=actor, wiring=wiring, dry_run=dry_run)


@router.get(
    "/v1/library/export",
    operation_id="exportLibrary",
    summary="Export the whole library",
    response_description="Every document",
    responses=answers(*WITH_TOKEN),
)
def export_library(wiring: WiringDep, actor: Reader) -> ExportAnswer:
    """Return every document of the library, in the shape that an import takes."""
    with wiring.open_books(False) as books:
        documents = export_documents(books.library, actor.organisation_id)
    return ExportAnswer(documents=list(documents))


def _import(
    placed: Sequence[PlacedDocument], *, actor: Actor, wiring: Wiring, dry_run: bool
) -> ImportAnswer:
    with wiring.open_books(not dry_run) as books:
        plan = plan_import(placed, organisation_id=actor.organisation_id, shelf=books.library)
        if not dry_run:
            apply_import(plan, shelf=books.library, actor=actor, at=wiring.now())
    return ImportAnswer.of(plan, applied=not dry_run)


def _placed(documents: Sequence[AnyDocument]) -> list[PlacedDocument]:
    return [place(document) for document in documents]
