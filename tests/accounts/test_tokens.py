"""A token carries no more than its client holds, and never outlives the secret it was got with."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

import pytest

from badgeservice.accounts.actor import Scope
from badgeservice.accounts.clients import disable_client, new_client, retire_client_secret
from badgeservice.accounts.errors import NotAuthenticatedError
from badgeservice.accounts.register import AccessToken, Client
from badgeservice.accounts.tokens import actor_of, keep_token, new_token
from tests.builders import COUNTY, NOW, actor, organisation
from tests.fake_store import FakeStore
from tests.fakes import FakeAccountRegister

LIFETIME = timedelta(minutes=15)
_counter = itertools.count(1)


def chance(size: int) -> bytes:
    return next(_counter).to_bytes(size, "big")


@pytest.fixture
def register() -> FakeAccountRegister:
    store = FakeStore()
    store.writable = True
    store.organisations[COUNTY] = organisation(COUNTY)
    return FakeAccountRegister(store)


def a_client(register: FakeAccountRegister) -> tuple[Client, str]:
    client, secret = new_client(
        organisation_id=COUNTY,
        name="HR",
        scopes=frozenset({Scope.BADGES_ISSUE}),
        at=NOW,
        random_bytes=chance,
    )
    register.put_client(client)
    return client, secret


def a_token(client: Client, *, at: datetime = NOW) -> tuple[AccessToken, str]:
    return new_token(client, scopes=frozenset(Scope), at=at, lifetime=LIFETIME, random_bytes=chance)


def test_a_token_never_carries_more_than_its_client_holds(register: FakeAccountRegister) -> None:
    client, _ = a_client(register)

    token, text = a_token(client)

    assert token.scopes == {Scope.BADGES_ISSUE}
    assert token.expires_at == NOW + LIFETIME
    assert text.encode() not in token.digest


def test_a_kept_token_tells_who_presents_it_until_it_expires(
    register: FakeAccountRegister,
) -> None:
    client, secret = a_client(register)
    token, text = a_token(client)

    assert keep_token(token, secret=secret, at=NOW, register=register)

    found = actor_of(text, register=register, at=NOW + LIFETIME - timedelta(microseconds=1))
    assert (found.client_id, found.organisation_id) == (client.id, COUNTY)
    assert found.scopes == {Scope.BADGES_ISSUE}
    with pytest.raises(NotAuthenticatedError):
        actor_of(text, register=register, at=NOW + LIFETIME)


def test_a_new_token_sweeps_out_those_that_have_expired_and_no_others(
    register: FakeAccountRegister,
) -> None:
    client, secret = a_client(register)
    old, _ = a_token(client)
    young, _ = a_token(client, at=NOW + timedelta(microseconds=1))
    for each in (old, young):
        register.add_token(each)
    later = NOW + LIFETIME + timedelta(microseconds=1)
    newest, _ = a_token(client, at=later)

    keep_token(newest, secret=secret, at=later, register=register)

    kept = [register.token(each.digest) is not None for each in (old, young, newest)]
    assert kept == [False, True, True]


@pytest.mark.parametrize("end", ["the secret was retired", "the client was disabled"])
def test_no_token_is_kept_for_a_secret_that_ended_meanwhile(
    register: FakeAccountRegister, end: str
) -> None:
    client, secret = a_client(register)
    token, _ = a_token(client)
    if end == "the client was disabled":
        disable_client(client.id, actor=actor(), at=NOW, register=register)
    else:
        retire_client_secret(
            client.id, client.secrets[0].id, actor=actor(), at=NOW, register=register
        )

    assert not keep_token(token, secret=secret, at=NOW, register=register)
    assert register.token(token.digest) is None
