"""What a transaction promises, held against memory, SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from badgeservice.issuing.ledger import StatusPurpose
from badgeservice.storage.errors import NaiveDatetimeError, ReadOnlyTransactionError
from badgeservice.wiring.ports import Books
from tests.storage.builders import (
    NOON,
    ORG,
    add_badge,
    chance,
    claim_slot,
    client,
    organisation,
    revocation,
    secret,
    suspension,
    trust,
    unit,
)
from tests.storage.conftest import OpenBooks


def _write_and_fail(books: Books) -> None:
    add_badge(books, "badge-1")
    books.badges.add_revocation(revocation("badge-1"))
    books.accounts.put_client(client())
    books.trust.add_trust(trust())
    books.library.put(ORG, unit(), at=NOON, by="client-a")
    books.keys.create(ORG, at=NOON)
    raise InterruptedError


def test_nothing_is_kept_of_a_transaction_that_an_exception_left(opened: OpenBooks) -> None:
    with pytest.raises(InterruptedError), opened(True) as books:
        _write_and_fail(books)

    with opened(False) as books:
        assert books.badges.badge("badge-1") is None
        assert books.accounts.client("client-a") is None
        assert books.trust.trusts(ORG) == ()
        assert books.library.all_documents(ORG) == ()
        assert books.keys.public_keys(ORG) == ()


WRITES: dict[str, Callable[[Books], object]] = {
    "organisation": lambda books: books.accounts.put_organisation(organisation("new")),
    "client": lambda books: books.accounts.put_client(client()),
    "secret": lambda books: books.accounts.add_secret("client-b", secret("new"), by=None),
    "retired secret": lambda books: books.accounts.retire_secret(
        "client-b", "client-b-secret-1", by=None, at=NOON
    ),
    "end of a client": lambda books: books.accounts.disable_client("client-b", by=None, at=NOON),
    "expired tokens": lambda books: books.accounts.forget_tokens(expired_before=NOON),
    "slot": lambda books: claim_slot(books, ORG, StatusPurpose.REVOCATION, below=chance()),
    "revocation": lambda books: books.badges.add_revocation(revocation("badge-1")),
    "suspension": lambda books: books.badges.add_suspension(suspension("badge-1")),
    "document": lambda books: books.library.put(ORG, unit(), at=NOON, by="client-a"),
    "key": lambda books: books.keys.create(ORG, at=NOON),
    "trust": lambda books: books.trust.add_trust(trust()),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_a_transaction_that_was_opened_to_read_does_not_write(
    opened: OpenBooks, write: Callable[[Books], object]
) -> None:
    with opened(True) as books:
        add_badge(books, "badge-1")
        books.accounts.put_client(client("client-b"))

    with pytest.raises(ReadOnlyTransactionError), opened(False) as books:
        write(books)
    with opened(True) as books:
        write(books)


NAIVE = NOON.replace(tzinfo=None)
NAIVE_WRITES: dict[str, Callable[[Books], object]] = {
    "organisation": lambda books: books.accounts.put_organisation(
        replace(organisation("new"), created_at=NAIVE)
    ),
    "plan": lambda books: add_badge(books, "badge-2", at=NAIVE),
    "revocation": lambda books: books.badges.add_revocation(
        replace(revocation("badge-1"), revoked_at=NAIVE)
    ),
    "profile": lambda books: books.accounts.put_organisation(organisation(), at=NAIVE),
    "secret": lambda books: books.accounts.add_secret(
        "client-b", replace(secret("new"), created_at=NAIVE), by=None
    ),
    "retired secret": lambda books: books.accounts.retire_secret(
        "client-b", "client-b-secret-1", by=None, at=NAIVE
    ),
    "document": lambda books: books.library.put(ORG, unit(), at=NAIVE, by="client-a"),
    "trust": lambda books: books.trust.add_trust(replace(trust(), valid_until=NAIVE)),
}


@pytest.mark.parametrize("write", NAIVE_WRITES.values(), ids=NAIVE_WRITES.keys())
def test_a_moment_without_a_time_zone_is_never_kept(
    opened: OpenBooks, write: Callable[[Books], object]
) -> None:
    with opened(True) as books:
        add_badge(books, "badge-1")
        books.accounts.put_client(client("client-b"))

    with pytest.raises(NaiveDatetimeError), opened(True) as books:
        write(books)
