"""What the shelf of registered contexts promises, held against memory, SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import replace

import pytest

from badgeservice.accounts.errors import OrganisationNotFoundError
from badgeservice.credentials.contexts.extension import ExtensionContext
from badgeservice.library.documents import BadgeClass, Extensions, VersionRef
from badgeservice.library.errors import DocumentNotFoundError
from badgeservice.storage.audit import Act, audit_records
from badgeservice.storage.database import Database
from badgeservice.storage.errors import StorageConflictError
from tests.storage.builders import (
    NOON,
    ORG,
    OTHER,
    badge_class,
    criteria_set,
    registered_context,
)
from tests.storage.conftest import OpenBooks, add_organisations, sql_books


def test_a_context_is_remembered_whole_under_its_key_and_its_url(opened: OpenBooks) -> None:
    given = registered_context()
    with opened(True) as books:
        books.extensions.add(given)

    with opened(False) as books:
        assert books.extensions.context(given.key) == given
        assert books.extensions.context_at(given.context.url) == given
        assert books.extensions.context(replace(given.key, version=2)) is None
        assert books.extensions.context(replace(given.key, organisation_id=OTHER)) is None
        assert books.extensions.context_at(f"{given.context.url}0") is None


def test_contexts_are_listed_by_name_and_version_for_their_own_organisation(
    opened: OpenBooks,
) -> None:
    tenth, second = registered_context(version=10), registered_context(version=2)
    earlier = registered_context("a-name")
    with opened(True) as books:
        for each in (tenth, second, earlier, registered_context(organisation_id=OTHER)):
            books.extensions.add(each)

    with opened(False) as books:
        assert books.extensions.contexts(ORG) == (earlier, second, tenth)


@pytest.mark.parametrize("taken", ["key", "url"])
def test_a_key_and_a_url_are_taken_once(opened: OpenBooks, taken: str) -> None:
    first, second = registered_context(), registered_context(version=2)
    if taken == "key":
        second = replace(second, key=first.key)
    else:
        second = replace(second, context=first.context)
    with opened(True) as books:
        books.extensions.add(first)

    with pytest.raises(StorageConflictError), opened(True) as books:
        books.extensions.add(second)


def test_a_context_belongs_to_an_organisation_that_is_there(opened: OpenBooks) -> None:
    with pytest.raises(OrganisationNotFoundError), opened(True) as books:
        books.extensions.add(registered_context(organisation_id="nobody"))


def test_bytes_come_back_as_they_were_even_if_their_hash_is_another(opened: OpenBooks) -> None:
    given = registered_context()
    content = given.context.content + b"\n\xff\x00"
    altered = replace(given, context=ExtensionContext(given.context.url, content, "0" * 64))
    with opened(True) as books:
        books.extensions.add(altered)

    with opened(False) as books:
        assert books.extensions.context(given.key) == altered


def class_in_words(version: int = 1) -> BadgeClass:
    used = Extensions(
        context=VersionRef(id="workplace", version=version),
        values={"workplace": ("Kotkan telakka", 3, True, 2.5)},
    )
    return badge_class().model_copy(update={"extensions": used})


def test_a_class_comes_with_the_context_of_its_words(opened: OpenBooks) -> None:
    given, document = registered_context(), class_in_words()
    with opened(True) as books:
        books.extensions.add(given)
        books.library.put(ORG, criteria_set(), at=NOON, by="client-a")
        books.library.put(ORG, document, at=NOON, by="client-a")

    with opened(False) as books:
        found = books.library.newest_published(ORG, "animal-care")
        assert found is not None
        assert found == books.library.published_class(ORG, "animal-care", 1)
        assert (found.badge_class, found.context) == (document, given.context)
        assert books.library.context(ORG, VersionRef(id="workplace", version=2)) is None
        assert books.library.context(OTHER, VersionRef(id="workplace", version=1)) is None


def test_a_class_whose_context_is_lost_is_an_error_and_not_a_class_without_words(
    opened: OpenBooks,
) -> None:
    with opened(True) as books:
        books.extensions.add(registered_context())
        books.extensions.add(registered_context(version=2, organisation_id=OTHER))
        books.library.put(ORG, criteria_set(), at=NOON, by="client-a")
        books.library.put(ORG, class_in_words(2), at=NOON, by="client-a")

        with pytest.raises(DocumentNotFoundError, match="workplace/2"):
            books.library.newest_published(ORG, "animal-care")


def test_a_registration_is_recorded(database: Database) -> None:
    opener = sql_books(database)
    add_organisations(opener)
    with opener(True) as books:
        books.extensions.add(registered_context())

    with database.transaction(write=False) as connection:
        record = audit_records(connection, ORG)[-1]
    assert (record.act, record.object, record.client_id) == (
        Act.CONTEXT_REGISTERED,
        "workplace/1",
        "client-a",
    )
