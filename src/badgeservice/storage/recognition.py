"""Trust on SQL."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection, Row, insert, select, update

from badgeservice.recognition.errors import TrustNotFoundError
from badgeservice.recognition.trust import Trust
from badgeservice.storage import tables
from badgeservice.storage.audit import Act, AuditRecord, append
from badgeservice.storage.rows import texts_from_json, texts_to_json

_Row: TypeAlias = Row[*tuple[object, ...]]


class SqlTrustBook:
    """The trust records of organisations, inside one transaction (a `TrustBook`)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_trust(self, trust: Trust) -> None:
        """Keep a new trust.

        Raises:
            StorageConflictError: the organisation has a trust of this id, or does not exist.
        """
        self._connection.execute(
            insert(tables.trust).values(
                id=trust.id,
                organisation_id=trust.organisation_id,
                issuer_id=trust.issuer_id,
                class_ids=texts_to_json(trust.class_ids),
                valid_from=trust.valid_from,
                valid_until=trust.valid_until,
                granted_by=trust.granted_by,
                granted_at=trust.granted_at,
                reason=trust.reason,
                withdrawn_by=trust.withdrawn_by,
                withdrawn_at=trust.withdrawn_at,
            )
        )
        self._record(trust, Act.TRUST_GRANTED, by=trust.granted_by, at=trust.granted_at)

    def trust(self, organisation_id: str, trust_id: str) -> Trust | None:
        """Return one trust of an organisation."""
        statement = select(tables.trust).where(
            tables.trust.c.organisation_id == organisation_id, tables.trust.c.id == trust_id
        )
        row = self._connection.execute(statement).first()
        return None if row is None else _trust(row)

    def trusts(self, organisation_id: str) -> tuple[Trust, ...]:
        """Return every trust of an organisation, withdrawn ones too, oldest first."""
        statement = (
            select(tables.trust)
            .where(tables.trust.c.organisation_id == organisation_id)
            .order_by(tables.trust.c.granted_at, tables.trust.c.id)
        )
        return tuple(_trust(row) for row in self._connection.execute(statement))

    def withdraw(self, organisation_id: str, trust_id: str, *, by: str, at: datetime) -> Trust:
        """Withdraw a trust and return it.

        Raises:
            TrustNotFoundError: there is no such trust, or it was withdrawn before.
        """
        statement = (
            update(tables.trust)
            .where(
                tables.trust.c.organisation_id == organisation_id,
                tables.trust.c.id == trust_id,
                tables.trust.c.withdrawn_at.is_(None),
            )
            .values(withdrawn_by=by, withdrawn_at=at)
            .returning(tables.trust)
        )
        row = self._connection.execute(statement).first()
        if row is None:
            raise TrustNotFoundError(trust_id)
        withdrawn = _trust(row)
        self._record(withdrawn, Act.TRUST_WITHDRAWN, by=by, at=at)
        return withdrawn

    def _record(self, trust: Trust, act: Act, *, by: str, at: datetime) -> None:
        record = AuditRecord(
            organisation_id=trust.organisation_id, client_id=by, act=act, object=trust.id, at=at
        )
        append(self._connection, record)


def _trust(row: _Row) -> Trust:
    return Trust(
        id=row.id,
        organisation_id=row.organisation_id,
        issuer_id=row.issuer_id,
        class_ids=texts_from_json(row.class_ids),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        granted_by=row.granted_by,
        granted_at=row.granted_at,
        reason=row.reason,
        withdrawn_by=row.withdrawn_by,
        withdrawn_at=row.withdrawn_at,
    )
