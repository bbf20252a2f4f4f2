"""Taking in a basis: what is new, what changes, and what stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from badgeservice.accounts.actor import Scope
from badgeservice.accounts.errors import NotPermittedError
from badgeservice.library.documents import LocalisedText, Source
from badgeservice.qualifications.bases import Basis, SubArea
from badgeservice.qualifications.importing import (
    BasisChange,
    BasisImport,
    ChangeKind,
    changes_between,
    import_basis,
)
from tests.builders import NOW, actor, organisation
from tests.fakes import FakeStore, open_fake_books
from tests.recognition.mappings import basis, osp, unit

OLD = basis("OPH-1-2020", unit("u", "r1", "r2"), unit("v", "r3"))
AREA = SubArea(code="a", version=1, name=LocalisedText(fi="a"), compulsory=osp(2), optional=None)


def changed(kind: ChangeKind, subject: str, **changes: Any) -> BasisChange:
    return BasisChange(kind=kind, subject=subject, **changes)


def with_units(*units: Any) -> Basis:
    return replace(OLD, units=units)


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        pytest.param(OLD, [], id="nothing"),
        pytest.param(
            replace(OLD, source=Source(title="x", retrieved=date(2026, 1, 1))),
            [],
            id="source alone",
        ),
        pytest.param(
            replace(OLD, in_force_until=date(2026, 7, 31)),
            [changed(ChangeKind.CHANGED, "OPH-1-2020", fields=("in_force_until",))],
            id="a day",
        ),
        pytest.param(
            with_units(OLD.units[0]), [changed(ChangeKind.REMOVED, "v")], id="a unit removed"
        ),
        pytest.param(
            with_units(*OLD.units, unit("w")), [changed(ChangeKind.ADDED, "w")], id="a unit added"
        ),
        pytest.param(
            with_units(replace(OLD.units[0], credits=osp(20)), OLD.units[1]),
            [changed(ChangeKind.CHANGED, "u", fields=("credits",))],
            id="an extent",
        ),
        pytest.param(
            with_units(unit("u", "r1", "r9"), OLD.units[1]),
            [
                changed(ChangeKind.REMOVED, "r2", unit="u"),
                changed(ChangeKind.ADDED, "r9", unit="u"),
            ],
            id="a requirement for another",
        ),
        pytest.param(
            with_units(unit("u", "r2", "r1"), OLD.units[1]),
            [changed(ChangeKind.CHANGED, "u", fields=("order",))],
            id="the order of requirements",
        ),
        pytest.param(
            with_units(replace(OLD.units[0], sub_areas=(AREA,)), OLD.units[1]),
            [changed(ChangeKind.ADDED, "a", unit="u")],
            id="a sub-area",
        ),
    ],
)
def test_what_a_newer_document_changes_is_told(new: Basis, expected: list[BasisChange]) -> None:
    assert list(changes_between(OLD, new)) == expected


def imported(store: FakeStore, new: Basis, *scopes: Scope) -> BasisImport:
    writer = actor("county", *(scopes or (Scope.LIBRARY_WRITE,)))
    with open_fake_books(store)(True) as books:
        return import_basis(new, sha256="0" * 64, actor=writer, at=NOW, shelf=books.bases)


def test_the_same_content_again_is_no_new_edition(store: FakeStore) -> None:
    first = imported(store, OLD)

    again = imported(store, replace(OLD, source=Source(title="x", retrieved=date(2026, 1, 1))))

    assert (first.is_new, first.edition.number) == (True, 1)
    assert (again.is_new, again.changes, again.edition) == (False, (), first.edition)


def test_new_content_is_a_new_edition_and_the_old_one_stays(store: FakeStore) -> None:
    imported(store, OLD)

    newer = imported(store, with_units(OLD.units[0]))

    assert (newer.is_new, newer.edition.number, len(newer.changes)) == (True, 2, 1)
    with open_fake_books(store)(False) as books:
        kept = books.bases.edition("county", "finland", OLD.code, 1)
    assert kept is not None
    assert kept.basis == OLD


def test_who_may_not_write_the_library_imports_nothing(store: FakeStore) -> None:
    with pytest.raises(NotPermittedError):
        imported(store, OLD, Scope.LIBRARY_READ)

    assert store.editions == {}


@pytest.fixture
def store() -> FakeStore:
    found = FakeStore()

    found.organisations["county"] = organisation("county")
    return found
