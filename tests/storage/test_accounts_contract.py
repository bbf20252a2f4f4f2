"""What an account register promises, held against memory, SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import replace

import pytest

from badgeservice.accounts.actor import Scope
from badgeservice.accounts.errors import ClientNotFoundError
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


def test_a_client_that_is_put_again_changes_its_name_and_scopes_and_may_end(
    opened: OpenBooks,
) -> None:
    changed = replace(client(), name="Renamed", scopes=frozenset(), disabled_at=NOON + MINUTE)
    with opened(True) as books:
        books.accounts.put_client(client())
        books.accounts.put_client(changed)

        assert books.accounts.client("client-a") == changed


def test_what_has_happened_to_a_client_is_not_undone_by_putting_it_again(
    opened: OpenBooks,
) -> None:
    with opened(True) as books:
        books.accounts.put_client(client())
        books.accounts.retire_secret("client-a", "client-a-secret-1", by=None, at=NOON)
        books.accounts.add_secret("client-a", secret("new"), by=None)
        books.accounts.disable_client("client-a", by=None, at=NOON)
        before = books.accounts.client("client-a")
        books.accounts.put_client(client())
        books.accounts.put_client(replace(client(), disabled_at=NOON + MINUTE))

        assert books.accounts.client("client-a") == before


def test_a_secret_is_added_behind_the_others(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.accounts.put_client(replace(client("bare"), secrets=()))
        books.accounts.put_client(client())
        books.accounts.add_secret("client-a", secret("new"), by="client-b")
        books.accounts.add_secret("bare", secret("first"), by="client-b")

    with opened(False) as books:
        found = books.accounts.client("client-a")
        bare = books.accounts.client("bare")
    assert found == replace(client(), secrets=(*client().secrets, secret("new")))
    assert bare is not None
    assert bare.secrets == (secret("first"),)


def test_a_secret_for_nobody_is_refused(opened: OpenBooks) -> None:
    with pytest.raises(ClientNotFoundError), opened(True) as books:
        books.accounts.add_secret("nobody", secret("new"), by=None)


def test_a_secret_is_retired_once_and_the_moment_stays(opened: OpenBooks) -> None:
    first, second = client().secrets
    with opened(True) as books:
        books.accounts.put_client(client())

        done = [
            books.accounts.retire_secret("client-a", first.id, by="client-b", at=NOON + n * MINUTE)
            for n in (1, 2)
        ]
        found = books.accounts.client("client-a")
    assert done == [True, False]
    assert found == replace(client(), secrets=(replace(first, retired_at=NOON + MINUTE), second))


@pytest.mark.parametrize(
    ("client_id", "secret_id"),
    [
        pytest.param("client-a", "client-b-secret-1", id="another client's secret"),
        pytest.param("client-a", "nothing", id="no such secret"),
        pytest.param("nobody", "client-a-secret-1", id="no such client"),
    ],
)
def test_a_secret_that_the_client_does_not_have_is_not_retired(
    opened: OpenBooks, client_id: str, secret_id: str
) -> None:
    with opened(True) as books:
        books.accounts.put_client(client("client-a"))
        books.accounts.put_client(client("client-b"))

        assert not books.accounts.retire_secret(client_id, secret_id, by=None, at=NOON)
        assert books.accounts.clients(ORG) == (client("client-a"), client("client-b"))


def test_a_client_is_disabled_once_and_the_moment_stays(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.accounts.put_client(client())

        done = [
            books.accounts.disable_client("client-a", by="client-b", at=NOON + n * MINUTE)
            for n in (1, 2)
        ]
        found = books.accounts.client("client-a")
        assert not books.accounts.disable_client("nobody", by=None, at=NOON)
    assert done == [True, False]
    assert found == replace(client(), disabled_at=NOON + MINUTE)


def test_a_locked_client_is_the_client(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.accounts.put_client(client())

        assert books.accounts.locked_client("client-a") == client()
        assert books.accounts.locked_client("nobody") is None


def test_clients_are_listed_by_creation_for_their_own_organisation(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.accounts.put_client(replace(client("late"), created_at=NOON + MINUTE))
        books.accounts.put_client(client("early"))
        books.accounts.put_client(replace(client("bare"), secrets=()))
        books.accounts.put_client(client("foreign", organisation_id=OTHER))

        assert books.accounts.clients(ORG) == (
            replace(client("bare"), secrets=()),
            client("early"),
            replace(client("late"), created_at=NOON + MINUTE),
        )


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


def test_tokens_that_expired_before_a_moment_are_forgotten(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.accounts.put_client(client())
        for number in (14, 15, 16):
            books.accounts.add_token(_token(number, minutes=number))
        books.accounts.forget_tokens(expired_before=NOON + 15 * MINUTE)

        found = [books.accounts.token(_token(number).digest) for number in (14, 15, 16)]
    assert [token is not None for token in found] == [False, True, True]
