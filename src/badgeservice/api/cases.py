"""Learners' applications: submit, look at, decide, and everything that follows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Path, Query, Request, Response

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.api.answers import JSON_BODY, WITH_TOKEN, answers, header
from badgeservice.api.case_answers import CaseAnswer, CaseEventAnswer, CaseSummaryAnswer
from badgeservice.api.case_messages import MAXIMUM_BADGES, CaseMessage, StepMessage
from badgeservice.api.dependencies import (
    IdempotencyKeyDep,
    RevisionDep,
    WiringDep,
    etag_of,
    idempotent_request,
    require,
)
from badgeservice.api.examples import cases as examples
from badgeservice.api.paging import (
    Page,
    PageWantedDep,
    cut,
    decode_cursor,
    end_of_page,
    moment_of,
    moment_text,
    next_link,
)
from badgeservice.api.personal_data import refuse_national_ids
from badgeservice.api.strict_route import StrictRoute
from badgeservice.api.wire import RecordId
from badgeservice.credentials.jcs import canonicalise
from badgeservice.recognition.cases import Case, CaseState, CaseStep, FrozenEvidence
from badgeservice.recognition.casework import Move, events_of, find_case, move
from badgeservice.recognition.errors import (
    DecisionFault,
    DecisionInvalidError,
    EvidenceNotFoundError,
)
from badgeservice.recognition.letters import templates_in_use
from badgeservice.recognition.submitting import Counter, submit
from badgeservice.wiring.ports import Wiring

router = APIRouter(tags=["Recognising"], route_class=StrictRoute)

Decider = Annotated[Actor, require(Scope.RECOGNITION_DECIDE)]
CaseId = Annotated[RecordId, Path(examples=["case-AAECAwQFBgcICQoLDA0ODw=="])]
EvidenceIndex = Annotated[int, Path(ge=0, lt=MAXIMUM_BADGES, examples=[0])]
StateFilter = Annotated[CaseState | None, Query(description="Only cases in this state")]

_SUBMIT: Final = "submitCase"
_LIST: Final = "cases"
_ETAG: Final = header("ETag", "The version, for If-Match")
_FILE: Final[dict[int | str, Any]] = {
    200: {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}
}


@router.post(
    "/v1/cases",
    operation_id=_SUBMIT,
    summary="Submit an application",
    status_code=HTTPStatus.CREATED,
    response_description="The case",
    responses={
        201: {"headers": header("Location", "Address of the case") | _ETAG},
        **answers(
            *WITH_TOKEN,
            *JSON_BODY,
            "mapping-not-found",
            "learner-number-invalid",
            "badge-used",
            "idempotency-key-invalid",
            "idempotency-key-reused",
            "national-id-refused",
        ),
    },
)
def submit_case(
    body: Annotated[CaseMessage, Body(openapi_examples=examples.CASE)],
    response: Response,
    wiring: WiringDep,
    actor: Decider,
    key: IdempotencyKeyDep,
) -> CaseAnswer:
    """Verify the badges, weigh them under a mapping, and freeze all of it as a case.

    Send an `Idempotency-Key` and you can repeat the request safely when the answer got lost.
    """
    content = body.model_dump(mode="json", by_alias=True)
    refuse_national_ids(content)
    case = submit(
        body.application(),
        actor=actor,
        request=idempotent_request(key, operation=_SUBMIT, content=content),
        counter=Counter(
            origin=wiring.origin,
            at=wiring.now(),
            random_bytes=wiring.random_bytes,
            new_sources=wiring.new_sources,
            open_books=wiring.open_books,
        ),
    )
    response.headers["Location"] = f"{wiring.origin}/v1/cases/{case.id}"
    return _shown(case, response, wiring)


@router.get(
    "/v1/cases",
    operation_id="listCases",
    summary="List the cases",
    response_description="One page of cases, newest first",
    responses=answers(*WITH_TOKEN, "cursor-invalid"),
)
def list_cases(
    request: Request,
    response: Response,
    wiring: WiringDep,
    actor: Decider,
    wanted: PageWantedDep,
    state: StateFilter = None,
) -> Page[CaseSummaryAnswer]:
    """Show the organisation's cases, without learners. Erased ones are left out."""
    after = decode_cursor(_LIST, wanted.cursor, parts=2)
    with wiring.open_books(False) as books:
        found = books.cases.cases(
            actor.organisation_id,
            state=state,
            after=None if after is None else (moment_of(after[0]), after[1]),
            limit=wanted.limit + 1,
        )
    shown, cursor = end_of_page(
        found,
        name=_LIST,
        key=lambda case: (moment_text(case.submitted_at), case.id),
        wanted=wanted,
    )
    filters = {"state": None if state is None else state.value}
    response.headers.update(next_link(wiring.origin + request.url.path, wanted, cursor, filters))
    return Page(items=[CaseSummaryAnswer.of(case) for case in shown], next_cursor=cursor)


@router.get(
    "/v1/cases/{case_id}",
    operation_id="readCase",
    summary="Read a case",
    response_description="The case",
    responses={200: {"headers": _ETAG}, **answers(*WITH_TOKEN, "case-not-found")},
)
def read_case(case_id: CaseId, response: Response, wiring: WiringDep, actor: Decider) -> CaseAnswer:
    """Show a case with the learner's data and all that was frozen."""
    return _shown(_found(case_id, actor, wiring), response, wiring)


@router.post(
    "/v1/cases/{case_id}/steps",
    operation_id="moveCase",
    summary="Take a step with a case",
    response_description="The case as it is now",
    responses={
        200: {"headers": _ETAG},
        **answers(
            *WITH_TOKEN,
            *JSON_BODY,
            "precondition-required",
            "case-not-found",
            "case-changed",
            "case-step-refused",
            "decision-invalid",
            "badge-used",
            "national-id-refused",
        ),
    },
)
def move_case(
    case_id: CaseId,
    body: Annotated[StepMessage, Body(openapi_examples=examples.STEP)],
    response: Response,
    wiring: WiringDep,
    actor: Decider,
    version: RevisionDep,
) -> CaseAnswer:
    """Review, ask for more, decide, deliver, and what may follow; each when its time has come.

    Send the `ETag` of the case that you read in `If-Match`.
    """
    refuse_national_ids(body.model_dump(mode="json", by_alias=True))
    with pointing_into_the_step(), wiring.open_books(True) as books:
        wanted = Move(
            step=body.step,
            if_version=version,
            note=body.note,
            on=body.on,
            decision=None if body.decision is None else body.decision.decision(),
            letter_templates=templates_in_use(actor.organisation_id, books.letters)
            if body.step is CaseStep.DELIVER
            else {},
        )
        case = move(case_id, wanted, actor=actor, at=wiring.now(), book=books.cases)
    return _shown(case, response, wiring)


@router.get(
    "/v1/cases/{case_id}/events",
    operation_id="listCaseEvents",
    summary="List what has happened to a case",
    response_description="One page of events, oldest first",
    responses=answers(*WITH_TOKEN, "case-not-found", "cursor-invalid"),
)
def list_case_events(
    request: Request,
    response: Response,
    case_id: CaseId,
    wiring: WiringDep,
    actor: Decider,
    wanted: PageWantedDep,
) -> Page[CaseEventAnswer]:
    """Show every event of a case, also when its content was erased."""
    with wiring.open_books(False) as books:
        events = tuple(enumerate(events_of(case_id, actor=actor, book=books.cases), start=1))
    shown, cursor = cut(
        events,
        name=f"events of {case_id}",
        parts=1,
        key=lambda event: (f"{event[0]:09}",),
        wanted=wanted,
    )
    response.headers.update(next_link(wiring.origin + request.url.path, wanted, cursor, {}))
    return Page(items=[CaseEventAnswer.of(event) for _, event in shown], next_cursor=cursor)


@router.get(
    "/v1/cases/{case_id}/evidence/{index}",
    operation_id="readEvidence",
    summary="Read a frozen badge",
    response_class=Response,
    response_description="The bytes, as they were presented",
    responses={**_FILE, **answers(*WITH_TOKEN, "case-not-found", "evidence-not-found")},
)
def read_evidence(
    case_id: CaseId, index: EvidenceIndex, wiring: WiringDep, actor: Decider
) -> Response:
    """Return a badge exactly as it was verified; its SHA-256 is in the case."""
    content = _evidence(case_id, index, actor, wiring).content
    return Response(
        content,
        media_type="application/octet-stream",
        # It came from a stranger: no browser shall show it as a page of ours.
        headers={"Content-Disposition": f'attachment; filename="badge-{index}"'},
    )


@router.get(
    "/v1/cases/{case_id}/evidence/{index}/report",
    operation_id="readEvidenceReport",
    summary="Read the frozen report on a badge",
    response_class=Response,
    response_description="The report in its RFC 8785 form",
    responses={**_FILE, **answers(*WITH_TOKEN, "case-not-found", "evidence-not-found")},
)
def read_evidence_report(
    case_id: CaseId, index: EvidenceIndex, wiring: WiringDep, actor: Decider
) -> Response:
    """Return the report of the verification on submission, byte for byte as it was hashed."""
    report = _evidence(case_id, index, actor, wiring).report
    return Response(
        canonicalise(report),
        media_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="report-{index}.json"'},
    )


@contextmanager
def pointing_into_the_step() -> Iterator[None]:
    """Let the faults of a decision point into the body that brought it."""
    try:
        yield
    except DecisionInvalidError as cause:
        raise DecisionInvalidError(
            tuple(
                DecisionFault(
                    code=fault.code, pointer=f"/decision{fault.pointer}", message=fault.message
                )
                for fault in cause.faults
            )
        ) from cause


def _shown(case: Case, response: Response, wiring: Wiring) -> CaseAnswer:
    response.headers["ETag"] = etag_of(case.version)
    return CaseAnswer.of(case, origin=wiring.origin)


def _found(case_id: str, actor: Actor, wiring: Wiring) -> Case:
    with wiring.open_books(False) as books:
        return find_case(case_id, actor=actor, book=books.cases)


def _evidence(case_id: str, index: int, actor: Actor, wiring: Wiring) -> FrozenEvidence:
    case = _found(case_id, actor, wiring)
    found = next((each for each in case.evidence if each.index == index), None)
    if found is None:
        raise EvidenceNotFoundError(case_id, index)
    return found
