"""Webhooks and what is on its way to them, on SQL (a `WebhookBook`)."""

from __future__ import annotations

import base64
import os
from datetime import datetime
from typing import Final, TypeAlias

from sqlalchemy import Connection, Row, Select, delete, insert, or_, select, update
from sqlalchemy import tuple_ as row_of

from badgeservice.recognition.cases import CaseEvent
from badgeservice.recognition.webhooks import Delivery, LeasedDelivery, Webhook, payload_of
from badgeservice.storage.audit import Act, AuditRecord, append
from badgeservice.storage.locks import OrganisationLocks
from badgeservice.storage.master_key import MasterKey
from badgeservice.storage.recognition_tables import webhook, webhook_delivery
from badgeservice.storage.sealing import Seal

_Row: TypeAlias = Row[*tuple[object, ...]]
_Statement: TypeAlias = Select[*tuple[object, ...]]

_HOOK: Final = webhook.c
_SENT: Final = webhook_delivery.c
_ID_BYTES: Final = 16


class SqlWebhookBook:
    """The webhooks of all organisations, inside one transaction."""

    def __init__(
        self, connection: Connection, *, locks: OrganisationLocks, master_key: MasterKey
    ) -> None:
        self._connection = connection
        self._locks = locks
        self._master_key = master_key

    def add_webhook(self, new: Webhook, *, secret: bytes) -> None:
        """Keep a new webhook.

        Raises:
            OrganisationNotFoundError: there is no such organisation.
        """
        self._locks.hold(new.organisation_id)
        sealed = Seal(self._master_key, new.organisation_id).close(secret, place=_place(new.id))
        self._connection.execute(
            insert(webhook).values(
                organisation_id=new.organisation_id,
                id=new.id,
                url=new.url,
                secret=sealed,
                created_by=new.created_by,
                created_at=new.created_at,
            )
        )
        self._audit(new, Act.WEBHOOK_ADDED, new.id, by=new.created_by, at=new.created_at)

    def webhook(self, organisation_id: str, webhook_id: str) -> Webhook | None:
        """Return a webhook that was not removed."""
        statement = _live(organisation_id).where(_HOOK.id == webhook_id)
        row = self._connection.execute(statement).first()
        return None if row is None else _webhook(row)

    def webhooks(self, organisation_id: str) -> tuple[Webhook, ...]:
        """Return the webhooks that were not removed, oldest first."""
        statement = _live(organisation_id).order_by(_HOOK.created_at, _HOOK.id)
        return tuple(_webhook(row) for row in self._connection.execute(statement))

    def remove_webhook(
        self, organisation_id: str, webhook_id: str, *, at: datetime, by: str
    ) -> bool:
        """Remove a webhook, with all that was on its way; False when there is none."""
        self._locks.hold_to_write(organisation_id)
        found = self.webhook(organisation_id, webhook_id)
        if found is None:
            return False
        self._connection.execute(
            update(webhook)
            .where(_HOOK.organisation_id == organisation_id, _HOOK.id == webhook_id)
            .values(removed_at=at, secret=None)
        )
        self._connection.execute(
            update(webhook_delivery)
            .where(_SENT.organisation_id == organisation_id, _SENT.webhook_id == webhook_id)
            .values(next_at=None)
        )
        self._audit(found, Act.WEBHOOK_REMOVED, webhook_id, by=by, at=at)
        return True

    def delivery(self, organisation_id: str, delivery_id: str) -> Delivery | None:
        """Return a delivery."""
        statement = select(webhook_delivery).where(
            _SENT.organisation_id == organisation_id, _SENT.id == delivery_id
        )
        row = self._connection.execute(statement).first()
        return None if row is None else _delivery(row)

    def deliveries(
        self,
        organisation_id: str,
        *,
        after: tuple[datetime, str] | None = None,
        limit: int | None = None,
    ) -> tuple[Delivery, ...]:
        """Return deliveries, newest first, by their making and id."""
        statement = select(webhook_delivery).where(_SENT.organisation_id == organisation_id)
        if after is not None:
            statement = statement.where(row_of(_SENT.created_at, _SENT.id) < after)
        ordered = statement.order_by(_SENT.created_at.desc(), _SENT.id.desc()).limit(limit)
        return tuple(_delivery(row) for row in self._connection.execute(ordered))

    def replay(self, organisation_id: str, delivery_id: str, *, at: datetime, by: str) -> bool:
        """Let a delivery be made again from `at` on; False when there is none, or no webhook."""
        self._locks.hold_to_write(organisation_id)
        found = self.delivery(organisation_id, delivery_id)
        owner = None if found is None else self.webhook(organisation_id, found.webhook_id)
        if owner is None:
            return False
        self._connection.execute(
            update(webhook_delivery)
            .where(_SENT.id == delivery_id)
            .values(next_at=at, attempts=0, delivered_at=None, failure=None, leased_until=None)
        )
        self._audit(owner, Act.WEBHOOK_REPLAYED, delivery_id, by=by, at=at)
        return True

    def announce(
        self, organisation_id: str, case_id: str, version: int, state: str, event: CaseEvent
    ) -> None:
        """Put an event on its way to every webhook of an organisation."""
        for each in self.webhooks(organisation_id):
            identifier = base64.urlsafe_b64encode(os.urandom(_ID_BYTES)).decode("ascii")
            self._connection.execute(
                insert(webhook_delivery).values(
                    id=f"delivery-{identifier}",
                    organisation_id=organisation_id,
                    webhook_id=each.id,
                    payload=payload_of(case_id, version, state, event),
                    created_at=event.at,
                    attempts=0,
                    next_at=event.at,
                )
            )

    def is_due(self, at: datetime) -> bool:
        """Ask, without writing, whether there is a delivery to be made."""
        return self._connection.execute(_due(at).limit(1)).first() is not None

    def lease(self, *, at: datetime, until: datetime) -> LeasedDelivery | None:
        """Take the delivery that has been due for longest, and let no other process have it.

        Raises:
            SealBrokenError: its secret does not open with this master key.
        """
        # SQLite has one writer at a time; elsewhere, rows that another process holds are passed.
        statement = _due(at).order_by(_SENT.next_at, _SENT.id).limit(1)
        row = self._connection.execute(statement.with_for_update(skip_locked=True)).first()
        if row is None:
            return None
        self._connection.execute(
            update(webhook_delivery).where(_SENT.id == row.id).values(leased_until=until)
        )
        hook = self._connection.execute(
            select(webhook).where(
                _HOOK.organisation_id == row.organisation_id, _HOOK.id == row.webhook_id
            )
        ).one()
        seal = Seal(self._master_key, row.organisation_id)
        return LeasedDelivery(
            delivery=_delivery(row),
            url=hook.url,
            secret=seal.open(hook.secret, place=_place(hook.id)),
        )

    def settle(
        self, delivery_id: str, *, at: datetime, failure: str | None, next_at: datetime | None
    ) -> None:
        """Write how an attempt ended: it arrived (no failure), or when the next one is made."""
        self._connection.execute(
            update(webhook_delivery)
            # A webhook that was removed meanwhile gets nothing more.
            .where(_SENT.id == delivery_id, _SENT.next_at.is_not(None))
            .values(
                attempts=_SENT.attempts + 1,
                next_at=next_at,
                delivered_at=at if failure is None else None,
                failure=failure,
                leased_until=None,
            )
        )

    def forget_deliveries(self, *, before: datetime) -> int:
        """Forget deliveries made before a moment that are not under way; return how many."""
        gone = self._connection.execute(
            delete(webhook_delivery).where(_SENT.created_at < before, _SENT.next_at.is_(None))
        )
        return gone.rowcount

    def _audit(self, about: Webhook, act: Act, what: str, *, by: str, at: datetime) -> None:
        record = AuditRecord(
            organisation_id=about.organisation_id, client_id=by, act=act, object=what, at=at
        )
        append(self._connection, record)


def _place(webhook_id: str) -> str:
    return f"webhook\n{webhook_id}"


def _live(organisation_id: str) -> _Statement:
    return select(webhook).where(
        _HOOK.organisation_id == organisation_id, _HOOK.removed_at.is_(None)
    )


def _due(at: datetime) -> _Statement:
    is_free = or_(_SENT.leased_until.is_(None), _SENT.leased_until <= at)
    return select(webhook_delivery).where(_SENT.next_at <= at, is_free)


def _webhook(row: _Row) -> Webhook:
    return Webhook(
        id=row.id,
        organisation_id=row.organisation_id,
        url=row.url,
        created_by=row.created_by,
        created_at=row.created_at,
    )


def _delivery(row: _Row) -> Delivery:
    return Delivery(
        id=row.id,
        organisation_id=row.organisation_id,
        webhook_id=row.webhook_id,
        payload=row.payload,
        created_at=row.created_at,
        attempts=row.attempts,
        next_at=row.next_at,
        delivered_at=row.delivered_at,
        failure=row.failure,
    )
