"""Propose mappings of badges to units, agree to them, and suspend or end them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Body, Depends, Path, Query, Request, Response

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.api.answers import JSON_BODY, WITH_REVISION, WITH_TOKEN, answers, header
from badgeservice.api.dependencies import RevisionDep, WiringDep, etag_of, require
from badgeservice.api.examples import mappings as examples
from badgeservice.api.mapping_messages import (
    ConsentMessage,
    MappingAnswer,
    MappingFaultAnswer,
    MappingStatusMessage,
    ProposalAnswer,
    ProposalMessage,
)
from badgeservice.api.paging import Page, PageWantedDep, cut, next_link
from badgeservice.api.personal_data import refuse_national_ids
from badgeservice.api.strict_route import StrictRoute
from badgeservice.library.documents import Slug
from badgeservice.library.mapping_documents import MappingStatus
from badgeservice.recognition.agreeing import (
    MappingKey,
    agree,
    change_status,
    check_proposal,
    find,
    propose,
    visible,
)
from badgeservice.recognition.mapping_book import KeptMapping

router = APIRouter(tags=["Recognising"], route_class=StrictRoute)

Party = Annotated[Actor, require(Scope.RECOGNITION_AGREE)]
DryRun = Annotated[
    bool, Query(alias="dryRun", description="Only tell every fault, and write nothing")
]

_ALL: Final = "/v1/mappings"
_ONE: Final = _ALL + "/{organisation_id}/{mapping_id}/versions/{version}"
_ETAG: Final = header("ETag", "The revision; send it in If-Match when you change the status")
_FAULTS: Final = (
    "mapping-invalid",
    "mapping-code-unknown",
    "mapping-version-differs",
    "basis-not-in-force",
    "credit-unit-differs",
    "participation-mapped",
    "unit-not-covered",
)


def _key(
    organisation_id: Annotated[
        Slug, Path(description="The college's id", examples=["kotkan-ammattiopisto"])
    ],
    mapping_id: Annotated[Slug, Path(examples=["workplace-instructor"])],
    version: Annotated[int, Path(ge=1, le=100_000, examples=[1])],
) -> MappingKey:
    return MappingKey(organisation_id=organisation_id, id=mapping_id, version=version)


KeyDep = Annotated[MappingKey, Depends(_key)]


@router.get(
    _ALL,
    operation_id="listMappings",
    summary="List the mappings that you are a party to",
    response_description="One page of mappings, by college, id and version",
    responses=answers(*WITH_TOKEN, "cursor-invalid"),
)
def list_mappings(
    request: Request,
    response: Response,
    wiring: WiringDep,
    actor: Party,
    wanted: PageWantedDep,
    status: Annotated[
        MappingStatus | None, Query(description="Only mappings of this status")
    ] = None,
) -> Page[MappingAnswer]:
    """Show every version of your own mappings, and of those that name your badge classes."""
    with wiring.open_books(False) as books:
        found = visible(actor=actor, books=books)
    if status is not None:
        found = tuple(each for each in found if each.mapping.status is status)
    shown, cursor = cut(found, name="mappings", parts=3, key=_place, wanted=wanted)
    filters = {"status": None if status is None else status.value}
    response.headers.update(next_link(wiring.origin + request.url.path, wanted, cursor, filters))
    return Page(items=[MappingAnswer.of(each) for each in shown], next_cursor=cursor)


@router.post(
    _ALL,
    operation_id="proposeMapping",
    summary="Propose a mapping, or a new version of one",
    status_code=HTTPStatus.CREATED,
    response_description="The proposal",
    responses={
        200: {"description": "It was a dry run; nothing was written", "model": ProposalAnswer},
        201: {"headers": {**header("Location", "Address of the mapping"), **_ETAG}},
        **answers(*WITH_TOKEN, *JSON_BODY, "national-id-refused", "mapping-state", *_FAULTS),
    },
)
def propose_mapping(
    body: Annotated[ProposalMessage, Body(openapi_examples=examples.PROPOSAL)],
    response: Response,
    wiring: WiringDep,
    actor: Party,
    dry_run: DryRun = False,  # noqa: FBT002 – FastAPI passes it by name
) -> ProposalAnswer:
    """Say that badges count toward a target: which, on what ground, and under which conditions.

    What cannot be true is refused, with a problem type for each kind of fault; `errors` tells all
    of them. What was agreed never changes: propose the next version instead.
    """
    refuse_national_ids(body.model_dump(mode="json", by_alias=True))
    mapping, at = body.mapping(), wiring.now()
    if dry_run:
        response.status_code = HTTPStatus.OK
        with wiring.open_books(False) as books:
            faults = check_proposal(mapping, actor=actor, at=at, books=books)
        return ProposalAnswer(faults=[MappingFaultAnswer.of(each) for each in faults], kept=None)
    with wiring.open_books(True) as books:
        kept = propose(mapping, actor=actor, at=at, books=books)
    response.headers["Location"] = wiring.origin + _ONE.format(
        organisation_id=kept.organisation_id, mapping_id=mapping.id, version=mapping.version
    )
    return ProposalAnswer(faults=[], kept=_answer(kept, response))


@router.get(
    _ONE,
    operation_id="readMapping",
    summary="Read a mapping",
    response_description="The mapping",
    responses={200: {"headers": _ETAG}, **answers(*WITH_TOKEN, "mapping-not-found")},
)
def read_mapping(key: KeyDep, response: Response, wiring: WiringDep, actor: Party) -> MappingAnswer:
    """Show one version of a mapping that you are a party to."""
    with wiring.open_books(False) as books:
        kept = find(key, actor=actor, books=books)
    return _answer(kept, response)


@router.post(
    _ONE + "/agreements",
    operation_id="agreeToMapping",
    summary="Agree to a mapping",
    response_description="The mapping with your agreement",
    responses={
        200: {"headers": _ETAG},
        **answers(
            *WITH_TOKEN,
            *JSON_BODY,
            "national-id-refused",
            "mapping-not-found",
            "mapping-state",
            *_FAULTS,
        ),
    },
)
def agree_to_mapping(
    key: KeyDep,
    body: Annotated[ConsentMessage, Body(openapi_examples=examples.CONSENT)],
    response: Response,
    wiring: WiringDep,
    actor: Party,
) -> MappingAnswer:
    """Agree for your side: the college's, or that of the organisation whose badges they are.

    When both sides have agreed the mapping holds, and the version before it ends. Agreements of
    issuers that are not on this service are recorded by the college together with its own.
    """
    refuse_national_ids(body.model_dump(mode="json", by_alias=True))
    with wiring.open_books(True) as books:
        kept = agree(key, body.consent(), actor=actor, at=wiring.now(), books=books)
    return _answer(kept, response)


@router.post(
    _ONE + "/status",
    operation_id="changeMappingStatus",
    summary="Suspend, resume or end a mapping",
    response_description="The mapping with its new status",
    responses={
        200: {"headers": _ETAG},
        **answers(
            *WITH_TOKEN,
            *JSON_BODY,
            *WITH_REVISION,
            "mapping-not-found",
            "mapping-state",
            *_FAULTS,
        ),
    },
)
def change_mapping_status(
    key: KeyDep,
    body: Annotated[MappingStatusMessage, Body(openapi_examples=examples.STATUS)],
    response: Response,
    wiring: WiringDep,
    actor: Party,
    revision: RevisionDep,
) -> MappingAnswer:
    """Let a mapping of your own rest for a while, count again, or end for good.

    Decisions that were made under it stay as they are.
    """
    with wiring.open_books(True) as books:
        kept = change_status(
            key,
            MappingStatus(body.status),
            if_revision=revision,
            actor=actor,
            at=wiring.now(),
            books=books,
        )
    return _answer(kept, response)


def _answer(kept: KeptMapping, response: Response) -> MappingAnswer:
    response.headers["ETag"] = etag_of(kept.revision)
    return MappingAnswer.of(kept)


def _place(kept: KeptMapping) -> tuple[str, str, str]:
    return kept.organisation_id, kept.mapping.id, f"{kept.mapping.version:06d}"
