"""What the book of mappings promises, held against memory, SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest

from badgeservice.accounts.errors import OrganisationNotFoundError
from badgeservice.library.mapping_documents import (
    Badge,
    GradePolicy,
    GradeRule,
    Mapping,
    MappingStatus,
)
from badgeservice.recognition.mapping_book import KeptMapping
from tests.recognition.mappings import all_of, any_of, covers, leaf, mapping, n_of, whole
from tests.storage.builders import NOON, ORG, OTHER
from tests.storage.conftest import OpenBooks

FOREIGN = Badge(id="f", issuer="did:web:x.example", achievement="https://x.example/1")
WHOLE = mapping(
    any_of(all_of(leaf("a", minimum_version=2), FOREIGN), n_of(1, leaf("b", graded=True))),
    target=whole("u"),
    basis="79/011/2014",
    coverage=(covers("r1", "a", "b"),),
    grade=GradeRule(policy=GradePolicy.FROM_RESULT, table={"hyvä": "4"}),
)


def kept(given: Mapping, revision: int = 1, organisation_id: str = ORG) -> KeptMapping:
    return KeptMapping(
        organisation_id=organisation_id,
        mapping=given,
        revision=revision,
        updated_at=NOON,
        updated_by="client-a",
    )


def test_a_mapping_is_remembered_whole_by_its_own_organisation(opened: OpenBooks) -> None:
    with opened(True) as books:
        written = books.mappings.put_mapping(ORG, WHOLE, at=NOON, by="client-a")

    with opened(False) as books:
        assert written == books.mappings.mapping(ORG, "mapping", 1) == kept(WHOLE)
        assert books.mappings.mapping(OTHER, "mapping", 1) is None
        assert books.mappings.mapping(ORG, "mapping", 2) is None


def test_every_write_makes_a_new_revision(opened: OpenBooks) -> None:
    suspended = WHOLE.model_copy(update={"status": MappingStatus.SUSPENDED})
    later = NOON + timedelta(minutes=1)
    with opened(True) as books:
        books.mappings.put_mapping(ORG, WHOLE, at=NOON, by="client-a")
        books.mappings.put_mapping(ORG, suspended, at=later, by="client-b")

    with opened(False) as books:
        found = books.mappings.mapping(ORG, "mapping", 1)
    assert found is not None
    assert (found.revision, found.mapping, found.updated_by, found.updated_at) == (
        2,
        suspended,
        "client-b",
        later,
    )


def test_mappings_are_listed_by_id_and_version_for_their_own_organisation(
    opened: OpenBooks,
) -> None:
    tenth = WHOLE.model_copy(update={"version": 10})
    second = WHOLE.model_copy(update={"version": 2})
    earlier = WHOLE.model_copy(update={"id": "a-name"})
    with opened(True) as books:
        for each in (tenth, second, earlier):
            books.mappings.put_mapping(ORG, each, at=NOON, by="client-a")
        books.mappings.put_mapping(OTHER, WHOLE, at=NOON, by="client-a")

    with opened(False) as books:
        assert books.mappings.mappings(ORG) == (kept(earlier), kept(second), kept(tenth))
        assert books.mappings.newest_mapping(ORG, "mapping") == kept(tenth)
        assert books.mappings.newest_mapping(ORG, "none") is None


def test_an_organisation_that_does_not_exist_has_no_mappings(opened: OpenBooks) -> None:
    with pytest.raises(OrganisationNotFoundError), opened(True) as books:
        books.mappings.put_mapping("nobody", WHOLE, at=NOON, by="client-a")
