"""What of a case can be read in the database by somebody who has no master key."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import Table, delete, select, update

from badgeservice.recognition.cases import SERVICE, CaseEvent, CaseState
from badgeservice.storage import recognition_tables as tables
from badgeservice.storage.audit import Act, audit_records
from badgeservice.storage.database import Database
from badgeservice.storage.errors import SealBrokenError, StorageConflictError
from badgeservice.storage.master_key import MasterKey
from badgeservice.storage.sealing import Seal
from badgeservice.storage.tables import metadata
from tests.recognition import cases
from tests.recognition.cases import LEARNER, STUDY_RIGHT, decision, event
from tests.storage.builders import NOON, ORG, OTHER
from tests.storage.conftest import MASTER_KEY, OpenBooks, add_organisations, sql_books

CANARIES = (
    LEARNER,
    STUDY_RIGHT,
    "Nguyễn",
    "Olen ohjannut",
    "aino@example.org",
    "Riitta",
    "Salainen huomio",
)


@pytest.fixture
def opened(database: Database) -> OpenBooks:
    opener = sql_books(database)
    add_organisations(opener)
    given = cases.case(organisation_id=ORG)
    decided = replace(given, version=2, state=CaseState.DECIDED, decision=decision())
    with opener(True) as books:
        books.cases.add_case(given, event(), None)
        books.cases.put_case(decided, event("decide", note="Salainen huomio"))
    return opener


def dump(database: Database) -> str:
    """Return every value of every row."""
    with database.transaction(write=False) as connection:
        rows = [
            [str(value) for value in row]
            for table in metadata.sorted_tables
            for row in connection.execute(select(table))
        ]
    return json.dumps(rows, ensure_ascii=False)


def test_the_database_names_no_learner(database: Database, opened: OpenBooks) -> None:
    """P06: nothing that a case says of a person is in a row as it is."""
    found = dump(database)

    assert "case-1" in found
    assert [each for each in CANARIES if each in found] == []


def test_erasure_leaves_no_byte_of_the_content(database: Database, opened: OpenBooks) -> None:
    """P01: the row and its events stay, without content, badges and tags."""
    with opened(True) as books:
        books.cases.erase_case(ORG, "case-1", at=NOON, by=SERVICE)

    with database.transaction(write=False) as connection:
        row = connection.execute(select(tables.recognition_case)).mappings().one()
        badge = connection.execute(select(tables.case_badge)).mappings().one()
    assert [row[name] for name in ("content", "learner_tag", "request_tag")] == [None] * 3
    assert [badge[name] for name in ("content", "badge")] == [None] * 2


@pytest.mark.parametrize("table", [tables.recognition_case, tables.case_badge], ids=str)
def test_what_is_copied_to_another_place_does_not_open(
    database: Database, opened: OpenBooks, table: Table
) -> None:
    with opened(True) as books:
        books.cases.add_case(cases.case("case-2", organisation_id=OTHER), event(), None)
    with database.transaction(write=True) as connection:
        stolen = connection.execute(
            select(table.c.content).where(table.c.organisation_id == ORG)
        ).scalar()
        connection.execute(
            update(table).where(table.c.organisation_id == OTHER).values(content=stolen)
        )

    with pytest.raises(SealBrokenError), opened(False) as books:
        books.cases.case(OTHER, "case-2")


def test_another_master_key_opens_nothing() -> None:
    sealed = Seal(MASTER_KEY, ORG).close(b"content", place="here")

    assert Seal(MASTER_KEY, ORG).open(sealed, place="here") == b"content"
    for other, place in (
        (Seal(MasterKey(bytes(32)), ORG), "here"),
        (Seal(MASTER_KEY, OTHER), "here"),
        (Seal(MASTER_KEY, ORG), "there"),
    ):
        with pytest.raises(SealBrokenError):
            other.open(sealed, place=place)


def test_two_colleges_have_different_tags_of_the_same_learner() -> None:
    tags = {
        Seal(key, organisation_id).tag(LEARNER, kind=kind)
        for key in (MASTER_KEY, MasterKey(bytes(32)))
        for organisation_id in (ORG, OTHER)
        for kind in ("learner", "request")
    }

    assert len(tags) == 8


def test_every_step_is_in_the_audit_log_and_an_export_without_the_number(
    database: Database, opened: OpenBooks
) -> None:
    """D12: each change has exactly one record."""
    with opened(True) as books:
        books.cases.note_export(ORG, LEARNER, at=NOON, by="client-a")
        books.cases.set_retention_days(ORG, 30, at=NOON, by="client-a")
        books.cases.erase_case(ORG, "case-1", at=NOON, by=SERVICE)

    with database.transaction(write=False) as connection:
        records = [
            each
            for each in audit_records(connection, ORG)
            if each.act is not Act.ORGANISATION_WRITTEN
        ]
    assert [(each.act, each.client_id) for each in records] == [
        (Act.CASE_WRITTEN, "client-a"),
        (Act.CASE_WRITTEN, "client-a"),
        (Act.LEARNER_EXPORTED, "client-a"),
        (Act.RETENTION_WRITTEN, "client-a"),
        (Act.CASE_ERASED, None),
    ]
    assert [each.object for each in records[:2]] == ["case-1 submit", "case-1 decide"]
    assert LEARNER not in str(records)


@pytest.mark.parametrize("act", ["update", "delete"])
def test_what_has_happened_is_never_changed(
    database: Database, opened: OpenBooks, act: str
) -> None:
    """D12: events are final, whoever writes to the table."""
    table = tables.case_event
    statement = delete(table) if act == "delete" else update(table).values(by="somebody else")

    with (
        pytest.raises(StorageConflictError, match="final"),
        database.transaction(write=True) as connection,
    ):
        connection.execute(statement)


def test_an_event_has_one_place_in_the_life_of_its_case(opened: OpenBooks) -> None:
    with opened(False) as books:
        assert books.cases.events(ORG, "case-1") == (
            event(),
            CaseEvent(kind="decide", by="client-a", at=event().at, note="Salainen huomio"),
        )
