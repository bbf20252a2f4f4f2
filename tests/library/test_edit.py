from __future__ import annotations

from collections.abc import Callable

import pytest

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.accounts.errors import NotPermittedError
from badgeservice.library.documents import (
    AnyDocument,
    BadgeClass,
    CriteriaSet,
    LibraryDescription,
    Status,
    UnitRef,
)
from badgeservice.library.edit import (
    change_status,
    create,
    delete_draft,
    find,
    find_unit,
    replace,
)
from badgeservice.library.errors import (
    DocumentChangedError,
    DocumentExistsError,
    DocumentFrozenError,
    DocumentNotFoundError,
    LibraryInvalidError,
    StatusChangeError,
)
from badgeservice.library.keys import DESCRIPTION, key_of
from badgeservice.library.shelf import LibraryShelf
from tests.builders import (
    COLLEGE,
    COUNTY,
    NOW,
    actor,
    alignment,
    badge_class,
    criteria_set,
    criterion,
    text,
    unit,
)
from tests.library.shelves import documents_of, kept, shelf_with

DRAFT, IN_REVIEW = Status.DRAFT, Status.IN_REVIEW
PUBLISHED, RETIRED = Status.PUBLISHED, Status.RETIRED
DESCRIBED = LibraryDescription(
    id="l", name=text("a"), description=text("b"), licence="CC0-1.0", languages=("fi",)
)


def step(
    shelf: LibraryShelf,
    document: CriteriaSet | BadgeClass,
    status: Status,
    *,
    by: Actor | None = None,
) -> None:
    revision = kept(shelf, key_of(document)).revision
    change_status(
        key_of(document), status, if_revision=revision, actor=by or actor(), at=NOW, shelf=shelf
    )


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(unit(), id="a unit"),
        pytest.param(DESCRIBED, id="a description"),
        pytest.param(criteria_set(status=DRAFT), id="a criteria set"),
        pytest.param(badge_class(status=DRAFT), id="a badge class"),
    ],
)
def test_what_was_created_is_found(document: AnyDocument) -> None:
    shelf = shelf_with()

    create(document, actor=actor(), at=NOW, shelf=shelf)

    found = find(key_of(document), actor=actor(), shelf=shelf)
    assert found.document == document
    assert found.updated_by == actor().client_id
    with pytest.raises(DocumentExistsError):
        create(document, actor=actor(), at=NOW, shelf=shelf)


@pytest.mark.parametrize("status", [IN_REVIEW, PUBLISHED, RETIRED])
def test_a_document_begins_as_a_draft(status: Status) -> None:
    shelf = shelf_with()

    with pytest.raises(StatusChangeError):
        create(badge_class(status=status), actor=actor(), at=NOW, shelf=shelf)
    assert documents_of(shelf) == []


def test_a_draft_may_be_unfinished() -> None:
    shelf = shelf_with()

    create(badge_class(status=DRAFT, units=()), actor=actor(), at=NOW, shelf=shelf)

    assert len(documents_of(shelf)) == 1


def test_another_organisations_documents_are_not_found() -> None:
    shelf = shelf_with(unit(), badge_class(), organisation_id=COLLEGE)

    with pytest.raises(DocumentNotFoundError):
        find(key_of(badge_class()), actor=actor(), shelf=shelf)
    with pytest.raises(DocumentNotFoundError):
        find_unit(unit().ref, actor=actor(), shelf=shelf)


def test_a_unit_is_found_in_its_newest_version_or_in_the_one_asked_for() -> None:
    shelf = shelf_with(unit(version=1), unit(version=2))

    assert find_unit(unit().ref, actor=actor(), shelf=shelf).document == unit(version=2)
    assert find(key_of(unit(version=1)), actor=actor(), shelf=shelf).document == unit(version=1)
    with pytest.raises(DocumentNotFoundError):
        find_unit(UnitRef(system="finland", code="nowhere"), actor=actor(), shelf=shelf)


@pytest.mark.parametrize("status", [DRAFT, IN_REVIEW])
def test_content_that_nobody_relies_on_is_replaced(status: Status) -> None:
    shelf = shelf_with(badge_class(status=status))
    edited = badge_class(status=status, validity="P5Y")
    revision = kept(shelf, key_of(edited)).revision

    written = replace(edited, if_revision=revision, actor=actor(), at=NOW, shelf=shelf)

    assert written.revision > revision
    assert documents_of(shelf) == [edited]


@pytest.mark.parametrize("status", [PUBLISHED, RETIRED])
def test_published_and_retired_content_is_frozen(status: Status) -> None:
    shelf = shelf_with(badge_class(status=status))
    edited = badge_class(status=status, validity="P5Y")
    revision = kept(shelf, key_of(edited)).revision

    with pytest.raises(DocumentFrozenError):
        replace(edited, if_revision=revision, actor=actor(), at=NOW, shelf=shelf)
    with pytest.raises(DocumentFrozenError):
        delete_draft(key_of(edited), if_revision=revision, actor=actor(), shelf=shelf)
    assert documents_of(shelf) == [badge_class(status=status)]


def test_replacing_never_changes_a_status() -> None:
    shelf = shelf_with(badge_class(status=DRAFT))
    revision = kept(shelf, key_of(badge_class())).revision

    with pytest.raises(StatusChangeError):
        replace(badge_class(), if_revision=revision, actor=actor(), at=NOW, shelf=shelf)


def test_a_writer_who_read_an_older_revision_is_refused_everywhere() -> None:
    shelf = shelf_with(badge_class(status=DRAFT))
    key = key_of(badge_class())
    stale = kept(shelf, key).revision
    replace(
        badge_class(status=DRAFT, validity="P5Y"),
        if_revision=stale,
        actor=actor(),
        at=NOW,
        shelf=shelf,
    )

    acts: list[Callable[[], object]] = [
        lambda: replace(
            badge_class(status=DRAFT), if_revision=stale, actor=actor(), at=NOW, shelf=shelf
        ),
        lambda: change_status(
            key, IN_REVIEW, if_revision=stale, actor=actor(), at=NOW, shelf=shelf
        ),
        lambda: delete_draft(key, if_revision=stale, actor=actor(), shelf=shelf),
    ]
    for act in acts:
        with pytest.raises(DocumentChangedError) as refused:
            act()
        assert refused.value.revision == kept(shelf, key).revision
    assert documents_of(shelf) == [badge_class(status=DRAFT, validity="P5Y")]


def test_unknown_facts_of_a_unit_are_completed_and_known_ones_stay() -> None:
    shelf = shelf_with(unit(credits=None))
    key = key_of(unit())

    replace(unit(), if_revision=kept(shelf, key).revision, actor=actor(), at=NOW, shelf=shelf)
    with pytest.raises(LibraryInvalidError) as refused:
        replace(
            unit(credits=None),
            if_revision=kept(shelf, key).revision,
            actor=actor(),
            at=NOW,
            shelf=shelf,
        )

    assert [finding.code for finding in refused.value.findings] == ["unit-fact-changed"]
    assert documents_of(shelf) == [unit()]


@pytest.mark.parametrize("current", list(Status))
@pytest.mark.parametrize("wanted", list(Status))
def test_a_life_has_only_these_steps(current: Status, wanted: Status) -> None:
    shelf = shelf_with(unit(), criteria_set(status=current))
    allowed = {
        (DRAFT, IN_REVIEW),
        (IN_REVIEW, DRAFT),
        (IN_REVIEW, PUBLISHED),
        (PUBLISHED, RETIRED),
    }

    if (current, wanted) in allowed:
        step(shelf, criteria_set(), wanted)
        assert kept(shelf, key_of(criteria_set())).document == criteria_set(status=wanted)
    else:
        with pytest.raises(StatusChangeError):
            step(shelf, criteria_set(), wanted)


def test_units_and_descriptions_have_no_life() -> None:
    shelf = shelf_with(unit(), DESCRIBED)

    for key in (key_of(unit()), DESCRIPTION):
        revision = kept(shelf, key).revision
        with pytest.raises(DocumentNotFoundError):
            change_status(key, DRAFT, if_revision=revision, actor=actor(), at=NOW, shelf=shelf)
        with pytest.raises(DocumentNotFoundError):
            delete_draft(key, if_revision=revision, actor=actor(), shelf=shelf)


def test_a_class_is_not_published_before_its_criteria_set() -> None:
    shelf = shelf_with(unit(), criteria_set(status=IN_REVIEW), badge_class(status=IN_REVIEW))

    with pytest.raises(LibraryInvalidError) as refused:
        step(shelf, badge_class(), PUBLISHED)
    assert [(each.pointer, each.code) for each in refused.value.findings] == [
        ("/criteriaSet", "criteria-set-unpublished")
    ]

    step(shelf, criteria_set(), PUBLISHED)
    step(shelf, badge_class(), PUBLISHED)
    assert kept(shelf, key_of(badge_class())).document == badge_class()


def test_a_document_that_breaks_a_rule_is_not_published() -> None:
    broken = criteria_set(criterion("a", alignment(99)), status=IN_REVIEW)
    shelf = shelf_with(unit(), broken)

    with pytest.raises(LibraryInvalidError) as refused:
        step(shelf, broken, PUBLISHED)

    assert refused.value.findings[0].pointer == "/criteria/0/alignments/0/requirement"
    assert kept(shelf, key_of(broken)).document == broken


def test_a_criteria_set_is_not_retired_under_a_published_class() -> None:
    shelf = shelf_with(unit(), criteria_set(), badge_class())

    with pytest.raises(LibraryInvalidError):
        step(shelf, criteria_set(), RETIRED)

    step(shelf, badge_class(), RETIRED)
    step(shelf, criteria_set(), RETIRED)
    assert kept(shelf, key_of(criteria_set())).document == criteria_set(status=RETIRED)


def test_errors_in_other_drafts_do_not_stop_a_publication() -> None:
    other = criteria_set(criterion("a", alignment(99)), id="other", status=DRAFT)
    shelf = shelf_with(unit(), other, criteria_set(status=IN_REVIEW))

    step(shelf, criteria_set(), PUBLISHED)

    assert kept(shelf, key_of(criteria_set())).document == criteria_set()


def test_a_draft_is_deleted_and_a_document_in_review_is_not() -> None:
    shelf = shelf_with(criteria_set(status=DRAFT), badge_class(status=IN_REVIEW))

    with pytest.raises(StatusChangeError):
        delete_draft(
            key_of(badge_class()),
            if_revision=kept(shelf, key_of(badge_class())).revision,
            actor=actor(),
            shelf=shelf,
        )
    delete_draft(
        key_of(criteria_set()),
        if_revision=kept(shelf, key_of(criteria_set())).revision,
        actor=actor(),
        shelf=shelf,
    )

    assert documents_of(shelf) == [badge_class(status=IN_REVIEW)]


def test_every_act_needs_its_scope() -> None:
    shelf = shelf_with(unit(), criteria_set(status=IN_REVIEW), badge_class(status=DRAFT))
    key = key_of(badge_class())
    revision = kept(shelf, key).revision
    reader = actor(COUNTY, *(scope for scope in Scope if not scope.startswith("library:w")))
    writer = actor(COUNTY, Scope.LIBRARY_WRITE)

    with pytest.raises(NotPermittedError):
        find(key, actor=writer, shelf=shelf)
    with pytest.raises(NotPermittedError):
        find_unit(unit().ref, actor=writer, shelf=shelf)
    with pytest.raises(NotPermittedError):
        create(badge_class(id="b", status=DRAFT), actor=reader, at=NOW, shelf=shelf)
    with pytest.raises(NotPermittedError):
        replace(badge_class(status=DRAFT), if_revision=revision, actor=reader, at=NOW, shelf=shelf)
    with pytest.raises(NotPermittedError):
        delete_draft(key, if_revision=revision, actor=reader, shelf=shelf)
    with pytest.raises(NotPermittedError):
        step(shelf, badge_class(), IN_REVIEW, by=reader)
    with pytest.raises(NotPermittedError):
        step(shelf, criteria_set(), PUBLISHED, by=writer)
