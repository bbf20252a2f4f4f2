"""Take in the bases of qualifications, and read them edition by edition."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.api.answers import JSON_BODY, WITH_TOKEN, answers, header
from badgeservice.api.basis_messages import (
    BasisChangeAnswer,
    BasisChangesAnswer,
    BasisImportAnswer,
    BasisSummary,
    WholeBasisAnswer,
)
from badgeservice.api.dependencies import WiringDep, require
from badgeservice.api.examples import bases as examples
from badgeservice.api.paging import Page, PageWantedDep, cut, next_link
from badgeservice.api.strict_route import StrictRoute, require_json
from badgeservice.api.wire import HttpUrl
from badgeservice.library.documents import Slug
from badgeservice.library.mapping_documents import RecordNumber
from badgeservice.qualifications.bases import BasisEdition
from badgeservice.qualifications.documents import read_basis
from badgeservice.qualifications.importing import (
    changes_between,
    import_basis,
    plan_basis_import,
)
from badgeservice.qualifications.reading import BasisKey, all_bases, editions_of, find_edition
from badgeservice.recognition.errors import BasisEditionNotFoundError, BasisNotFoundError
from badgeservice.wiring.ports import Books

router = APIRouter(tags=["Recognising"], route_class=StrictRoute)

BASES_PATH: Final = "/v1/bases"

Reader = Annotated[Actor, require(Scope.LIBRARY_READ)]
Writer = Annotated[Actor, require(Scope.LIBRARY_WRITE)]
DryRun = Annotated[
    bool, Query(alias="dryRun", description="Only tell what would change, and write nothing")
]
Number = Annotated[int, Query(ge=1, le=100_000)]

_REQUEST_BODY: Final[dict[str, Any]] = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "description": "A basis (peruste) as ePerusteet answers it, of either generation; "
                "or a basis of any other system as a document of the kind `basis`",
                "additionalProperties": True,
                "anyOf": [{"required": ["diaarinumero"]}, {"required": ["kind", "system"]}],
            },
            "examples": examples.BASIS,
        }
    },
}


async def _content(request: Request, actor: Writer) -> bytes:
    """Return the body. It is read only for those who may send one."""
    del actor
    require_json(request.headers.get("content-type", ""))
    return await request.body()


def _key(
    system: Annotated[Slug, Query(examples=["finland"])],
    code: Annotated[
        RecordNumber, Query(description="The record number", examples=["OPH-456-2022"])
    ],
) -> BasisKey:
    return BasisKey(system=system, code=code)


KeyDep = Annotated[BasisKey, Depends(_key)]


@router.post(
    BASES_PATH,
    operation_id="importBasis",
    summary="Import the basis of a qualification",
    status_code=HTTPStatus.CREATED,
    response_description="It is a new edition",
    responses={
        200: {"description": "Nothing was written", "model": BasisImportAnswer},
        201: {"headers": header("Location", "Address of the edition")},
        **answers(*WITH_TOKEN, *JSON_BODY, "register-document-invalid"),
    },
    openapi_extra={"requestBody": _REQUEST_BODY},
)
def import_one_basis(
    content: Annotated[bytes, Depends(_content)],
    response: Response,
    wiring: WiringDep,
    actor: Writer,
    *,
    source_url: Annotated[
        HttpUrl | None, Query(alias="sourceUrl", description="Where the document was fetched")
    ] = None,
    dry_run: DryRun = False,
) -> BasisImportAnswer:
    """Take in a document of up to 10 MiB as it is; what it does not say stays unknown.

    What differs from the newest edition makes a new one, and the answer tells every change. The
    same content again changes nothing. Editions in use stay as they are.
    """
    at = wiring.now()
    basis, sha256 = read_basis(content, source_url=source_url, retrieved=at.date())
    use = plan_basis_import if dry_run else import_basis
    with wiring.open_books(not dry_run) as books:
        done = use(basis, sha256=sha256, actor=actor, at=at, shelf=books.bases)
    if dry_run or not done.is_new:
        response.status_code = HTTPStatus.OK
    else:
        place = f"system={basis.system}&code={basis.code}&number={done.edition.number}"
        response.headers["Location"] = f"{wiring.origin}{BASES_PATH}/edition?{place}"
    return BasisImportAnswer.of(done, written=not dry_run, day=at.date())


@router.get(
    BASES_PATH,
    operation_id="listBases",
    summary="List the bases that you have imported",
    response_description="One page of bases in their newest edition, by system and code",
    responses=answers(*WITH_TOKEN, "cursor-invalid"),
)
def list_bases(
    request: Request,
    response: Response,
    wiring: WiringDep,
    actor: Reader,
    wanted: PageWantedDep,
) -> Page[BasisSummary]:
    """Show every basis with its days, what it replaces, and where it came from."""
    with wiring.open_books(False) as books:
        found = all_bases(actor=actor, shelf=books.bases)
    shown, cursor = cut(found, name="bases", parts=2, key=_place, wanted=wanted)
    response.headers.update(next_link(wiring.origin + request.url.path, wanted, cursor, {}))
    day = wiring.now().date()
    return Page(items=[BasisSummary.of(each, day) for each in shown], next_cursor=cursor)


@router.get(
    BASES_PATH + "/edition",
    operation_id="readBasis",
    summary="Read a basis",
    response_description="The basis with its units",
    responses=answers(*WITH_TOKEN, "basis-not-found", "basis-edition-not-found"),
)
def read_one_basis(
    key: KeyDep,
    wiring: WiringDep,
    actor: Reader,
    number: Annotated[
        int | None, Query(ge=1, le=100_000, description="Which edition; left out: the newest")
    ] = None,
) -> WholeBasisAnswer:
    """Show one edition of a basis: its units, their requirements and sub-areas."""
    with wiring.open_books(False) as books:
        edition = _edition(key, number, actor=actor, books=books)
        editions = editions_of(key, actor=actor, shelf=books.bases)
    return WholeBasisAnswer.of(edition, editions, wiring.now().date())


@router.get(
    BASES_PATH + "/changes",
    operation_id="readBasisChanges",
    summary="See what changed between two editions",
    response_description="Every difference in content",
    responses=answers(*WITH_TOKEN, "basis-not-found", "basis-edition-not-found"),
)
def read_basis_changes(
    key: KeyDep, before: Number, after: Number, wiring: WiringDep, actor: Reader
) -> BasisChangesAnswer:
    """Tell which units, requirements and sub-areas were added, removed or changed."""
    with wiring.open_books(False) as books:
        old = _edition(key, before, actor=actor, books=books)
        new = _edition(key, after, actor=actor, books=books)
    return BasisChangesAnswer(
        system=key.system,
        code=key.code,
        before=before,
        after=after,
        changes=[BasisChangeAnswer.of(each) for each in changes_between(old.basis, new.basis)],
    )


def _edition(key: BasisKey, number: int | None, *, actor: Actor, books: Books) -> BasisEdition:
    found = find_edition(key, number, actor=actor, shelf=books.bases)
    if found is not None:
        return found
    if number is None or not editions_of(key, actor=actor, shelf=books.bases):
        raise BasisNotFoundError(key.system, key.code)
    raise BasisEditionNotFoundError(key.system, key.code, number=number)


def _place(edition: BasisEdition) -> tuple[str, str]:
    return edition.basis.system, edition.basis.code
