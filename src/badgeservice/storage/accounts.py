"""Organisations, clients and tokens on SQL."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, TypeAlias

from sqlalchemy import Connection, Row, delete, insert, select, update

from badgeservice.accounts.actor import Scope
from badgeservice.accounts.register import AccessToken, Client, ClientSecret, Organisation
from badgeservice.storage.tables import access_token, client, client_secret, organisation

_Row: TypeAlias = Row[*tuple[object, ...]]

# No token lives longer than this, so one that expires this long before a new one does had expired
# when the new one was made.
LONGEST_TOKEN_LIFETIME: Final = timedelta(days=1)


class SqlAccountRegister:
    """The organisations and their clients, inside one transaction (an `AccountRegister`)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def organisation(self, organisation_id: str) -> Organisation | None:
        """Return an organisation."""
        statement = select(organisation).where(organisation.c.id == organisation_id)
        row = self._connection.execute(statement).first()
        return None if row is None else _organisation(row)

    def organisations(self) -> tuple[Organisation, ...]:
        """Return all organisations, ordered by id."""
        statement = select(organisation).order_by(organisation.c.id)
        return tuple(_organisation(row) for row in self._connection.execute(statement))

    def put_organisation(self, organisation: Organisation) -> None:
        """Add an organisation, or replace its profile."""
        _put_organisation(self._connection, organisation)

    def client(self, client_id: str) -> Client | None:
        """Return a client with all its secrets."""
        row = self._connection.execute(select(client).where(client.c.id == client_id)).first()
        return None if row is None else self._with_secrets(row)

    def clients(self, organisation_id: str) -> tuple[Client, ...]:
        """Return an organisation's clients, ordered by creation."""
        statement = (
            select(client)
            .where(client.c.organisation_id == organisation_id)
            .order_by(client.c.created_at, client.c.id)
        )
        return tuple(self._with_secrets(row) for row in self._connection.execute(statement).all())

    def put_client(self, client: Client) -> None:
        """Add a client, or replace it with its secrets.

        Raises:
            StorageConflictError: the client belongs to another organisation, or to none.
        """
        _put_client(self._connection, client)

    def add_token(self, token: AccessToken) -> None:
        """Keep a token; forget those that had surely expired before it was made."""
        self._connection.execute(
            delete(access_token).where(
                access_token.c.expires_at < token.expires_at - LONGEST_TOKEN_LIFETIME
            )
        )
        self._connection.execute(
            insert(access_token).values(
                digest=token.digest,
                organisation_id=token.organisation_id,
                client_id=token.client_id,
                scopes=_scopes_as_text(token.scopes),
                expires_at=token.expires_at,
            )
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
            scopes=_scopes(row.scopes),
            expires_at=row.expires_at,
        )

    def drop_tokens(self, client_id: str) -> None:
        """Withdraw every token of a client."""
        self._connection.execute(delete(access_token).where(access_token.c.client_id == client_id))

    def _with_secrets(self, row: _Row) -> Client:
        statement = (
            select(client_secret)
            .where(client_secret.c.client_id == row.id)
            .order_by(client_secret.c.position)
        )
        return Client(
            id=row.id,
            organisation_id=row.organisation_id,
            name=row.name,
            scopes=_scopes(row.scopes),
            secrets=tuple(_secret(found) for found in self._connection.execute(statement)),
            created_at=row.created_at,
            disabled_at=row.disabled_at,
        )


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


def _put_client(connection: Connection, value: Client) -> None:
    values = {
        "name": value.name,
        "scopes": _scopes_as_text(value.scopes),
        "created_at": value.created_at,
        "disabled_at": value.disabled_at,
    }
    # A client never moves to another organisation: its key is taken there, and the insert fails.
    own = (client.c.id == value.id) & (client.c.organisation_id == value.organisation_id)
    if connection.execute(update(client).where(own).values(**values)).rowcount == 0:
        connection.execute(
            insert(client).values(id=value.id, organisation_id=value.organisation_id, **values)
        )
    connection.execute(delete(client_secret).where(client_secret.c.client_id == value.id))
    if value.secrets:
        connection.execute(insert(client_secret), _secret_rows(value))


def _secret_rows(value: Client) -> list[dict[str, object]]:
    return [
        {
            "id": secret.id,
            "organisation_id": value.organisation_id,
            "client_id": value.id,
            "position": position,
            "digest": secret.digest,
            "hint": secret.hint,
            "created_at": secret.created_at,
            "retired_at": secret.retired_at,
        }
        for position, secret in enumerate(value.secrets)
    ]


def _organisation(row: _Row) -> Organisation:
    return Organisation(
        id=row.id,
        name=row.name,
        url=row.url,
        email=row.email,
        description=row.description,
        business_id=row.business_id,
        country_code=row.country_code,
        created_at=row.created_at,
    )


def _secret(row: _Row) -> ClientSecret:
    return ClientSecret(
        id=row.id,
        digest=row.digest,
        hint=row.hint,
        created_at=row.created_at,
        retired_at=row.retired_at,
    )


def _scopes(text: str) -> frozenset[Scope]:
    return frozenset(map(Scope, text.split()))


def _scopes_as_text(scopes: frozenset[Scope]) -> str:
    return " ".join(sorted(scopes))
