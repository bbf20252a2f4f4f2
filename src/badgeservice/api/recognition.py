"""Let badges count toward a unit, and say which issuers are trusted for that."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, Path, Request, Response

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.api.answers import JSON_BODY, WITH_TOKEN, answers, header
from badgeservice.api.dependencies import WiringDep, require
from badgeservice.api.examples import recognition as examples
from badgeservice.api.paging import Page, PageWantedDep, cut, moment_text, next_link
from badgeservice.api.personal_data import refuse_national_ids
from badgeservice.api.recognition_messages import (
    ApplicationMessage,
    EvaluationAnswer,
    TrustAnswer,
    TrustMessage,
)
from badgeservice.api.strict_route import StrictRoute
from badgeservice.api.wire import RecordId
from badgeservice.recognition.errors import TrustNotFoundError
from badgeservice.recognition.recognise import Counter, recognise
from badgeservice.recognition.trusting import grant, trusts, withdraw

router = APIRouter(tags=["Recognising"], route_class=StrictRoute)

Evaluator = Annotated[Actor, require(Scope.RECOGNITION_EVALUATE)]
Truster = Annotated[Actor, require(Scope.RECOGNITION_TRUST)]
TrustId = Annotated[RecordId, Path(examples=["trust-MDEyMzQ1Njc4OWFi"])]


@router.post(
    "/v1/recognitions",
    operation_id="recogniseBadges",
    summary="See how much of a unit badges come to",
    response_description="The evaluation",
    responses=answers(*WITH_TOKEN, *JSON_BODY, "unit-not-found", "unit-without-requirements"),
)
def recognise_badges(
    body: Annotated[ApplicationMessage, Body(openapi_examples=examples.APPLICATION)],
    wiring: WiringDep,
    actor: Evaluator,
) -> EvaluationAnswer:
    """Verify badges and weigh them against every requirement of a unit in your library.

    Only badges of issuers that the organisation trusts count; see `/v1/trusts`.
    """
    counter = Counter(
        origin=wiring.origin,
        at=wiring.now(),
        new_sources=wiring.new_sources,
        open_books=wiring.open_books,
    )
    evaluation = recognise(body.application(), actor=actor, counter=counter)
    return EvaluationAnswer.of(evaluation, origin=wiring.origin)


@router.get(
    "/v1/trusts",
    operation_id="listTrusts",
    summary="List whom the organisation trusts",
    response_description="One page of trusts, oldest first",
    responses=answers(*WITH_TOKEN, "cursor-invalid"),
)
def list_trusts(
    request: Request,
    response: Response,
    wiring: WiringDep,
    actor: Truster,
    wanted: PageWantedDep,
) -> Page[TrustAnswer]:
    """Show every trust, withdrawn ones too."""
    with wiring.open_books(False) as books:
        found = trusts(actor=actor, books=books)
    shown, cursor = cut(
        found,
        name="trusts",
        parts=2,
        key=lambda trust: (moment_text(trust.granted_at), trust.id),
        wanted=wanted,
    )
    response.headers.update(next_link(wiring.origin + request.url.path, wanted, cursor, {}))
    return Page(items=[TrustAnswer.of(trust) for trust in shown], next_cursor=cursor)


@router.post(
    "/v1/trusts",
    operation_id="grantTrust",
    summary="Trust an issuer",
    status_code=HTTPStatus.CREATED,
    response_description="The trust",
    responses={
        201: {"headers": header("Location", "Address of the trust")},
        **answers(*WITH_TOKEN, *JSON_BODY, "national-id-refused"),
    },
)
def grant_trust(
    body: Annotated[TrustMessage, Body(openapi_examples=examples.TRUST)],
    response: Response,
    wiring: WiringDep,
    actor: Truster,
) -> TrustAnswer:
    """Let an issuer's badges count, for all its badge classes or for those that you name."""
    refuse_national_ids(body.reason, "/reason")
    with wiring.open_books(True) as books:
        trust = grant(
            body.grant(),
            actor=actor,
            at=wiring.now(),
            random_bytes=wiring.random_bytes,
            books=books,
        )
    response.headers["Location"] = f"{wiring.origin}/v1/trusts/{trust.id}"
    return TrustAnswer.of(trust)


@router.get(
    "/v1/trusts/{trust_id}",
    operation_id="readTrust",
    summary="Read a trust",
    response_description="The trust",
    responses=answers(*WITH_TOKEN, "trust-not-found"),
)
def read_trust(trust_id: TrustId, wiring: WiringDep, actor: Truster) -> TrustAnswer:
    """Show one trust of the organisation, also when it was withdrawn."""
    with wiring.open_books(False) as books:
        trust = books.trust.trust(actor.organisation_id, trust_id)
    if trust is None:
        raise TrustNotFoundError(trust_id)
    return TrustAnswer.of(trust)


@router.delete(
    "/v1/trusts/{trust_id}",
    operation_id="withdrawTrust",
    summary="Stop trusting",
    response_description="The trust with its end",
    responses=answers(*WITH_TOKEN, "trust-not-found"),
)
def withdraw_trust(trust_id: TrustId, wiring: WiringDep, actor: Truster) -> TrustAnswer:
    """Withdraw a trust. The record stays, so that earlier evaluations can be explained."""
    with wiring.open_books(True) as books:
        trust = withdraw(trust_id, actor=actor, at=wiring.now(), books=books)
    return TrustAnswer.of(trust)
