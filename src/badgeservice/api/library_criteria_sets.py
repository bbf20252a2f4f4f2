"""The criteria sets of a library, version by version."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query, Request, Response

from badgeservice.accounts.actor import Actor
from badgeservice.api.answers import JSON_BODY, WITH_REVISION, WITH_TOKEN, answers, header
from badgeservice.api.dependencies import OptionalRevisionDep, RevisionDep, WiringDep, member
from badgeservice.api.examples import library as examples
from badgeservice.api.library_desk import (
    ETAG,
    WRITE_PROBLEMS,
    AddressDep,
    Reader,
    Writer,
    answer,
    page_of,
    require_address,
    write,
)
from badgeservice.api.library_messages import KeptAnswer, StatusMessage
from badgeservice.api.paging import Page, PageWantedDep
from badgeservice.api.personal_data import refuse_national_ids
from badgeservice.api.strict_route import StrictRoute
from badgeservice.library.documents import CriteriaSet, Status
from badgeservice.library.edit import change_status, create, delete_draft, find
from badgeservice.library.keys import CRITERIA_SET

router = APIRouter(tags=["Library"], route_class=StrictRoute)

_LIST = "/v1/library/criteria-sets"
_ONE = _LIST + "/{document_id}/versions/{version}"


@router.get(
    _LIST,
    operation_id="listCriteriaSets",
    summary="List the criteria sets",
    response_description="One page of criteria sets, by id and version",
    responses=answers(*WITH_TOKEN, "cursor-invalid"),
)
def list_criteria_sets(
    request: Request,
    response: Response,
    wiring: WiringDep,
    actor: Reader,
    wanted: PageWantedDep,
    status: Annotated[Status | None, Query(description="Only documents of this status")] = None,
) -> Page[KeptAnswer[CriteriaSet]]:
    """Show every version of every criteria set, drafts too."""
    with wiring.open_books(False) as books:
        kept = books.library.all_documents(actor.organisation_id, kind=CRITERIA_SET, status=status)
    return page_of(
        kept, CriteriaSet, request=request, response=response, wanted=wanted, origin=wiring.origin
    )


@router.post(
    _LIST,
    operation_id="addCriteriaSet",
    summary="Add a criteria set, or a version of one",
    status_code=HTTPStatus.CREATED,
    response_description="The draft",
    responses={
        201: {"headers": {**header("Location", "Address of the draft"), **ETAG}},
        **answers(
            *WITH_TOKEN,
            *JSON_BODY,
            "document-exists",
            "status-change-refused",
            "national-id-refused",
        ),
    },
)
def add_criteria_set(
    body: Annotated[CriteriaSet, Body(openapi_examples=examples.CRITERIA_SET)],
    response: Response,
    wiring: WiringDep,
    actor: Writer,
) -> CriteriaSet:
    """Add a draft. It may be unfinished; the rules are asked when it is published."""
    refuse_national_ids(body.model_dump(mode="json", by_alias=True))
    with wiring.open_books(True) as books:
        kept = create(body, actor=actor, at=wiring.now(), shelf=books.library)
    path = _ONE.format(document_id=body.id, version=body.version)
    response.headers["Location"] = wiring.origin + path
    return answer(kept, CriteriaSet, response)


@router.get(
    _ONE,
    operation_id="readCriteriaSet",
    summary="Read a criteria set",
    response_description="The criteria set",
    responses={200: {"headers": ETAG}, **answers(*WITH_TOKEN, "document-not-found")},
)
def read_criteria_set(
    address: AddressDep,
    response: Response,
    wiring: WiringDep,
    actor: Reader,
) -> CriteriaSet:
    """Show one version of a criteria set."""
    with wiring.open_books(False) as books:
        kept = find(address.key(CRITERIA_SET), actor=actor, shelf=books.library)
    return answer(kept, CriteriaSet, response)


@router.put(
    _ONE,
    operation_id="writeCriteriaSet",
    summary="Write a draft of a criteria set",
    response_description="The draft as it is kept",
    responses={
        200: {"headers": ETAG},
        201: {"description": "It is new", "headers": ETAG, "model": CriteriaSet},
        **answers(*WITH_TOKEN, *JSON_BODY, *WRITE_PROBLEMS, "document-not-found"),
    },
)
def write_criteria_set(
    address: AddressDep,
    body: Annotated[CriteriaSet, Body(openapi_examples=examples.CRITERIA_SET)],
    response: Response,
    wiring: WiringDep,
    actor: Writer,
    revision: OptionalRevisionDep,
) -> CriteriaSet:
    """Write a draft. Published content never changes: make a new version instead."""
    require_address(body, address)
    refuse_national_ids(body.model_dump(mode="json", by_alias=True))
    return write(body, revision, actor=actor, wiring=wiring, response=response)


@router.delete(
    _ONE,
    operation_id="deleteCriteriaSet",
    summary="Delete a draft",
    status_code=HTTPStatus.NO_CONTENT,
    response_description="The draft is gone",
    responses=answers(
        *WITH_TOKEN,
        *WITH_REVISION,
        "document-not-found",
        "document-frozen",
        "status-change-refused",
    ),
)
def delete_criteria_set(
    address: AddressDep,
    wiring: WiringDep,
    actor: Writer,
    revision: RevisionDep,
) -> None:
    """Delete a draft for good. What was published can be retired, but never deleted."""
    with wiring.open_books(True) as books:
        delete_draft(
            address.key(CRITERIA_SET), if_revision=revision, actor=actor, shelf=books.library
        )


@router.post(
    _ONE + "/status",
    operation_id="changeCriteriaSetStatus",
    summary="Review, publish or retire a criteria set",
    response_description="The criteria set with its new status",
    responses={
        200: {"headers": ETAG},
        **answers(
            *WITH_TOKEN,
            *JSON_BODY,
            *WITH_REVISION,
            "document-not-found",
            "status-change-refused",
            "library-invalid",
        ),
    },
)
def change_criteria_set_status(
    address: AddressDep,
    body: Annotated[StatusMessage, Body(openapi_examples=examples.STATUS)],
    response: Response,
    wiring: WiringDep,
    actor: Annotated[Actor, Depends(member)],
    revision: RevisionDep,
) -> CriteriaSet:
    """Bring a criteria set on in its life: into review and back (scope library:write), and then
    published and retired (scope library:publish). When it is published, all rules are asked.
    """
    with wiring.open_books(True) as books:
        kept = change_status(
            address.key(CRITERIA_SET),
            body.status,
            if_revision=revision,
            actor=actor,
            at=wiring.now(),
            shelf=books.library,
        )
    return answer(kept, CriteriaSet, response)
