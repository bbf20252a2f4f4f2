"""Editions of bases on SQL (a `BasisShelf`)."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, TypeAlias

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, Select, func, insert, select, tuple_

from badgeservice.qualifications.bases import Basis, BasisEdition, EditionFacts
from badgeservice.storage.audit import Act, AuditRecord, append
from badgeservice.storage.locks import OrganisationLocks
from badgeservice.storage.recognition_tables import basis_edition

_Row: TypeAlias = Row[*tuple[object, ...]]
_Statement: TypeAlias = Select[*tuple[object, ...]]

_TABLE: Final = basis_edition.c
_BASIS: Final = TypeAdapter(Basis)
# The largest has some hundred kilobytes of text, and a few times that in memory.
_REMEMBERED: Final = 64


class SqlBasisShelf:
    """The editions of all organisations, inside one transaction."""

    def __init__(self, connection: Connection, *, locks: OrganisationLocks) -> None:
        self._connection = connection
        self._locks = locks

    def newest(self, organisation_id: str, system: str, code: str) -> BasisEdition | None:
        """Return the newest edition of a basis."""
        of_basis = _editions(organisation_id).where(_TABLE.system == system, _TABLE.code == code)
        return self._one(organisation_id, of_basis.order_by(_TABLE.number.desc()).limit(1))

    def edition(
        self, organisation_id: str, system: str, code: str, number: int
    ) -> BasisEdition | None:
        """Return one edition of a basis."""
        return self._one(
            organisation_id,
            _editions(organisation_id).where(
                _TABLE.system == system, _TABLE.code == code, _TABLE.number == number
            ),
        )

    def all_newest(self, organisation_id: str) -> tuple[BasisEdition, ...]:
        """Return the newest edition of every basis, ordered by system and code."""
        self._locks.hold_to_write(organisation_id)
        newest = (
            select(_TABLE.system, _TABLE.code, func.max(_TABLE.number))
            .where(_TABLE.organisation_id == organisation_id)
            .group_by(_TABLE.system, _TABLE.code)
        )
        statement = (
            _editions(organisation_id)
            .where(tuple_(_TABLE.system, _TABLE.code, _TABLE.number).in_(newest))
            .order_by(_TABLE.system, _TABLE.code)
        )
        return tuple(_edition(row) for row in self._connection.execute(statement))

    def editions(self, organisation_id: str, system: str, code: str) -> tuple[EditionFacts, ...]:
        """Return what is known of every edition of a basis, oldest first."""
        self._locks.hold_to_write(organisation_id)
        statement = (
            select(_TABLE.number, _TABLE.sha256, _TABLE.imported_at, _TABLE.imported_by)
            .where(
                _TABLE.organisation_id == organisation_id,
                _TABLE.system == system,
                _TABLE.code == code,
            )
            .order_by(_TABLE.number)
        )
        return tuple(
            EditionFacts(
                number=row.number,
                sha256=row.sha256,
                imported_at=row.imported_at,
                imported_by=row.imported_by,
            )
            for row in self._connection.execute(statement)
        )

    def holds(self, organisation_id: str, sha256: str) -> bool:
        """Whether an edition was read from a document with this hash."""
        statement = (
            select(_TABLE.number)
            .where(_TABLE.organisation_id == organisation_id, _TABLE.sha256 == sha256)
            .limit(1)
        )
        return self._connection.execute(statement).first() is not None

    def put(self, edition: BasisEdition) -> None:
        """Keep a new edition.

        Raises:
            StorageConflictError: there is one of that number.
            OrganisationNotFoundError: there is no such organisation.
        """
        self._locks.hold(edition.organisation_id)
        basis = edition.basis
        self._connection.execute(
            insert(basis_edition).values(
                organisation_id=edition.organisation_id,
                system=basis.system,
                code=basis.code,
                number=edition.number,
                content=_BASIS.dump_json(basis).decode("utf-8"),
                sha256=edition.sha256,
                imported_by=edition.imported_by,
                imported_at=edition.imported_at,
            )
        )
        record = AuditRecord(
            organisation_id=edition.organisation_id,
            client_id=edition.imported_by,
            act=Act.BASIS_IMPORTED,
            object=f"{basis.system}/{basis.code}/{edition.number}",
            at=edition.imported_at,
        )
        append(self._connection, record)

    def _one(self, organisation_id: str, statement: _Statement) -> BasisEdition | None:
        self._locks.hold_to_write(organisation_id)
        row = self._connection.execute(statement).first()
        return None if row is None else _edition(row)


def _editions(organisation_id: str) -> _Statement:
    return select(basis_edition).where(_TABLE.organisation_id == organisation_id)


@lru_cache(maxsize=_REMEMBERED)
def _basis(content: str) -> Basis:
    """Read a basis. Evaluations read the same few, and the same text is the same basis."""
    return _BASIS.validate_json(content)


def _edition(row: _Row) -> BasisEdition:
    return BasisEdition(
        organisation_id=row.organisation_id,
        basis=_basis(str(row.content)),
        number=row.number,
        sha256=row.sha256,
        imported_at=row.imported_at,
        imported_by=row.imported_by,
    )
