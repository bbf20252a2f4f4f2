"""What an account register promises, held against memory, SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from badgeservice.accounts.actor import Scope
from badgeservice.accounts.register import AccessToken
from badgeservice.storage.errors import StorageConflictError
from tests.storage.builders import MINUTE, NOON, ORG, OTHER, client, organisation, secret
from tests.storage.conftest import OpenBooks


def _token(number: int = 1, *, client_id: str = "client-a", minutes: int = 15) -> AccessToken:
    return AccessToken(
        digest=bytes([number]) * 32,
        client_id=client_id,
        organisation_id=ORG,
        scopes=frozenset({Scope.BADGES_READ, Scope.LIBRARY_READ}),
        expires_at=NOON + minutes * MINUTE,
    )


def test_an_organisation_is_remembered_whole_and_its_profile_replaced(opened: OpenBooks) -> None:
    changed = organisation(ORG, name="Uusi nimi", email=None, description="Ääkkösiä")
    with opened(True) as books:
        assert books.accounts.organisation(ORG) == organisation(ORG)
        books.accounts.put_organisation(changed)

    with opened(False) as books:
        assert books.accounts.organisation(ORG) == changed
        assert books.accounts.organisation("nobody") is None


def test_organisations_are_listed_by_id(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.accounts.put_organisation(organisation("a-college"))

        found = [each.id for each in books.accounts.organisations()]
    assert found == ["a-college", ORG, OTHER]


def test_a_client_is_remembered_whole_with_its_secrets_in_their_order(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.accounts.put_client(client())

    with opened(False) as books:
        assert books.accounts.client("client-a") == client()
        assert books.accounts.client("client-b") is None


def test_a_client_is_replaced_with_its_secrets(opened: OpenBooks) -> None:
    first, second = client().secrets
    changed = replace(
        client(),
        name="Renamed",
        scopes=frozenset(),
        secrets=(second, replace(first, retired_at=NOON), secret("new")),
        disabled_at=NOON + MINUTE,
    )
    with opened(True) as books:
        books.accounts.put_client(client())
        books.accounts.put_client(changed)

        assert books.accounts.client("client-a") == changed


def test_clients_are_listed_by_creation_for_their_own_organisation(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.accounts.put_client(replace(client("late"), created_at=NOON + MINUTE))
        books.accounts.put_client(client("early"))
        books.accounts.put_client(client("foreign", organisation_id=OTHER))

        assert [each.id for each in books.accounts.clients(ORG)] == ["early", "late"]


def test_a_client_never_moves_to_another_organisation(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.accounts.put_client(client())

    with pytest.raises(StorageConflictError), opened(True) as books:
        books.accounts.put_client(client(organisation_id=OTHER))
    with opened(False) as books:
        assert books.accounts.client("client-a") == client()


def test_a_client_of_nobody_is_refused(opened: OpenBooks) -> None:
    with pytest.raises(StorageConflictError), opened(True) as books:
        books.accounts.put_client(client(organisation_id="nobody"))


def test_a_token_is_remembered_whole(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.accounts.put_client(client())
        books.accounts.add_token(_token())

    with opened(False) as books:
        assert books.accounts.token(_token().digest) == _token()
        assert books.accounts.token(b"unknown") is None


def test_a_token_of_a_disabled_client_is_not_found(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.accounts.put_client(client())
        books.accounts.add_token(_token())
        books.accounts.put_client(replace(client(), disabled_at=NOON))

        assert books.accounts.token(_token().digest) is None


def test_a_token_cannot_join_a_client_with_another_organisation(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.accounts.put_client(client(organisation_id=OTHER))

    with pytest.raises(StorageConflictError), opened(True) as books:
        books.accounts.add_token(_token())


def test_the_tokens_of_one_client_are_withdrawn_together(opened: OpenBooks) -> None:
    with opened(True) as books:
        for client_id in ("client-a", "client-b"):
            books.accounts.put_client(client(client_id))
        for number, client_id in enumerate(("client-a", "client-a", "client-b")):
            books.accounts.add_token(_token(number, client_id=client_id))
        books.accounts.drop_tokens("client-a")

        found = [books.accounts.token(_token(number).digest) for number in range(3)]
    assert [token is not None for token in found] == [False, False, True]


def test_tokens_that_expired_long_ago_are_forgotten(opened: OpenBooks) -> None:
    long_after = timedelta(days=2) // MINUTE
    with opened(True) as books:
        books.accounts.put_client(client())
        books.accounts.add_token(_token(1))
        books.accounts.add_token(_token(2, minutes=long_after - 60))
        books.accounts.add_token(_token(3, minutes=long_after))

        found = [books.accounts.token(_token(number).digest) for number in (1, 2, 3)]
    assert [token is not None for token in found] == [False, True, True]
