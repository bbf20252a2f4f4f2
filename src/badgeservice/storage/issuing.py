"""The badge ledger on SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, insert, select, tuple_, update

from badgeservice.issuing.errors import BadgeNotFoundError
from badgeservice.issuing.ledger import (
    Badge,
    BadgeFilter,
    Below,
    Edition,
    PlannedBadge,
    RequestRecord,
    Revocation,
    SignedPlan,
    StatusListInfo,
    StatusPurpose,
    StatusSlot,
    Suspension,
)
from badgeservice.storage import badge_rows, marks, tables
from badgeservice.storage.account_rows import organisation_of
from badgeservice.storage.audit import Act, AuditRecord, append_all
from badgeservice.storage.engine import is_writing
from badgeservice.storage.errors import SignedOtherwiseError
from badgeservice.storage.locks import OrganisationLocks
from badgeservice.storage.rows import (
    ManyRows,
    OneRow,
    execute_plain,
    insert_if_absent,
    texts_from_json,
    texts_to_json,
)
from badgeservice.storage.slots import LIST_LENGTH, SlotClaims

# Made once: to make a statement takes five times as long as to execute it.
_ADD_PLANS: Final = ManyRows(insert(tables.badge), badge_rows.COLUMNS_OF_PLAN)
_RECORD_SIGNATURES: Final = ManyRows(
    update(tables.badge)
    .where(tables.badge.c.id == bindparam("badge_id"), tables.badge.c.secured.is_(None))
    .values(secured=bindparam("signed"), signed_at=bindparam("at")),
    ("badge_id", "signed", "at"),
)
_NEWEST_KEY: Final = (
    select(tables.signing_key.c.id)
    .where(tables.signing_key.c.organisation_id == tables.organisation.c.id)
    .order_by(tables.signing_key.c.number.desc())
    .limit(1)
    .scalar_subquery()
)
_FIND_EDITION: Final = select(tables.organisation, _NEWEST_KEY.label("key_id")).where(
    tables.organisation.c.id == bindparam("id")
)
_EDITION: Final = OneRow(_FIND_EDITION)
_EDITION_HELD: Final = OneRow(_FIND_EDITION.with_for_update(key_share=True, of=tables.organisation))
_REQUEST: Final = OneRow(
    select(tables.request).where(
        tables.request.c.organisation_id == bindparam("organisation_id"),
        tables.request.c.key == bindparam("key"),
    )
)


class SqlBadgeLedger:
    """The issued badges of all organisations, inside one transaction (a `BadgeLedger`)."""

    def __init__(
        self, connection: Connection, *, locks: OrganisationLocks, list_length: int = LIST_LENGTH
    ) -> None:
        """Keep the books over `connection`; new status lists get `list_length` places."""
        self._connection = connection
        self._locks = locks
        self._claims = SlotClaims(connection, locks=locks, list_length=list_length)

    def request(self, organisation_id: str, key: str) -> RequestRecord | None:
        """Return what was asked under an Idempotency-Key."""
        values = {"organisation_id": organisation_id, "key": key}
        row = _REQUEST.first(self._connection, values)
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

    def edition(self, organisation_id: str) -> Edition | None:
        """Return the edition of an organisation, which is held when this transaction can write."""
        is_held = is_writing(self._connection)
        statement = _EDITION_HELD if is_held else _EDITION
        row = statement.first(self._connection, {"id": organisation_id})
        if row is None:
            return None
        if is_held:
            self._locks.note_held(organisation_id)
        return Edition(
            self._connection.engine, organisation_of(row), row.library_revision, row.key_id
        )

    def free_slots(
        self, organisation_id: str, purpose: StatusPurpose, *, count: int, below: Below
    ) -> tuple[StatusSlot, ...]:
        """Return random free places of the current list: `count`, or fewer. None is taken."""
        return self._claims.free(organisation_id, purpose, count=count, below=below)

    def claim_slots(
        self,
        organisation_id: str,
        purpose: StatusPurpose,
        *,
        count: int,
        below: Below,
        wanted: Sequence[StatusSlot] = (),
    ) -> tuple[StatusSlot, ...]:
        """Take random free places, those that are `wanted` at their own positions if possible.

        Raises:
            OrganisationNotFoundError: there is no such organisation.
        """
        return self._claims.claim(organisation_id, purpose, count=count, below=below, wanted=wanted)

    def add_plans(self, plans: Sequence[PlannedBadge]) -> None:
        """Keep planned badges.

        Raises:
            StorageConflictError: an id or a slot is taken, or a slot was never claimed.
        """
        if not plans:
            return
        _ADD_PLANS.execute(self._connection, [badge_rows.values_of(plan) for plan in plans])
        append_all(
            self._connection,
            (
                AuditRecord(
                    organisation_id=plan.organisation_id,
                    client_id=plan.planned_by,
                    act=Act.BADGE_PLANNED,
                    object=plan.id,
                    at=plan.planned_at,
                )
                for plan in plans
            ),
        )

    def record_signatures(self, signed: Sequence[SignedPlan], *, at: datetime) -> None:
        """Keep the signed bytes of planned badges. The same bytes twice are as good as once.

        Raises:
            BadgeNotFoundError: there is no such plan.
            SignedOtherwiseError: a badge is signed already, with other bytes.
        """
        new = signed if self._record(signed, at) else self._record_each(signed, at)
        append_all(
            self._connection,
            (
                AuditRecord(
                    organisation_id=each.plan.organisation_id,
                    client_id=None,
                    act=Act.BADGE_SIGNED,
                    object=each.plan.id,
                    at=at,
                )
                for each in new
            ),
        )

    def _record(self, signed: Sequence[SignedPlan], at: datetime) -> bool:
        """Record all, or, when one of them was signed before or never planned, none.

        One alone needs no savepoint to tell which one it was.
        """
        rows = [(each.plan.id, badge_rows.kept_of(each), at) for each in signed]
        if len(rows) < 2:  # noqa: PLR2004 – more than one
            return not rows
        execute_plain(self._connection, "SAVEPOINT record")
        is_kept = _RECORD_SIGNATURES.execute(self._connection, rows) == len(rows)
        if not is_kept:
            execute_plain(self._connection, "ROLLBACK TO SAVEPOINT record")
        execute_plain(self._connection, "RELEASE SAVEPOINT record")
        return is_kept

    def _record_each(self, signed: Sequence[SignedPlan], at: datetime) -> list[SignedPlan]:
        """Record one after the other, and return those that were not signed before."""
        new = []
        for each in signed:
            values = (each.plan.id, badge_rows.kept_of(each), at)
            if _RECORD_SIGNATURES.execute(self._connection, [values]):
                new.append(each)
            else:
                self._require_signed_alike(each.plan.id, each.secured)
        return new

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
        statement = select(tables.badge.c.unsigned, tables.badge.c.secured).where(
            tables.badge.c.id == badge_id
        )
        row = self._connection.execute(statement).first()
        if row is None:
            raise BadgeNotFoundError(badge_id)
        if badge_rows.secured_of(row.unsigned, row.secured) != secured:
            raise SignedOtherwiseError(badge_id)
