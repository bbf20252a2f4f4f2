"""Access tokens: opaque, short-lived, kept as hashes, withdrawn at once with their client."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.accounts.clients import is_secret
from badgeservice.accounts.errors import NotAuthenticatedError
from badgeservice.accounts.register import AccessToken, AccountRegister, Client, Tokens

TOKEN_PREFIX: Final = "bst_"  # noqa: S105 – a prefix, not a token
TOKEN_BYTES: Final = 32


def new_token(
    client: Client,
    *,
    scopes: frozenset[Scope],
    at: datetime,
    lifetime: timedelta,
    random_bytes: Callable[[int], bytes],
) -> tuple[AccessToken, str]:
    """Return a token as it is kept, and its text as the client gets it."""
    text = TOKEN_PREFIX + base64.urlsafe_b64encode(random_bytes(TOKEN_BYTES)).rstrip(b"=").decode()
    token = AccessToken(
        digest=_digest(text),
        client_id=client.id,
        organisation_id=client.organisation_id,
        scopes=scopes & client.scopes,
        expires_at=at + lifetime,
    )
    return token, text


def keep_token(token: AccessToken, *, secret: str, at: datetime, register: AccountRegister) -> bool:
    """Keep a token that was got with a secret; forget those that have expired by now.

    False when the secret was retired or the client disabled since it was looked at: then the
    tokens of the client have been withdrawn, and this one must not outlive them.
    """
    client = register.locked_client(token.client_id)
    if client is None or not is_secret(client, secret):
        return False
    register.forget_tokens(expired_before=at)
    register.add_token(token)
    return True


def actor_of(token_text: str, *, register: Tokens, at: datetime) -> Actor:
    """Return who presents a token.

    Raises:
        NotAuthenticatedError: the token is unknown, expired or withdrawn (one answer for all).
    """
    token = register.token(_digest(token_text))
    if token is None or token.expires_at <= at:
        raise NotAuthenticatedError
    return Actor(
        organisation_id=token.organisation_id, client_id=token.client_id, scopes=token.scopes
    )


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()
