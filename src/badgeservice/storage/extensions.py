"""Registered contexts on SQL. The database itself refuses to change or delete one."""

from __future__ import annotations

from typing import Final, TypeAlias

from sqlalchemy import Connection, Row, Select, insert, select

from badgeservice.credentials.contexts.extension import ExtensionContext
from badgeservice.library.extensions import ContextKey, RegisteredContext
from badgeservice.storage.audit import Act, AuditRecord, append
from badgeservice.storage.locks import OrganisationLocks
from badgeservice.storage.tables import extension_context

_Row: TypeAlias = Row[*tuple[object, ...]]
_Statement: TypeAlias = Select[*tuple[object, ...]]

_TABLE: Final = extension_context.c


class SqlExtensionShelf:
    """The contexts of organisations, inside one transaction (an `ExtensionShelf`)."""

    def __init__(self, connection: Connection, *, locks: OrganisationLocks) -> None:
        self._connection = connection
        self._locks = locks

    def add(self, registered: RegisteredContext) -> None:
        """Keep a context whose key is free.

        Raises:
            StorageConflictError: its key or URL is taken.
            OrganisationNotFoundError: there is no such organisation.
        """
        key, context = registered.key, registered.context
        self._locks.hold(key.organisation_id)
        self._connection.execute(
            insert(extension_context).values(
                organisation_id=key.organisation_id,
                name=key.name,
                version=key.version,
                url=context.url,
                content=context.content,
                sha256=context.sha256,
                registered_by=registered.registered_by,
                registered_at=registered.registered_at,
            )
        )
        record = AuditRecord(
            organisation_id=key.organisation_id,
            client_id=registered.registered_by,
            act=Act.CONTEXT_REGISTERED,
            object=f"{key.name}/{key.version}",
            at=registered.registered_at,
        )
        append(self._connection, record)

    def context(self, key: ContextKey) -> RegisteredContext | None:
        """Return one version of a context, whoever asks."""
        return self._one(
            _contexts(key.organisation_id).where(
                _TABLE.name == key.name, _TABLE.version == key.version
            )
        )

    def context_at(self, url: str) -> RegisteredContext | None:
        """Return the context that documents name by `url`, whoever asks."""
        return self._one(select(extension_context).where(_TABLE.url == url))

    def contexts(self, organisation_id: str) -> tuple[RegisteredContext, ...]:
        """Return every context of an organisation, by name and version."""
        self._locks.hold_to_write(organisation_id)
        statement = _contexts(organisation_id).order_by(_TABLE.name, _TABLE.version)
        return tuple(_registered(row) for row in self._connection.execute(statement))

    def _one(self, statement: _Statement) -> RegisteredContext | None:
        row = self._connection.execute(statement).first()
        return None if row is None else _registered(row)


def _contexts(organisation_id: str) -> _Statement:
    return select(extension_context).where(_TABLE.organisation_id == organisation_id)


def _registered(row: _Row) -> RegisteredContext:
    return RegisteredContext(
        key=ContextKey(organisation_id=row.organisation_id, name=row.name, version=row.version),
        context=ExtensionContext(row.url, row.content, row.sha256),
        registered_by=row.registered_by,
        registered_at=row.registered_at,
    )
