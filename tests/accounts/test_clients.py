"""Secrets are shown once, kept as hashes, and replaced without a pause."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from badgeservice.accounts.actor import Scope
from badgeservice.accounts.clients import (
    SECRET_PREFIX,
    add_secret,
    is_secret,
    live_secrets,
    new_client,
    retire_secret,
)
from badgeservice.accounts.errors import (
    NotPermittedError,
    SecretNotFoundError,
    TooManySecretsError,
)
from badgeservice.accounts.register import Client
from badgeservice.accounts.tokens import new_token
from tests.builders import NOW, actor

_counter = itertools.count(1)


def chance(size: int) -> bytes:
    return next(_counter).to_bytes(size, "big")


def a_client() -> tuple[Client, str]:
    return new_client(
        organisation_id="county",
        name="HR",
        scopes=frozenset({Scope.BADGES_ISSUE}),
        at=NOW,
        random_bytes=chance,
    )


def test_a_new_secret_opens_and_is_not_kept_in_clear() -> None:
    client, secret = a_client()

    assert is_secret(client, secret)
    assert secret.startswith(SECRET_PREFIX)
    assert secret not in repr(client)
    assert secret.encode() not in client.secrets[0].digest


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda secret: secret + "x", id="longer"),
        pytest.param(lambda secret: secret[:-1], id="shorter"),
        pytest.param(lambda secret: secret.upper(), id="other case"),
        pytest.param(lambda _: "", id="empty"),
        pytest.param(lambda _: "\ud800", id="lone surrogate"),
    ],
)
def test_anything_but_the_secret_does_not_open(wrong: object) -> None:
    client, secret = a_client()

    assert callable(wrong)
    assert not is_secret(client, wrong(secret))


def test_two_secrets_live_at_once_and_the_old_one_dies_when_retired() -> None:
    client, old = a_client()

    both, _, new = add_secret(client, at=NOW, random_bytes=chance)
    one = retire_secret(both, both.secrets[0].id, at=NOW)

    assert is_secret(both, old)
    assert is_secret(both, new)
    assert not is_secret(one, old)
    assert is_secret(one, new)
    assert len(live_secrets(one)) == 1


def test_a_third_live_secret_is_refused() -> None:
    client, _ = a_client()
    client, _, _ = add_secret(client, at=NOW, random_bytes=chance)

    with pytest.raises(TooManySecretsError):
        add_secret(client, at=NOW, random_bytes=chance)


def test_a_retired_secret_cannot_be_retired_again() -> None:
    client, _ = a_client()
    retired = retire_secret(client, client.secrets[0].id, at=NOW)

    with pytest.raises(SecretNotFoundError):
        retire_secret(retired, client.secrets[0].id, at=NOW)


def test_a_token_never_carries_more_than_its_client_holds() -> None:
    client, _ = a_client()

    token, text = new_token(
        client, scopes=frozenset(Scope), at=NOW, lifetime=timedelta(minutes=15), random_bytes=chance
    )

    assert token.scopes == {Scope.BADGES_ISSUE}
    assert token.expires_at == NOW + timedelta(minutes=15)
    assert text.encode() not in token.digest


def test_an_actor_without_the_scope_is_refused_by_name() -> None:
    with pytest.raises(NotPermittedError) as refused:
        actor("county", Scope.BADGES_READ).require(Scope.BADGES_ISSUE)

    assert refused.value.scope == "badges:issue"
