"""What a badge class says in registered words is checked against their context when it matters."""

from __future__ import annotations

from typing import Any, Final

import pytest

from badgeservice.credentials.contexts.extension import ExtensionContext, read_extension_context
from badgeservice.credentials.errors import ContextAlteredError
from badgeservice.credentials.strict_json import JsonObject, serialise
from badgeservice.library.documents import BadgeClass, Extensions, Status, VersionRef
from badgeservice.library.edit import change_status, create
from badgeservice.library.errors import LibraryInvalidError
from badgeservice.library.extensions import ContextKey, RegisteredContext
from badgeservice.library.keys import key_of
from badgeservice.library.transfer import plan_import
from tests.builders import (
    COLLEGE,
    COUNTY,
    NOW,
    actor,
    badge_class,
    criteria_set,
    organisation,
    unit,
)
from tests.fake_store import FakeStore
from tests.fakes import FakeExtensionShelf, FakeLibraryShelf

URL: Final = "https://badges.example.org/contexts/county/care/1"


def context() -> ExtensionContext:
    hours: JsonObject = {"@id": f"{URL}#hours", "@type": "http://www.w3.org/2001/XMLSchema#integer"}
    content = serialise({"@context": {"@protected": True, "hours": hours}})
    return read_extension_context(content, url=URL, vocabulary=f"{URL}#")


def library(*, known: ExtensionContext | None = None, owner: str = COUNTY) -> FakeLibraryShelf:
    """Return a library to publish in, where `owner` has registered a context."""
    store = FakeStore()
    store.writable = True
    for each in (COUNTY, COLLEGE):
        store.organisations[each] = organisation(each)
    key = ContextKey(organisation_id=owner, name="work", version=1)
    FakeExtensionShelf(store).add(
        RegisteredContext(
            key=key, context=known or context(), registered_by="somebody", registered_at=NOW
        )
    )
    shelf = FakeLibraryShelf(store)
    for document in (unit(), criteria_set()):
        shelf.put(COUNTY, document, at=NOW, by="somebody")
    return shelf


def saying(*, version: int = 1, status: Status = Status.DRAFT, **words: Any) -> BadgeClass:
    used = Extensions(context=VersionRef(id="work", version=version), values=words)
    return badge_class(status=status, units=(unit().ref,), extensions=used)


def publish(badge_class: BadgeClass, shelf: FakeLibraryShelf) -> None:
    kept = create(badge_class, actor=actor(), at=NOW, shelf=shelf)
    for status in (Status.IN_REVIEW, Status.PUBLISHED):
        kept = change_status(
            key_of(badge_class),
            status,
            if_revision=kept.revision,
            actor=actor(),
            at=NOW,
            shelf=shelf,
        )


def test_a_class_is_published_with_words_that_its_context_has() -> None:
    shelf = library()

    publish(saying(hours=120), shelf)

    found = shelf.newest_published(COUNTY, "guidance")
    assert found is not None
    assert found.context == context()


@pytest.mark.parametrize(
    ("given", "pointer", "code"),
    [
        pytest.param(
            saying(version=2, hours=1), "/extensions/context", "context-unregistered", id="version"
        ),
        pytest.param(saying(hours="1"), "/extensions/values/hours", "word-invalid", id="type"),
        pytest.param(saying(days=1), "/extensions/values/days", "word-invalid", id="word"),
        pytest.param(saying(name="x"), "/extensions/values/name", "word-invalid", id="taken-name"),
        pytest.param(
            saying(hours=[1, 1]), "/extensions/values/hours/1", "word-invalid", id="value-twice"
        ),
    ],
)
def test_a_class_is_not_published_with_others(given: BadgeClass, pointer: str, code: str) -> None:
    shelf = library()

    with pytest.raises(LibraryInvalidError) as refusal:
        publish(given, shelf)

    errors = [each for each in refusal.value.findings if each.is_error]
    assert [(each.pointer, each.code) for each in errors] == [(pointer, code)]
    assert shelf.newest_published(COUNTY, "guidance") is None


def test_words_of_another_organisation_are_not_taken() -> None:
    with pytest.raises(LibraryInvalidError):
        publish(saying(hours=1), library(owner=COLLEGE))


@pytest.mark.parametrize("status", [Status.DRAFT, Status.PUBLISHED])
def test_an_import_is_held_to_the_same(status: Status) -> None:
    shelf = library()

    good = plan_import([saying(status=status, hours=1)], organisation_id=COUNTY, shelf=shelf)
    bad = plan_import([saying(status=status, hours="1")], organisation_id=COUNTY, shelf=shelf)

    assert good.is_applicable
    assert [each.code for each in bad.findings if each.is_error] == ["word-invalid"]


def test_an_altered_context_stops_a_publication() -> None:
    intact = context()
    altered = ExtensionContext(URL, intact.content.replace(b"integer", b"decimal"), intact.sha256)

    with pytest.raises(ContextAlteredError, match=URL):
        publish(saying(hours=1), library(known=altered))
