"""What a library shelf promises, held against memory, SQLite and PostgreSQL."""

from __future__ import annotations

from itertools import pairwise

import pytest

from badgeservice.accounts.errors import OrganisationNotFoundError
from badgeservice.library.documents import AnyDocument, LibraryDescription, Status, UnitRef
from badgeservice.library.errors import DocumentNotFoundError
from tests.storage.builders import MINUTE, NOON, ORG, OTHER, badge_class, criteria_set, unit
from tests.storage.conftest import OpenBooks

UNIT = UnitRef(system="finland", code="tutkinnonosat_106731")


def _description(library_id: str = "library-a") -> LibraryDescription:
    return LibraryDescription.model_validate(
        {
            "id": library_id,
            "name": {"fi": "Kirjasto"},
            "description": {"fi": "Kaikki\nmerkit"},
            "licence": "CC-BY-4.0",
            "languages": ["fi"],
        }
    )


@pytest.mark.parametrize("document", [criteria_set(3), badge_class(2), unit(4), _description()])
def test_a_document_is_remembered_whole(opened: OpenBooks, document: AnyDocument) -> None:
    with opened(True) as books:
        put = books.library.put(ORG, document, at=NOON, by="client-a")

    with opened(False) as books:
        (kept,) = books.library.all_documents(ORG)
        assert books.library.all_documents(OTHER) == ()
    assert kept == put
    assert kept.document == document
    assert (kept.updated_at, kept.updated_by) == (NOON, "client-a")


def test_every_write_has_a_higher_revision_even_after_a_removal(opened: OpenBooks) -> None:
    draft = criteria_set(status=Status.DRAFT)
    with opened(True) as books:
        revisions = []
        for _ in range(3):
            revisions.append(books.library.put(ORG, draft, at=NOON, by="client-a").revision)
            revisions.append(books.library.put(ORG, unit(), at=NOON, by="client-a").revision)
            books.library.remove(ORG, draft)

    assert all(earlier < later for earlier, later in pairwise(revisions))


def test_a_document_is_replaced_by_the_same_key(opened: OpenBooks) -> None:
    with opened(True) as books:
        first = books.library.put(ORG, criteria_set(status=Status.DRAFT), at=NOON, by="client-a")
        changed = criteria_set(status=Status.PUBLISHED)
        books.library.put(ORG, changed, at=NOON + MINUTE, by="client-b")

        kept = books.library.criteria_set(ORG, "animal-care-criteria", 1)
    assert kept is not None
    assert kept.document == changed
    assert kept.revision > first.revision
    assert (kept.updated_at, kept.updated_by) == (NOON + MINUTE, "client-b")


def test_an_organisation_has_one_library_whatever_its_id(opened: OpenBooks) -> None:
    with opened(True) as books:
        assert books.library.description(ORG) is None
        books.library.put(ORG, _description("library-a"), at=NOON, by="client-a")
        books.library.put(ORG, _description("library-b"), at=NOON, by="client-a")

        kept = books.library.description(ORG)
    assert kept is not None
    assert kept.document == _description("library-b")


@pytest.mark.parametrize(
    ("versions", "newest"),
    [((None,), None), ((None, 1), 1), ((10, 9), 10), ((2, None, 1), 2)],
    ids=["unknown-only", "unknown-is-oldest", "by-number", "mixed"],
)
def test_the_newest_version_of_a_unit_is_found(
    opened: OpenBooks, versions: tuple[int | None, ...], newest: int | None
) -> None:
    with opened(True) as books:
        for version in versions:
            books.library.put(ORG, unit(version), at=NOON, by="client-a")

        kept = books.library.unit(ORG, UNIT)
        assert books.library.unit(OTHER, UNIT) is None
    assert kept is not None
    assert kept.document == unit(newest)


def test_only_published_and_retired_classes_are_public_and_only_published_ones_newest(
    opened: OpenBooks,
) -> None:
    statuses = (Status.PUBLISHED, Status.PUBLISHED, Status.RETIRED, Status.IN_REVIEW, Status.DRAFT)
    with opened(True) as books:
        books.library.put(ORG, criteria_set(1), at=NOON, by="client-a")
        for version, status in enumerate(statuses, start=1):
            document = badge_class(version, status=status)
            books.library.put(ORG, document, at=NOON, by="client-a")

        newest = books.library.newest_published(ORG, "animal-care")
        public = [books.library.published_class(ORG, "animal-care", n) for n in range(1, 7)]
        assert books.library.newest_published(OTHER, "animal-care") is None

    assert newest is not None
    assert newest.badge_class == badge_class(2)
    assert newest.criteria_set == criteria_set(1)
    assert [found and found.badge_class.version for found in public] == [1, 2, 3, None, None, None]


def test_a_class_whose_criteria_are_lost_is_an_error_and_not_a_class_without_criteria(
    opened: OpenBooks,
) -> None:
    with opened(True) as books:
        books.library.put(ORG, badge_class(criteria_version=9), at=NOON, by="client-a")

        with pytest.raises(DocumentNotFoundError):
            books.library.newest_published(ORG, "animal-care")


def test_documents_are_listed_by_kind_id_and_version(opened: OpenBooks) -> None:
    documents: list[AnyDocument] = [
        unit(2),
        unit(None),
        criteria_set(10, status=Status.DRAFT),
        criteria_set(9),
        badge_class(1),
        _description(),
    ]
    with opened(True) as books:
        for document in documents:
            books.library.put(ORG, document, at=NOON, by="client-a")

        everything = [kept.document for kept in books.library.all_documents(ORG)]
        sets = [kept.document for kept in books.library.all_documents(ORG, kind="criteria-set")]
        drafts = [kept.document for kept in books.library.all_documents(ORG, status=Status.DRAFT)]

    by_name = [documents[4], documents[3], documents[2], documents[5], documents[1], documents[0]]
    assert everything == by_name
    assert sets == [documents[3], documents[2]]
    assert drafts == [documents[2]]


def test_a_draft_can_be_forgotten(opened: OpenBooks) -> None:
    draft = badge_class(status=Status.DRAFT)
    with opened(True) as books:
        books.library.put(ORG, draft, at=NOON, by="client-a")
        books.library.put(OTHER, draft, at=NOON, by="client-a")
        books.library.remove(ORG, draft)

        assert books.library.badge_class(ORG, "animal-care", 1) is None
        assert books.library.badge_class(OTHER, "animal-care", 1) is not None


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.RETIRED])
def test_what_badges_may_be_issued_from_is_never_forgotten(
    opened: OpenBooks, status: Status
) -> None:
    with opened(True) as books:
        books.library.put(ORG, badge_class(status=status), at=NOON, by="client-a")

        with pytest.raises(DocumentNotFoundError):
            books.library.remove(ORG, badge_class(status=Status.DRAFT))


def test_what_is_not_there_cannot_be_forgotten(opened: OpenBooks) -> None:
    with pytest.raises(DocumentNotFoundError), opened(True) as books:
        books.library.remove(ORG, badge_class(status=Status.DRAFT))


def test_an_organisation_that_is_not_there_has_no_library(opened: OpenBooks) -> None:
    with pytest.raises(OrganisationNotFoundError), opened(True) as books:
        books.library.put("nobody", unit(), at=NOON, by="client-a")


def test_a_transaction_sees_what_it_has_written_itself(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.library.put(ORG, criteria_set(), at=NOON, by="client-a")
        assert books.library.unit(ORG, UNIT) is None
        assert books.library.newest_published(ORG, "animal-care") is None
        assert books.library.published_class(ORG, "animal-care", 1) is None

        books.library.put(ORG, unit(), at=NOON, by="client-a")
        books.library.put(ORG, badge_class(), at=NOON, by="client-a")

        found = books.library.unit(ORG, UNIT)
        newest = books.library.newest_published(ORG, "animal-care")
        assert newest == books.library.published_class(ORG, "animal-care", 1)
        books.library.put(ORG, badge_class(status=Status.RETIRED), at=NOON, by="client-a")
        assert books.library.newest_published(ORG, "animal-care") is None
    assert found is not None
    assert found.document == unit()
    assert newest is not None
    assert newest.badge_class == badge_class()
