"""What the library's routers share: writing with If-Match, and answering with an ETag."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, TypeVar

from fastapi import Depends, Path, Request, Response
from fastapi.exceptions import RequestValidationError

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.api.answers import header
from badgeservice.api.dependencies import etag_of, require
from badgeservice.api.errors import PreconditionRequiredError
from badgeservice.api.library_messages import KeptAnswer
from badgeservice.api.paging import Key, Page, PageWanted, cut, next_link
from badgeservice.library.documents import (
    BadgeClass,
    CriteriaSet,
    LibraryDescription,
    Slug,
    Unit,
)
from badgeservice.library.edit import create, replace
from badgeservice.library.errors import DocumentExistsError
from badgeservice.library.keys import DocumentKey, sort_key
from badgeservice.library.shelf import Kept
from badgeservice.wiring.ports import Wiring

D = TypeVar("D", LibraryDescription, Unit, CriteriaSet, BadgeClass)

Reader = Annotated[Actor, require(Scope.LIBRARY_READ)]
Writer = Annotated[Actor, require(Scope.LIBRARY_WRITE)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Which version of which document an address names."""

    id: str
    version: int

    def key(self, kind: str) -> DocumentKey:
        """Return the key of the document of this kind."""
        return DocumentKey(kind=kind, id=self.id, version=self.version)


def _address(
    document_id: Annotated[Slug, Path(examples=["feedback-giver"])],
    version: Annotated[int, Path(ge=1, le=100_000, examples=[1])],
) -> Address:
    return Address(id=document_id, version=version)


AddressDep = Annotated[Address, Depends(_address)]

ETAG = header("ETag", "The revision; send it in If-Match when you change the document")
WRITE_PROBLEMS = (
    "document-frozen",
    "status-change-refused",
    "precondition-required",
    "precondition-failed",
    "national-id-refused",
)


def answer(kept: Kept, cls: type[D], response: Response) -> D:
    """Return the document for the answer, whose ETag tells the revision."""
    response.headers["ETag"] = etag_of(kept.revision)
    if not isinstance(kept.document, cls):
        message = f"the shelf answered {kept.document.kind} where {cls.__name__} was asked for"
        raise TypeError(message)
    return kept.document


def write(
    document: D, revision: int | None, *, actor: Actor, wiring: Wiring, response: Response
) -> D:
    """Create a document, or replace the revision that the client has read; 201 when created.

    Raises:
        PreconditionRequiredError: the document is there, and the client did not say what it read.
    """
    with wiring.open_books(True) as books:
        shelf, at = books.library, wiring.now()
        if revision is not None:
            kept = replace(document, if_revision=revision, actor=actor, at=at, shelf=shelf)
        else:
            try:
                kept = create(document, actor=actor, at=at, shelf=shelf)
            except DocumentExistsError as cause:
                raise PreconditionRequiredError from cause
            response.status_code = HTTPStatus.CREATED
    return answer(kept, type(document), response)


def page_of(
    kept: tuple[Kept, ...],
    cls: type[D],
    *,
    request: Request,
    response: Response,
    wanted: PageWanted,
    origin: str,
) -> Page[KeptAnswer[D]]:
    """Return one page of kept documents of one kind, and lead to the next."""
    shown, cursor = cut(kept, name=cls.__name__, parts=2, key=_key, wanted=wanted)
    status = request.query_params.get("status")
    url = origin + request.url.path
    response.headers.update(next_link(url, wanted, cursor, {"status": status}))
    return Page(
        items=[
            KeptAnswer(
                document=each.document,
                etag=etag_of(each.revision),
                updated_at=each.updated_at,
                updated_by=each.updated_by,
            )
            for each in shown
            if isinstance(each.document, cls)
        ],
        next_cursor=cursor,
    )


def require_address(document: CriteriaSet | BadgeClass, address: Address) -> None:
    """Let a document pass that belongs at the address it was sent to.

    Raises:
        RequestValidationError: the id or version is another one.
    """
    require_same(("id", document.id, address.id), ("version", document.version, address.version))


def require_same(*pairs: tuple[str, object, object]) -> None:
    """Compare members of a body with the address.

    Raises:
        RequestValidationError: one differs.
    """
    wrong = [
        {"type": "value_error", "loc": ("body", name), "msg": "The address says otherwise"}
        for name, sent, addressed in pairs
        if sent != addressed
    ]
    if wrong:
        raise RequestValidationError(wrong, body=dict.fromkeys(each["loc"][1] for each in wrong))


def _key(kept: Kept) -> Key:
    _, key, version = sort_key(kept.document)
    return key, f"{version:06d}"
