"""How many statements a batch costs: a badge has a few of its own, and all share the rest."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, event

from badgeservice.issuing.ledger import StatusPurpose
from badgeservice.library.documents import UnitRef
from badgeservice.storage.database import Database
from tests.storage.builders import (
    MINUTE,
    NOON,
    ORG,
    badge_class,
    chance,
    claim_slot,
    client,
    criteria_set,
    plan,
    unit,
)
from tests.storage.conftest import add_organisations, sql_books

UNIT = UnitRef(system="finland", code="tutkinnonosat_106731")
# As much of a statement as is the same for every row.
_HEAD = 30


@contextmanager
def counted() -> Iterator[list[str]]:
    """Yield a list that gets every statement of the transactions that are begun inside.

    SQLite tells of a statement for many rows at every row; told once after the other, it is one.
    """
    seen: list[str] = []

    def note(statement: str) -> None:
        is_of_rows = statement.lstrip().startswith(("SELECT", "INSERT", "UPDATE"))
        is_next_row = seen and seen[-1][:_HEAD] == statement[:_HEAD]
        if is_of_rows and not (is_next_row and "SELECT" not in statement):
            seen.append(statement)

    def trace(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        if isinstance(driver, sqlite3.Connection):
            driver.set_trace_callback(note)  # It sees what goes past SQLAlchemy, too.

    def count(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if connection.dialect.name != "sqlite":
            note(statement)

    event.listen(Engine, "begin", trace)
    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(Engine, "begin", trace)
        event.remove(Engine, "before_cursor_execute", count)


def _statements_of_batch(database: Database, *, size: int, prefix: str) -> int:
    below = chance(size)
    with counted() as seen, sql_books(database)(True) as books:
        for number in range(size):
            assert books.library.newest_published(ORG, "animal-care") is not None
            assert books.library.unit(ORG, UNIT) is not None
            books.keys.current(ORG)
            slot = claim_slot(books, ORG, StatusPurpose.REVOCATION, below=below)
            books.badges.add_plans([plan(f"{prefix}-{number}", slot)])
    return len(seen)


def test_a_planned_badge_costs_three_statements_of_its_own(database: Database) -> None:
    opener = sql_books(database)
    add_organisations(opener)
    with opener(True) as books:
        books.keys.create(ORG, at=NOON)
        for document in (criteria_set(), badge_class(), unit()):
            books.library.put(ORG, document, at=NOON, by="client-a")
    _statements_of_batch(database, size=1, prefix="first")  # It opens the list.

    one = _statements_of_batch(database, size=1, prefix="one")
    many = _statements_of_batch(database, size=11, prefix="many")

    # The place, the plan, and its record.
    assert many - one == 10 * 3


def test_badges_and_clients_are_read_with_one_statement(database: Database) -> None:
    opener = sql_books(database)
    add_organisations(opener)
    with opener(True) as books:
        for number in range(5):
            slot = claim_slot(books, ORG, StatusPurpose.REVOCATION, below=chance())
            books.badges.add_plans([plan(f"badge-{number}", slot, at=NOON + number * MINUTE)])
            books.accounts.put_client(client(f"client-{number}"))

    with counted() as seen, opener(False) as books:
        badges = books.badges.badges_by_id([f"badge-{number}" for number in range(5)])
        clients = books.accounts.clients(ORG)

    assert (len(badges), len(clients), len(seen)) == (5, 5, 2)
