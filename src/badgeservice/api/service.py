"""Whether the service is up, for those who operate it."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

from badgeservice.api.answers import answers
from badgeservice.api.dependencies import WiringDep
from badgeservice.api.strict_route import StrictRoute
from badgeservice.api.wire import Answer

router = APIRouter(tags=["Service"], route_class=StrictRoute)


class ReadinessAnswer(Answer):
    """Whether the service can do its work now, and if not, why."""

    ready: bool
    reasons: list[str]


@router.get(
    "/livez",
    operation_id="readLiveness",
    summary="Is the process alive?",
    response_class=PlainTextResponse,
    response_description="It is",
    responses=answers("internal-error"),
)
async def read_liveness() -> str:
    """Answer without asking anything else, not even for a thread.

    Restart the process when this fails.
    """
    return "alive"


@router.get(
    "/readyz",
    operation_id="readReadiness",
    summary="Can the service do its work?",
    response_description="It can",
    responses={
        503: {"description": "Not now; send requests elsewhere", "model": ReadinessAnswer},
        **answers("internal-error"),
    },
)
def read_readiness(response: Response, wiring: WiringDep) -> ReadinessAnswer:
    """Look at the database and at a signing key. Send no requests here while this answers 503."""
    reasons = wiring.faults()
    if reasons:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return ReadinessAnswer(ready=not reasons, reasons=list(reasons))
