"""The lists in memory follow those in the database, and never stand in the way."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from badgeservice.recognition.registries import IssuerRegistry, KeptRegistry, RegisteredIssuer
from badgeservice.storage.audit import audit_records
from badgeservice.storage.database import Database
from badgeservice.storage.known_issuers import KnownIssuersAtHand, SqlKnownIssuers
from badgeservice.storage.registries import SqlRegistryShelf
from badgeservice.verification.errors import NotAtHandError
from badgeservice.verification.known_issuers import Listing
from tests.storage.builders import NOON, ORG, OTHER
from tests.storage.conftest import add_organisations, sql_books

DID = "did:web:a.example"


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def known(database: Database, clock: Clock) -> SqlKnownIssuers:
    add_organisations(sql_books(database))
    return SqlKnownIssuers(database, life=timedelta(seconds=2), clock=clock)


def _put(
    database: Database, key: str, *ids: str, owner: str | None = None, name: str = "Colleges"
) -> None:
    issuers = tuple(RegisteredIssuer(id=each, name="Kotka") for each in ids)
    kept = KeptRegistry(
        organisation_id=owner,
        key=key,
        registry=IssuerRegistry(name=name, issuers=issuers),
        source=None,
        imported_by="cli",
        imported_at=NOON,
    )
    with database.transaction(write=True) as connection:
        SqlRegistryShelf(connection).put_registry(kept)


def test_nobody_is_asked_about_when_there_are_no_lists(known: SqlKnownIssuers) -> None:
    assert known.known(DID) is None
    assert known.of(ORG).known(DID) is None


def test_a_change_is_known_two_seconds_later(
    known: SqlKnownIssuers, database: Database, clock: Clock
) -> None:
    known.known(DID)
    _put(database, "colleges", DID)

    clock.seconds += 1.9
    assert known.known(DID) is None
    clock.seconds += 0.1
    assert known.known(DID) == (Listing(registry="Colleges", issuer="Kotka"),)
    assert known.known("did:web:b.example") == ()

    _put(database, "colleges", "did:web:b.example")
    clock.seconds += 2
    assert known.known(DID) == ()

    with database.transaction(write=True) as connection:
        SqlRegistryShelf(connection).remove_registry(None, "colleges", by="cli", at=NOON)
    clock.seconds += 2
    assert known.known(DID) is None


def test_lists_that_did_not_change_are_not_read_again(
    known: SqlKnownIssuers, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _put(database, "colleges", DID)
    before = known.known(DID)
    monkeypatch.delattr(SqlRegistryShelf, "registries")

    clock.seconds += 10

    assert before is not None
    assert known.known(DID) is before


def test_an_organisations_lists_count_for_itself_alone(
    known: SqlKnownIssuers, database: Database
) -> None:
    """A tenant's list says nothing to anybody else."""
    _put(database, "own", DID, owner=ORG, name="Our own")
    _put(database, "common", DID, "did:web:b.example")

    of_us, of_others = known.of(ORG), known.of(OTHER)

    def names(found: tuple[Listing, ...] | None) -> list[str]:
        return [listing.registry for listing in found or ()]

    assert names(of_us.known(DID)) == ["Our own", "Colleges"]
    assert names(of_us.known("did:web:b.example")) == ["Colleges"]
    assert names(of_us.of(OTHER).known(DID)) == ["Colleges"]
    assert names(of_others.known(DID)) == ["Colleges"]
    assert names(known.known(DID)) == ["Colleges"]


def test_an_organisation_with_lists_knows_who_is_not_on_them(
    known: SqlKnownIssuers, database: Database
) -> None:
    _put(database, "own", DID, owner=ORG)

    assert known.of(ORG).known("did:web:b.example") == ()
    assert known.known("did:web:b.example") is None


def test_the_lists_of_many_organisations_are_not_all_kept(known: SqlKnownIssuers) -> None:
    for number in range(100):
        known.known_to(f"organisation-{number}", DID)

    assert len(known._owners) <= 32


def test_what_is_at_hand_never_asks_the_database(
    known: SqlKnownIssuers, database: Database, clock: Clock
) -> None:
    _put(database, "colleges", DID)
    at_hand = KnownIssuersAtHand(known)

    with pytest.raises(NotAtHandError):
        at_hand.known(DID)
    known.known(DID)
    assert at_hand.known(DID) == (Listing(registry="Colleges", issuer="Kotka"),)
    clock.seconds += 2
    with pytest.raises(NotAtHandError):
        at_hand.known(DID)


def test_a_database_that_is_not_there_or_out_of_date_is_no_reason_to_fail(
    tmp_path: Path, known: SqlKnownIssuers, database: Database, clock: Clock
) -> None:
    _put(database, "colleges", DID)
    assert known.known(DID)
    with database.transaction(write=True) as connection:
        connection.execute(text("DROP TABLE issuer_registry"))
    clock.seconds += 2

    assert known.known(DID) is None
    missing = Database(f"sqlite:///{tmp_path / 'nothing.db'}")
    assert SqlKnownIssuers(missing).known(DID) is None
    assert not (tmp_path / "nothing.db").exists()


def test_imports_and_removals_of_an_organisation_are_in_its_log(
    known: SqlKnownIssuers, database: Database
) -> None:
    del known
    _put(database, "own", DID, owner=ORG)
    _put(database, "common", DID)
    with database.transaction(write=True) as connection:
        SqlRegistryShelf(connection).remove_registry(ORG, "own", by="client-b", at=NOON)
        recorded = audit_records(connection, ORG)

    assert [(each.act.value, each.object, each.client_id) for each in recorded][-2:] == [
        ("registry.imported", "own", "cli"),
        ("registry.removed", "own", "client-b"),
    ]
