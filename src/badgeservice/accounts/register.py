"""Organisations, clients and tokens as values, and the port that keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from badgeservice.accounts.actor import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A tenant: who it is as an issuer. `id` is a slug and part of its public URLs and DID."""

    id: str
    name: str
    url: str
    email: str | None = None
    description: str | None = None
    business_id: str | None = None
    country_code: str | None = None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSecret:
    """A secret as it is kept: `digest` is the SHA-256 of a 256-bit random text."""

    id: str
    digest: bytes
    hint: str
    created_at: datetime
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A program that acts for an organisation."""

    id: str
    organisation_id: str
    name: str
    scopes: frozenset[Scope]
    secrets: tuple[ClientSecret, ...]
    created_at: datetime
    disabled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """A short-lived token as it is kept: `digest` is its SHA-256."""

    digest: bytes
    client_id: str
    organisation_id: str
    scopes: frozenset[Scope]
    expires_at: datetime


class Tokens(Protocol):
    """Knows access tokens by their digests."""

    def token(self, digest: bytes) -> AccessToken | None:
        """Return a token whose client is not disabled, expired or not."""


class AccountRegister(Tokens, Protocol):
    """The organisations and their clients, inside one transaction.

    What has happened to a client is kept as facts that nobody's write undoes: a secret was added or
    retired, the client was disabled. `by` is the id of the client who acts, or None for the service
    itself; every write leaves its record in the audit log.
    """

    def organisation(self, organisation_id: str) -> Organisation | None:
        """Return an organisation."""

    def organisations(self) -> tuple[Organisation, ...]:
        """Return all organisations, ordered by id."""

    def put_organisation(
        self, organisation: Organisation, *, by: str | None = None, at: datetime | None = None
    ) -> None:
        """Add an organisation (at its `created_at`), or replace its profile at a moment."""

    def client(self, client_id: str) -> Client | None:
        """Return a client with all its secrets."""

    def locked_client(self, client_id: str) -> Client | None:
        """Return a client as it stays until this transaction ends, but for what this one writes.

        Whoever else asks for the same client here waits until then.
        """

    def clients(self, organisation_id: str) -> tuple[Client, ...]:
        """Return an organisation's clients, ordered by creation."""

    def put_client(self, client: Client, *, by: str | None = None) -> None:
        """Add a client with its secrets, or write the name, scopes and end of one that is there.

        An end is never undone; the secrets of a client that is there have methods of their own.
        """

    def add_secret(self, client_id: str, secret: ClientSecret, *, by: str | None) -> None:
        """Add a secret to a client.

        Raises:
            ClientNotFoundError: there is no such client.
        """

    def retire_secret(
        self, client_id: str, secret_id: str, *, by: str | None, at: datetime
    ) -> bool:
        """Retire a secret for good; False when the client has no such live secret."""

    def disable_client(self, client_id: str, *, by: str | None, at: datetime) -> bool:
        """Disable a client for good; False when there is none, or it is disabled already."""

    def add_token(self, token: AccessToken) -> None:
        """Keep a token."""

    def forget_tokens(self, *, expired_before: datetime) -> None:
        """Forget the tokens of all clients that expired before a moment."""

    def drop_tokens(self, client_id: str) -> None:
        """Withdraw every token of a client."""
