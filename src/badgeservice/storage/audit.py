"""The log of who did what, when.

It is written in the transaction of the act itself, so there is no act without its record, and no
record of an act that was rolled back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from sqlalchemy import Connection, insert, select

from badgeservice.storage.rows import ManyRows
from badgeservice.storage.tables import audit_record

_APPEND: Final = ManyRows(
    insert(audit_record), ("organisation_id", "client_id", "action", "object", "at")
)


class Act(StrEnum):
    """What is recorded."""

    BASIS_IMPORTED = "basis.imported"
    BADGE_PLANNED = "badge.planned"
    BADGE_SIGNED = "badge.signed"
    BADGE_REVOKED = "badge.revoked"
    BADGE_SUSPENDED = "badge.suspended"
    BADGE_REINSTATED = "badge.reinstated"
    CASE_WRITTEN = "case.written"
    CASE_ERASED = "case.erased"
    DOCUMENT_WRITTEN = "document.written"
    CONTEXT_REGISTERED = "context.registered"
    CLIENT_WRITTEN = "client.written"
    CLIENT_DISABLED = "client.disabled"
    EVALUATION_PAGE_MADE = "evaluation-page.made"
    EVALUATION_PAGE_REMOVED = "evaluation-page.removed"
    KEY_CREATED = "key.created"
    LEARNER_EXPORTED = "learner.exported"
    LETTER_WRITTEN = "letter.written"
    MAPPING_WRITTEN = "mapping.written"
    ORGANISATION_WRITTEN = "organisation.written"
    RETENTION_WRITTEN = "retention.written"
    REGISTRY_IMPORTED = "registry.imported"
    REGISTRY_REMOVED = "registry.removed"
    SECRET_ADDED = "secret.added"  # noqa: S105 – an act, not a secret
    SECRET_RETIRED = "secret.retired"  # noqa: S105 – an act, not a secret
    TRUST_GRANTED = "trust.granted"
    TRUST_WITHDRAWN = "trust.withdrawn"
    WEBHOOK_ADDED = "webhook.added"
    WEBHOOK_REMOVED = "webhook.removed"
    WEBHOOK_REPLAYED = "webhook.replayed"


class AuditRecord(NamedTuple):
    """That a client did something to an object. The service itself acts without a client."""

    organisation_id: str
    client_id: str | None
    act: Act
    object: str
    at: datetime


def append(connection: Connection, record: AuditRecord) -> None:
    """Keep a record for good; the database refuses to change or delete it."""
    append_all(connection, (record,))


def append_all(connection: Connection, records: Iterable[AuditRecord]) -> None:
    """Keep records for good, in their order."""
    rows = [
        # SQLite takes long to find out that an act is a text.
        (record.organisation_id, record.client_id, record.act.value, record.object, record.at)
        for record in records
    ]
    if rows:
        _APPEND.execute(connection, rows)


def audit_records(connection: Connection, organisation_id: str) -> tuple[AuditRecord, ...]:
    """Return what was done in an organisation, in the order in which it was recorded."""
    statement = (
        select(audit_record)
        .where(audit_record.c.organisation_id == organisation_id)
        .order_by(audit_record.c.id)
    )
    return tuple(
        AuditRecord(
            organisation_id=row.organisation_id,
            client_id=row.client_id,
            act=Act(row.action),
            object=row.object,
            at=row.at,
        )
        for row in connection.execute(statement)
    )
