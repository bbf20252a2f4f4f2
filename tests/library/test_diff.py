from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badgeservice.library.changes import changes_between
from badgeservice.library.diff import (
    Judgement,
    LibraryDiff,
    as_json,
    as_text,
    diff_documents,
    diff_libraries,
    fact_changes,
)
from badgeservice.library.documents import (
    AnyDocument,
    Basis,
    Credits,
    CreditUnit,
    LocalisedText,
    Status,
    Strength,
)
from tests.builders import alignment, badge_class, criteria_set, criterion, requirement, text, unit
from tests.library.strategies import documents

DRAFT = Status.DRAFT
WEAKER = "covers → contributes"


def words(old: AnyDocument, new: AnyDocument) -> list[str]:
    return [change.words for change in changes_between(old, new)]


def only(diff: LibraryDiff) -> Judgement:
    assert len(diff.documents) == 1
    return diff.documents[0].judgement


@given(st.lists(documents, max_size=5))
@settings(max_examples=50, deadline=None)
def test_a_library_does_not_differ_from_itself(library: list[AnyDocument]) -> None:
    assert diff_libraries(library, list(reversed(library))).documents == () or len(
        {json.dumps(as_json(diff_libraries([], [each]))) for each in library}
    ) < len(library)


@given(documents, documents)
@settings(max_examples=100, deadline=None)
def test_documents_of_one_kind_differ_in_words_exactly_when_they_are_not_equal(
    old: AnyDocument, new: AnyDocument
) -> None:
    if old.kind == new.kind:
        assert bool(words(old, new)) == (old != new)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param(
            criteria_set(criterion("a")),
            criteria_set(criterion("a").model_copy(update={"text": LocalisedText(fi="b")})),
            [
                "criterion a: text (fi) changed",
                "criterion a: text (sv) removed",
                "criterion a: text (en) removed",
            ],
            id="a text",
        ),
        pytest.param(
            criteria_set(criterion("a", alignment(1, strength=Strength.COVERS))),
            criteria_set(criterion("a", alignment(1, strength=Strength.CONTRIBUTES))),
            [f"strength of criterion a: alignment with {alignment(1).requirement} {WEAKER}"],
            id="a strength",
        ),
        pytest.param(
            criteria_set(criterion("a"), criterion("b")),
            criteria_set(criterion("b"), criterion("a")),
            ["order of criteria changed"],
            id="an order",
        ),
        pytest.param(
            criteria_set(criterion("a"), criterion("b")),
            criteria_set(criterion("a"), criterion("c")),
            ["criterion b removed", "criterion c added"],
            id="another criterion",
        ),
        pytest.param(
            badge_class(tags=("x", "y")),
            badge_class(tags=("y", "z")),
            ["tags: + z, - x"],
            id="a keyword",
        ),
        pytest.param(
            badge_class(tags=("x", "y")),
            badge_class(tags=("y", "x")),
            ["order of tags changed"],
            id="the order of keywords",
        ),
        pytest.param(
            badge_class(validity=None),
            badge_class(validity="P5Y"),
            ["validity null → P5Y"],
            id="a validity",
        ),
        pytest.param(
            badge_class(),
            badge_class(credits=Credits(value=Decimal("2.5"), unit=CreditUnit.OSP)),
            ["credits: value 2 → 2.5"],
            id="an extent",
        ),
        pytest.param(
            badge_class(),
            badge_class(suspendable=True),
            ["suspendable False → True"],
            id="a switch",
        ),
    ],
)
def test_changes_are_said_in_words(old: AnyDocument, new: AnyDocument, said: list[str]) -> None:
    assert words(old, new) == said


def test_a_criterion_that_moved_and_changed_is_still_the_same_criterion() -> None:
    old = criteria_set(criterion("a"), criterion("b"))
    changed = criterion("b").model_copy(update={"text": text("other")})
    new = criteria_set(changed, criterion("a"))

    changes = changes_between(old, new)

    assert {change.pointer for change in changes} == {
        "/criteria",
        "/criteria/0/text/fi",
        "/criteria/0/text/sv",
        "/criteria/0/text/en",
    }


@pytest.mark.parametrize(
    ("old", "new", "judgement"),
    [
        pytest.param(None, badge_class(), Judgement.ADDED, id="a new document"),
        pytest.param(badge_class(status=DRAFT), None, Judgement.REMOVED, id="a draft that is gone"),
        pytest.param(
            badge_class(), None, Judgement.PUBLISHED_REMOVED, id="a published class that is gone"
        ),
        pytest.param(
            badge_class(status=Status.RETIRED),
            None,
            Judgement.PUBLISHED_REMOVED,
            id="a retired class that is gone",
        ),
        pytest.param(
            badge_class(),
            badge_class(status=Status.RETIRED),
            Judgement.ONLY_STATUS,
            id="another status",
        ),
        pytest.param(
            badge_class(status=DRAFT, name=LocalisedText(fi="a")),
            badge_class(status=DRAFT, name=LocalisedText(fi="a", sv="b")),
            Judgement.TRANSLATION_ADDED,
            id="a draft translated",
        ),
        pytest.param(
            badge_class(name=LocalisedText(fi="a")),
            badge_class(name=LocalisedText(fi="a", sv="b")),
            Judgement.NEW_VERSION_NEEDED,
            id="a published class translated",
        ),
        pytest.param(
            badge_class(status=DRAFT),
            badge_class(status=DRAFT, validity="P1Y"),
            Judgement.EDITED,
            id="a draft edited",
        ),
        pytest.param(
            badge_class(),
            badge_class(status=Status.RETIRED, validity="P1Y"),
            Judgement.NEW_VERSION_NEEDED,
            id="a published class edited and retired",
        ),
        pytest.param(
            unit(credits=None), unit(), Judgement.FACTS_COMPLETED, id="an extent that became known"
        ),
        pytest.param(unit(), unit(credits=None), Judgement.FACTS_CHANGED, id="an extent forgotten"),
        pytest.param(
            unit((1, 2)), unit((1, 2, 3)), Judgement.FACTS_CHANGED, id="one more requirement"
        ),
        pytest.param(
            unit(()), unit((1, 2)), Judgement.FACTS_COMPLETED, id="the requirements found"
        ),
    ],
)
def test_what_a_difference_means(
    old: AnyDocument | None, new: AnyDocument | None, judgement: Judgement
) -> None:
    diff = diff_libraries([old] if old else [], [new] if new else [])

    assert only(diff) is judgement
    assert diff.is_allowed == (
        judgement
        not in {
            Judgement.PUBLISHED_REMOVED,
            Judgement.NEW_VERSION_NEEDED,
            Judgement.FACTS_CHANGED,
        }
    )


@pytest.mark.parametrize(
    ("changes", "is_fact_changed"),
    [
        pytest.param({"note": "Looked up again."}, False, id="another note"),
        pytest.param(
            {"basis": Basis(code="OPH-1-2022", qualification="koulutus_1")},
            False,
            id="more of a basis",
        ),
        pytest.param({"basis": Basis(code="OPH-2-2022")}, True, id="another basis"),
        pytest.param({"basis": None}, True, id="a basis forgotten"),
        pytest.param({"name": LocalisedText(fi="a")}, True, id="another name"),
        pytest.param({"requirements": ()}, True, id="requirements forgotten"),
        pytest.param(
            {"requirements": (requirement(1), requirement(2), requirement(3, version=2))},
            True,
            id="a requirement in another version",
        ),
        pytest.param(
            {"requirements": tuple(requirement(number) for number in (3, 2, 1))},
            True,
            id="requirements in another order",
        ),
    ],
)
def test_known_facts_of_a_unit_stay(changes: dict[str, Any], *, is_fact_changed: bool) -> None:
    assert bool(fact_changes(unit(), unit(**changes))) == is_fact_changed


def test_a_new_version_is_compared_with_the_one_before() -> None:
    first, second = badge_class(), badge_class(version=2, status=DRAFT, validity="P5Y")

    diff = diff_libraries([first], [first, second])

    assert only(diff) is Judgement.NEW_VERSION
    assert [change.words for change in diff.documents[0].changes] == ["validity null → P5Y"]


def test_the_text_shows_a_line_a_document_and_a_line_a_change() -> None:
    diff = diff_libraries([badge_class(), unit()], [badge_class(validity="P5Y")])

    assert as_text(diff) == (
        "- unit finland/tutkinnonosat_100 v1: removed\n"
        "~ badge class guidance v1: published content changed: a new version is needed\n"
        "    validity null → P5Y\n"
    )


def test_no_differences_are_said_to_be_none() -> None:
    assert as_text(diff_libraries([unit()], [unit()])) == "No differences.\n"


def test_the_json_holds_old_and_new_values() -> None:
    written = as_json(
        LibraryDiff(documents=(diff_documents(badge_class(), badge_class(validity="P5Y")),))
    )

    assert json.loads(json.dumps(written)) == {
        "isAllowed": False,
        "documents": [
            {
                "kind": "badge-class",
                "id": "guidance",
                "version": 1,
                "judgement": "new-version-needed",
                "isAllowed": False,
                "changes": [
                    {
                        "pointer": "/validity",
                        "change": "fact-completed",
                        "words": "validity null → P5Y",
                        "old": None,
                        "new": "P5Y",
                    }
                ],
            }
        ],
    }
