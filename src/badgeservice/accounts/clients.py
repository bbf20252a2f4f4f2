"""Clients and their secrets. A secret is shown once and kept as a hash."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Final

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.accounts.errors import (
    ClientDisabledError,
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
    register.put_client(client, by=actor.client_id)
    return client, secret


def list_clients(*, actor: Actor, register: AccountRegister) -> tuple[Client, ...]:
    """Return the clients of the actor's own organisation, oldest first, disabled ones too.

    Raises:
        NotPermittedError: the actor may not manage accounts.
    """
    actor.require(Scope.ACCOUNTS_MANAGE)
    return register.clients(actor.organisation_id)


def find_client(client_id: str, *, actor: Actor, register: AccountRegister) -> Client:
    """Return a client of the actor's own organisation.

    Raises:
        NotPermittedError: the actor may not manage accounts.
        ClientNotFoundError: no such client, or another organisation's.
    """
    actor.require(Scope.ACCOUNTS_MANAGE)
    return _own(register.client(client_id), client_id, actor=actor)


def add_client_secret(
    client_id: str,
    *,
    actor: Actor,
    at: datetime,
    random_bytes: RandomBytes,
    register: AccountRegister,
) -> tuple[ClientSecret, str]:
    """Give a client a second secret; return it as it is kept, and in clear (that is not kept).

    Raises:
        NotPermittedError: the actor may not manage accounts.
        ClientNotFoundError: no such client, or another organisation's.
        ClientDisabledError: the client is disabled.
        TooManySecretsError: two secrets are live already.
    """
    client = _client_to_change(client_id, actor=actor, register=register)
    if client.disabled_at is not None:
        raise ClientDisabledError(client_id)
    if len(live_secrets(client)) >= MAXIMUM_LIVE_SECRETS:
        raise TooManySecretsError(client_id)
    secret, text = _new_secret(at=at, random_bytes=random_bytes)
    register.add_secret(client_id, secret, by=actor.client_id)
    return secret, text


def retire_client_secret(
    client_id: str, secret_id: str, *, actor: Actor, at: datetime, register: AccountRegister
) -> None:
    """Retire a secret for good and withdraw every token of the client at once.

    Raises:
        NotPermittedError: the actor may not manage accounts.
        ClientNotFoundError: no such client, or another organisation's.
        SecretNotFoundError: the client has no such live secret.
    """
    _client_to_change(client_id, actor=actor, register=register)
    if not register.retire_secret(client_id, secret_id, by=actor.client_id, at=at):
        raise SecretNotFoundError(client_id, secret_id)
    # A token does not say which secret it was got with; a leaked one must end here too.
    register.drop_tokens(client_id)


def disable_client(
    client_id: str, *, actor: Actor, at: datetime, register: AccountRegister
) -> None:
    """Disable a client for good and withdraw its tokens at once. Again changes nothing.

    Raises:
        NotPermittedError: the actor may not manage accounts.
        ClientNotFoundError: no such client, or another organisation's.
    """
    _client_to_change(client_id, actor=actor, register=register)
    register.disable_client(client_id, by=actor.client_id, at=at)
    register.drop_tokens(client_id)


def _client_to_change(client_id: str, *, actor: Actor, register: AccountRegister) -> Client:
    """Return an own client that nobody else changes meanwhile."""
    actor.require(Scope.ACCOUNTS_MANAGE)
    return _own(register.locked_client(client_id), client_id, actor=actor)


def _own(client: Client | None, client_id: str, *, actor: Actor) -> Client:
    if client is None or client.organisation_id != actor.organisation_id:
        raise ClientNotFoundError(client_id)
    return client


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
