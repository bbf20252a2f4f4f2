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


class AccountRegister(Protocol):
    """The organisations and their clients, inside one transaction."""

    def organisation(self, organisation_id: str) -> Organisation | None:
        """Return an organisation."""

    def organisations(self) -> tuple[Organisation, ...]:
        """Return all organisations, ordered by id."""

    def put_organisation(self, organisation: Organisation) -> None:
        """Add an organisation, or replace its profile."""

    def client(self, client_id: str) -> Client | None:
        """Return a client with all its secrets."""

    def clients(self, organisation_id: str) -> tuple[Client, ...]:
        """Return an organisation's clients, ordered by creation."""

    def put_client(self, client: Client) -> None:
        """Add a client, or replace it with its secrets."""

    def add_token(self, token: AccessToken) -> None:
        """Keep a token; forget those that expired before it was made."""

    def token(self, digest: bytes) -> AccessToken | None:
        """Return a token whose client is not disabled, expired or not."""

    def drop_tokens(self, client_id: str) -> None:
        """Withdraw every token of a client."""
