"""Which places in status lists are marked: those of revoked and of suspended badges.

No bit is kept. A list is read from the rows of revocations and suspensions, so nothing is read,
modified and written back, and no mark is lost between two who write at the same time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Table, select, union_all, update

from badgeservice.issuing.errors import BadgeNotFoundError
from badgeservice.issuing.ledger import Revocation, StatusListInfo, StatusPurpose, Suspension
from badgeservice.storage import tables
from badgeservice.storage.audit import Act, AuditRecord, append
from badgeservice.storage.rows import insert_if_absent
from badgeservice.storage.tables import badge, revocation, suspension

_IS_CURRENT: Final = suspension.c.ended_at.is_(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deed:
    """What is done to a badge."""

    badge_id: str
    act: Act
    by: str
    at: datetime


def add_revocation(connection: Connection, value: Revocation) -> bool:
    """Keep a revocation; False when the badge was revoked before.

    Raises:
        BadgeNotFoundError: there is no such badge.
    """
    deed = _Deed(
        badge_id=value.badge_id,
        act=Act.BADGE_REVOKED,
        by=value.revoked_by,
        at=value.revoked_at,
    )
    values = {
        "reason": value.reason,
        "revoked_by": value.revoked_by,
        "revoked_at": value.revoked_at,
    }
    return _mark(connection, revocation, deed, values)


def add_suspension(connection: Connection, value: Suspension) -> bool:
    """Keep a suspension; False when the badge is suspended already.

    Raises:
        BadgeNotFoundError: there is no such badge.
    """
    deed = _Deed(
        badge_id=value.badge_id,
        act=Act.BADGE_SUSPENDED,
        by=value.suspended_by,
        at=value.suspended_at,
    )
    values = {
        "reason": value.reason,
        "suspended_by": value.suspended_by,
        "suspended_at": value.suspended_at,
    }
    return _mark(connection, suspension, deed, values)


def end_suspension(connection: Connection, badge_id: str, *, by: str, at: datetime) -> bool:
    """End a suspension; False when the badge is not suspended."""
    ended = connection.execute(
        update(suspension)
        .where(suspension.c.badge_id == badge_id, _IS_CURRENT)
        .values(ended_by=by, ended_at=at)
        .returning(suspension.c.organisation_id, suspension.c.list_id)
    ).first()
    if ended is None:
        return False
    deed = _Deed(badge_id=badge_id, act=Act.BADGE_REINSTATED, by=by, at=at)
    _finish(connection, deed, organisation_id=ended.organisation_id, list_id=ended.list_id)
    return True


def status_list(connection: Connection, list_id: str) -> StatusListInfo | None:
    """Return a status list."""
    table = tables.status_list
    row = connection.execute(select(table).where(table.c.id == list_id)).first()
    if row is None:
        return None
    return StatusListInfo(
        id=row.id,
        organisation_id=row.organisation_id,
        purpose=StatusPurpose(row.purpose),
        length=row.length,
        version=row.version,
    )


def marked_indices(connection: Connection, list_id: str) -> frozenset[int]:
    """Return the indices whose badge is revoked or (now) suspended."""
    statement = union_all(
        select(revocation.c.index).where(revocation.c.list_id == list_id),
        select(suspension.c.index).where(suspension.c.list_id == list_id, _IS_CURRENT),
    )
    return frozenset(connection.execute(statement).scalars())


def _mark(connection: Connection, table: Table, deed: _Deed, values: dict[str, object]) -> bool:
    found = connection.execute(
        select(badge.c.organisation_id, badge.c.list_id, badge.c.index.label("place")).where(
            badge.c.id == deed.badge_id
        )
    ).first()
    if found is None:
        raise BadgeNotFoundError(deed.badge_id)
    row = {
        "badge_id": deed.badge_id,
        "organisation_id": found.organisation_id,
        "list_id": found.list_id,
        "index": found.place,
    }
    if not insert_if_absent(connection, table, row | values):
        return False
    _finish(connection, deed, organisation_id=found.organisation_id, list_id=found.list_id)
    return True


def _finish(connection: Connection, deed: _Deed, *, organisation_id: str, list_id: str) -> None:
    """Let the list's version grow, and record the deed."""
    table = tables.status_list
    connection.execute(
        update(table).where(table.c.id == list_id).values(version=table.c.version + 1)
    )
    record = AuditRecord(
        organisation_id=organisation_id,
        client_id=deed.by,
        act=deed.act,
        object=deed.badge_id,
        at=deed.at,
    )
    append(connection, record)
