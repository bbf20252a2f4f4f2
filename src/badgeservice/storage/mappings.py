"""The agreements of colleges on SQL (a `MappingBook`)."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Final, TypeAlias

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from badgeservice.library.mapping_documents import Mapping
from badgeservice.recognition.mapping_book import KeptMapping
from badgeservice.recognition.weigh import leaves_of
from badgeservice.storage import recognition_tables as tables
from badgeservice.storage.audit import Act, AuditRecord, append
from badgeservice.storage.locks import OrganisationLocks

_Row: TypeAlias = Row[*tuple[object, ...]]
_Statement: TypeAlias = Select[*tuple[object, ...]]

_TABLE: Final = tables.mapping.c
# Some kilobytes each.
_REMEMBERED: Final = 2_048


class SqlMappingBook:
    """The mappings of all organisations, inside one transaction."""

    def __init__(self, connection: Connection, *, locks: OrganisationLocks) -> None:
        self._connection = connection
        self._locks = locks

    def mapping(self, organisation_id: str, mapping_id: str, version: int) -> KeptMapping | None:
        """Return one version of a mapping."""
        found = _versions(organisation_id, mapping_id).where(_TABLE.version == version)
        return self._one(organisation_id, found)

    def newest_mapping(self, organisation_id: str, mapping_id: str) -> KeptMapping | None:
        """Return the newest version of a mapping."""
        versions = _versions(organisation_id, mapping_id).order_by(_TABLE.version.desc())
        return self._one(organisation_id, versions.limit(1))

    def mappings(self, organisation_id: str) -> tuple[KeptMapping, ...]:
        """Return every version of every mapping, by id and version."""
        self._locks.hold_to_write(organisation_id)
        statement = (
            select(tables.mapping)
            .where(_TABLE.organisation_id == organisation_id)
            .order_by(_TABLE.id, _TABLE.version)
        )
        return tuple(_kept(row) for row in self._connection.execute(statement))

    def mappings_naming(self, organisation_id: str) -> tuple[KeptMapping, ...]:
        """Return every version of every mapping, whosever it is, that names a class of theirs."""
        party = tables.mapping_party.c
        statement = (
            select(tables.mapping)
            .join(
                tables.mapping_party,
                (party.organisation_id == _TABLE.organisation_id)
                & (party.mapping_id == _TABLE.id)
                & (party.version == _TABLE.version),
            )
            .where(party.party_id == organisation_id)
            .order_by(_TABLE.organisation_id, _TABLE.id, _TABLE.version)
        )
        return tuple(_kept(row) for row in self._connection.execute(statement))

    def put_mapping(
        self, organisation_id: str, mapping: Mapping, *, at: datetime, by: str
    ) -> KeptMapping:
        """Write a mapping.

        Raises:
            OrganisationNotFoundError: there is no such organisation.
        """
        self._locks.hold(organisation_id)
        known = self.mapping(organisation_id, mapping.id, mapping.version)
        values = {
            "status": mapping.status.value,
            "content": mapping.model_dump_json(by_alias=True),
            "revision": 1 if known is None else known.revision + 1,
            "updated_by": by,
            "updated_at": at,
        }
        key = {"organisation_id": organisation_id, "id": mapping.id, "version": mapping.version}
        if known is None:
            self._connection.execute(insert(tables.mapping).values(**key, **values))
            self._put_parties(organisation_id, mapping)
        else:
            self._connection.execute(
                update(tables.mapping)
                .where(*(_TABLE[name] == value for name, value in key.items()))
                .values(**values)
            )
            self._replace_parties(organisation_id, mapping)
        record = AuditRecord(
            organisation_id=organisation_id,
            client_id=by,
            act=Act.MAPPING_WRITTEN,
            object=f"{mapping.id}/{mapping.version} {mapping.status}",
            at=at,
        )
        append(self._connection, record)
        return KeptMapping(
            organisation_id=organisation_id,
            mapping=mapping,
            revision=1 if known is None else known.revision + 1,
            updated_at=at,
            updated_by=by,
        )

    def _replace_parties(self, organisation_id: str, mapping: Mapping) -> None:
        party = tables.mapping_party.c
        self._connection.execute(
            delete(tables.mapping_party).where(
                party.organisation_id == organisation_id,
                party.mapping_id == mapping.id,
                party.version == mapping.version,
            )
        )
        self._put_parties(organisation_id, mapping)

    def _put_parties(self, organisation_id: str, mapping: Mapping) -> None:
        parties = sorted(
            {leaf.organisation for leaf in leaves_of(mapping.badges) if leaf.organisation}
        )
        for party_id in parties:
            self._connection.execute(
                insert(tables.mapping_party).values(
                    organisation_id=organisation_id,
                    mapping_id=mapping.id,
                    version=mapping.version,
                    party_id=party_id,
                )
            )

    def _one(self, organisation_id: str, statement: _Statement) -> KeptMapping | None:
        self._locks.hold_to_write(organisation_id)
        row = self._connection.execute(statement).first()
        return None if row is None else _kept(row)


def _versions(organisation_id: str, mapping_id: str) -> _Statement:
    return select(tables.mapping).where(
        _TABLE.organisation_id == organisation_id, _TABLE.id == mapping_id
    )


@lru_cache(maxsize=_REMEMBERED)
def _mapping(content: str) -> Mapping:
    """Read a mapping. Evaluations read all of them, and the same text is the same mapping."""
    return Mapping.model_validate_json(content)


def _kept(row: _Row) -> KeptMapping:
    return KeptMapping(
        organisation_id=row.organisation_id,
        mapping=_mapping(str(row.content)),
        revision=row.revision,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
    )
