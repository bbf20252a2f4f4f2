"""Verify many badges with one request: each gets its own report, or its own problem."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

import orjson
from anyio import CapacityLimiter, create_task_group
from anyio.to_thread import run_sync
from fastapi import APIRouter, Body, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import Field, JsonValue

from badgeservice.api.answers import ALWAYS, JSON_BODY, answers, header
from badgeservice.api.asking import asked_of
from badgeservice.api.dependencies import OPTIONAL_TOKEN, WiringDep
from badgeservice.api.errors import NoTimeLeftError
from badgeservice.api.examples import verification as examples
from badgeservice.api.problem_handlers import problem_of_error
from badgeservice.api.problems import ProblemDocument
from badgeservice.api.receipts import Receipts
from badgeservice.api.strict_route import StrictRoute, require_sound
from badgeservice.api.verification import answer_to
from badgeservice.api.verification_messages import ReportAnswer
from badgeservice.api.wire import Answer, Message
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.errors import BadgeServiceError
from badgeservice.wiring.ports import Wiring

router = APIRouter(tags=["Verifying"], route_class=StrictRoute)

BATCH_PATH: Final = "/v1/verifications/batch"
MOST_BADGES: Final = 100
# All batches together get no more threads than this, so that single badges never wait for them.
_limiter: Final = CapacityLimiter(4)
_LONGEST_SECONDS: Final = 30.0
_MESSAGE: Final[JsonObject] = {"$ref": "#/components/schemas/VerificationMessage"}


class VerificationBatchMessage(Message):
    """Badges to verify, each in its own way."""

    badges: list[JsonValue] = Field(
        min_length=1,
        max_length=MOST_BADGES,
        description="Each as `POST /v1/verifications` takes it; one that has another shape gets "
        "its own problem",
        # One of another shape is taken too: it gets a problem instead of a report.
        json_schema_extra={"items": {"anyOf": [_MESSAGE, {}]}},
    )


class BatchResultAnswer(Answer):
    """What became of one badge: a report, or the problem why there is none."""

    report: ReportAnswer | None
    problem: ProblemDocument | None


class VerificationBatchAnswer(Answer):
    """One result for each badge, in the order of the request."""

    results: list[BatchResultAnswer]


@router.post(
    BATCH_PATH,
    operation_id="verifyBadges",
    summary="Verify up to 100 badges",
    response_model=VerificationBatchAnswer,
    response_description="One result for each badge, in the order of the request",
    responses={
        200: {"headers": header("RateLimit", "What is left of the limit")},
        **answers(*ALWAYS, *JSON_BODY, "too-many-requests"),
    },
    openapi_extra={"security": OPTIONAL_TOKEN},
    dependencies=[Depends(require_sound)],
)
async def verify_badges(
    body: Annotated[VerificationBatchMessage, Body(openapi_examples=examples.BATCH)],
    request: Request,
    wiring: WiringDep,
) -> Response:
    """Say about each badge what `POST /v1/verifications` says about one.

    A badge that cannot be read never spoils the others. The whole takes at most about half a
    minute; a badge that there was no time for gets the problem `no-time-left`, and can be sent
    again.
    """
    sent = (await request.json())["badges"]
    assert len(sent) == len(body.badges)  # noqa: S101 – the same, as it was read strictly
    batch = _Batch(
        wiring=wiring,
        receipts=Receipts(wiring, authorization=request.headers.get("authorization")),
        ends=time.monotonic() + _LONGEST_SECONDS,
    )
    written = await batch.results(sent)
    return Response(orjson.dumps({"results": written}), media_type="application/json")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """A batch at work. After the moment `ends`, no other badge is begun."""

    wiring: Wiring
    receipts: Receipts
    ends: float

    async def results(self, sent: Sequence[JsonValue]) -> list[dict[str, Any]]:
        """Return the result for each item, in order."""
        found: dict[int, dict[str, Any]] = {}

        async def work(index: int) -> None:
            found[index] = await run_sync(self._result, sent[index], limiter=_limiter)

        async with create_task_group() as group:
            for index in range(len(sent)):
                group.start_soon(work, index)
        return [found[index] for index in range(len(sent))]

    def _result(self, value: JsonValue) -> dict[str, Any]:
        """Return the result for one item, in which the report is written already."""
        try:
            if time.monotonic() > self.ends:
                raise NoTimeLeftError
            report = answer_to(asked_of(value), self.receipts, self.wiring)
            return {"report": orjson.Fragment(report), "problem": None}
        except (BadgeServiceError, RequestValidationError) as cause:
            return {"report": None, "problem": problem_of_error(cause, origin=self.wiring.origin)}
