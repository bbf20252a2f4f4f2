"""The cases of colleges on SQL (a `CaseBook`). What is personal in them is sealed."""

from __future__ import annotations

from datetime import datetime
from typing import Final, TypeAlias

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, insert, select, update
from sqlalchemy import tuple_ as row_of

from badgeservice.issuing.errors import IdempotencyKeyReusedError
from badgeservice.issuing.order import IdempotentRequest
from badgeservice.recognition.cases import (
    BADGE_REVOKED,
    ERASED,
    SERVICE,
    Case,
    CaseEvent,
    CaseState,
    CaseSummary,
)
from badgeservice.recognition.errors import CaseChangedError, CaseNotFoundError
from badgeservice.storage.audit import Act, AuditRecord, append
from badgeservice.storage.case_vault import CaseVault
from badgeservice.storage.locks import OrganisationLocks
from badgeservice.storage.master_key import MasterKey
from badgeservice.storage.recognition_tables import (
    case_badge,
    case_event,
    case_setting,
    recognition_case,
)
from badgeservice.storage.webhooks import SqlWebhookBook

_Row: TypeAlias = Row[*tuple[object, ...]]
_Statement: TypeAlias = Select[*tuple[object, ...]]

_CASE: Final = recognition_case.c
_BADGE: Final = case_badge.c
_EVENT: Final = case_event.c
_SETTING: Final = case_setting.c
_ENDED: Final = (CaseState.CLOSED, CaseState.WITHDRAWN)
_HAS_REVOKED: Final = (
    exists()
    .where(
        _BADGE.organisation_id == _CASE.organisation_id,
        _BADGE.case_id == _CASE.id,
        _BADGE.revoked_at.is_not(None),
    )
    .label("has_revoked")
)


class SqlCaseBook:
    """The cases of all organisations, inside one transaction."""

    def __init__(
        self,
        connection: Connection,
        *,
        locks: OrganisationLocks,
        master_key: MasterKey,
        webhooks: SqlWebhookBook,
    ) -> None:
        self._connection = connection
        self._locks = locks
        self._webhooks = webhooks
        self._vault = CaseVault(connection, master_key=master_key)

    def case(self, organisation_id: str, case_id: str) -> Case | None:
        """Return one case; None also when its learner's data was erased.

        Raises:
            SealBrokenError: it does not open with this master key.
        """
        row = self._row(organisation_id, case_id)
        return None if row is None or row.content is None else self._vault.case(row)

    def cases(
        self,
        organisation_id: str,
        *,
        state: CaseState | None = None,
        after: tuple[datetime, str] | None = None,
        limit: int | None = None,
    ) -> tuple[CaseSummary, ...]:
        """Return the cases that were not erased, newest first, by their submission and id."""
        place = row_of(_CASE.submitted_at, _CASE.id)
        statement = _live(organisation_id).add_columns(_HAS_REVOKED)
        if state is not None:
            statement = statement.where(_CASE.state == state.value)
        if after is not None:
            statement = statement.where(place < after)
        ordered = statement.order_by(_CASE.submitted_at.desc(), _CASE.id.desc()).limit(limit)
        return tuple(_summary(row) for row in self._connection.execute(ordered))

    def cases_of_learner(self, organisation_id: str, learner_oid: str) -> tuple[Case, ...]:
        """Return the cases of one learner that were not erased, oldest first."""
        self._locks.hold_to_write(organisation_id)
        tag = self._vault.learner_tag(organisation_id, learner_oid)
        statement = _live(organisation_id).where(_CASE.learner_tag == tag)
        ordered = statement.order_by(_CASE.submitted_at, _CASE.id)
        return tuple(self._vault.case(row) for row in self._connection.execute(ordered).all())

    def cases_with_badge(self, badge: str) -> tuple[tuple[str, str], ...]:
        """Return (organisation, case) of those that a badge was presented for, of everybody."""
        statement = (
            select(_BADGE.organisation_id, _BADGE.case_id)
            .where(_BADGE.badge == badge)
            .distinct()
            .order_by(_BADGE.organisation_id, _BADGE.case_id)
        )
        return tuple((row[0], row[1]) for row in self._connection.execute(statement))

    def case_of_request(self, organisation_id: str, request: IdempotentRequest) -> str | None:
        """Return the id of the case that a request made before.

        Raises:
            IdempotencyKeyReusedError: the key came with other content before.
        """
        self._locks.hold_to_write(organisation_id)
        tag, content = self._vault.request_tags(organisation_id, request)
        statement = select(_CASE.id, _CASE.request_hash).where(
            _CASE.organisation_id == organisation_id, _CASE.request_tag == tag
        )
        row = self._connection.execute(statement).first()
        if row is None:
            return None
        if row.request_hash != content:
            raise IdempotencyKeyReusedError(request.key)
        return str(row.id)

    def add_case(self, case: Case, event: CaseEvent, request: IdempotentRequest | None) -> None:
        """Keep a new case, what happened, and the request that made it.

        Raises:
            OrganisationNotFoundError: there is no such organisation.
            StorageConflictError: its id, or the key of the request, is taken.
        """
        owner, learner = case.organisation_id, case.learner_oid
        self._locks.hold(owner)
        tag, content = (None, None) if request is None else self._vault.request_tags(owner, request)
        self._connection.execute(
            insert(recognition_case).values(
                organisation_id=owner,
                id=case.id,
                state=case.state.value,
                mapping_id=case.mapping_id,
                mapping_version=case.mapping_version,
                learner_tag=None if learner is None else self._vault.learner_tag(owner, learner),
                request_tag=tag,
                request_hash=content,
                content=self._vault.sealed(case, event, {}),
                version=case.version,
                submitted_at=case.submitted_at,
                updated_at=case.updated_at,
            )
        )
        self._vault.put_evidence(case)
        self._note(case, event)

    def put_case(self, case: Case, event: CaseEvent) -> None:
        """Write a case that is there, and what happened to it, as one.

        Raises:
            CaseNotFoundError: there is none, or it was erased.
            CaseChangedError: it is not one version further than what is kept.
            SealBrokenError: it does not open with this master key.
        """
        self._locks.hold(case.organisation_id)
        row = self._row(case.organisation_id, case.id)
        if row is None or row.content is None:
            raise CaseNotFoundError(case.id)
        if row.version != case.version - 1:
            raise CaseChangedError(case.id, version=row.version)
        case = case.keeping(self._vault.case(row))
        ended_at = row.closed_at or case.updated_at
        self._update(
            case.organisation_id,
            case.id,
            state=case.state.value,
            content=self._vault.sealed(case, event, self._vault.notes(row)),
            version=case.version,
            updated_at=case.updated_at,
            closed_at=ended_at if case.state in _ENDED else None,
        )
        if event.kind == BADGE_REVOKED:
            self._mark_revoked(case, at=event.at)
        self._note(case, event)

    def events(self, organisation_id: str, case_id: str) -> tuple[CaseEvent, ...]:
        """Return what has happened to a case, erased or not, oldest first."""
        row = self._row(organisation_id, case_id)
        if row is None:
            return ()
        notes = self._vault.notes(row)
        statement = (
            select(case_event)
            .where(_EVENT.organisation_id == organisation_id, _EVENT.case_id == case_id)
            .order_by(_EVENT.version)
        )
        return tuple(
            CaseEvent(kind=each.kind, by=each.by, at=each.at, note=notes.get(str(each.version)))
            for each in self._connection.execute(statement)
        )

    def erase_case(self, organisation_id: str, case_id: str, *, at: datetime, by: str) -> bool:
        """Forget all personal data of a case; that there was one, and its events, stay."""
        self._locks.hold(organisation_id)
        row = self._row(organisation_id, case_id)
        if row is None or row.content is None:
            return False
        version = row.version + 1
        gone = dict.fromkeys(("content", "learner_tag", "request_tag", "request_hash"))
        self._update(organisation_id, case_id, version=version, updated_at=at, erased_at=at, **gone)
        self._connection.execute(
            update(case_badge)
            .where(_BADGE.organisation_id == organisation_id, _BADGE.case_id == case_id)
            .values(badge=None, content=None)
        )
        event = CaseEvent(kind=ERASED, by=by, at=at)
        self._add_event(organisation_id, case_id, version, event)
        self._webhooks.announce(organisation_id, case_id, version, row.state, event)
        self._audit(organisation_id, Act.CASE_ERASED, case_id, by=by, at=at)
        return True

    def closed_cases(self, organisation_id: str, *, before: datetime) -> tuple[str, ...]:
        """Return the ids of the cases that ended before a moment and were not erased."""
        statement = _live(organisation_id).where(_CASE.closed_at < before)
        ordered = statement.order_by(_CASE.closed_at, _CASE.id)
        return tuple(str(row.id) for row in self._connection.execute(ordered))

    def retention_days(self, organisation_id: str) -> int | None:
        """Return how many days closed cases are kept; None: until somebody erases them."""
        statement = select(_SETTING.retention_days).where(
            _SETTING.organisation_id == organisation_id
        )
        found: int | None = self._connection.execute(statement).scalar()
        return found

    def set_retention_days(
        self, organisation_id: str, days: int | None, *, at: datetime, by: str
    ) -> None:
        """Say how many days closed cases are kept.

        Raises:
            OrganisationNotFoundError: there is no such organisation.
        """
        self._locks.hold(organisation_id)
        ours = _SETTING.organisation_id == organisation_id
        changed = self._connection.execute(
            update(case_setting).where(ours).values(retention_days=days)
        )
        if not changed.rowcount:
            self._connection.execute(
                insert(case_setting).values(organisation_id=organisation_id, retention_days=days)
            )
        self._audit(organisation_id, Act.RETENTION_WRITTEN, str(days), by=by, at=at)

    def note_export(self, organisation_id: str, learner_oid: str, *, at: datetime, by: str) -> None:
        """Record that a learner's data was given out, by a tag that only this service can make."""
        tag = self._vault.learner_tag(organisation_id, learner_oid).hex()
        self._audit(organisation_id, Act.LEARNER_EXPORTED, tag, by=by, at=at)

    def _row(self, organisation_id: str, case_id: str) -> _Row | None:
        self._locks.hold_to_write(organisation_id)
        statement = select(recognition_case).where(*_is(organisation_id, case_id))
        return self._connection.execute(statement).first()

    def _update(self, organisation_id: str, case_id: str, **values: object) -> None:
        self._connection.execute(
            update(recognition_case).where(*_is(organisation_id, case_id)).values(**values)
        )

    def _mark_revoked(self, case: Case, *, at: datetime) -> None:
        self._connection.execute(
            update(case_badge)
            .where(
                _BADGE.organisation_id == case.organisation_id,
                _BADGE.case_id == case.id,
                _BADGE.badge.in_(case.revoked_since),
                _BADGE.revoked_at.is_(None),
            )
            .values(revoked_at=at)
        )

    def _note(self, case: Case, event: CaseEvent) -> None:
        self._add_event(case.organisation_id, case.id, case.version, event)
        self._webhooks.announce(
            case.organisation_id, case.id, case.version, case.state.value, event
        )
        what = f"{case.id} {event.kind}"
        self._audit(case.organisation_id, Act.CASE_WRITTEN, what, by=event.by, at=event.at)

    def _add_event(
        self, organisation_id: str, case_id: str, version: int, event: CaseEvent
    ) -> None:
        self._connection.execute(
            insert(case_event).values(
                organisation_id=organisation_id,
                case_id=case_id,
                version=version,
                kind=event.kind,
                by=event.by,
                at=event.at,
            )
        )

    def _audit(self, organisation_id: str, act: Act, what: str, *, by: str, at: datetime) -> None:
        record = AuditRecord(
            organisation_id=organisation_id,
            client_id=None if by == SERVICE else by,
            act=act,
            object=what,
            at=at,
        )
        append(self._connection, record)


def _is(organisation_id: str, case_id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _CASE.organisation_id == organisation_id, _CASE.id == case_id


def _live(organisation_id: str) -> _Statement:
    return select(recognition_case).where(
        _CASE.organisation_id == organisation_id, _CASE.content.is_not(None)
    )


def _summary(row: _Row) -> CaseSummary:
    return CaseSummary(
        id=row.id,
        version=row.version,
        state=CaseState(row.state),
        mapping_id=row.mapping_id,
        mapping_version=row.mapping_version,
        submitted_at=row.submitted_at,
        updated_at=row.updated_at,
        has_revoked=bool(row.has_revoked),
    )
