"""Webhooks of an organisation: addresses that are told what happens to its cases."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Body, Path, Request, Response
from pydantic import Field, JsonValue, StringConstraints

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.api.answers import JSON_BODY, WITH_TOKEN, answers, header
from badgeservice.api.dependencies import WiringDep, require
from badgeservice.api.examples import webhooks as examples
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
from badgeservice.api.strict_route import StrictRoute
from badgeservice.api.wire import Answer, Message, RecordId
from badgeservice.credentials.strict_json import parse_object
from badgeservice.recognition.errors import WebhookDeliveryNotFoundError, WebhookNotFoundError
from badgeservice.recognition.webhooks import (
    Delivery,
    Webhook,
    add_webhook,
    remove_webhook,
    replay,
)

router = APIRouter(tags=["Recognising"], route_class=StrictRoute)

Keeper = Annotated[Actor, require(Scope.ACCOUNTS_MANAGE)]
WebhookId = Annotated[RecordId, Path(examples=["webhook-MDEyMzQ1Njc4OWFi"])]
DeliveryId = Annotated[RecordId, Path(examples=["delivery-AAECAwQFBgcICQoLDA0ODw=="])]
_LIST: Final = "deliveries"


class WebhookMessage(Message):
    """An address that is to be told. It must be reachable by https, without redirections."""

    url: Annotated[
        str,
        StringConstraints(max_length=2_000, pattern=r"^https://[^\s<>\"{}|\\^`@#\x00-\x20\x7f]+$"),
        Field(examples=["https://college.example.org/hooks/badges"]),
    ]


class WebhookAnswer(Answer):
    """An address that is told of every event of a case."""

    id: str
    url: str
    created_by: str
    created_at: datetime

    @classmethod
    def of(cls, webhook: Webhook) -> WebhookAnswer:
        """Return the answer about a webhook."""
        return cls(
            id=webhook.id,
            url=webhook.url,
            created_by=webhook.created_by,
            created_at=webhook.created_at,
        )


class NewWebhookAnswer(Answer):
    """A new webhook with its secret, which is never shown again."""

    webhook: WebhookAnswer
    secret: str = Field(description="Verifies signatures (Standard Webhooks, v1)")


class DeliveryAnswer(Answer):
    """One message to one webhook."""

    id: str = Field(description="The `webhook-id` of the message")
    webhook_id: str
    payload: dict[str, JsonValue]
    created_at: datetime
    attempts: int
    next_at: datetime | None = Field(description="Null: it arrived, or is not tried any more")
    delivered_at: datetime | None
    failure: str | None = Field(description="Why the last attempt did not succeed")

    @classmethod
    def of(cls, delivery: Delivery) -> DeliveryAnswer:
        """Return the answer about a delivery."""
        return cls(
            id=delivery.id,
            webhook_id=delivery.webhook_id,
            payload=parse_object(delivery.payload),
            created_at=delivery.created_at,
            attempts=delivery.attempts,
            next_at=delivery.next_at,
            delivered_at=delivery.delivered_at,
            failure=delivery.failure,
        )


@router.post(
    "/v1/webhooks",
    operation_id="addWebhook",
    summary="Be told what happens to cases",
    status_code=HTTPStatus.CREATED,
    response_description="The webhook with its secret",
    responses={
        201: {"headers": header("Location", "Address of the webhook")},
        **answers(*WITH_TOKEN, *JSON_BODY),
    },
)
def create_webhook(
    body: Annotated[WebhookMessage, Body(openapi_examples=examples.WEBHOOK)],
    response: Response,
    wiring: WiringDep,
    actor: Keeper,
) -> NewWebhookAnswer:
    """Add an address. Keep the secret: it is shown this once, and signs every message."""
    with wiring.open_books(True) as books:
        webhook, secret = add_webhook(
            body.url,
            actor=actor,
            at=wiring.now(),
            random_bytes=wiring.random_bytes,
            book=books.webhooks,
        )
    response.headers["Location"] = f"{wiring.origin}/v1/webhooks/{webhook.id}"
    return NewWebhookAnswer(webhook=WebhookAnswer.of(webhook), secret=secret)


@router.get(
    "/v1/webhooks",
    operation_id="listWebhooks",
    summary="List the webhooks",
    response_description="One page of webhooks, oldest first",
    responses=answers(*WITH_TOKEN, "cursor-invalid"),
)
def list_webhooks(
    request: Request, response: Response, wiring: WiringDep, actor: Keeper, wanted: PageWantedDep
) -> Page[WebhookAnswer]:
    """Show the addresses that are told, without their secrets."""
    with wiring.open_books(False) as books:
        found = books.webhooks.webhooks(actor.organisation_id)
    shown, cursor = cut(
        found,
        name="webhooks",
        parts=2,
        key=lambda webhook: (moment_text(webhook.created_at), webhook.id),
        wanted=wanted,
    )
    response.headers.update(next_link(wiring.origin + request.url.path, wanted, cursor, {}))
    return Page(items=[WebhookAnswer.of(each) for each in shown], next_cursor=cursor)


@router.get(
    "/v1/webhooks/{webhook_id}",
    operation_id="readWebhook",
    summary="Read a webhook",
    response_description="The webhook",
    responses=answers(*WITH_TOKEN, "webhook-not-found"),
)
def read_webhook(webhook_id: WebhookId, wiring: WiringDep, actor: Keeper) -> WebhookAnswer:
    """Show one address that is told."""
    with wiring.open_books(False) as books:
        found = books.webhooks.webhook(actor.organisation_id, webhook_id)
    if found is None:
        raise WebhookNotFoundError(webhook_id)
    return WebhookAnswer.of(found)


@router.delete(
    "/v1/webhooks/{webhook_id}",
    operation_id="removeWebhook",
    summary="Be told no longer",
    status_code=HTTPStatus.NO_CONTENT,
    response_description="It is removed, with all that was on its way",
    responses=answers(*WITH_TOKEN, "webhook-not-found"),
)
def delete_webhook(webhook_id: WebhookId, wiring: WiringDep, actor: Keeper) -> None:
    """Remove an address. To change a secret, add the address anew and then remove the old one."""
    with wiring.open_books(True) as books:
        remove_webhook(webhook_id, actor=actor, at=wiring.now(), book=books.webhooks)


@router.get(
    "/v1/webhook-deliveries",
    operation_id="listDeliveries",
    summary="List what was sent to webhooks",
    response_description="One page of deliveries, newest first",
    responses=answers(*WITH_TOKEN, "cursor-invalid"),
)
def list_deliveries(
    request: Request, response: Response, wiring: WiringDep, actor: Keeper, wanted: PageWantedDep
) -> Page[DeliveryAnswer]:
    """Show messages with their attempts, for about three months."""
    after = decode_cursor(_LIST, wanted.cursor, parts=2)
    with wiring.open_books(False) as books:
        found = books.webhooks.deliveries(
            actor.organisation_id,
            after=None if after is None else (moment_of(after[0]), after[1]),
            limit=wanted.limit + 1,
        )
    shown, cursor = end_of_page(
        found,
        name=_LIST,
        key=lambda delivery: (moment_text(delivery.created_at), delivery.id),
        wanted=wanted,
    )
    response.headers.update(next_link(wiring.origin + request.url.path, wanted, cursor, {}))
    return Page(items=[DeliveryAnswer.of(each) for each in shown], next_cursor=cursor)


@router.get(
    "/v1/webhook-deliveries/{delivery_id}",
    operation_id="readDelivery",
    summary="Read a delivery",
    response_description="The delivery",
    responses=answers(*WITH_TOKEN, "webhook-delivery-not-found"),
)
def read_delivery(delivery_id: DeliveryId, wiring: WiringDep, actor: Keeper) -> DeliveryAnswer:
    """Show one message, and how its last attempt ended."""
    with wiring.open_books(False) as books:
        found = books.webhooks.delivery(actor.organisation_id, delivery_id)
    if found is None:
        raise WebhookDeliveryNotFoundError(delivery_id)
    return DeliveryAnswer.of(found)


@router.post(
    "/v1/webhook-deliveries/{delivery_id}/replay",
    operation_id="replayDelivery",
    summary="Send a message again",
    response_description="The delivery, which is due now",
    responses=answers(*WITH_TOKEN, "webhook-delivery-not-found"),
)
def replay_delivery(delivery_id: DeliveryId, wiring: WiringDep, actor: Keeper) -> DeliveryAnswer:
    """Send a message once more, with the same `webhook-id`, whether or not it has arrived."""
    with wiring.open_books(True) as books:
        found = replay(delivery_id, actor=actor, at=wiring.now(), book=books.webhooks)
    return DeliveryAnswer.of(found)
