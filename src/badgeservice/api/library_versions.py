"""The criteria sets and badge classes of a library, version by version: one shape of routes."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final, Generic, TypeVar

from fastapi import APIRouter, Body, Depends, Query, Request, Response
from fastapi.openapi.models import Example

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
from badgeservice.library.documents import BadgeClass, CriteriaSet, Status
from badgeservice.library.edit import change_status, create, delete_draft, find
from badgeservice.library.keys import BADGE_CLASS, CRITERIA_SET

D = TypeVar("D", CriteriaSet, BadgeClass)

_ONE: Final = "/{document_id}/versions/{version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shelf(Generic[D]):
    """Documents of one kind: what they are called, and where they are.

    `kind` and `kinds` are tokens, such as "badge-class" and "badge-classes".
    """

    model: type[D]
    kind: str
    kinds: str
    examples: dict[str, Example]

    @property
    def path(self) -> str:
        return f"/v1/library/{self.kinds}"

    @property
    def noun(self) -> str:
        return self.kind.replace("-", " ")

    @property
    def nouns(self) -> str:
        return self.kinds.replace("-", " ")

    @property
    def name(self) -> str:
        """The kind as it stands in an operationId, such as "BadgeClass"."""
        return self.noun.title().replace(" ", "")

    @property
    def names(self) -> str:
        return self.nouns.title().replace(" ", "")


def versioned_routes(
    model: type[D], *, kind: str, kinds: str, examples: dict[str, Example]
) -> APIRouter:
    """Return the routes of the documents of one kind, which have versions and a status.

    `kind` and `kinds` are the kind as a token and its plural, as it stands in addresses.
    """
    router = APIRouter(tags=["Library"], route_class=StrictRoute)
    shelf = _Shelf(model=model, kind=kind, kinds=kinds, examples=examples)
    _add_list(router, shelf)
    _add_create(router, shelf)
    _add_read(router, shelf)
    _add_write(router, shelf)
    _add_delete(router, shelf)
    _add_status(router, shelf)
    return router


def _add_list(router: APIRouter, shelf: _Shelf[D]) -> None:
    @router.get(
        shelf.path,
        operation_id=f"list{shelf.names}",
        summary=f"List the {shelf.nouns}",
        description=f"Show every version of every {shelf.noun}, drafts too.",
        response_description=f"One page of {shelf.nouns}, by id and version",
        response_model=Page[KeptAnswer[shelf.model]],  # type: ignore[name-defined]  # at run time
        responses=answers(*WITH_TOKEN, "cursor-invalid"),
    )
    def list_documents(
        request: Request,
        response: Response,
        wiring: WiringDep,
        actor: Reader,
        wanted: PageWantedDep,
        status: Annotated[Status | None, Query(description="Only documents of this status")] = None,
    ) -> Page[KeptAnswer[D]]:
        with wiring.open_books(False) as books:
            kept = books.library.all_documents(
                actor.organisation_id, kind=shelf.kind, status=status
            )
        return page_of(
            kept,
            shelf.model,
            request=request,
            response=response,
            wanted=wanted,
            origin=wiring.origin,
        )


def _add_create(router: APIRouter, shelf: _Shelf[D]) -> None:
    def add_document(body: D, response: Response, wiring: WiringDep, actor: Writer) -> D:
        refuse_national_ids(body.model_dump(mode="json", by_alias=True))
        with wiring.open_books(True) as books:
            kept = create(body, actor=actor, at=wiring.now(), shelf=books.library)
        path = shelf.path + _ONE.format(document_id=body.id, version=body.version)
        response.headers["Location"] = wiring.origin + path
        return answer(kept, shelf.model, response)

    # What FastAPI reads the body into is known only here.
    add_document.__annotations__["body"] = _body(shelf)
    router.post(
        shelf.path,
        operation_id=f"add{shelf.name}",
        summary=f"Add a {shelf.noun}, or a version of one",
        description="Add a draft. It may be unfinished; the rules are asked when it is published.",
        status_code=HTTPStatus.CREATED,
        response_description="The draft",
        response_model=shelf.model,
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
    )(add_document)


def _add_read(router: APIRouter, shelf: _Shelf[D]) -> None:
    @router.get(
        shelf.path + _ONE,
        operation_id=f"read{shelf.name}",
        summary=f"Read a {shelf.noun}",
        description=f"Show one version of a {shelf.noun}.",
        response_description=f"The {shelf.noun}",
        response_model=shelf.model,
        responses={200: {"headers": ETAG}, **answers(*WITH_TOKEN, "document-not-found")},
    )
    def read_document(
        address: AddressDep, response: Response, wiring: WiringDep, actor: Reader
    ) -> D:
        with wiring.open_books(False) as books:
            kept = find(address.key(shelf.kind), actor=actor, shelf=books.library)
        return answer(kept, shelf.model, response)


def _add_write(router: APIRouter, shelf: _Shelf[D]) -> None:
    def write_document(
        address: AddressDep,
        body: D,
        response: Response,
        wiring: WiringDep,
        actor: Writer,
        revision: OptionalRevisionDep,
    ) -> D:
        require_address(body, address)
        refuse_national_ids(body.model_dump(mode="json", by_alias=True))
        return write(body, revision, actor=actor, wiring=wiring, response=response)

    write_document.__annotations__["body"] = _body(shelf)
    router.put(
        shelf.path + _ONE,
        operation_id=f"write{shelf.name}",
        summary=f"Write a draft of a {shelf.noun}",
        description="Write a draft. Published content never changes: make a new version instead.",
        response_description="The draft as it is kept",
        response_model=shelf.model,
        responses={
            200: {"headers": ETAG},
            201: {"description": "It is new", "headers": ETAG, "model": shelf.model},
            **answers(*WITH_TOKEN, *JSON_BODY, *WRITE_PROBLEMS, "document-not-found"),
        },
    )(write_document)


def _add_delete(router: APIRouter, shelf: _Shelf[D]) -> None:
    @router.delete(
        shelf.path + _ONE,
        operation_id=f"delete{shelf.name}",
        summary="Delete a draft",
        description="Delete a draft for good. What was published can be retired, but never "
        "deleted.",
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
    def delete_document(
        address: AddressDep, wiring: WiringDep, actor: Writer, revision: RevisionDep
    ) -> None:
        with wiring.open_books(True) as books:
            delete_draft(
                address.key(shelf.kind), if_revision=revision, actor=actor, shelf=books.library
            )


def _add_status(router: APIRouter, shelf: _Shelf[D]) -> None:
    @router.post(
        shelf.path + _ONE + "/status",
        operation_id=f"change{shelf.name}Status",
        summary=f"Review, publish or retire a {shelf.noun}",
        description=f"Bring a {shelf.noun} on in its life: into review and back (scope "
        "library:write), and then\npublished and retired (scope library:publish). When it is "
        "published, all rules are asked.",
        response_description=f"The {shelf.noun} with its new status",
        response_model=shelf.model,
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
    def change_document_status(
        address: AddressDep,
        body: Annotated[StatusMessage, Body(openapi_examples=examples.STATUS)],
        response: Response,
        wiring: WiringDep,
        actor: Annotated[Actor, Depends(member)],
        revision: RevisionDep,
    ) -> D:
        with wiring.open_books(True) as books:
            kept = change_status(
                address.key(shelf.kind),
                body.status,
                if_revision=revision,
                actor=actor,
                at=wiring.now(),
                shelf=books.library,
            )
        return answer(kept, shelf.model, response)


def _body(shelf: _Shelf[D]) -> object:
    return Annotated[shelf.model, Body(openapi_examples=shelf.examples)]


criteria_sets = versioned_routes(
    CriteriaSet, kind=CRITERIA_SET, kinds="criteria-sets", examples=examples.CRITERIA_SET
)
badge_classes = versioned_routes(
    BadgeClass, kind=BADGE_CLASS, kinds="badge-classes", examples=examples.BADGE_CLASS
)
