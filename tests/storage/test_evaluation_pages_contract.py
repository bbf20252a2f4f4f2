"""What the book of pages for counsellors promises, against memory, SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update

from badgeservice.accounts.errors import OrganisationNotFoundError
from badgeservice.recognition.evaluation_pages import EvaluationPage
from badgeservice.storage.audit import Act, audit_records
from badgeservice.storage.database import Database
from badgeservice.storage.errors import PageUnreadableError, StorageConflictError
from badgeservice.storage.recognition_tables import evaluation_page
from tests.storage.builders import MINUTE, NOON, ORG, OTHER
from tests.storage.conftest import OpenBooks, add_organisations, sql_books
from tests.web.sheets import long_sheet

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
PAGE = EvaluationPage(
    id="page-1",
    organisation_id=ORG,
    sheet=long_sheet(),
    made_by="client-a",
    made_at=NOON,
    expires_at=NOON + MINUTE,
)


def put(opened: OpenBooks, page: EvaluationPage = PAGE, capability: bytes = KEY) -> None:
    with opened(True) as books:
        books.evaluation_pages.put_page(page, capability=capability)


def test_a_page_is_opened_whole_by_its_capability_alone(opened: OpenBooks) -> None:
    put(opened)

    with opened(False) as books:
        assert books.evaluation_pages.page(KEY) == PAGE
        assert books.evaluation_pages.page(OTHER_KEY) is None


@pytest.mark.parametrize(
    ("page", "capability"),
    [
        pytest.param(PAGE, OTHER_KEY, id="the id"),
        pytest.param(replace(PAGE, id="page-2"), KEY, id="the capability"),
    ],
)
def test_nothing_is_there_twice(opened: OpenBooks, page: EvaluationPage, capability: bytes) -> None:
    put(opened)

    with pytest.raises(StorageConflictError):
        put(opened, page, capability)


def test_a_page_belongs_to_an_organisation(opened: OpenBooks) -> None:
    with pytest.raises((OrganisationNotFoundError, StorageConflictError)):
        put(opened, replace(PAGE, organisation_id="nobody"))


def test_a_page_is_removed_by_its_own_organisation_alone(opened: OpenBooks) -> None:
    put(opened)

    with opened(True) as books:
        pages = books.evaluation_pages
        foreign = pages.remove_page(OTHER, PAGE.id, by="client-b", at=NOON)
        own = pages.remove_page(ORG, PAGE.id, by="client-a", at=NOON)
        again = pages.remove_page(ORG, PAGE.id, by="client-a", at=NOON)

        assert (foreign, own, again) == (False, True, False)
        assert pages.page(KEY) is None


def test_pages_whose_time_is_over_are_forgotten_and_no_others(opened: OpenBooks) -> None:
    put(opened)
    put(opened, replace(PAGE, id="page-2", expires_at=NOON + 2 * MINUTE), OTHER_KEY)

    with opened(True) as books:
        books.evaluation_pages.forget_pages(expired_before=NOON + MINUTE)

        assert books.evaluation_pages.page(KEY) is None
        assert books.evaluation_pages.page(OTHER_KEY) is not None


def test_the_database_alone_tells_nothing_of_a_page(database: Database) -> None:
    add_organisations(sql_books(database))
    put(sql_books(database))

    with database.transaction(write=False) as connection:
        (row,) = connection.execute(evaluation_page.select()).all()
        acts = [each.act for each in audit_records(connection, ORG)]

    assert b"Aino" not in row.sealed
    assert KEY not in (row.digest, row.sealed[:32])
    assert acts[-1] is Act.EVALUATION_PAGE_MADE


@pytest.mark.parametrize("column", ["sealed", "id"])
def test_a_row_that_was_altered_does_not_open(database: Database, column: str) -> None:
    opened = sql_books(database)
    add_organisations(opened)
    put(opened)
    value = b"\0" * 64 if column == "sealed" else "page-3"
    with database.transaction(write=True) as connection:
        connection.execute(update(evaluation_page).values({column: value}))

    with pytest.raises(PageUnreadableError), opened(False) as books:
        books.evaluation_pages.page(KEY)
