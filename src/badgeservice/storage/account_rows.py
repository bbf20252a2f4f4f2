"""How organisations, clients and secrets become rows, and rows become them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, TypeAlias

from sqlalchemy import Row, select

from badgeservice.accounts.actor import Scope
from badgeservice.accounts.register import Client, ClientSecret, Organisation
from badgeservice.storage.tables import client, client_secret

_Row: TypeAlias = Row[*tuple[object, ...]]

# A row for each secret of a client, with the client before it; one row for a client without any.
CLIENTS: Final = (
    select(
        client,
        client_secret.c.id.label("secret_id"),
        client_secret.c.digest,
        client_secret.c.hint,
        client_secret.c.created_at.label("secret_created_at"),
        client_secret.c.retired_at,
    )
    .outerjoin(client_secret, client_secret.c.client_id == client.c.id)
    .order_by(client.c.created_at, client.c.id, client_secret.c.position)
)


def secret_values(secret: ClientSecret) -> dict[str, object]:
    """Return what the row of a secret says about it, wherever it stands."""
    return {
        "id": secret.id,
        "digest": secret.digest,
        "hint": secret.hint,
        "created_at": secret.created_at,
        "retired_at": secret.retired_at,
    }


def organisation_of(row: _Row) -> Organisation:
    """Return the organisation in a row of its table."""
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


def client_of(rows: Sequence[_Row]) -> Client:
    """Return the client in the rows of `CLIENTS` that have its id; one at least."""
    row = rows[0]
    return Client(
        id=row.id,
        organisation_id=row.organisation_id,
        name=row.name,
        scopes=scopes_of(row.scopes),
        secrets=tuple(_secrets(rows)),
        created_at=row.created_at,
        disabled_at=row.disabled_at,
    )


def _secrets(rows: Iterable[_Row]) -> Iterable[ClientSecret]:
    for row in rows:
        if row.secret_id is not None:
            yield ClientSecret(
                id=row.secret_id,
                digest=row.digest,
                hint=row.hint,
                created_at=row.secret_created_at,
                retired_at=row.retired_at,
            )


# Every request has some, and there are few combinations.
@lru_cache(maxsize=256)
def scopes_of(text: str) -> frozenset[Scope]:
    """Return the scopes that `scopes_as_text` made one text."""
    return frozenset(map(Scope, text.split()))


def scopes_as_text(scopes: frozenset[Scope]) -> str:
    """Return scopes as one text."""
    return " ".join(sorted(scopes))
