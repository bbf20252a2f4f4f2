"""What the shelf of registered contexts promises, held against memory, SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import replace

import pytest

from badgeservice.accounts.errors import OrganisationNotFoundError
from badgeservice.credentials.contexts.extension import ExtensionContext
from badgeservice.storage.audit import Act, audit_records
from badgeservice.storage.database import Database
from badgeservice.storage.errors import StorageConflictError
from tests.storage.builders import ORG, OTHER, registered_context
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
