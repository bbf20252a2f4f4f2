"""The badge ledger on SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, tuple_, update

from badgeservice.issuing.errors import BadgeNotFoundError
from badgeservice.issuing.ledger import (
    Badge,
    BadgeFilter,
    PlannedBadge,
    RequestRecord,
    Revocation,
    StatusListInfo,
    StatusPurpose,
    StatusSlot,
    Suspension,
)
from badgeservice.storage import badge_rows, marks, tables
from badgeservice.storage.audit import Act, AuditRecord, append
from badgeservice.storage.errors import SignedOtherwiseError
from badgeservice.storage.locks import OrganisationLocks
from badgeservice.storage.rows import insert_if_absent, texts_from_json, texts_to_json
from badgeservice.storage.slots import LIST_LENGTH, SlotClaims


class SqlBadgeLedger:
    """The issued badges of all organisations, inside one transaction (a `BadgeLedger`)."""

    def __init__(
        self, connection: Connection, *, locks: OrganisationLocks, list_length: int = LIST_LENGTH
    ) -> None:
        """Keep the books over `connection`; new status lists get `list_length` places."""
        self._connection = connection
        self._claims = SlotClaims(connection, locks=locks, list_length=list_length)

    def request(self, organisation_id: str, key: str) -> RequestRecord | None:
        """Return what was asked under an Idempotency-Key."""
        statement = select(tables.request).where(
            tables.request.c.organisation_id == organisation_id, tables.request.c.key == key
        )
        row = self._connection.execute(statement).first()
        if row is None:
            return None
        return RequestRecord(
            organisation_id=row.organisation_id,
            key=row.key,
            request_hash=row.request_hash,
            badge_ids=texts_from_json(row.badge_ids),
            at=row.at,
        )

    def add_request(self, record: RequestRecord) -> bool:
        """Keep a request; False when another transaction has taken the key meanwhile.

        While that other transaction is open, this waits for its end.
        """
        values = {
            "organisation_id": record.organisation_id,
            "key": record.key,
            "request_hash": record.request_hash,
            "badge_ids": texts_to_json(record.badge_ids),
            "at": record.at,
        }
        return insert_if_absent(self._connection, tables.request, values)

    def claim_slot(
        self, organisation_id: str, purpose: StatusPurpose, *, below: Callable[[int], int]
    ) -> StatusSlot:
        """Take a random free index of the organisation's current list (a new list when full).

        Raises:
            OrganisationNotFoundError: there is no such organisation.
        """
        return self._claims.claim(organisation_id, purpose, below=below)

    def add_plan(self, plan: PlannedBadge) -> None:
        """Keep a planned badge.

        Raises:
            StorageConflictError: the id or the slot is taken, or the slot was never claimed.
        """
        self._connection.execute(insert(tables.badge).values(**badge_rows.values_of(plan)))
        record = AuditRecord(
            organisation_id=plan.organisation_id,
            client_id=plan.planned_by,
            act=Act.BADGE_PLANNED,
            object=plan.id,
            at=plan.planned_at,
        )
        append(self._connection, record)

    def record_signature(self, badge_id: str, secured: bytes, *, at: datetime) -> None:
        """Keep the signed bytes of a planned badge. The same bytes twice are as good as once.

        Raises:
            BadgeNotFoundError: there is no such plan.
            SignedOtherwiseError: the badge is signed already, with other bytes.
        """
        statement = (
            update(tables.badge)
            .where(tables.badge.c.id == badge_id, tables.badge.c.secured.is_(None))
            .values(secured=secured, signed_at=at)
            .returning(tables.badge.c.organisation_id)
        )
        signed = self._connection.execute(statement).first()
        if signed is None:
            self._require_signed_alike(badge_id, secured)
            return
        record = AuditRecord(
            organisation_id=signed.organisation_id,
            client_id=None,
            act=Act.BADGE_SIGNED,
            object=badge_id,
            at=at,
        )
        append(self._connection, record)

    def badge(self, badge_id: str) -> Badge | None:
        """Return a badge, whosever it is."""
        statement = badge_rows.BADGES.where(tables.badge.c.id == badge_id)
        row = self._connection.execute(statement).first()
        return None if row is None else badge_rows.badge_of(row)

    def badges_by_id(self, ids: Sequence[str]) -> tuple[Badge, ...]:
        """Return badges, whosever they are, in the order of their ids; some hundred at most.

        Raises:
            BadgeNotFoundError: one of them is not there.
        """
        statement = badge_rows.BADGES.where(tables.badge.c.id.in_(ids))
        found = {row.id: row for row in self._connection.execute(statement)}
        for badge_id in ids:
            if badge_id not in found:
                raise BadgeNotFoundError(badge_id)
        return tuple(badge_rows.badge_of(found[badge_id]) for badge_id in ids)

    def badges(
        self,
        organisation_id: str,
        *,
        matching: BadgeFilter,
        after: tuple[datetime, str] | None,
        limit: int,
    ) -> tuple[Badge, ...]:
        """Return badges, newest first, that come after `(planned_at, id)`."""
        place = tuple_(tables.badge.c.planned_at, tables.badge.c.id)
        statement = (
            badge_rows.BADGES.where(tables.badge.c.organisation_id == organisation_id)
            .order_by(tables.badge.c.planned_at.desc(), tables.badge.c.id.desc())
            .limit(limit)
        )
        if matching.class_id is not None:
            statement = statement.where(tables.badge.c.class_id == matching.class_id)
        if matching.state is not None:
            statement = statement.where(badge_rows.is_in_state(matching.state))
        if after is not None:
            statement = statement.where(place < after)
        return tuple(badge_rows.badge_of(row) for row in self._connection.execute(statement))

    def unsigned_plans(self, *, limit: int) -> tuple[PlannedBadge, ...]:
        """Return plans without a signature, oldest first."""
        statement = (
            badge_rows.BADGES.where(tables.badge.c.secured.is_(None))
            .order_by(tables.badge.c.planned_at, tables.badge.c.id)
            .limit(limit)
        )
        return tuple(badge_rows.plan_of(row) for row in self._connection.execute(statement))

    def add_revocation(self, revocation: Revocation) -> bool:
        """Keep a revocation; False when the badge was revoked before.

        Raises:
            BadgeNotFoundError: there is no such badge.
        """
        return marks.add_revocation(self._connection, revocation)

    def add_suspension(self, suspension: Suspension) -> bool:
        """Keep a suspension; False when the badge is suspended already.

        Raises:
            BadgeNotFoundError: there is no such badge.
        """
        return marks.add_suspension(self._connection, suspension)

    def end_suspension(self, badge_id: str, *, by: str, at: datetime) -> bool:
        """End a suspension; False when the badge is not suspended. The history is kept."""
        return marks.end_suspension(self._connection, badge_id, by=by, at=at)

    def status_list(self, list_id: str) -> StatusListInfo | None:
        """Return a status list."""
        return marks.status_list(self._connection, list_id)

    def marked_indices(self, list_id: str) -> frozenset[int]:
        """Return the indices whose badge is revoked or (now) suspended."""
        return marks.marked_indices(self._connection, list_id)

    def _require_signed_alike(self, badge_id: str, secured: bytes) -> None:
        statement = select(tables.badge.c.secured).where(tables.badge.c.id == badge_id)
        row = self._connection.execute(statement).first()
        if row is None:
            raise BadgeNotFoundError(badge_id)
        if row.secured != secured:
            raise SignedOtherwiseError(badge_id)
