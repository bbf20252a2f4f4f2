"""Webhooks and deliveries in memory, as strict as the real ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from badgeservice.recognition.cases import CaseEvent
from badgeservice.recognition.webhooks import Delivery, LeasedDelivery, Webhook, payload_of
from tests.fake_store import FakeStore


class FakeWebhookBook:
    """A `WebhookBook` in memory."""

    def __init__(self, store: FakeStore) -> None:
        self._store = store

    def add_webhook(self, new: Webhook, *, secret: bytes) -> None:
        self._store.require_writable(new.created_at)
        self._store.require_organisation(new.organisation_id)
        self._store.webhooks[new.organisation_id, new.id] = (new, secret)

    def webhook(self, organisation_id: str, webhook_id: str) -> Webhook | None:
        found = self._store.webhooks.get((organisation_id, webhook_id))
        return None if found is None else found[0]

    def webhooks(self, organisation_id: str) -> tuple[Webhook, ...]:
        found = [
            each
            for (owner, _), (each, _) in self._store.webhooks.items()
            if owner == organisation_id
        ]
        return tuple(sorted(found, key=lambda each: (each.created_at, each.id)))

    def remove_webhook(
        self, organisation_id: str, webhook_id: str, *, at: datetime, by: str
    ) -> bool:
        self._store.require_writable(at)
        if self._store.webhooks.pop((organisation_id, webhook_id), None) is None:
            return False
        for each in list(self._store.deliveries.values()):
            if (each.organisation_id, each.webhook_id) == (organisation_id, webhook_id):
                self._store.deliveries[each.id] = replace(each, next_at=None)
        return True

    def delivery(self, organisation_id: str, delivery_id: str) -> Delivery | None:
        found = self._store.deliveries.get(delivery_id)
        return None if found is None or found.organisation_id != organisation_id else found

    def deliveries(
        self,
        organisation_id: str,
        *,
        after: tuple[datetime, str] | None = None,
        limit: int | None = None,
    ) -> tuple[Delivery, ...]:
        found = [
            each
            for each in self._store.deliveries.values()
            if each.organisation_id == organisation_id
            and (after is None or (each.created_at, each.id) < after)
        ]
        ordered = sorted(found, key=lambda each: (each.created_at, each.id), reverse=True)
        return tuple(ordered[:limit])

    def replay(self, organisation_id: str, delivery_id: str, *, at: datetime, by: str) -> bool:
        self._store.require_writable(at)
        found = self.delivery(organisation_id, delivery_id)
        if found is None or self.webhook(organisation_id, found.webhook_id) is None:
            return False
        self._store.leases.pop(delivery_id, None)
        self._store.deliveries[delivery_id] = replace(
            found, next_at=at, attempts=0, delivered_at=None, failure=None
        )
        return True

    def announce(
        self, organisation_id: str, case_id: str, version: int, state: str, event: CaseEvent
    ) -> None:
        for each in self.webhooks(organisation_id):
            identifier = f"delivery-{len(self._store.deliveries):06}"
            self._store.deliveries[identifier] = Delivery(
                id=identifier,
                organisation_id=organisation_id,
                webhook_id=each.id,
                payload=payload_of(case_id, version, state, event),
                created_at=event.at,
                attempts=0,
                next_at=event.at,
                delivered_at=None,
                failure=None,
            )

    def is_due(self, at: datetime) -> bool:
        return bool(self._due(at))

    def lease(self, *, at: datetime, until: datetime) -> LeasedDelivery | None:
        self._store.require_writable(at, until)
        due = self._due(at)
        if not due:
            return None
        self._store.leases[due[0].id] = until
        hook, secret = self._store.webhooks[due[0].organisation_id, due[0].webhook_id]
        return LeasedDelivery(delivery=due[0], url=hook.url, secret=secret)

    def settle(
        self, delivery_id: str, *, at: datetime, failure: str | None, next_at: datetime | None
    ) -> None:
        self._store.require_writable(at, next_at)
        found = self._store.deliveries[delivery_id]
        self._store.leases.pop(delivery_id, None)
        if found.next_at is not None:
            self._store.deliveries[delivery_id] = replace(
                found,
                attempts=found.attempts + 1,
                next_at=next_at,
                delivered_at=at if failure is None else None,
                failure=failure,
            )

    def forget_deliveries(self, *, before: datetime) -> int:
        self._store.require_writable(before)
        gone = [
            each.id
            for each in self._store.deliveries.values()
            if each.created_at < before and each.next_at is None
        ]
        for name in gone:
            del self._store.deliveries[name]
        return len(gone)

    def _due(self, at: datetime) -> list[Delivery]:
        due = [
            (each.next_at, each.id, each)
            for each in self._store.deliveries.values()
            if each.next_at is not None
            and each.next_at <= at
            and self._store.leases.get(each.id, at) <= at
        ]
        return [each for _, _, each in sorted(due, key=lambda item: item[:2])]
