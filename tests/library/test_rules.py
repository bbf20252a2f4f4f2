"""One library without findings, and for each rule a library that breaks it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

import pytest

from badgeservice.library.class_rules import ACHIEVEMENT_TYPES, RESULT_TYPES
from badgeservice.library.documents import (
    AnyDocument,
    BadgeClass,
    BadgeKind,
    Credits,
    CreditUnit,
    EvidenceKind,
    LibraryDescription,
    LocalisedText,
    RequiredBadge,
    ResultDefinition,
    Status,
    UnitRef,
    VersionRef,
)
from badgeservice.library.errors import Finding
from badgeservice.library.files import parse_file, place, render
from badgeservice.library.rules import check_library
from tests.builders import alignment, badge_class, criteria_set, criterion, requirement, text, unit
from tests.reference import reference


def library(**changes: AnyDocument | Sequence[AnyDocument]) -> list[AnyDocument]:
    """Return a library that breaks no rule, with some documents changed or added."""
    parts: dict[str, AnyDocument | Sequence[AnyDocument]] = {
        "unit": unit(),
        "criteria_set": criteria_set(),
        "badge_class": badge_class(),
        "more": [],
        **changes,
    }
    found: list[AnyDocument] = []
    for part in parts.values():
        found.extend(part if isinstance(part, Sequence) else [part])
    return found


def check(documents: Sequence[AnyDocument]) -> tuple[Finding, ...]:
    return check_library(place(document) for document in documents)


def collection(*required: str, **changes: object) -> BadgeClass:
    return badge_class(
        **{
            "id": "path",
            "badge_kind": BadgeKind.COLLECTION,
            "requires": tuple(RequiredBadge(id=each) for each in required),
            **changes,
        }
    )


def result(**changes: object) -> ResultDefinition:
    fields: dict[str, object] = {"id": "grade", "name": text("arvosana"), "result_type": "Status"}
    return ResultDefinition.model_validate({**fields, **changes})


def aligned_set(*alignments: object) -> AnyDocument:
    return criteria_set(criterion("guides", *alignments))  # type: ignore[arg-type]  # builders' own


def test_a_library_that_keeps_every_rule_has_no_findings() -> None:
    other = badge_class(id="other")

    assert check(library(more=[other, collection("guidance", "other")])) == ()


@pytest.mark.parametrize(
    ("documents", "file", "pointer", "code"),
    [
        pytest.param(
            lambda: library(criteria_set=[]),
            "badge-classes/guidance/v1.yaml",
            "/criteriaSet",
            "criteria-set-missing",
            id="no such criteria set",
        ),
        pytest.param(
            lambda: library(
                badge_class=badge_class(criteria_set=VersionRef(id="guidance", version=2))
            ),
            "badge-classes/guidance/v1.yaml",
            "/criteriaSet",
            "criteria-set-missing",
            id="no such version of the criteria set",
        ),
        pytest.param(
            lambda: library(criteria_set=criteria_set(status=Status.IN_REVIEW)),
            "badge-classes/guidance/v1.yaml",
            "/criteriaSet",
            "criteria-set-unpublished",
            id="a published class on a criteria set in review",
        ),
        pytest.param(
            lambda: library(criteria_set=criteria_set(status=Status.RETIRED)),
            "badge-classes/guidance/v1.yaml",
            "/criteriaSet",
            "criteria-set-unpublished",
            id="a published class on a retired criteria set",
        ),
        pytest.param(
            lambda: library(criteria_set=aligned_set(alignment(1, unit="tutkinnonosat_9"))),
            "criteria-sets/guidance/v1.yaml",
            "/criteria/0/alignments/0/unit",
            "alignment-unit-unknown",
            id="an alignment with an unknown unit",
        ),
        pytest.param(
            lambda: library(criteria_set=aligned_set(alignment(1), alignment(9))),
            "criteria-sets/guidance/v1.yaml",
            "/criteria/0/alignments/1/requirement",
            "alignment-requirement-unknown",
            id="an alignment with an unknown requirement",
        ),
        pytest.param(
            lambda: library(unit=unit((), note="Unknown.")),
            "criteria-sets/guidance/v1.yaml",
            "/criteria/0/alignments/0/requirement",
            "alignment-requirement-unknown",
            id="an alignment with a unit whose requirements are unknown",
        ),
        pytest.param(
            lambda: library(criteria_set=aligned_set(alignment(1, version=2))),
            "criteria-sets/guidance/v1.yaml",
            "/criteria/0/alignments/0/version",
            "alignment-version-unknown",
            id="an alignment with another version of a requirement",
        ),
        pytest.param(
            lambda: library(criteria_set=aligned_set(alignment(1), alignment(1))),
            "criteria-sets/guidance/v1.yaml",
            "/criteria/0/alignments/1",
            "alignment-duplicate",
            id="one requirement twice in a criterion",
        ),
        pytest.param(
            lambda: library(
                criteria_set=criteria_set(criterion("a", alignment(1)), criterion("a"))
            ),
            "criteria-sets/guidance/v1.yaml",
            "/criteria/1/id",
            "criterion-duplicate",
            id="one criterion twice",
        ),
        pytest.param(
            lambda: library(
                criteria_set=criteria_set(
                    criterion("a", alignment(1)).model_copy(
                        update={"evidence_kinds": (EvidenceKind.PORTFOLIO,) * 2}
                    )
                )
            ),
            "criteria-sets/guidance/v1.yaml",
            "/criteria/0/evidenceKinds/1",
            "evidence-kind-duplicate",
            id="one kind of evidence twice",
        ),
        pytest.param(
            lambda: library(
                criteria_set=criteria_set(
                    valid_from=date(2026, 2, 1), valid_until=date(2026, 1, 31)
                )
            ),
            "criteria-sets/guidance/v1.yaml",
            "/validUntil",
            "dates-order",
            id="criteria that end before they begin",
        ),
        pytest.param(
            lambda: library(
                unit=unit().model_copy(update={"requirements": (requirement(1), requirement(1))})
            ),
            "units/finland/tutkinnonosat_100.yaml",
            "/requirements/1/code",
            "requirement-duplicate",
            id="one requirement twice in a unit",
        ),
        pytest.param(
            lambda: library(badge_class=badge_class(badge_kind=BadgeKind.PARTICIPATION)),
            "badge-classes/guidance/v1.yaml",
            "/badgeKind",
            "participation-aligned",
            id="a participation badge whose criteria align",
        ),
        pytest.param(
            lambda: library(
                criteria_set=criteria_set(criterion("attends")),
                badge_class=badge_class(
                    badge_kind=BadgeKind.PARTICIPATION, units=(unit().ref,), credits=None
                ),
            ),
            "badge-classes/guidance/v1.yaml",
            "/badgeKind",
            "participation-aligned",
            id="a participation badge with a unit",
        ),
        pytest.param(
            lambda: library(more=[collection("guidance")]),
            "badge-classes/path/v1.yaml",
            "/requires",
            "collection-too-small",
            id="a collection of one",
        ),
        pytest.param(
            lambda: library(more=[collection("guidance", "guidance")]),
            "badge-classes/path/v1.yaml",
            "/requires",
            "collection-too-small",
            id="a collection of one class twice",
        ),
        pytest.param(
            lambda: library(more=[collection("guidance", "guidance")]),
            "badge-classes/path/v1.yaml",
            "/requires/1",
            "collection-duplicate",
            id="a class twice in a collection",
        ),
        pytest.param(
            lambda: library(more=[collection("guidance", "nowhere")]),
            "badge-classes/path/v1.yaml",
            "/requires/1",
            "collection-class-missing",
            id="a collection of a class that is not there",
        ),
        pytest.param(
            lambda: library(
                more=[
                    badge_class(id="other"),
                    collection(
                        requires=(
                            RequiredBadge(id="guidance"),
                            RequiredBadge(id="other", minimum_version=2),
                        )
                    ),
                ]
            ),
            "badge-classes/path/v1.yaml",
            "/requires/1",
            "collection-class-missing",
            id="a collection of a version that is not there",
        ),
        pytest.param(
            lambda: library(
                more=[
                    badge_class(id="other", status=Status.RETIRED),
                    collection("guidance", "other"),
                ]
            ),
            "badge-classes/path/v1.yaml",
            "/requires/1",
            "collection-class-unpublished",
            id="a published collection of a retired class",
        ),
        pytest.param(
            lambda: library(
                more=[collection("guidance", "ring"), collection("guidance", "path", id="ring")]
            ),
            "badge-classes/path/v1.yaml",
            "/requires/1",
            "collection-cycle",
            id="two collections that require each other",
        ),
        pytest.param(
            lambda: library(more=[collection("guidance", "path")]),
            "badge-classes/path/v1.yaml",
            "/requires/1",
            "collection-cycle",
            id="a collection that requires itself",
        ),
        pytest.param(
            lambda: library(badge_class=badge_class(requires=(RequiredBadge(id="guidance"),))),
            "badge-classes/guidance/v1.yaml",
            "/requires",
            "requires-without-collection",
            id="required badges on a competence badge",
        ),
        pytest.param(
            lambda: library(
                badge_class=badge_class(units=(UnitRef(system="finland", code="nowhere"),))
            ),
            "badge-classes/guidance/v1.yaml",
            "/units/0",
            "unit-unknown",
            id="a class aligned with an unknown unit",
        ),
        pytest.param(
            lambda: library(badge_class=badge_class(units=(unit().ref,) * 2)),
            "badge-classes/guidance/v1.yaml",
            "/units/1",
            "unit-duplicate",
            id="one unit twice in a class",
        ),
        pytest.param(
            lambda: library(
                badge_class=badge_class(credits=Credits(value=Decimal(5), unit=CreditUnit.ECTS))
            ),
            "badge-classes/guidance/v1.yaml",
            "/credits/unit",
            "credits-unit-mixed",
            id="ects on a class that aligns with a unit of osp",
        ),
        pytest.param(
            lambda: library(badge_class=badge_class(achievement_type="Trophy")),
            "badge-classes/guidance/v1.yaml",
            "/achievementType",
            "achievement-type-unknown",
            id="an unknown achievement type",
        ),
        pytest.param(
            lambda: library(badge_class=badge_class(results=(result(result_type="Mood"),))),
            "badge-classes/guidance/v1.yaml",
            "/results/0/resultType",
            "result-type-unknown",
            id="an unknown result type",
        ),
        pytest.param(
            lambda: library(badge_class=badge_class(results=(result(), result()))),
            "badge-classes/guidance/v1.yaml",
            "/results/1/id",
            "result-duplicate",
            id="one result twice",
        ),
        pytest.param(
            lambda: library(badge_class=badge_class(results=(result(allowed_values=("1", "1")),))),
            "badge-classes/guidance/v1.yaml",
            "/results/0/allowedValues/1",
            "allowed-value-duplicate",
            id="one allowed value twice",
        ),
        pytest.param(
            lambda: library(
                badge_class=badge_class(
                    results=(result(allowed_values=("1", "2"), required_value="3"),)
                )
            ),
            "badge-classes/guidance/v1.yaml",
            "/results/0/requiredValue",
            "required-value-unknown",
            id="a required value that is not allowed",
        ),
        pytest.param(
            lambda: library(badge_class=badge_class(tags=("Ohjaus", "ohjaus"))),
            "badge-classes/guidance/v1.yaml",
            "/tags/1",
            "tag-duplicate",
            id="one tag twice in another case",
        ),
        pytest.param(
            lambda: library(more=[badge_class(version=3)]),
            "badge-classes/guidance/v3.yaml",
            "/version",
            "version-gap",
            id="version 3 after version 1",
        ),
        pytest.param(
            lambda: library(more=[badge_class()]),
            "badge-classes/guidance/v1.yaml",
            "",
            "duplicate-document",
            id="one badge class twice",
        ),
    ],
)
def test_breaking_a_rule_is_an_error_where_the_rule_is_broken(
    documents: Callable[[], list[AnyDocument]], file: str, pointer: str, code: str
) -> None:
    errors = [finding for finding in check(documents()) if finding.is_error]

    assert (file, pointer, code) in {(each.file, each.pointer, each.code) for each in errors}
    assert {each.file for each in errors} <= {file, "badge-classes/ring/v1.yaml"}


@pytest.mark.parametrize(
    ("documents", "pointer", "code"),
    [
        pytest.param(
            lambda: library(badge_class=badge_class(name=LocalisedText(fi="a", sv="b"))),
            "/name",
            "translation-missing",
            id="a name without English",
        ),
        pytest.param(
            lambda: library(criteria_set=criteria_set(criterion("attends"))),
            "/units",
            "competence-unaligned",
            id="a competence badge that aligns with nothing",
        ),
        pytest.param(
            lambda: library(unit=unit(()), criteria_set=criteria_set(criterion("a"))),
            "/requirements",
            "requirements-unexplained",
            id="no requirements and no note",
        ),
    ],
)
def test_what_is_merely_unfinished_is_a_warning(
    documents: Callable[[], list[AnyDocument]], pointer: str, code: str
) -> None:
    found = check(documents())

    assert not any(finding.is_error for finding in found)
    assert (pointer, code) in {(finding.pointer, finding.code) for finding in found}


def test_a_draft_class_may_pin_a_draft_criteria_set() -> None:
    drafts = library(
        criteria_set=criteria_set(status=Status.DRAFT), badge_class=badge_class(status=Status.DRAFT)
    )

    assert check(drafts) == ()


def test_an_unknown_extent_of_a_unit_is_never_compared() -> None:
    assert check(library(unit=unit(credits=None))) == ()


def test_own_types_are_allowed_when_they_say_so() -> None:
    own = badge_class(achievement_type="ext:Own", results=(result(result_type="ext:Own"),))

    assert check(library(badge_class=own)) == ()


def test_missing_official_texts_of_a_unit_are_one_warning_a_language() -> None:
    bare = unit(name=LocalisedText(fi="a")).model_copy(
        update={"requirements": tuple(_finnish_only(number) for number in (1, 2, 3))}
    )

    found = check(library(unit=bare))

    assert {finding.message for finding in found} == {
        "the source gave no text in sv for 4 of 4",
        "the source gave no text in en for 4 of 4",
    }
    assert len(found) == 2


def _finnish_only(number: int) -> object:
    return requirement(number).model_copy(update={"text": LocalisedText(fi="a")})


def test_only_the_languages_of_the_library_are_asked_for() -> None:
    finnish = LibraryDescription(
        id="l", name=text("a"), description=text("a"), licence="CC0-1.0", languages=("fi",)
    )
    bare = badge_class(name=LocalisedText(fi="a"))

    assert check(library(badge_class=bare, more=[finnish])) == ()


def test_findings_point_to_the_line_in_the_file() -> None:
    broken = badge_class(tags=("a", "b", "a"))
    path, written = render(broken)
    placed = parse_file(path, written).placed
    assert placed is not None

    found = check_library([placed, *(place(each) for each in (unit(), criteria_set()))])

    assert [written.splitlines()[finding.line - 1].strip() for finding in found] == ["- a"]
    assert str(found[0]).startswith(f"{path}:{found[0].line}: error: ")


def test_findings_come_in_the_order_of_files_and_lines() -> None:
    found = check(
        library(unit=[], badge_class=badge_class(achievement_type="Xyz", tags=("a", "a")))
    )

    assert list(found) == sorted(found, key=lambda each: (each.file, each.line, each.pointer))


@pytest.mark.reference
def test_the_enumerations_are_those_of_the_official_schema() -> None:
    path = reference("spec/schema-2026-official/ob_v3p0_achievementcredential_schema.json")
    definitions = json.loads(path.read_text())["$defs"]

    types = definitions["Achievement"]["properties"]["achievementType"]["oneOf"][0]["enum"]
    results = definitions["ResultDescription"]["properties"]["resultType"]["oneOf"][0]["enum"]

    assert set(types) == ACHIEVEMENT_TYPES
    assert set(results) == RESULT_TYPES
