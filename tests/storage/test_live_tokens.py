"""The quick question whose a token is: it tells what the register tells, and as soon."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from badgeservice.accounts.actor import Scope
from badgeservice.accounts.register import AccessToken
from badgeservice.storage.database import Database
from badgeservice.storage.live_tokens import LiveTokens
from tests.storage.builders import NOON, ORG, client, organisation
from tests.storage.conftest import OpenBooks, sql_books

TOKEN = AccessToken(
    digest=bytes(range(32)),
    client_id="client-a",
    organisation_id=ORG,
    scopes=frozenset({Scope.BADGES_ISSUE, Scope.LIBRARY_READ}),
    expires_at=NOON,
)


@dataclass(frozen=True)
class Asked:
    """A register with a client and its token, and the quick way to ask about it."""

    open_books: OpenBooks
    quick: LiveTokens


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    database = Database(f"sqlite:///{tmp_path}/books.sqlite")
    database.upgrade()
    opened, quick = sql_books(database), database.live_tokens()
    assert quick is not None
    with opened(True) as books:
        books.accounts.put_organisation(organisation(ORG))
        books.accounts.put_client(client())
        books.accounts.add_token(TOKEN)
    yield Asked(opened, quick)
    quick.close()
    database.close()


@pytest.mark.parametrize("microseconds", [0, 1, 123_456])
def test_it_tells_a_token_as_the_register_does(asked: Asked, microseconds: int) -> None:
    token = replace(
        TOKEN,
        digest=bytes(32),
        scopes=frozenset(Scope),
        expires_at=NOON.replace(microsecond=0) + timedelta(microseconds=microseconds),
    )
    with asked.open_books(True) as books:
        books.accounts.add_token(token)

        assert books.accounts.token(token.digest) == token
    assert asked.quick.token(token.digest) == token


def test_a_token_that_is_not_there_is_none(asked: Asked) -> None:
    assert asked.quick.token(b"x" * 32) is None


def test_a_token_that_was_withdrawn_is_gone_at_once(asked: Asked) -> None:
    before = asked.quick.token(TOKEN.digest)

    with asked.open_books(True) as books:
        books.accounts.drop_tokens("client-a")

    assert (before, asked.quick.token(TOKEN.digest)) == (TOKEN, None)


def test_a_token_ends_with_its_client(asked: Asked) -> None:
    with asked.open_books(True) as books:
        books.accounts.disable_client("client-a", by=None, at=NOON)

    assert asked.quick.token(TOKEN.digest) is None


def test_what_is_not_committed_is_not_told(asked: Asked) -> None:
    with asked.open_books(True) as books:
        books.accounts.drop_tokens("client-a")

        assert asked.quick.token(TOKEN.digest) == TOKEN


def test_it_waits_for_nobody_and_needs_no_tables(tmp_path: Path) -> None:
    (tmp_path / "empty.sqlite").touch()

    assert LiveTokens(tmp_path / "empty.sqlite").token(bytes(32)) is None
    assert LiveTokens(tmp_path / "none.sqlite").token(bytes(32)) is None
    assert not (tmp_path / "none.sqlite").exists()


def test_postgresql_is_not_asked() -> None:
    database = Database("postgresql+psycopg://nobody@localhost/nothing")

    assert database.live_tokens() is None
