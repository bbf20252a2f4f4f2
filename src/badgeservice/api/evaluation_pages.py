"""Make a page that shows a counsellor what somebody could get of a whole qualification."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, Path, Response

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.api.answers import JSON_BODY, WITH_TOKEN, answers, header
from badgeservice.api.dependencies import WiringDep, require
from badgeservice.api.evaluation_page_messages import EvaluationPageAnswer, EvaluationPageMessage
from badgeservice.api.examples import evaluation_pages as examples
from badgeservice.api.personal_data import refuse_national_ids
from badgeservice.api.strict_route import StrictRoute
from badgeservice.api.wire import RecordId
from badgeservice.recognition.evaluation_pages import PageDesk, make_page, withdraw_page
from badgeservice.recognition.fitting import Desk

router = APIRouter(tags=["Recognising"], route_class=StrictRoute)

Evaluator = Annotated[Actor, require(Scope.RECOGNITION_EVALUATE)]
PageId = Annotated[RecordId, Path(examples=["page-MDEyMzQ1Njc4OWFi"])]


@router.post(
    "/v1/evaluation-pages",
    operation_id="makeEvaluationPage",
    summary="Make a page for a counsellor",
    status_code=HTTPStatus.CREATED,
    response_description="Where the page is, and until when",
    responses={
        201: {"headers": header("Location", "Address of the page")},
        **answers(*WITH_TOKEN, *JSON_BODY, "basis-not-found", "national-id-refused"),
    },
)
def make_evaluation_page(
    body: Annotated[EvaluationPageMessage, Body(openapi_examples=examples.PAGE)],
    response: Response,
    wiring: WiringDep,
    actor: Evaluator,
) -> EvaluationPageAnswer:
    """Weigh badges toward every unit of a basis, and show the outcome under an address of its own.

    The address is a secret for whoever is to see the page; it is there for an hour unless you say
    otherwise. The page is in Finnish, Swedish and English, and can be printed. What it shows is
    what the badges came to when it was made.
    """
    refuse_national_ids(body.name, "/name")
    desk = Desk(
        origin=wiring.origin,
        at=wiring.now(),
        new_sources=wiring.new_sources,
        open_books=wiring.open_books,
    )
    page, url = make_page(
        body.order(),
        actor=actor,
        desk=PageDesk(fitting=desk, random_bytes=wiring.random_bytes, open_books=wiring.open_books),
    )
    response.headers["Location"] = url
    return EvaluationPageAnswer.of(page, url)


@router.delete(
    "/v1/evaluation-pages/{page_id}",
    operation_id="withdrawEvaluationPage",
    summary="Withdraw a page for a counsellor",
    status_code=HTTPStatus.NO_CONTENT,
    response_description="The page is there no longer",
    responses=answers(*WITH_TOKEN, "evaluation-page-not-found"),
)
def withdraw_evaluation_page(page_id: PageId, wiring: WiringDep, actor: Evaluator) -> None:
    """Delete a page before its time is over."""
    with wiring.open_books(True) as books:
        withdraw_page(page_id, actor=actor, at=wiring.now(), book=books.evaluation_pages)
