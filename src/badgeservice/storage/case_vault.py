"""Between cases and the sealed columns of their rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from sqlalchemy import Connection, Row, insert, select

from badgeservice.issuing.order import IdempotentRequest
from badgeservice.recognition.cases import Case, CaseEvent, CaseState, FrozenEvidence
from badgeservice.storage.case_content import (
    CaseRow,
    read_case,
    read_evidence,
    read_notes,
    written_case,
    written_evidence,
)
from badgeservice.storage.master_key import MasterKey
from badgeservice.storage.recognition_tables import case_badge
from badgeservice.storage.sealing import Seal

_Row: TypeAlias = Row[*tuple[object, ...]]

_BADGE: Final = case_badge.c


class CaseVault:
    """Seals and opens the cases of all organisations, inside one transaction."""

    def __init__(self, connection: Connection, *, master_key: MasterKey) -> None:
        self._connection = connection
        self._master_key = master_key

    def case(self, row: _Row) -> Case:
        """Return the case of a row that was not erased.

        Raises:
            SealBrokenError: it does not open with this master key.
        """
        known = CaseRow(
            id=row.id,
            organisation_id=row.organisation_id,
            version=row.version,
            state=CaseState(row.state),
            mapping_id=row.mapping_id,
            mapping_version=row.mapping_version,
            submitted_at=row.submitted_at,
            updated_at=row.updated_at,
        )
        return read_case(self._content(row), known, tuple(self._evidence(row)))

    def notes(self, row: _Row) -> Mapping[str, str]:
        """Return the notes of the events of a case, by version; none when it was erased."""
        return {} if row.content is None else read_notes(self._content(row))

    def sealed(self, case: Case, event: CaseEvent, notes: Mapping[str, str]) -> bytes:
        """Return the content of a case with the notes so far and that of an event."""
        if event.note is not None:
            notes = {**notes, str(case.version): event.note}
        seal = self._seal(case.organisation_id)
        return seal.close(written_case(case, notes), place=_place(case.id))

    def put_evidence(self, case: Case) -> None:
        """Keep the badges of a new case."""
        seal = self._seal(case.organisation_id)
        for number, evidence in enumerate(case.evidence):
            content = seal.close(written_evidence(evidence), place=_badge_place(case.id, number))
            self._connection.execute(
                insert(case_badge).values(
                    organisation_id=case.organisation_id,
                    case_id=case.id,
                    number=number,
                    badge=evidence.badge,
                    content=content,
                )
            )

    def learner_tag(self, organisation_id: str, learner_oid: str) -> bytes:
        """Return by what the cases of a learner are found."""
        return self._seal(organisation_id).tag(learner_oid, kind="learner")

    def request_tags(self, organisation_id: str, request: IdempotentRequest) -> tuple[bytes, bytes]:
        """Return by what a request is found, and by what its content is told from others."""
        seal = self._seal(organisation_id)
        return (
            seal.tag(request.key, kind="request"),
            seal.tag(request.content_hash, kind="content"),
        )

    def _content(self, row: _Row) -> bytes:
        return self._seal(row.organisation_id).open(row.content, place=_place(row.id))

    def _evidence(self, row: _Row) -> Iterator[FrozenEvidence]:
        seal = self._seal(row.organisation_id)
        statement = (
            select(case_badge)
            .where(_BADGE.organisation_id == row.organisation_id, _BADGE.case_id == row.id)
            .order_by(_BADGE.number)
        )
        for badge in self._connection.execute(statement).all():
            yield read_evidence(seal.open(badge.content, place=_badge_place(row.id, badge.number)))

    def _seal(self, organisation_id: str) -> Seal:
        return Seal(self._master_key, organisation_id)


def _place(case_id: str) -> str:
    return f"case\n{case_id}"


def _badge_place(case_id: str, number: int) -> str:
    return f"badge\n{case_id}\n{number}"
