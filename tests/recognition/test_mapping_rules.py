"""A mapping that cannot be true is refused, with the rule that it breaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.library.documents import (
    BadgeKind,
    Credits,
    LocalisedText,
    Strength,
    UnitRef,
)
from badgeservice.library.mapping_documents import (
    Agreement,
    Badge,
    Course,
    CoverageLine,
    CoveredBy,
    Expression,
    GradePolicy,
    GradeRule,
    LocalUnit,
    Mapping,
    PartOfUnit,
    SubAreaTarget,
    WholeUnit,
)
from badgeservice.library.shelf import PublishedClass
from badgeservice.qualifications.bases import SubArea
from badgeservice.recognition.mapping_rules import Surroundings, faults_of
from badgeservice.recognition.outcomes import HeldBadge
from badgeservice.recognition.weigh import weigh
from tests import builders
from tests.recognition.mappings import (
    DAY,
    all_of,
    any_of,
    around,
    basis,
    covers,
    ects,
    held,
    leaf,
    mapping,
    n_of,
    osp,
    part,
    ref,
    unit,
    whole,
)

AREA = SubArea(
    code="area", version=1, name=LocalisedText(fi="Osa-alue"), compulsory=osp(4), optional=osp(3)
)
UNIT = unit("u", "r1", "r2")
BASIS = basis("OPH-1-2024", replace(UNIT, sub_areas=(AREA,)))
NAME = LocalisedText(fi="Osa")
UNKNOWN_CRITERION = CoveredBy(badge="b", criterion="none", strength=Strength.COVERS)
BOTH = tuple(
    Agreement.model_validate(
        {"organisation": party, "party": party, "role": role, "by": "Y", "on": DAY}
    )
    for role, party in (("college", "college"), ("badge-owner", "county"))
)


def area(extent: Credits, code: str = "area") -> SubAreaTarget:
    return SubAreaTarget(unit=ref("u"), area=code, credits=extent)


def sound(**changes: Any) -> Mapping:
    """Return a mapping to a whole unit that nothing is wrong with, and what is changed of it."""
    return mapping(
        **{
            "badges": all_of(leaf("a"), leaf("b")),
            "basis": BASIS.code,
            "target": whole("u"),
            "coverage": (covers("r1", "a"), covers("r2", "b")),
            "agreements": BOTH,
            **changes,
        }
    )


def published(name: str, kind: BadgeKind = BadgeKind.COMPETENCE) -> PublishedClass:
    return builders.published(organisation_id="county", id=name, badge_kind=kind)


def surroundings(**changes: Any) -> Surroundings:
    classes = {f"county/{name}": (published(name),) for name in ("a", "b", "c")}
    classes["county/presence"] = (published("presence", BadgeKind.PARTICIPATION),)
    return Surroundings(**{"day": DAY, "basis": BASIS, "classes": classes, **changes})


def codes(found: Mapping, **changes: Any) -> set[str]:
    return {fault.code for fault in faults_of(found, surroundings(**changes))}


def test_a_mapping_that_can_be_true_has_no_faults() -> None:
    assert codes(sound()) == set()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param(
            {"valid_until": date(2019, 1, 1)}, "dates-reversed", id="ends before it begins"
        ),
        pytest.param({"agreements": BOTH[:1]}, "agreement-missing", id="agreed by one side"),
        pytest.param({"basis": None}, "basis-missing", id="no basis"),
        pytest.param({"target": whole("other")}, "unit-unknown", id="a unit of another basis"),
        pytest.param(
            {"target": whole("u").model_copy(update={"unit_version": 7})},
            "unit-version-differs",
            id="another version of the unit",
        ),
        pytest.param(
            {"target": WholeUnit(unit=UnitRef(system="elsewhere", code="u"))},
            "system-differs",
            id="another system",
        ),
        pytest.param(
            {"target": part(osp(16))}, "credits-exceed-unit", id="a part larger than the unit"
        ),
        pytest.param({"target": part(ects(5))}, "credit-unit-differs", id="a part in ECTS"),
        pytest.param(
            {"target": area(osp(3), "other")}, "sub-area-unknown", id="an unknown sub-area"
        ),
        pytest.param({"target": area(osp(5))}, "sub-area-credits-differ", id="half a sub-area"),
        pytest.param({"target": area(ects(4))}, "credit-unit-differs", id="a sub-area in ECTS"),
        pytest.param(
            {
                "basis": None,
                "coverage": (),
                "target": Course(unit=ref("c"), name=NAME, credits=osp(5)),
            },
            "credit-unit-differs",
            id="a course in osp",
        ),
        pytest.param(
            {
                "basis": None,
                "coverage": (),
                "target": LocalUnit(unit=ref("l"), name=NAME, description=NAME, credits=ects(5)),
            },
            "credit-unit-differs",
            id="a local unit in ECTS",
        ),
        pytest.param(
            {"badges": n_of(3, leaf("a"), leaf("b"))}, "count-impossible", id="three of two"
        ),
        pytest.param(
            {"badges": all_of(leaf("a"), leaf("b"), leaf("c", id="a"))},
            "leaf-twice",
            id="one name for two",
        ),
        pytest.param(
            {"badges": all_of(leaf("a"), leaf("b"), leaf("a", id="a2"))},
            "class-twice",
            id="one class twice",
        ),
        pytest.param(
            {"badges": all_of(leaf("a"), leaf("b"), Badge(id="x"))},
            "class-not-named",
            id="a badge of no class",
        ),
        pytest.param(
            {
                "badges": all_of(
                    leaf("a"),
                    leaf("b"),
                    leaf("c", issuer="did:web:x.example", achievement="https://x.fi/1"),
                )
            },
            "class-not-named",
            id="a badge of two classes",
        ),
        pytest.param(
            {"badges": all_of(leaf("a", minimum_version=3, maximum_version=2), leaf("b"))},
            "versions-reversed",
            id="no version between",
        ),
        pytest.param(
            {"badges": all_of(leaf("a", minimum_version=9), leaf("b"))},
            "class-unknown",
            id="versions that are not published",
        ),
        pytest.param(
            {"badges": all_of(leaf("a"), leaf("b"), leaf("nobody"))},
            "class-unknown",
            id="an unknown class",
        ),
        pytest.param(
            {"badges": all_of(leaf("a"), leaf("b"), leaf("presence"))},
            "participation-badge",
            id="a participation badge",
        ),
        pytest.param(
            {"coverage": (covers("r1", "a"), covers("r2", "b"), covers("r2", "a"))},
            "requirement-twice",
            id="a requirement twice",
        ),
        pytest.param(
            {"coverage": (covers("r1", "a"), covers("r2", "b"), covers("r3", "a"))},
            "requirement-unknown",
            id="an unknown requirement",
        ),
        pytest.param(
            {"coverage": (covers("r1", "a"), covers("r2", "b").model_copy(update={"version": 2}))},
            "requirement-version-differs",
            id="another version of a requirement",
        ),
        pytest.param(
            {"coverage": (covers("r1", "a"), covers("r2", "b", "z"))},
            "leaf-unknown",
            id="covered by a badge that is not asked for",
        ),
        pytest.param(
            {
                "coverage": (
                    covers("r1", "a"),
                    CoverageLine(requirement="r2", version=1, by=(UNKNOWN_CRITERION,)),
                )
            },
            "criterion-unknown",
            id="covered by an unknown criterion",
        ),
        pytest.param(
            {"coverage": (covers("r1", "a"),)},
            "requirement-not-covered",
            id="a requirement left out",
        ),
        pytest.param(
            {"coverage": (covers("r1", "a"), covers("r2", "b", strength=Strength.CONTRIBUTES))},
            "requirement-not-covered",
            id="a requirement only contributed to",
        ),
        pytest.param(
            {"badges": any_of(leaf("a"), leaf("b"))},
            "requirement-not-always-covered",
            id="one way covers less",
        ),
        pytest.param(
            {"grade": GradeRule(policy=GradePolicy.FROM_RESULT, table={"good": "9"})},
            "grade-unknown",
            id="a grade of another scale",
        ),
    ],
)
def test_what_cannot_be_true_is_named(changes: dict[str, Any], code: str) -> None:
    assert code in codes(sound(**changes), grades=frozenset({"1", "2", "3", "4", "5"}))


@pytest.mark.parametrize(
    ("surrounded", "code"),
    [
        pytest.param({"basis": None}, "basis-unknown", id="not imported"),
        pytest.param(
            {"basis": replace(BASIS, in_force_until=date(2025, 1, 1))},
            "basis-not-in-force",
            id="ended",
        ),
        pytest.param(
            {"basis": replace(BASIS, units=(replace(UNIT, requirements=()),))},
            "requirements-unknown",
            id="requirements unknown",
        ),
    ],
)
def test_what_the_basis_does_not_allow_is_named(surrounded: dict[str, Any], code: str) -> None:
    assert code in codes(sound(), **surrounded)


def test_a_basis_in_transition_can_still_be_mapped_to() -> None:
    in_transition = replace(
        BASIS, in_force_until=date(2026, 1, 1), transition_until=date(2027, 1, 1)
    )

    assert codes(sound(), basis=in_transition) == set()


@pytest.mark.parametrize("extent", [3, 4, 7])
def test_a_sub_area_is_its_compulsory_its_optional_part_or_both(extent: int) -> None:
    assert codes(sound(target=area(osp(extent)))) == set()


@given(st.lists(st.integers(1, 15), min_size=1, max_size=5))
def test_the_parts_of_a_unit_never_exceed_it(extents: list[int]) -> None:
    agreed: list[Mapping] = []
    for number, extent in enumerate(extents):
        wanted = sound(id=f"m-{number}", target=part(osp(extent), code=f"part-{number}"))
        if not codes(wanted, others=tuple(agreed)):
            agreed.append(wanted)

    total = sum(each.target.credits.value for each in agreed if isinstance(each.target, PartOfUnit))
    assert total <= 15


def test_a_new_version_of_a_mapping_does_not_count_beside_its_old_one() -> None:
    old = sound(id="m", target=part(osp(10)))

    assert codes(sound(id="m", version=2, target=part(osp(12))), others=(old,)) == set()
    renamed = part(osp(12), code="part-2")
    assert codes(sound(id="m", version=2, target=renamed), others=(old,)) == set()


NAMES = ("a", "b", "c")


def _expressions() -> st.SearchStrategy[Expression]:
    def grouped(below: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
        parts = st.lists(below, min_size=1, max_size=3)
        return parts.map(lambda each: all_of(*each)) | parts.map(lambda each: any_of(*each))

    leaves: st.SearchStrategy[Expression] = st.sampled_from([leaf(name) for name in NAMES])
    return st.recursive(leaves, grouped, max_leaves=5)


@given(
    _expressions(),
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.frozensets(st.sampled_from(NAMES)),
)
def test_the_badges_of_a_faultless_mapping_to_a_whole_unit_always_cover_it(
    badges: Expression, covering: tuple[str, str], names: frozenset[str]
) -> None:
    wanted = sound(badges=badges, coverage=(covers("r1", covering[0]), covers("r2", covering[1])))
    presented: list[HeldBadge] = [held(name, index) for index, name in enumerate(sorted(names))]
    local = sound(badges=badges, basis=None, coverage=(), target=mapping(badges).target)

    (whole_unit, set_alone) = weigh([wanted, local], presented, circumstances=around(BASIS))

    if not codes(wanted):
        assert whole_unit.is_satisfied == set_alone.is_satisfied
