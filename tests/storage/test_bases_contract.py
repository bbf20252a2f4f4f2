"""What the shelf of bases promises, held against memory, SQLite and PostgreSQL."""

from __future__ import annotations

import pytest

from badgeservice.accounts.errors import OrganisationNotFoundError
from badgeservice.storage.audit import Act, audit_records
from badgeservice.storage.database import Database
from badgeservice.storage.errors import StorageConflictError
from tests.storage.bases import WHOLE, edition
from tests.storage.builders import ORG, OTHER
from tests.storage.conftest import OpenBooks, add_organisations, sql_books


def test_an_edition_is_remembered_whole_by_its_own_organisation(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.bases.put(edition())

    with opened(False) as books:
        assert books.bases.edition(ORG, "finland", WHOLE.code, 1) == edition()
        assert books.bases.newest(ORG, "finland", WHOLE.code) == edition()
        assert books.bases.newest(OTHER, "finland", WHOLE.code) is None
        assert books.bases.edition(ORG, "elsewhere", WHOLE.code, 1) is None


def test_the_newest_edition_is_the_one_of_the_highest_number(opened: OpenBooks) -> None:
    with opened(True) as books:
        for number in (1, 2, 10):
            books.bases.put(edition(number))
        books.bases.put(edition(code="A"))
        books.bases.put(edition(organisation_id=OTHER, code="B"))

    with opened(False) as books:
        assert books.bases.newest(ORG, "finland", WHOLE.code) == edition(10)
        assert books.bases.all_newest(ORG) == (edition(10), edition(code="A"))
        assert books.bases.edition(ORG, "finland", WHOLE.code, 2) == edition(2)


def test_editions_are_known_without_opening_them(opened: OpenBooks) -> None:
    with opened(True) as books:
        for number in (2, 1, 10):
            books.bases.put(edition(number))

    with opened(False) as books:
        facts = books.bases.editions(ORG, "finland", WHOLE.code)
        assert [each.number for each in facts] == [1, 2, 10]
        assert facts[0].sha256 == edition().sha256
        assert facts[0].imported_at == edition().imported_at
        assert books.bases.editions(OTHER, "finland", WHOLE.code) == ()


def test_a_document_is_known_by_its_hash_to_those_who_imported_it(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.bases.put(edition())

    with opened(False) as books:
        assert books.bases.holds(ORG, edition().sha256)
        assert not books.bases.holds(OTHER, edition().sha256)
        assert not books.bases.holds(ORG, "f" * 64)


def test_an_edition_is_put_once(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.bases.put(edition())

    with pytest.raises(StorageConflictError), opened(True) as books:
        books.bases.put(edition())


def test_an_organisation_that_does_not_exist_has_no_bases(opened: OpenBooks) -> None:
    with pytest.raises(OrganisationNotFoundError), opened(True) as books:
        books.bases.put(edition(organisation_id="nobody"))


def test_an_import_is_in_the_audit_log(database: Database) -> None:
    opened = sql_books(database)
    add_organisations(opened)
    with opened(True) as books:
        books.bases.put(edition())

    with database.transaction(write=False) as connection:
        acts = [(record.act, record.object) for record in audit_records(connection, ORG)]
    assert (Act.BASIS_IMPORTED, f"finland/{WHOLE.code}/1") in acts
