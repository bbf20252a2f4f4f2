"""Weigh badges under the college's mappings: toward a unit, a mapping, or whatever fits."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.api.answers import JSON_BODY, WITH_TOKEN, answers
from badgeservice.api.dependencies import WiringDep, require
from badgeservice.api.evaluation_messages import EnquiryMessage, FitAnswer
from badgeservice.api.examples import evaluations as examples
from badgeservice.api.strict_route import StrictRoute
from badgeservice.recognition.fitting import Desk, fit

router = APIRouter(tags=["Recognising"], route_class=StrictRoute)

Evaluator = Annotated[Actor, require(Scope.RECOGNITION_EVALUATE)]


@router.post(
    "/v1/evaluations",
    operation_id="evaluateBadges",
    summary="See what badges come to under your mappings",
    response_description="What fits, and what is missing",
    responses=answers(*WITH_TOKEN, *JSON_BODY, "basis-not-found"),
)
def evaluate_badges(
    body: Annotated[EnquiryMessage, Body(openapi_examples=examples.ENQUIRY)],
    wiring: WiringDep,
    actor: Evaluator,
) -> FitAnswer:
    """Verify up to 200 badges, yours or strangers', and weigh them under your agreed mappings.

    Name a unit, a mapping, or neither for whatever fits. With a basis, the answer also tells
    what they come to in each of its units, requirement by requirement. Nothing is kept.
    """
    desk = Desk(
        origin=wiring.origin,
        at=wiring.now(),
        new_sources=wiring.new_sources,
        open_books=wiring.open_books,
    )
    return FitAnswer.of(fit(body.enquiry(), actor=actor, desk=desk), origin=wiring.origin)
