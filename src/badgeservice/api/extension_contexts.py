"""Register contexts with words of the organisation's own, and list them."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, Request, Response
from pydantic import Field, JsonValue

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.api.answers import JSON_BODY, WITH_TOKEN, answers, header
from badgeservice.api.dependencies import WiringDep, require
from badgeservice.api.examples import extension_contexts as examples
from badgeservice.api.library_desk import Reader
from badgeservice.api.paging import Page, PageWantedDep, cut, next_link
from badgeservice.api.strict_route import StrictRoute
from badgeservice.api.wire import Answer, Message
from badgeservice.credentials.errors import ExtensionContextInvalidError
from badgeservice.credentials.strict_json import serialise
from badgeservice.library.documents import Slug
from badgeservice.library.extensions import (
    ContextKey,
    RegisteredContext,
    register_context,
    registered_contexts,
)

router = APIRouter(tags=["Library"], route_class=StrictRoute)

Publisher = Annotated[Actor, require(Scope.LIBRARY_PUBLISH)]


class ExtensionContextMessage(Message):
    """A JSON-LD context that defines words of your own, and does nothing else."""

    name: Slug
    version: int = Field(strict=True, ge=1, le=100_000)
    document: dict[str, JsonValue] = Field(
        description='The context: `{"@context": {…}}`. Each term stands for the address of the '
        "context, `#` and a plain name."
    )


class ExtensionContextAnswer(Answer):
    """A registered context. It is published at `url`, and never changes."""

    name: Slug
    version: int
    url: str = Field(description="What badges name in `@context`, and where it is published")
    sha256: str = Field(description="Of the published bytes, in hexadecimal")
    terms: list[str]
    registered_by: str = Field(description="The client that registered it")
    registered_at: datetime

    @classmethod
    def of(cls, registered: RegisteredContext) -> ExtensionContextAnswer:
        """Return the answer about a registered context."""
        return cls(
            name=registered.key.name,
            version=registered.key.version,
            url=registered.context.url,
            sha256=registered.context.sha256,
            terms=list(registered.terms),
            registered_by=registered.registered_by,
            registered_at=registered.registered_at,
        )


@router.get(
    "/v1/extension-contexts",
    operation_id="listExtensionContexts",
    summary="List the registered contexts",
    response_description="One page of contexts, by name and version",
    responses=answers(*WITH_TOKEN, "cursor-invalid"),
)
def list_extension_contexts(
    request: Request,
    response: Response,
    wiring: WiringDep,
    actor: Reader,
    wanted: PageWantedDep,
) -> Page[ExtensionContextAnswer]:
    """Show every context that the organisation has registered."""
    with wiring.open_books(False) as books:
        found = registered_contexts(actor=actor, shelf=books.extensions)
    shown, cursor = cut(
        found,
        name="extension-contexts",
        parts=2,
        key=lambda each: (each.key.name, f"{each.key.version:06d}"),
        wanted=wanted,
    )
    response.headers.update(next_link(wiring.origin + request.url.path, wanted, cursor, {}))
    return Page(items=[ExtensionContextAnswer.of(each) for each in shown], next_cursor=cursor)


@router.post(
    "/v1/extension-contexts",
    operation_id="registerExtensionContext",
    summary="Register a context",
    status_code=HTTPStatus.CREATED,
    response_description="The context, now published",
    responses={
        201: {"headers": header("Location", "Where the context is published")},
        **answers(*WITH_TOKEN, *JSON_BODY, "document-exists", "extension-context-invalid"),
    },
)
def register_extension_context(
    body: Annotated[ExtensionContextMessage, Body(openapi_examples=examples.CONTEXT)],
    response: Response,
    wiring: WiringDep,
    actor: Publisher,
) -> ExtensionContextAnswer:
    """Let badges that name this context say more than Open Badges foresees, and verify here.

    A context only adds words: it neither redefines any, nor leads on to other contexts. It is
    published at once, for good; register another version for a change.
    """
    key = ContextKey(organisation_id=actor.organisation_id, name=body.name, version=body.version)
    try:
        with wiring.open_books(True) as books:
            registered = register_context(
                key,
                serialise(body.document),
                origin=wiring.origin,
                actor=actor,
                at=wiring.now(),
                shelf=books.extensions,
            )
    except ExtensionContextInvalidError as cause:
        raise ExtensionContextInvalidError("/document" + cause.pointer, cause.reason) from cause
    response.headers["Location"] = registered.context.url
    return ExtensionContextAnswer.of(registered)
