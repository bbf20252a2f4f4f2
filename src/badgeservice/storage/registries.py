"""Lists of issuers on SQL, each kept whole in our own form."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final, TypeAlias

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select

from badgeservice.credentials.strict_json import parse_object, serialise
from badgeservice.recognition.errors import RegistryNotFoundError
from badgeservice.recognition.registries import KeptRegistry
from badgeservice.recognition.registry_formats.own import own_document, read_own
from badgeservice.storage.audit import Act, AuditRecord, append
from badgeservice.storage.tables import issuer_registry

_Row: TypeAlias = Row[*tuple[object, ...]]

_TABLE: Final = issuer_registry.c
# A list that was read from two megabytes may take somewhat more in our own form.
_MAXIMUM_BYTES: Final = 8 * 1024 * 1024


class SqlRegistryShelf:
    """The lists of issuers, inside one transaction (a `RegistryShelf`)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put_registry(self, kept: KeptRegistry) -> None:
        """Keep a list in place of the one with the same owner and key, if there is one.

        Raises:
            StorageConflictError: there is no such organisation.
        """
        content = serialise(own_document(kept.registry))
        row_id = _id(kept.organisation_id, kept.key)
        self._connection.execute(delete(issuer_registry).where(_TABLE.id == row_id))
        self._connection.execute(
            insert(issuer_registry).values(
                id=row_id,
                organisation_id=kept.organisation_id,
                key=kept.key,
                content=content,
                sha256=hashlib.sha256(content).hexdigest(),
                source=kept.source,
                imported_by=kept.imported_by,
                imported_at=kept.imported_at,
            )
        )
        self._record(kept, Act.REGISTRY_IMPORTED, by=kept.imported_by, at=kept.imported_at)

    def registry(self, organisation_id: str | None, key: str) -> KeptRegistry | None:
        """Return one list of an owner."""
        statement = select(issuer_registry).where(_TABLE.id == _id(organisation_id, key))
        row = self._connection.execute(statement).first()
        return None if row is None else _kept(row)

    def registries(self, organisation_id: str | None) -> tuple[KeptRegistry, ...]:
        """Return every list of an owner, by key."""
        statement = select(issuer_registry).where(_owned_by(organisation_id)).order_by(_TABLE.key)
        return tuple(_kept(row) for row in self._connection.execute(statement))

    def remove_registry(
        self, organisation_id: str | None, key: str, *, by: str, at: datetime
    ) -> KeptRegistry:
        """Remove a list and return it.

        Raises:
            RegistryNotFoundError: there is no such list.
        """
        statement = (
            delete(issuer_registry)
            .where(_TABLE.id == _id(organisation_id, key))
            .returning(issuer_registry)
        )
        row = self._connection.execute(statement).first()
        if row is None:
            raise RegistryNotFoundError(key)
        removed = _kept(row)
        self._record(removed, Act.REGISTRY_REMOVED, by=by, at=at)
        return removed

    def editions(self, organisation_id: str | None) -> tuple[tuple[str, str], ...]:
        """Return key and SHA-256 of every list of an owner: they change when a list does."""
        statement = (
            select(_TABLE.key, _TABLE.sha256).where(_owned_by(organisation_id)).order_by(_TABLE.key)
        )
        return tuple((row.key, row.sha256) for row in self._connection.execute(statement))

    def _record(self, kept: KeptRegistry, act: Act, *, by: str, at: datetime) -> None:
        # What the operator does for the whole service belongs into no organisation's log.
        if kept.organisation_id is not None:
            record = AuditRecord(
                organisation_id=kept.organisation_id, client_id=by, act=act, object=kept.key, at=at
            )
            append(self._connection, record)


def _id(organisation_id: str | None, key: str) -> str:
    """Return what makes owner and key one; neither has a slash."""
    return f"{organisation_id or ''}/{key}"


def _owned_by(organisation_id: str | None) -> ColumnElement[bool]:
    return _TABLE.organisation_id.is_not_distinct_from(organisation_id)


def _kept(row: _Row) -> KeptRegistry:
    return KeptRegistry(
        organisation_id=row.organisation_id,
        key=row.key,
        registry=read_own(parse_object(row.content, maximum_bytes=_MAXIMUM_BYTES)),
        source=row.source,
        imported_by=row.imported_by,
        imported_at=row.imported_at,
    )
