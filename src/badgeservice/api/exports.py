"""Decided cases in the words of the registers that a college keeps."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Path
from pydantic import Field, JsonValue

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.api.answers import JSON_BODY, WITH_TOKEN, answers
from badgeservice.api.dependencies import WiringDep, require
from badgeservice.api.examples import exports as examples
from badgeservice.api.personal_data import refuse_national_ids
from badgeservice.api.strict_route import StrictRoute
from badgeservice.api.wire import Answer, Message, RecordId
from badgeservice.recognition.exports.details import ExportDetails
from badgeservice.recognition.exports.export import export_case
from badgeservice.recognition.exports.facts import Export, ExportFormat

router = APIRouter(tags=["Recognising"], route_class=StrictRoute)

Decider = Annotated[Actor, require(Scope.RECOGNITION_DECIDE)]
CaseId = Annotated[RecordId, Path(examples=["case-AAECAwQFBgcICQoLDA0ODw=="])]


class CaseExportMessage(Message):
    """For whom a case shall be exported, and what the case itself does not say."""

    format: ExportFormat = Field(
        description="`koski`: an osasuoritus. `ehoks`: lists aiemmin-hankitut-*. `uas`: a course "
        "of a university of applied sciences. `europass`: elements of a micro-credential"
    )
    details: ExportDetails = Field(
        default_factory=ExportDetails,
        description="Send what the format needs; what is missing is named in the problem",
    )


class CaseExportAnswer(Answer):
    """A document that the college's own system carries into a register."""

    case_id: str
    format: ExportFormat
    schema_version: str = Field(description="Which version of the format it was made for")
    document: dict[str, JsonValue] = Field(description="What the register takes, validated")
    notes: list[str] = Field(description="What to know before it is carried in")

    @classmethod
    def of(cls, case_id: str, export: Export) -> CaseExportAnswer:
        """Return the answer that holds an export."""
        return cls(
            case_id=case_id,
            format=export.format,
            schema_version=export.schema_version,
            document=export.document,
            notes=list(export.notes),
        )


@router.post(
    "/v1/cases/{case_id}/exports",
    operation_id="exportCase",
    summary="Export a decided case",
    response_description="The document; nothing is sent anywhere, and nothing changes",
    responses=answers(
        *WITH_TOKEN,
        *JSON_BODY,
        "case-not-found",
        "export-not-possible",
        "export-incomplete",
        "export-invalid",
        "national-id-refused",
    ),
)
def export_decided_case(
    case_id: CaseId,
    body: Annotated[CaseExportMessage, Body(openapi_examples=examples.EXPORT)],
    wiring: WiringDep,
    actor: Decider,
) -> CaseExportAnswer:
    """Put a case that was recognised, as a whole or partly, in the words of a register.

    It is validated before it leaves. What is missing is named, all of it at once.
    """
    refuse_national_ids(body.model_dump(mode="json", by_alias=True))
    with wiring.open_books(False) as books:
        found = export_case(case_id, body.format, body.details, actor=actor, book=books.cases)
    return CaseExportAnswer.of(case_id, found)
