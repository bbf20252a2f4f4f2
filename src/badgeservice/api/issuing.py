"""Issue badges, look at them, revoke and suspend them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, BackgroundTasks, Body, Depends, Path, Query, Request, Response

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.api.answers import JSON_BODY, WITH_TOKEN, answers, header
from badgeservice.api.dependencies import (
    IdempotencyKeyDep,
    WiringDep,
    idempotent_request,
    require,
)
from badgeservice.api.examples import issuing as examples
from badgeservice.api.issuing_messages import (
    BadgeAnswer,
    BadgeMessage,
    BadgeState,
    BadgeSummary,
    BatchAnswer,
    BatchMessage,
    ReasonMessage,
    RevocationAnswer,
    SuspensionAnswer,
    answer_of,
    summary_of,
)
from badgeservice.api.paging import (
    Key,
    Page,
    PageWantedDep,
    decode_cursor,
    end_of_page,
    moment_of,
    moment_text,
    next_link,
)
from badgeservice.api.personal_data import refuse_national_ids
from badgeservice.api.strict_route import StrictRoute
from badgeservice.api.wire import BadgeId
from badgeservice.issuing.addresses import badge_url
from badgeservice.issuing.errors import OrderInvalidError
from badgeservice.issuing.issue import issue
from badgeservice.issuing.ledger import Badge, BadgeFilter
from badgeservice.issuing.order import Desk, IdempotentRequest
from badgeservice.issuing.revoke import find_badge, reinstate, revoke, suspend
from badgeservice.library.documents import Slug
from badgeservice.recognition.revoked_since import note_revoked
from badgeservice.wiring.ports import Wiring

router = APIRouter(tags=["Issuing"], route_class=StrictRoute)

BADGES_PATH: Final = "/v1/badges"
ISSUE_BADGE: Final = "issueBadge"

Issuer = Annotated[Actor, require(Scope.BADGES_ISSUE)]
Reader = Annotated[Actor, require(Scope.BADGES_READ)]
Revoker = Annotated[Actor, require(Scope.BADGES_REVOKE)]
BadgeIdPath = Annotated[BadgeId, Path(examples=["3yZe7rY0T9mR5qH2cVw1Xg"])]

_ORDER_PROBLEMS = (
    *WITH_TOKEN,
    *JSON_BODY,
    "badge-order-invalid",
    "class-not-issuable",
    "idempotency-key-invalid",
    "idempotency-key-reused",
    "national-id-refused",
    "signing-key-missing",
)
_LIST: Final = "badges"


def _filter(
    badge_class: Annotated[Slug | None, Query(alias="badgeClass")] = None,
    state: Annotated[BadgeState | None, Query()] = None,
) -> BadgeFilter:
    return BadgeFilter(class_id=badge_class, state=state)


FilterDep = Annotated[BadgeFilter, Depends(_filter)]


@router.post(
    BADGES_PATH,
    operation_id=ISSUE_BADGE,
    summary="Issue a badge",
    status_code=HTTPStatus.CREATED,
    response_description="The badge, signed",
    responses={
        201: {"headers": header("Location", "Public address of the badge")},
        **answers(*_ORDER_PROBLEMS),
    },
)
def issue_badge(
    body: Annotated[BadgeMessage, Body(openapi_examples=examples.BADGE)],
    response: Response,
    wiring: WiringDep,
    actor: Issuer,
    key: IdempotencyKeyDep,
) -> BadgeAnswer:
    """Issue one badge from a published badge class.

    Send an `Idempotency-Key` and you can repeat the request safely when the answer got lost.
    """
    content = body.model_dump(mode="json", by_alias=True)
    refuse_national_ids(content)
    request = idempotent_request(key, operation=ISSUE_BADGE, content=content)
    badge = _issue([body], actor=actor, request=request, wiring=wiring, prefix=None)[0]
    answer = answer_of(badge, origin=wiring.origin)
    response.headers["Location"] = answer.url
    return answer


@router.post(
    "/v1/badges/batch",
    operation_id="issueBadges",
    summary="Issue up to 100 badges together",
    status_code=HTTPStatus.CREATED,
    response_description="The badges, signed, in the order of the request",
    responses=answers(*_ORDER_PROBLEMS),
)
def issue_badges(
    body: Annotated[BatchMessage, Body(openapi_examples=examples.BATCH)],
    wiring: WiringDep,
    actor: Issuer,
    key: IdempotencyKeyDep,
) -> BatchAnswer:
    """Issue all of the badges, or none: when one order is wrong, the answer says which.

    There is no `Location`, because a batch has no address: every badge tells its own `url`.
    """
    content = body.model_dump(mode="json", by_alias=True)
    refuse_national_ids(content)
    request = idempotent_request(key, operation="issueBadges", content=content)
    badges = _issue(body.badges, actor=actor, request=request, wiring=wiring, prefix="/badges")
    return BatchAnswer(badges=[answer_of(badge, origin=wiring.origin) for badge in badges])


@router.get(
    "/v1/badges",
    operation_id="listBadges",
    summary="List the badges",
    response_description="One page of badges, newest first",
    responses=answers(*WITH_TOKEN, "cursor-invalid"),
)
def list_badges(
    request: Request,
    response: Response,
    wiring: WiringDep,
    actor: Reader,
    wanted: PageWantedDep,
    matching: FilterDep,
) -> Page[BadgeSummary]:
    """Show the badges that the organisation issued."""
    after = decode_cursor(_LIST, wanted.cursor, parts=2)
    with wiring.open_books(False) as books:
        badges = books.badges.badges(
            actor.organisation_id,
            matching=matching,
            after=None if after is None else (moment_of(after[0]), after[1]),
            limit=wanted.limit + 1,
        )
    shown, cursor = end_of_page(badges, name=_LIST, key=_key, wanted=wanted)
    filters = {"badgeClass": matching.class_id, "state": matching.state}
    response.headers.update(next_link(wiring.origin + request.url.path, wanted, cursor, filters))
    return Page(
        items=[summary_of(badge, origin=wiring.origin) for badge in shown], next_cursor=cursor
    )


@router.get(
    "/v1/badges/{badge_id}",
    operation_id="readBadge",
    summary="Read a badge",
    response_description="The badge with its credential",
    responses=answers(*WITH_TOKEN, "badge-not-found"),
)
def read_badge(badge_id: BadgeIdPath, wiring: WiringDep, actor: Reader) -> BadgeAnswer:
    """Show a badge of the organisation. What everybody may see is at the badge's own `url`."""
    with wiring.open_books(False) as books:
        badge = find_badge(badge_id, actor=actor, books=books)
    return answer_of(badge, origin=wiring.origin)


@router.post(
    "/v1/badges/{badge_id}/revocation",
    operation_id="revokeBadge",
    summary="Revoke a badge for good",
    status_code=HTTPStatus.CREATED,
    response_description="The badge is revoked",
    responses={
        201: {"headers": header("Location", "Address of the badge, which tells its revocation")},
        **answers(
            *WITH_TOKEN,
            *JSON_BODY,
            "badge-not-found",
            "badge-already-revoked",
            "national-id-refused",
        ),
    },
)
def revoke_badge(
    badge_id: BadgeIdPath,
    body: Annotated[ReasonMessage, Body(openapi_examples=examples.REASON)],
    response: Response,
    afterwards: BackgroundTasks,
    wiring: WiringDep,
    actor: Revoker,
) -> RevocationAnswer:
    """Revoke a badge. This cannot be undone; verifiers see it within a minute or so.

    Colleges with a case that the badge was presented for are told; their decisions stand.
    """
    refuse_national_ids(body.reason, "/reason")
    at = wiring.now()
    with wiring.open_books(True) as books:
        revocation = revoke(badge_id, actor=actor, reason=body.reason, at=at, books=books)
    # Whatever is the matter with a case of somebody's, the revocation is done and answered.
    afterwards.add_task(
        note_revoked,
        badge_url(wiring.origin, badge_id),
        at=at,
        open_books=wiring.open_books,
    )
    response.headers["Location"] = f"{wiring.origin}/v1/badges/{badge_id}"
    return RevocationAnswer.of(revocation)


@router.put(
    "/v1/badges/{badge_id}/suspension",
    operation_id="suspendBadge",
    summary="Suspend a badge for now",
    response_description="The badge is suspended",
    responses=answers(
        *WITH_TOKEN,
        *JSON_BODY,
        "badge-not-found",
        "badge-not-suspendable",
        "badge-already-revoked",
        "suspension-unchanged",
        "national-id-refused",
    ),
)
def suspend_badge(
    badge_id: BadgeIdPath,
    body: Annotated[ReasonMessage, Body(openapi_examples=examples.REASON)],
    wiring: WiringDep,
    actor: Revoker,
) -> SuspensionAnswer:
    """Suspend a badge until it is reinstated, when its class says that it is suspendable."""
    refuse_national_ids(body.reason, "/reason")
    with wiring.open_books(True) as books:
        suspension = suspend(
            badge_id, actor=actor, reason=body.reason, at=wiring.now(), books=books
        )
    return SuspensionAnswer.of(suspension)


@router.delete(
    "/v1/badges/{badge_id}/suspension",
    operation_id="reinstateBadge",
    summary="End a suspension",
    response_description="The badge as it is now",
    responses=answers(
        *WITH_TOKEN,
        "badge-not-found",
        "badge-not-suspendable",
        "badge-already-revoked",
        "suspension-unchanged",
    ),
)
def reinstate_badge(badge_id: BadgeIdPath, wiring: WiringDep, actor: Revoker) -> BadgeAnswer:
    """Reinstate a suspended badge."""
    with wiring.open_books(True) as books:
        badge = reinstate(badge_id, actor=actor, at=wiring.now(), books=books)
    return answer_of(badge, origin=wiring.origin)


def _issue(
    messages: list[BadgeMessage],
    *,
    actor: Actor,
    request: IdempotentRequest | None,
    wiring: Wiring,
    prefix: str | None,
) -> tuple[Badge, ...]:
    desk = Desk(origin=wiring.origin, at=wiring.now(), random_bytes=wiring.random_bytes)
    with pointing_into_the_body(prefix):
        return issue(
            [message.order() for message in messages],
            actor=actor,
            request=request,
            desk=desk,
            open_books=wiring.open_books,
        )


@contextmanager
def pointing_into_the_body(prefix: str | None) -> Iterator[None]:
    """Let errors of orders point into the body: under `prefix`, or without the index."""
    try:
        yield
    except OrderInvalidError as cause:
        pointer = cause.pointer.removeprefix("/0") if prefix is None else prefix + cause.pointer
        raise OrderInvalidError(pointer, cause.reason) from cause


def _key(badge: Badge) -> Key:
    return moment_text(badge.plan.planned_at), badge.id
