"""Organisations, clients and tokens on SQL."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, delete, func, insert, select, update

from badgeservice.accounts.errors import ClientNotFoundError
from badgeservice.accounts.register import AccessToken, Client, ClientSecret, Organisation
from badgeservice.storage.account_rows import (
    CLIENTS,
    client_of,
    organisation_of,
    scopes_as_text,
    scopes_of,
    secret_values,
)
from badgeservice.storage.audit import Act, AuditRecord, append
from badgeservice.storage.tables import access_token, client, client_secret, organisation


class SqlAccountRegister:
    """The organisations and their clients, inside one transaction (an `AccountRegister`)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def organisation(self, organisation_id: str) -> Organisation | None:
        """Return an organisation."""
        statement = select(organisation).where(organisation.c.id == organisation_id)
        row = self._connection.execute(statement).first()
        return None if row is None else organisation_of(row)

    def organisations(self) -> tuple[Organisation, ...]:
        """Return all organisations, ordered by id."""
        statement = select(organisation).order_by(organisation.c.id)
        return tuple(organisation_of(row) for row in self._connection.execute(statement))

    def put_organisation(
        self, organisation: Organisation, *, by: str | None = None, at: datetime | None = None
    ) -> None:
        """Add an organisation (at its `created_at`), or replace its profile at a moment."""
        _put_organisation(self._connection, organisation)
        record = AuditRecord(
            organisation_id=organisation.id,
            client_id=by,
            act=Act.ORGANISATION_WRITTEN,
            object=organisation.id,
            at=at or organisation.created_at,
        )
        append(self._connection, record)

    def client(self, client_id: str) -> Client | None:
        """Return a client with all its secrets."""
        rows = self._connection.execute(CLIENTS.where(client.c.id == client_id)).all()
        return client_of(rows) if rows else None

    def locked_client(self, client_id: str) -> Client | None:
        """Return a client as it stays until this transaction ends, but for what this one writes.

        Whoever else asks for the same client here waits until then.
        """
        self._lock(client_id)
        # A statement of its own: one that waited for the lock would show the secrets of before.
        return self.client(client_id)

    def clients(self, organisation_id: str) -> tuple[Client, ...]:
        """Return an organisation's clients, ordered by creation."""
        rows = self._connection.execute(CLIENTS.where(client.c.organisation_id == organisation_id))
        return tuple(
            client_of(tuple(of_one)) for _, of_one in groupby(rows, key=lambda row: row.id)
        )

    def put_client(self, client: Client, *, by: str | None = None) -> None:
        """Add a client with its secrets, or write the name, scopes and end of one that is there.

        Raises:
            StorageConflictError: the client belongs to another organisation, or to none.
        """
        if not _is_client_replaced(self._connection, client):
            _insert_client(self._connection, client)
        record = AuditRecord(
            organisation_id=client.organisation_id,
            client_id=by,
            act=Act.CLIENT_WRITTEN,
            object=client.id,
            at=client.disabled_at or client.created_at,
        )
        append(self._connection, record)

    def add_secret(self, client_id: str, secret: ClientSecret, *, by: str | None) -> None:
        """Add a secret to a client.

        Raises:
            ClientNotFoundError: there is no such client.
        """
        organisation_id = self._lock(client_id)
        if organisation_id is None:
            raise ClientNotFoundError(client_id)
        place = select(func.coalesce(func.max(client_secret.c.position) + 1, 0)).where(
            client_secret.c.client_id == client_id
        )
        values = {
            **secret_values(secret),
            "organisation_id": organisation_id,
            "client_id": client_id,
            "position": place.scalar_subquery(),
        }
        self._connection.execute(insert(client_secret).values(**values))
        record = AuditRecord(
            organisation_id=organisation_id,
            client_id=by,
            act=Act.SECRET_ADDED,
            object=f"{client_id}/{secret.id}",
            at=secret.created_at,
        )
        append(self._connection, record)

    def retire_secret(
        self, client_id: str, secret_id: str, *, by: str | None, at: datetime
    ) -> bool:
        """Retire a secret for good; False when the client has no such live secret."""
        retired = self._connection.execute(
            update(client_secret)
            .where(
                client_secret.c.id == secret_id,
                client_secret.c.client_id == client_id,
                client_secret.c.retired_at.is_(None),
            )
            .values(retired_at=at)
            .returning(client_secret.c.organisation_id)
        ).first()
        if retired is None:
            return False
        record = AuditRecord(
            organisation_id=retired.organisation_id,
            client_id=by,
            act=Act.SECRET_RETIRED,
            object=f"{client_id}/{secret_id}",
            at=at,
        )
        append(self._connection, record)
        return True

    def disable_client(self, client_id: str, *, by: str | None, at: datetime) -> bool:
        """Disable a client for good; False when there is none, or it is disabled already."""
        disabled = self._connection.execute(
            update(client)
            .where(client.c.id == client_id, client.c.disabled_at.is_(None))
            .values(disabled_at=at)
            .returning(client.c.organisation_id)
        ).first()
        if disabled is None:
            return False
        record = AuditRecord(
            organisation_id=disabled.organisation_id,
            client_id=by,
            act=Act.CLIENT_DISABLED,
            object=client_id,
            at=at,
        )
        append(self._connection, record)
        return True

    def add_token(self, token: AccessToken) -> None:
        """Keep a token.

        Raises:
            StorageConflictError: it is kept already, or its client is not of its organisation.
        """
        self._connection.execute(
            insert(access_token).values(
                digest=token.digest,
                organisation_id=token.organisation_id,
                client_id=token.client_id,
                scopes=scopes_as_text(token.scopes),
                expires_at=token.expires_at,
            )
        )

    def forget_tokens(self, *, expired_before: datetime) -> None:
        """Forget the tokens of all clients that expired before a moment."""
        self._connection.execute(
            delete(access_token).where(access_token.c.expires_at < expired_before)
        )

    def token(self, digest: bytes) -> AccessToken | None:
        """Return a token whose client is not disabled, expired or not."""
        statement = (
            select(access_token)
            .join(client, client.c.id == access_token.c.client_id)
            .where(access_token.c.digest == digest, client.c.disabled_at.is_(None))
        )
        row = self._connection.execute(statement).first()
        if row is None:
            return None
        return AccessToken(
            digest=row.digest,
            client_id=row.client_id,
            organisation_id=row.organisation_id,
            scopes=scopes_of(row.scopes),
            expires_at=row.expires_at,
        )

    def drop_tokens(self, client_id: str) -> None:
        """Withdraw every token of a client."""
        self._connection.execute(delete(access_token).where(access_token.c.client_id == client_id))

    def _lock(self, client_id: str) -> str | None:
        """Lock a client, and return whose it is."""
        statement = (
            select(client.c.organisation_id)
            .where(client.c.id == client_id)
            .with_for_update(key_share=True)
        )
        row = self._connection.execute(statement).first()
        return None if row is None else row.organisation_id


def _put_organisation(connection: Connection, value: Organisation) -> None:
    values = {
        "name": value.name,
        "url": value.url,
        "email": value.email,
        "description": value.description,
        "business_id": value.business_id,
        "country_code": value.country_code,
        "created_at": value.created_at,
    }
    replaced = connection.execute(
        update(organisation).where(organisation.c.id == value.id).values(**values)
    )
    if replaced.rowcount == 0:
        connection.execute(insert(organisation).values(id=value.id, **values))


def _is_client_replaced(connection: Connection, value: Client) -> bool:
    # A client never moves to another organisation: its key is taken there, and the insert fails.
    statement = (
        update(client)
        .where(client.c.id == value.id, client.c.organisation_id == value.organisation_id)
        .values(
            name=value.name,
            scopes=scopes_as_text(value.scopes),
            disabled_at=func.coalesce(client.c.disabled_at, value.disabled_at),
        )
    )
    return connection.execute(statement).rowcount > 0


def _insert_client(connection: Connection, value: Client) -> None:
    connection.execute(
        insert(client).values(
            id=value.id,
            organisation_id=value.organisation_id,
            name=value.name,
            scopes=scopes_as_text(value.scopes),
            created_at=value.created_at,
            disabled_at=value.disabled_at,
        )
    )
    rows = [
        {
            **secret_values(secret),
            "organisation_id": value.organisation_id,
            "client_id": value.id,
            "position": position,
        }
        for position, secret in enumerate(value.secrets)
    ]
    if rows:
        connection.execute(insert(client_secret), rows)
