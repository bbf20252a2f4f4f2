"""Secrets are shown once, kept as hashes, and replaced without a pause."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.accounts.clients import (
    SECRET_PREFIX,
    add_client_secret,
    disable_client,
    find_client,
    is_secret,
    list_clients,
    live_secrets,
    new_client,
    register_client,
    retire_client_secret,
)
from badgeservice.accounts.errors import (
    ClientDisabledError,
    ClientNotFoundError,
    NotPermittedError,
    ScopeNotGrantedError,
    SecretNotFoundError,
    TooManySecretsError,
)
from badgeservice.accounts.register import Client
from badgeservice.accounts.tokens import new_token
from tests.builders import COLLEGE, COUNTY, NOW, actor, organisation
from tests.fake_store import FakeStore
from tests.fakes import FakeAccountRegister

_counter = itertools.count(1)


def chance(size: int) -> bytes:
    return next(_counter).to_bytes(size, "big")


def a_client() -> tuple[Client, str]:
    return new_client(
        organisation_id=COUNTY,
        name="HR",
        scopes=frozenset({Scope.BADGES_ISSUE}),
        at=NOW,
        random_bytes=chance,
    )


@dataclass
class Office:
    """A register with one client, and those who ask it for something."""

    register: FakeAccountRegister
    client_id: str
    secret: str

    @property
    def client(self) -> Client:
        found = self.register.client(self.client_id)
        assert found is not None
        return found

    def add_secret(self, *, by: Actor | None = None) -> str:
        _, text = add_client_secret(
            self.client_id,
            actor=by or actor(),
            at=NOW,
            random_bytes=chance,
            register=self.register,
        )
        return text

    def retire(self, secret_id: str, *, by: Actor | None = None) -> None:
        retire_client_secret(
            self.client_id, secret_id, actor=by or actor(), at=NOW, register=self.register
        )

    def disable(self, *, by: Actor | None = None) -> None:
        disable_client(self.client_id, actor=by or actor(), at=NOW, register=self.register)

    def keep_token(self) -> bytes:
        token, _ = new_token(
            self.client,
            scopes=frozenset(Scope),
            at=NOW,
            lifetime=timedelta(minutes=15),
            random_bytes=chance,
        )
        self.register.add_token(token)
        return token.digest


@pytest.fixture
def office() -> Office:
    store = FakeStore()
    store.writable = True
    for each in (COUNTY, COLLEGE):
        store.organisations[each] = organisation(each)
    register = FakeAccountRegister(store)
    client, secret = a_client()
    register.put_client(client)
    return Office(register, client.id, secret)


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


def test_two_secrets_live_at_once_and_the_old_one_dies_when_retired(office: Office) -> None:
    new = office.add_secret()
    both = office.client
    office.retire(both.secrets[0].id)

    assert is_secret(both, office.secret)
    assert is_secret(both, new)
    assert not is_secret(office.client, office.secret)
    assert is_secret(office.client, new)
    assert len(live_secrets(office.client)) == 1


def test_a_third_live_secret_is_refused(office: Office) -> None:
    office.add_secret()

    with pytest.raises(TooManySecretsError):
        office.add_secret()
    assert len(office.client.secrets) == 2


def test_a_disabled_client_opens_nothing_and_gets_no_new_secret(office: Office) -> None:
    office.disable()

    with pytest.raises(ClientDisabledError):
        office.add_secret()
    assert not is_secret(office.client, office.secret)
    assert len(office.client.secrets) == 1


def test_a_client_that_is_disabled_again_was_disabled_the_first_time(office: Office) -> None:
    office.disable()
    disable_client(
        office.client_id, actor=actor(), at=NOW + timedelta(days=1), register=office.register
    )

    assert office.client.disabled_at == NOW


def test_a_retired_secret_cannot_be_retired_again(office: Office) -> None:
    secret_id = office.client.secrets[0].id
    office.retire(secret_id)

    with pytest.raises(SecretNotFoundError):
        office.retire(secret_id)


@pytest.mark.parametrize("end", ["retire", "disable"])
def test_whoever_loses_a_secret_loses_the_tokens_at_once(office: Office, end: str) -> None:
    digest = office.keep_token()
    assert office.register.token(digest) is not None

    if end == "retire":
        office.retire(office.client.secrets[0].id)
    else:
        office.disable()

    assert office.register.token(digest) is None


ACTS: dict[str, Callable[[Office, Actor], object]] = {
    "find": lambda office, by: find_client(office.client_id, actor=by, register=office.register),
    "add a secret": lambda office, by: office.add_secret(by=by),
    "retire a secret": lambda office, by: office.retire(office.client.secrets[0].id, by=by),
    "disable": lambda office, by: office.disable(by=by),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_a_client_of_another_organisation_is_not_found(
    office: Office, act: Callable[[Office, Actor], object]
) -> None:
    before = office.client

    with pytest.raises(ClientNotFoundError):
        act(office, actor(COLLEGE))
    assert office.client == before


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_whoever_may_not_manage_accounts_does_nothing_with_a_client(
    office: Office, act: Callable[[Office, Actor], object]
) -> None:
    before = office.client

    with pytest.raises(NotPermittedError):
        act(office, actor(COUNTY, Scope.BADGES_ISSUE))
    assert office.client == before


def test_clients_are_listed_for_their_administrators_alone(office: Office) -> None:
    assert list_clients(actor=actor(), register=office.register) == (office.client,)
    assert list_clients(actor=actor(COLLEGE), register=office.register) == ()
    with pytest.raises(NotPermittedError):
        list_clients(actor=actor(COUNTY, Scope.BADGES_READ), register=office.register)


def test_nobody_hands_out_a_scope_that_they_do_not_hold(office: Office) -> None:
    with pytest.raises(ScopeNotGrantedError):
        register_client(
            name="More",
            scopes=frozenset({Scope.BADGES_ISSUE}),
            actor=actor(COUNTY, Scope.ACCOUNTS_MANAGE),
            at=NOW,
            random_bytes=chance,
            register=office.register,
        )


def test_an_actor_without_the_scope_is_refused_by_name() -> None:
    with pytest.raises(NotPermittedError) as refused:
        actor(COUNTY, Scope.BADGES_READ).require(Scope.BADGES_ISSUE)

    assert refused.value.scope == "badges:issue"
