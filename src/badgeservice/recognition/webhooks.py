"""Webhooks: colleges are told what happens to their cases, so that nobody has to keep asking.

What is sent names a case and says what happened; it holds nothing about the learner. It is signed
as Standard Webhooks says, kept until it has arrived, and can be sent again.

Spec: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.credentials.dates import format_datetime
from badgeservice.recognition.cases import CaseEvent
from badgeservice.recognition.errors import WebhookDeliveryNotFoundError, WebhookNotFoundError
from badgeservice.verification.errors import SourceRefusedError, SourceUnavailableError

SECRET_PREFIX: Final = "whsec_"  # noqa: S105 – a prefix, not a secret
_SECRET_BYTES: Final = 32
_ID_BYTES: Final = 12
# How long after each attempt the next one is made. After the last one, somebody has to ask for it.
PAUSES: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
# Longer than one attempt can take, so that no two processes make the same one.
_LEASE: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address of a college that is told of events, from its making to its removal."""

    id: str
    organisation_id: str
    url: str
    created_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one webhook. `next_at` None: it has arrived, or nobody tries any more."""

    id: str
    organisation_id: str
    webhook_id: str
    payload: bytes
    created_at: datetime
    attempts: int
    next_at: datetime | None
    delivered_at: datetime | None
    failure: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedDelivery:
    """A delivery that this process is to make, with the address and its secret bytes."""

    delivery: Delivery
    url: str
    secret: bytes = field(repr=False)


class WebhookBook(Protocol):
    """The webhooks of organisations and what is on its way to them, inside one transaction.

    Every event of a case becomes a delivery to each webhook of its organisation in the transaction
    of the event itself.
    """

    def add_webhook(self, webhook: Webhook, *, secret: bytes) -> None:
        """Keep a new webhook.

        Raises:
            OrganisationNotFoundError: there is no such organisation.
        """

    def webhook(self, organisation_id: str, webhook_id: str) -> Webhook | None:
        """Return a webhook that was not removed."""

    def webhooks(self, organisation_id: str) -> tuple[Webhook, ...]:
        """Return the webhooks that were not removed, oldest first."""

    def remove_webhook(
        self, organisation_id: str, webhook_id: str, *, at: datetime, by: str
    ) -> bool:
        """Remove a webhook, with all that was on its way; False when there is none."""

    def delivery(self, organisation_id: str, delivery_id: str) -> Delivery | None:
        """Return a delivery."""

    def deliveries(
        self,
        organisation_id: str,
        *,
        after: tuple[datetime, str] | None = None,
        limit: int | None = None,
    ) -> tuple[Delivery, ...]:
        """Return deliveries, newest first, by their making and id."""

    def replay(self, organisation_id: str, delivery_id: str, *, at: datetime, by: str) -> bool:
        """Let a delivery be made again from `at` on; False when there is none, or no webhook."""

    def is_due(self, at: datetime) -> bool:
        """Ask, without writing, whether there is a delivery to be made."""

    def lease(self, *, at: datetime, until: datetime) -> LeasedDelivery | None:
        """Take the delivery that has been due for longest, and let no other process have it."""

    def settle(
        self, delivery_id: str, *, at: datetime, failure: str | None, next_at: datetime | None
    ) -> None:
        """Write how an attempt ended: it arrived (no failure), or when the next one is made."""

    def forget_deliveries(self, *, before: datetime) -> int:
        """Forget deliveries made before a moment that are not under way; return how many."""


class WebhookBooks(Protocol):
    """The port that webhooks need, in one transaction."""

    @property
    def webhooks(self) -> WebhookBook:
        """Webhooks and deliveries."""


Post = Callable[[str, bytes, Mapping[str, str]], None]
"""Sends JSON to an address with these headers; raises a source error when it is not accepted."""


def add_webhook(
    url: str,
    *,
    actor: Actor,
    at: datetime,
    random_bytes: Callable[[int], bytes],
    book: WebhookBook,
) -> tuple[Webhook, str]:
    """Add a webhook; return it with its secret, which is shown this once.

    Raises:
        NotPermittedError: the actor may not manage the organisation.
    """
    actor.require(Scope.ACCOUNTS_MANAGE)
    secret = random_bytes(_SECRET_BYTES)
    webhook = Webhook(
        id="webhook-" + base64.urlsafe_b64encode(random_bytes(_ID_BYTES)).decode("ascii"),
        organisation_id=actor.organisation_id,
        url=url,
        created_by=actor.client_id,
        created_at=at,
    )
    book.add_webhook(webhook, secret=secret)
    return webhook, SECRET_PREFIX + base64.b64encode(secret).decode("ascii")


def remove_webhook(webhook_id: str, *, actor: Actor, at: datetime, book: WebhookBook) -> None:
    """Remove a webhook, with all that was on its way to it.

    Raises:
        NotPermittedError: the actor may not manage the organisation.
        WebhookNotFoundError: there is no such webhook.
    """
    actor.require(Scope.ACCOUNTS_MANAGE)
    if not book.remove_webhook(actor.organisation_id, webhook_id, at=at, by=actor.client_id):
        raise WebhookNotFoundError(webhook_id)


def replay(delivery_id: str, *, actor: Actor, at: datetime, book: WebhookBook) -> Delivery:
    """Let a delivery be made once more, whether or not it has arrived.

    Raises:
        NotPermittedError: the actor may not manage the organisation.
        WebhookDeliveryNotFoundError: there is none, or its webhook was removed.
    """
    actor.require(Scope.ACCOUNTS_MANAGE)
    owner = actor.organisation_id
    if not book.replay(owner, delivery_id, at=at, by=actor.client_id):
        raise WebhookDeliveryNotFoundError(delivery_id)
    found = book.delivery(owner, delivery_id)
    if found is None:
        raise WebhookDeliveryNotFoundError(delivery_id)
    return found


def payload_of(case_id: str, version: int, state: str, event: CaseEvent) -> bytes:
    """Return what is sent about an event: ids, state and kind, and nothing about a person."""
    return json.dumps(
        {
            "type": f"case.{event.kind}",
            "timestamp": format_datetime(event.at),
            "data": {"caseId": case_id, "version": version, "state": state},
        }
    ).encode()


def signed_headers(delivery: Delivery, *, secret: bytes, at: datetime) -> dict[str, str]:
    """Return the headers by which the receiver knows a message, its age and its sender."""
    timestamp = str(int(at.timestamp()))
    content = f"{delivery.id}.{timestamp}.".encode() + delivery.payload
    signature = base64.b64encode(hmac.digest(secret, content, "sha256")).decode("ascii")
    return {
        "webhook-id": delivery.id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{signature}",
    }


def deliver_next(
    *,
    now: Callable[[], datetime],
    open_books: Callable[[bool], AbstractContextManager[WebhookBooks]],
    post: Post,
) -> bool:
    """Make the delivery that has been due for longest; False when none is due.

    No transaction is open while it is on its way.
    """
    at = now()
    with open_books(False) as books:
        if not books.webhooks.is_due(at):
            return False
    with open_books(True) as books:
        leased = books.webhooks.lease(at=at, until=at + _LEASE)
    if leased is None:
        return False
    failure = _failure(leased, at=at, post=post)
    with open_books(True) as books:
        books.webhooks.settle(
            leased.delivery.id,
            at=now(),
            failure=failure,
            next_at=None if failure is None else _next_at(leased.delivery, at),
        )
    return True


def _failure(leased: LeasedDelivery, *, at: datetime, post: Post) -> str | None:
    headers = signed_headers(leased.delivery, secret=leased.secret, at=at)
    try:
        post(leased.url, leased.delivery.payload, headers)
    except (SourceUnavailableError, SourceRefusedError) as cause:
        return cause.reason
    return None


def _next_at(delivery: Delivery, at: datetime) -> datetime | None:
    return at + PAUSES[delivery.attempts] if delivery.attempts < len(PAUSES) else None
