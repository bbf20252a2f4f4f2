"""Verify thousands of badges in the background, in the name of an organisation."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Path, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import Field, StringConstraints
from starlette.concurrency import run_in_threadpool

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.api.answers import JSON_BODY, WITH_TOKEN, answers, header
from badgeservice.api.asking import asked_of
from badgeservice.api.dependencies import WiringDep, require
from badgeservice.api.errors import CursorInvalidError, MediaTypeUnsupportedError
from badgeservice.api.job_runner import JobRunner
from badgeservice.api.paging import (
    Page,
    PageWantedDep,
    decode_cursor,
    encode_cursor,
)
from badgeservice.api.problem_handlers import problem_of_error
from badgeservice.api.receipts import Receipts
from badgeservice.api.strict_route import StrictRoute, media_type_of
from badgeservice.api.verification import answer_to
from badgeservice.api.verification_batches import BatchResultAnswer
from badgeservice.api.wire import Answer
from badgeservice.credentials.strict_json import parse
from badgeservice.errors import BadgeServiceError
from badgeservice.verification.jobs import (
    MOST_BADGES,
    Job,
    JobState,
    delete_job,
    find_job,
    start_job,
)
from badgeservice.wiring.ports import Wiring

router = APIRouter(tags=["Verifying"], route_class=StrictRoute)

JOBS_PATH: Final = "/v1/verification-jobs"
LINES: Final = "application/x-ndjson"
MAXIMUM_BODY_BYTES: Final = 48 * 1024 * 1024
_LIST: Final = "verification-results"
_ID_BYTES: Final = 16
_INDEX: Final = re.compile(r"[0-9]{1,6}")

Verifier = Annotated[Actor, require(Scope.BADGES_VERIFY)]
JobId = Annotated[
    str,
    StringConstraints(pattern=r"^job-[0-9a-f]{32}$"),
    Path(examples=["job-5f1d9c0e7a6b4c325f1d9c0e7a6b4c32"]),
]

_BODY: Final[dict[str, Any]] = {
    "required": True,
    "content": {
        LINES: {
            "schema": {
                "type": "string",
                "description": "One badge on each line, as `POST /v1/verifications` takes it in "
                "JSON",
            },
        }
    },
}


class JobAnswer(Answer):
    """How far a job is."""

    id: str
    state: JobState = Field(
        description="An interrupted job does not go on; send the badges without a result again"
    )
    total: int = Field(description="How many badges there are")
    done: int = Field(description="How many of them have a result")
    started_by: str
    started_at: datetime
    expires_at: datetime = Field(description="When the job and its results are deleted")

    @classmethod
    def of(cls, job: Job) -> JobAnswer:
        """Return the answer that tells a job."""
        return cls(
            id=job.id,
            state=job.state,
            total=job.total,
            done=job.done,
            started_by=job.started_by,
            started_at=job.started_at,
            expires_at=job.expires_at,
        )


class JobResultAnswer(BatchResultAnswer):
    """What became of one badge of a job."""

    index: int = Field(description="Which line it was, from 0; empty lines do not count")


@router.post(
    JOBS_PATH,
    operation_id="startVerificationJob",
    summary="Verify up to 10,000 badges in the background",
    status_code=HTTPStatus.ACCEPTED,
    response_description="The job, which is under way",
    responses={
        202: {"headers": header("Location", "Where to ask how far it is")},
        **answers(*WITH_TOKEN, *JSON_BODY, "too-many-jobs"),
    },
    openapi_extra={"requestBody": _BODY},
)
async def start_verification_job(
    request: Request, response: Response, wiring: WiringDep, actor: Verifier
) -> JobAnswer:
    """Take the badges and begin.

    What you send is kept in memory until it is verified; the reports are kept sealed, for at most
    24 hours. When the service is restarted, a job is interrupted.
    """
    if media_type_of(request.headers.get("content-type", "")) != LINES:
        raise MediaTypeUnsupportedError((LINES,))
    runner: JobRunner = request.app.state.jobs
    runner.take_turn()
    try:
        lines = _lines(await request.body())
        job = await run_in_threadpool(_start, len(lines), actor, wiring)
    except BaseException:
        runner.give_back()
        raise
    receipts = Receipts(wiring, actor=actor)
    runner.run(job, [_work(line, receipts, wiring) for line in lines])
    response.headers["Location"] = f"{wiring.origin}{JOBS_PATH}/{job.id}"
    return JobAnswer.of(job)


def _lines(content: bytes) -> list[bytes]:
    lines = [line for line in content.split(b"\n") if line.strip()]
    if 1 <= len(lines) <= MOST_BADGES:
        return lines
    message = f"send 1 to {MOST_BADGES} badges, each on a line of its own"
    raise RequestValidationError([{"type": "value_error", "loc": ("body",), "msg": message}])


def _start(total: int, actor: Actor, wiring: Wiring) -> Job:
    job_id = f"job-{wiring.random_bytes(_ID_BYTES).hex()}"
    with wiring.open_books(True) as books:
        return start_job(job_id, total=total, actor=actor, at=wiring.now(), shelf=books.jobs)


def _work(line: bytes, receipts: Receipts, wiring: Wiring) -> Callable[[], bytes]:
    def result() -> bytes:
        try:
            report = answer_to(asked_of(parse(line)), receipts, wiring)
            found: dict[str, Any] = {"report": orjson.Fragment(report), "problem": None}
        except (BadgeServiceError, RequestValidationError) as cause:
            found = {"report": None, "problem": problem_of_error(cause, origin=wiring.origin)}
        return orjson.dumps(found)

    return result


@router.get(
    f"{JOBS_PATH}/{{job_id}}",
    operation_id="readVerificationJob",
    summary="See how far a job is",
    response_description="The job",
    responses=answers(*WITH_TOKEN, "job-not-found"),
)
def read_verification_job(job_id: JobId, wiring: WiringDep, actor: Verifier) -> JobAnswer:
    """Ask every few seconds, until it is no longer running."""
    with wiring.open_books(False) as books:
        return JobAnswer.of(find_job(job_id, actor=actor, at=wiring.now(), shelf=books.jobs))


@router.get(
    f"{JOBS_PATH}/{{job_id}}/results",
    operation_id="listVerificationResults",
    summary="List the results of a job",
    response_model=Page[JobResultAnswer],
    response_description="One page of results, in the order of the badges",
    responses=answers(*WITH_TOKEN, "job-not-found", "cursor-invalid"),
)
def list_verification_results(
    job_id: JobId, wiring: WiringDep, actor: Verifier, wanted: PageWantedDep
) -> Response:
    """Show what is found so far; a running job has more later."""
    after = _after(wanted.cursor)
    with wiring.open_books(False) as books:
        job = find_job(job_id, actor=actor, at=wiring.now(), shelf=books.jobs)
        found = books.jobs.results(job.id, after=after, limit=wanted.limit)
    # Each is written already, and is opened only to say which it is.
    items = [{**orjson.loads(content), "index": index} for index, content in found]
    is_last = len(found) < wanted.limit or found[-1][0] == job.total - 1
    cursor = None if is_last else encode_cursor(_LIST, (str(found[-1][0]),))
    return Response(
        orjson.dumps({"items": items, "nextCursor": cursor}), media_type="application/json"
    )


def _after(cursor: str | None) -> int:
    key = decode_cursor(_LIST, cursor, parts=1)
    if key is None:
        return -1
    if not _INDEX.fullmatch(key[0]):
        raise CursorInvalidError
    return int(key[0])


@router.delete(
    f"{JOBS_PATH}/{{job_id}}",
    operation_id="deleteVerificationJob",
    summary="Delete a job and its results",
    status_code=HTTPStatus.NO_CONTENT,
    response_description="It is deleted",
    responses=answers(*WITH_TOKEN, "job-not-found"),
)
def delete_verification_job(job_id: JobId, wiring: WiringDep, actor: Verifier) -> None:
    """Delete what is kept for the job. A running one stops."""
    with wiring.open_books(True) as books:
        delete_job(job_id, actor=actor, at=wiring.now(), shelf=books.jobs)
