"""Clients and their secrets. A secret is shown once and kept as a hash."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.accounts.errors import (
    ClientNotFoundError,
    ScopeNotGrantedError,
    SecretNotFoundError,
    TooManySecretsError,
)
from badgeservice.accounts.register import AccountRegister, Client, ClientSecret

# The prefix lets secret scanners find a secret that was committed by mistake.
SECRET_PREFIX: Final = "bsk_"  # noqa: S105 – a prefix, not a secret
SECRET_BYTES: Final = 32
MAXIMUM_LIVE_SECRETS: Final = 2
_ID_BYTES: Final = 9

RandomBytes = Callable[[int], bytes]


def new_client(
    *,
    organisation_id: str,
    name: str,
    scopes: frozenset[Scope],
    at: datetime,
    random_bytes: RandomBytes,
) -> tuple[Client, str]:
    """Return a client with its first secret, and that secret in clear (it is not kept)."""
    secret, text = _new_secret(at=at, random_bytes=random_bytes)
    client = Client(
        id="client-" + _text(random_bytes(_ID_BYTES)),
        organisation_id=organisation_id,
        name=name,
        scopes=scopes,
        secrets=(secret,),
        created_at=at,
    )
    return client, text


def add_secret(
    client: Client, *, at: datetime, random_bytes: RandomBytes
) -> tuple[Client, ClientSecret, str]:
    """Return the client with one more secret, the secret as kept, and in clear.

    Raises:
        TooManySecretsError: two secrets are live already.
    """
    if len(live_secrets(client)) >= MAXIMUM_LIVE_SECRETS:
        raise TooManySecretsError(client.id)
    secret, text = _new_secret(at=at, random_bytes=random_bytes)
    return replace(client, secrets=(*client.secrets, secret)), secret, text


def retire_secret(client: Client, secret_id: str, *, at: datetime) -> Client:
    """Return the client with one secret retired: it no longer opens anything.

    Raises:
        SecretNotFoundError: the client has no such live secret.
    """
    if secret_id not in {secret.id for secret in live_secrets(client)}:
        raise SecretNotFoundError(client.id, secret_id)
    secrets = tuple(
        replace(secret, retired_at=at) if secret.id == secret_id else secret
        for secret in client.secrets
    )
    return replace(client, secrets=secrets)


def live_secrets(client: Client) -> tuple[ClientSecret, ...]:
    """Return the secrets that have not been retired."""
    return tuple(secret for secret in client.secrets if secret.retired_at is None)


def is_secret(client: Client, presented: str) -> bool:
    """Ask whether a text is one of the client's live secrets, in constant time.

    SHA-256 without salt or stretching is enough: a secret is 256 random bits, not a password.
    """
    digest = hashlib.sha256(presented.encode("utf-8", "replace")).digest()
    found = False
    for secret in live_secrets(client):
        found |= hmac.compare_digest(secret.digest, digest)
    return found and client.disabled_at is None


def register_client(
    *,
    name: str,
    scopes: frozenset[Scope],
    actor: Actor,
    at: datetime,
    random_bytes: RandomBytes,
    register: AccountRegister,
) -> tuple[Client, str]:
    """Add a client to the actor's organisation and return it with its secret.

    Raises:
        NotPermittedError: the actor may not manage accounts.
        ScopeNotGrantedError: the new client would hold a scope that the actor does not.
    """
    actor.require(Scope.ACCOUNTS_MANAGE)
    for scope in sorted(scopes - actor.scopes):
        raise ScopeNotGrantedError(scope)
    client, secret = new_client(
        organisation_id=actor.organisation_id,
        name=name,
        scopes=scopes,
        at=at,
        random_bytes=random_bytes,
    )
    register.put_client(client)
    return client, secret


def find_client(client_id: str, *, actor: Actor, register: AccountRegister) -> Client:
    """Return a client of the actor's own organisation.

    Raises:
        NotPermittedError: the actor may not manage accounts.
        ClientNotFoundError: no such client, or another organisation's.
    """
    actor.require(Scope.ACCOUNTS_MANAGE)
    client = register.client(client_id)
    if client is None or client.organisation_id != actor.organisation_id:
        raise ClientNotFoundError(client_id)
    return client


def disable_client(
    client_id: str, *, actor: Actor, at: datetime, register: AccountRegister
) -> Client:
    """Disable a client for good and withdraw its tokens at once.

    Raises:
        NotPermittedError: the actor may not manage accounts.
        ClientNotFoundError: no such client, or another organisation's.
    """
    client = find_client(client_id, actor=actor, register=register)
    disabled = replace(client, disabled_at=client.disabled_at or at)
    register.put_client(disabled)
    register.drop_tokens(client_id)
    return disabled


def _new_secret(*, at: datetime, random_bytes: RandomBytes) -> tuple[ClientSecret, str]:
    text = SECRET_PREFIX + _text(random_bytes(SECRET_BYTES))
    secret = ClientSecret(
        id="secret-" + _text(random_bytes(_ID_BYTES)),
        digest=hashlib.sha256(text.encode()).digest(),
        hint=text[:8] + "…",
        created_at=at,
    )
    return secret, text


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")
