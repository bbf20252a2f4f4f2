"""The badge classes of a library, version by version."""

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
from badgeservice.library.documents import BadgeClass, Status
from badgeservice.library.edit import change_status, create, delete_draft, find
from badgeservice.library.keys import BADGE_CLASS

router = APIRouter(tags=["Library"], route_class=StrictRoute)

_LIST = "/v1/library/badge-classes"
_ONE = _LIST + "/{document_id}/versions/{version}"


@router.get(
    _LIST,
    operation_id="listBadgeClasses",
    summary="List the badge classes",
    response_description="One page of badge classes, by id and version",
    responses=answers(*WITH_TOKEN, "cursor-invalid"),
)
def list_badge_classes(
    request: Request,
    response: Response,
    wiring: WiringDep,
    actor: Reader,
    wanted: PageWantedDep,
    status: Annotated[Status | None, Query(description="Only documents of this status")] = None,
) -> Page[KeptAnswer[BadgeClass]]:
    """Show every version of every badge class, drafts too."""
    with wiring.open_books(False) as books:
        kept = books.library.all_documents(actor.organisation_id, kind=BADGE_CLASS, status=status)
    return page_of(
        kept, BadgeClass, request=request, response=response, wanted=wanted, origin=wiring.origin
    )


@router.post(
    _LIST,
    operation_id="addBadgeClass",
    summary="Add a badge class, or a version of one",
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
def add_badge_class(
    body: Annotated[BadgeClass, Body(openapi_examples=examples.BADGE_CLASS)],
    response: Response,
    wiring: WiringDep,
    actor: Writer,
) -> BadgeClass:
    """Add a draft. It may be unfinished; the rules are asked when it is published."""
    refuse_national_ids(body.model_dump(mode="json", by_alias=True))
    with wiring.open_books(True) as books:
        kept = create(body, actor=actor, at=wiring.now(), shelf=books.library)
    path = _ONE.format(document_id=body.id, version=body.version)
    response.headers["Location"] = wiring.origin + path
    return answer(kept, BadgeClass, response)


@router.get(
    _ONE,
    operation_id="readBadgeClass",
    summary="Read a badge class",
    response_description="The badge class",
    responses={200: {"headers": ETAG}, **answers(*WITH_TOKEN, "document-not-found")},
)
def read_badge_class(
    address: AddressDep,
    response: Response,
    wiring: WiringDep,
    actor: Reader,
) -> BadgeClass:
    """Show one version of a badge class."""
    with wiring.open_books(False) as books:
        kept = find(address.key(BADGE_CLASS), actor=actor, shelf=books.library)
    return answer(kept, BadgeClass, response)


@router.put(
    _ONE,
    operation_id="writeBadgeClass",
    summary="Write a draft of a badge class",
    response_description="The draft as it is kept",
    responses={
        200: {"headers": ETAG},
        201: {"description": "It is new", "headers": ETAG, "model": BadgeClass},
        **answers(*WITH_TOKEN, *JSON_BODY, *WRITE_PROBLEMS, "document-not-found"),
    },
)
def write_badge_class(
    address: AddressDep,
    body: Annotated[BadgeClass, Body(openapi_examples=examples.BADGE_CLASS)],
    response: Response,
    wiring: WiringDep,
    actor: Writer,
    revision: OptionalRevisionDep,
) -> BadgeClass:
    """Write a draft. Published content never changes: make a new version instead."""
    require_address(body, address)
    refuse_national_ids(body.model_dump(mode="json", by_alias=True))
    return write(body, revision, actor=actor, wiring=wiring, response=response)


@router.delete(
    _ONE,
    operation_id="deleteBadgeClass",
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
def delete_badge_class(
    address: AddressDep,
    wiring: WiringDep,
    actor: Writer,
    revision: RevisionDep,
) -> None:
    """Delete a draft for good. What was published can be retired, but never deleted."""
    with wiring.open_books(True) as books:
        delete_draft(
            address.key(BADGE_CLASS), if_revision=revision, actor=actor, shelf=books.library
        )


@router.post(
    _ONE + "/status",
    operation_id="changeBadgeClassStatus",
    summary="Review, publish or retire a badge class",
    response_description="The badge class with its new status",
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
def change_badge_class_status(
    address: AddressDep,
    body: Annotated[StatusMessage, Body(openapi_examples=examples.STATUS)],
    response: Response,
    wiring: WiringDep,
    actor: Annotated[Actor, Depends(member)],
    revision: RevisionDep,
) -> BadgeClass:
    """Bring a badge class on in its life: into review and back (scope library:write), and then
    published and retired (scope library:publish). When it is published, all rules are asked.
    """
    with wiring.open_books(True) as books:
        kept = change_status(
            address.key(BADGE_CLASS),
            body.status,
            if_revision=revision,
            actor=actor,
            at=wiring.now(),
            shelf=books.library,
        )
    return answer(kept, BadgeClass, response)
