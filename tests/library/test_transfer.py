from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badgeservice.accounts.actor import Scope
from badgeservice.accounts.errors import NotPermittedError
from badgeservice.library.documents import AnyDocument, LocalisedText, Status
from badgeservice.library.errors import LibraryInvalidError
from badgeservice.library.files import parse_file, place, render_all
from badgeservice.library.keys import key_of
from badgeservice.library.shelf import LibraryShelf
from badgeservice.library.transfer import ImportPlan, apply_import, export_documents, plan_import
from tests.builders import (
    COLLEGE,
    COUNTY,
    NOW,
    actor,
    alignment,
    badge_class,
    criteria_set,
    criterion,
    unit,
)
from tests.library.shelves import documents_of, kept, shelf_with
from tests.library.strategies import documents

LIBRARY: tuple[AnyDocument, ...] = (unit(), criteria_set(), badge_class())
DRAFT = Status.DRAFT


def plan(new: Sequence[AnyDocument], shelf: LibraryShelf) -> ImportPlan:
    return plan_import(new, organisation_id=COUNTY, shelf=shelf)


def codes(found: ImportPlan) -> set[str]:
    return {finding.code for finding in found.findings if finding.is_error}


def test_an_import_into_an_empty_library_creates_everything() -> None:
    shelf = shelf_with()

    found = plan(LIBRARY, shelf)
    apply_import(found, shelf=shelf, actor=actor(), at=NOW)

    assert found.created == LIBRARY
    assert set(map(key_of, documents_of(shelf))) == set(map(key_of, LIBRARY))
    assert documents_of(shelf) == sorted(LIBRARY, key=lambda each: each.kind)


def test_a_plan_writes_nothing() -> None:
    shelf = shelf_with()

    plan(LIBRARY, shelf)

    assert documents_of(shelf) == []


def test_importing_the_same_library_again_changes_nothing() -> None:
    shelf = shelf_with(*LIBRARY)

    found = plan(LIBRARY, shelf)

    assert found.unchanged == LIBRARY
    assert found.writes == ()
    assert found.is_applicable


def test_what_an_import_does_not_name_stays() -> None:
    shelf = shelf_with(*LIBRARY)
    draft = badge_class(id="other", status=DRAFT)

    apply_import(plan([draft], shelf), shelf=shelf, actor=actor(), at=NOW)

    assert len(documents_of(shelf)) == 4


def test_a_draft_is_replaced_and_the_plan_says_what_changes() -> None:
    shelf = shelf_with(unit(), criteria_set(), badge_class(status=DRAFT))
    edited = badge_class(status=DRAFT, validity="P5Y")

    found = plan([edited], shelf)
    apply_import(found, shelf=shelf, actor=actor(), at=NOW)

    assert [change.words for change in found.changed[0].changes] == ["validity null → P5Y"]
    assert kept(shelf, key_of(edited)).document == edited


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.RETIRED])
def test_a_published_version_never_changes(status: Status) -> None:
    shelf = shelf_with(unit(), criteria_set(), badge_class(status=status))
    edited = badge_class(status=status, name=LocalisedText(fi="Toinen"))

    found = plan([edited], shelf)

    assert codes(found) == {"published-version-changed"}
    assert {each.pointer for each in found.findings if each.is_error} >= {"/name/fi"}
    with pytest.raises(LibraryInvalidError) as refused:
        apply_import(found, shelf=shelf, actor=actor(), at=NOW)
    assert refused.value.findings == found.findings
    assert edited not in documents_of(shelf)


def test_a_new_version_beside_a_published_one_is_created() -> None:
    shelf = shelf_with(*LIBRARY)
    second = badge_class(version=2, status=DRAFT, validity="P5Y")

    found = plan([*LIBRARY, second], shelf)

    assert found.created == (second,)
    assert found.is_applicable


def test_a_status_alone_may_go_forward() -> None:
    shelf = shelf_with(unit(), criteria_set(), badge_class(status=DRAFT))

    found = plan(LIBRARY, shelf)
    apply_import(found, shelf=shelf, actor=actor(), at=NOW)

    (change,) = found.status_changes
    assert (change.before, change.after) == (DRAFT, Status.PUBLISHED)
    assert kept(shelf, key_of(badge_class())).document == badge_class()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(Status.PUBLISHED, DRAFT, id="published to draft"),
        pytest.param(Status.PUBLISHED, Status.IN_REVIEW, id="published to review"),
        pytest.param(Status.RETIRED, Status.PUBLISHED, id="retired to published"),
    ],
)
def test_a_status_never_goes_back_from_what_the_world_has_seen(
    before: Status, after: Status
) -> None:
    shelf = shelf_with(unit(), criteria_set(), badge_class(status=before))

    assert codes(plan([badge_class(status=after)], shelf)) == {"status-change-invalid"}


def test_unknown_facts_of_a_unit_are_completed() -> None:
    shelf = shelf_with(unit((), credits=None, basis=None, note="Not known yet."))

    found = plan([unit()], shelf)
    apply_import(found, shelf=shelf, actor=actor(), at=NOW)

    assert documents_of(shelf) == [unit()]


def test_known_facts_of_a_unit_never_change() -> None:
    shelf = shelf_with(unit())

    found = plan([unit((1, 2, 3, 4))], shelf)

    assert codes(found) == {"unit-fact-changed"}


def test_one_error_keeps_everything_out() -> None:
    shelf = shelf_with()
    broken = badge_class(id="broken", achievement_type="Trophy")

    found = plan([*LIBRARY, broken], shelf)

    with pytest.raises(LibraryInvalidError):
        apply_import(found, shelf=shelf, actor=actor(), at=NOW)
    assert documents_of(shelf) == []


def test_imported_documents_may_lean_on_kept_ones() -> None:
    shelf = shelf_with(unit(), criteria_set())

    assert plan([badge_class()], shelf).is_applicable


def test_retiring_a_criteria_set_under_a_published_class_is_an_error_in_that_class() -> None:
    shelf = shelf_with(*LIBRARY)

    found = plan([criteria_set(status=Status.RETIRED)], shelf)

    assert {(each.file, each.code) for each in found.findings if each.is_error} == {
        ("badge-classes/guidance/v1.yaml", "criteria-set-unpublished")
    }


def test_old_errors_elsewhere_do_not_stop_an_import() -> None:
    unfinished = criteria_set(criterion("a", alignment(99)), id="unfinished", status=DRAFT)
    shelf = shelf_with(unfinished)

    assert plan(LIBRARY, shelf).is_applicable


def test_findings_of_an_import_point_into_what_was_sent() -> None:
    sent = [place(badge_class(achievement_type="Trophy"), root="/documents/0")]

    found = plan_import([*sent, *LIBRARY[:2]], organisation_id=COUNTY, shelf=shelf_with())

    assert [each.pointer for each in found.findings] == ["/documents/0/achievementType"]


@pytest.mark.parametrize(
    ("new", "scopes"),
    [
        pytest.param((unit(),), (Scope.LIBRARY_READ, Scope.LIBRARY_PUBLISH), id="without writing"),
        pytest.param(LIBRARY, (Scope.LIBRARY_WRITE,), id="published without publishing"),
    ],
)
def test_an_import_needs_the_scopes_for_what_it_does(
    new: tuple[AnyDocument, ...], scopes: tuple[Scope, ...]
) -> None:
    shelf = shelf_with()

    with pytest.raises(NotPermittedError):
        apply_import(plan(new, shelf), shelf=shelf, actor=actor(COUNTY, *scopes), at=NOW)
    assert documents_of(shelf) == []


def test_drafts_are_imported_without_the_scope_to_publish() -> None:
    shelf = shelf_with()
    drafts = (unit(), criteria_set(status=DRAFT), badge_class(status=DRAFT))

    apply_import(plan(drafts, shelf), shelf=shelf, actor=actor(COUNTY, Scope.LIBRARY_WRITE), at=NOW)

    assert len(documents_of(shelf)) == 3


def test_nobody_applies_a_plan_for_another_organisation() -> None:
    shelf = shelf_with()

    with pytest.raises(NotPermittedError):
        apply_import(plan(LIBRARY, shelf), shelf=shelf, actor=actor(COLLEGE), at=NOW)


def test_one_organisation_never_sees_what_another_keeps() -> None:
    shelf = shelf_with(*LIBRARY, organisation_id=COLLEGE)

    assert export_documents(shelf, COUNTY) == ()
    assert plan(LIBRARY, shelf).created == LIBRARY


@given(st.lists(documents, max_size=5, unique_by=key_of))
@settings(max_examples=60, deadline=None)
def test_a_library_survives_export_files_and_import(library: list[AnyDocument]) -> None:
    shelf = shelf_with(*library)

    files = render_all(export_documents(shelf, COUNTY))
    parsed = [parse_file(path, written) for path, written in files.items()]
    found = plan(tuple(each.document for each in parsed if each.document), shelf)

    assert len(files) == len(library)
    assert {key_of(each) for each in found.unchanged} == {key_of(each) for each in library}
    assert found.writes == ()
