"""What badges come to under a mapping."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.library.documents import Strength
from badgeservice.library.mapping_documents import (
    Badge,
    Currency,
    Expression,
    GradePolicy,
    GradeRule,
    Mapping,
    MappingStatus,
    TrustRule,
)
from badgeservice.recognition.outcomes import HeldBadge, LeafRefusal, MappingOutcome
from badgeservice.recognition.weigh import is_satisfiable, leaves_of, weigh
from tests.recognition.mappings import (
    COUNTY,
    all_of,
    any_of,
    around,
    basis,
    covers,
    held,
    leaf,
    mapping,
    n_of,
    osp,
    unit,
    whole,
)

NAMES = ("a", "b", "c", "d", "e")
UNIT = unit("u", "r1", "r2")
BASIS = basis("OPH-1-2024", UNIT)


def weighed(agreed: Mapping, *badges: HeldBadge, **circumstances: Any) -> MappingOutcome:
    (found,) = weigh([agreed], badges, circumstances=around(BASIS, **circumstances))
    return found


def refusals(found: MappingOutcome) -> dict[str, LeafRefusal | None]:
    return {each.leaf: each.refusal for each in found.leaves}


REFUSED: dict[LeafRefusal, tuple[dict[str, Any], dict[str, Any]]] = {
    LeafRefusal.EXPIRED: ({"expires_on": date(2026, 11, 23)}, {}),
    LeafRefusal.TOO_OLD: (
        {"awarded_on": date(2021, 11, 23)},
        {"currency": Currency(maximum_age="P5Y")},
    ),
    LeafRefusal.NOT_YET_VALID: ({"refusal": LeafRefusal.NOT_YET_VALID}, {}),
    LeafRefusal.INVALID: ({"refusal": LeafRefusal.INVALID}, {}),
    LeafRefusal.OTHER_RECIPIENT: ({"refusal": LeafRefusal.OTHER_RECIPIENT}, {}),
    LeafRefusal.REVOKED: ({"refusal": LeafRefusal.REVOKED}, {}),
    LeafRefusal.SUSPENDED: ({"refusal": LeafRefusal.SUSPENDED}, {}),
    LeafRefusal.BAD_SIGNATURE: ({"refusal": LeafRefusal.BAD_SIGNATURE}, {}),
    LeafRefusal.UNVERIFIABLE: ({"refusal": LeafRefusal.UNVERIFIABLE}, {}),
    LeafRefusal.UNTRUSTED_ISSUER: ({"is_trusted": False}, {}),
    LeafRefusal.NOT_ENDORSED: ({}, {"trust": TrustRule(endorsed_by="did:web:college.example")}),
    LeafRefusal.WRONG_ASSESSMENT: (
        {"assessments": frozenset({"self"})},
        {"trust": TrustRule(assessment=("observation",))},
    ),
    LeafRefusal.WRONG_VERSION: ({"version": 3}, {"badges": leaf("a", maximum_version=2)}),
    LeafRefusal.NOT_GRADED: ({"grade": None}, {"badges": leaf("a", graded=True)}),
    LeafRefusal.PARTICIPATION_ONLY: ({"is_participation": True}, {}),
    LeafRefusal.MAPPING_NOT_VALID: ({}, {"status": MappingStatus.SUSPENDED}),
    LeafRefusal.BASIS_NOT_IN_FORCE: ({}, {"basis": "OPH-9-2010"}),
    LeafRefusal.NOT_HELD: ({"class_key": "county/other"}, {}),
}


@pytest.mark.parametrize("refusal", LeafRefusal)
def test_every_reason_is_given_for_what_it_says_and_for_nothing_else(refusal: LeafRefusal) -> None:
    of_badge, of_mapping = REFUSED[refusal]
    sound = mapping(leaf("a"))
    refused = mapping(**{"badges": leaf("a"), **of_mapping})

    assert refusals(weighed(sound, held("a"))) == {"a": None}
    assert refusals(weighed(refused, held("a", **of_badge))) == {"a": refusal}


@pytest.mark.parametrize(
    ("changes", "badge"),
    [
        pytest.param(
            {"currency": Currency(maximum_age="P5Y")},
            {"awarded_on": date(2021, 11, 24)},
            id="just young enough",
        ),
        pytest.param({}, {"expires_on": date(2026, 11, 24)}, id="on its last day"),
        pytest.param(
            {"currency": Currency(require_unexpired=False)},
            {"expires_on": date(2020, 1, 1), "refusal": LeafRefusal.EXPIRED},
            id="expired, where that does not matter",
        ),
        pytest.param({"trust": TrustRule(issuers=(COUNTY,))}, {}, id="an issuer that is named"),
        pytest.param(
            {"badges": leaf("a", minimum_version=2, maximum_version=2)},
            {"version": 2},
            id="the only version",
        ),
    ],
)
def test_a_badge_within_the_bounds_counts(changes: dict[str, Any], badge: dict[str, Any]) -> None:
    found = weighed(mapping(**{"badges": leaf("a"), **changes}), held("a", **badge))

    assert found.is_satisfied


def test_an_issuer_that_the_mapping_does_not_name_is_not_trusted_for_it() -> None:
    agreed = mapping(leaf("a"), trust=TrustRule(issuers=("did:web:other.example",)))

    assert refusals(weighed(agreed, held("a"))) == {"a": LeafRefusal.UNTRUSTED_ISSUER}


def test_a_badge_of_the_same_class_by_another_issuer_is_no_badge_of_a_strangers_class() -> None:
    url = "https://stranger.example/achievements/1"
    agreed = mapping(Badge(id="a", issuer="did:web:stranger.example", achievement=url))

    theirs = weighed(agreed, held("a", class_key=url, issuer_id="did:web:stranger.example"))
    forged = weighed(agreed, held("a", class_key=url, issuer_id="did:web:forger.example"))

    assert refusals(theirs) == {"a": None}
    assert refusals(forged) == {"a": LeafRefusal.NOT_HELD}


def test_of_several_badges_the_reason_is_that_of_the_one_that_got_furthest() -> None:
    forged = held("a", 0, refusal=LeafRefusal.BAD_SIGNATURE)
    old = held("a", 1, version=9)
    agreed = mapping(leaf("a", maximum_version=2))

    for badges in ([forged, old], [old, forged]):
        (line,) = weighed(agreed, *badges).leaves
        assert (line.badge, line.refusal) == (1, LeafRefusal.WRONG_VERSION)


def test_a_whole_unit_is_recognised_when_every_requirement_is_covered() -> None:
    agreed = mapping(
        all_of(leaf("a"), leaf("b")),
        basis=BASIS.code,
        target=whole("u"),
        coverage=(covers("r1", "a"), covers("r2", "b")),
    )

    found = weighed(agreed, held("a", 0), held("b", 1, awarded_on=date(2026, 3, 1)))

    assert found.is_satisfied
    assert found.credits == osp(15)
    assert found.complete_on == date(2026, 3, 1)
    assert found.missing == ()
    assert found.requirements[1].by == (("b", 1, None),)


def test_of_two_badges_of_a_class_the_earlier_one_gives_the_date() -> None:
    later, earlier = held("a", 0), held("a", 1, awarded_on=date(2025, 5, 1))

    found = weighed(mapping(leaf("a")), later, earlier)

    assert (found.complete_on, found.leaves[0].badge) == (date(2025, 5, 1), 1)


def test_a_unit_without_known_requirements_is_never_whole() -> None:
    bare = basis("OPH-3-2024", unit("u"))
    agreed = mapping(leaf("a"), basis=bare.code, target=whole("u"))

    (found,) = weigh([agreed], [held("a")], circumstances=around(bare))

    assert not found.is_satisfied


def test_a_badge_from_the_end_of_the_calendar_is_weighed_like_any_other() -> None:
    agreed = mapping(leaf("a"), currency=Currency(maximum_age="P99Y"))

    found = weighed(agreed, held("a", awarded_on=date.max, refusal=LeafRefusal.BAD_SIGNATURE))

    assert refusals(found) == {"a": LeafRefusal.BAD_SIGNATURE}


def test_a_contribution_does_not_cover() -> None:
    agreed = mapping(
        leaf("a"),
        basis=BASIS.code,
        target=whole("u"),
        coverage=(covers("r1", "a"), covers("r2", "a", strength=Strength.CONTRIBUTES)),
    )

    found = weighed(agreed, held("a"))

    assert not found.is_satisfied
    assert found.credits is None
    assert found.missing == ("r2",)


def test_a_unit_whose_extent_is_not_known_gives_credits_that_are_not_known() -> None:
    unknown = basis("OPH-2-2024", unit("u", "r1", extent=None))
    agreed = mapping(
        leaf("a"), basis=unknown.code, target=whole("u"), coverage=(covers("r1", "a"),)
    )

    (found,) = weigh([agreed], [held("a")], circumstances=around(unknown))

    assert found.is_satisfied
    assert found.credits is None


def test_a_replaced_basis_serves_those_who_began_under_it_until_its_transition_ends() -> None:
    old = basis(
        "OPH-1-2020", UNIT, in_force_until=date(2026, 7, 31), transition_until=date(2026, 12, 31)
    )
    new = basis("OPH-1-2026", UNIT, in_force_from=date(2026, 8, 1), replaces=(old.code,))
    agreed = mapping(
        leaf("a"),
        basis=old.code,
        target=whole("u"),
        coverage=(covers("r1", "a"), covers("r2", "a")),
    )

    def ask(studying_under: str | None, transition_until: date) -> MappingOutcome:
        bases = (replace(old, transition_until=transition_until), new)
        there = around(*bases, studying_under=studying_under)
        (found,) = weigh([agreed], [held("a")], circumstances=there)
        return found

    assert ask(old.code, date(2026, 12, 31)).is_satisfied
    assert refusals(ask(new.code, date(2026, 12, 31))) == {"a": LeafRefusal.BASIS_NOT_IN_FORCE}
    assert refusals(ask(None, date(2026, 12, 31))) == {"a": LeafRefusal.BASIS_NOT_IN_FORCE}
    assert refusals(ask(old.code, date(2026, 11, 23))) == {"a": LeafRefusal.BASIS_NOT_IN_FORCE}
    assert ask(old.code, date(2026, 12, 31)).review_due


@pytest.mark.parametrize(
    ("grades", "proposed"),
    [(("4", "4"), "K4"), (("4", "5"), None), (("4", None), None), (("x", "x"), None)],
)
def test_a_grade_is_proposed_when_all_badges_speak_for_it(
    grades: tuple[str | None, str | None], proposed: str | None
) -> None:
    agreed = mapping(
        all_of(leaf("a"), leaf("b")),
        grade=GradeRule(policy=GradePolicy.FROM_RESULT, table={"4": "K4", "5": "K5"}),
    )

    found = weighed(agreed, held("a", grade=grades[0]), held("b", grade=grades[1]))

    assert found.grade == proposed


BADGES = st.builds(
    lambda name, index, changes: held(name, index, **changes),
    st.sampled_from(NAMES),
    st.integers(0, 500),
    st.fixed_dictionaries(
        {},
        optional={
            "is_trusted": st.booleans(),
            "refusal": st.none() | st.sampled_from([LeafRefusal.REVOKED, LeafRefusal.EXPIRED]),
            "awarded_on": st.dates(date(2015, 1, 1), date(2026, 11, 24)),
            "expires_on": st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1)),
            "version": st.integers(1, 3),
        },
    ),
)
HELD = st.lists(BADGES, max_size=12, unique_by=lambda badge: badge.credential_id)


def _expressions() -> st.SearchStrategy[Expression]:
    def grouped(below: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
        parts = st.lists(below, min_size=1, max_size=3)
        return st.one_of(
            parts.map(lambda each: all_of(*each)),
            parts.map(lambda each: any_of(*each)),
            parts.flatmap(lambda each: st.integers(1, len(each)).map(lambda n: n_of(n, *each))),
        )

    leaves: st.SearchStrategy[Expression] = st.sampled_from([leaf(name) for name in NAMES])
    return st.recursive(leaves, grouped, max_leaves=6)


COVERAGES: st.SearchStrategy[tuple[Any, ...]] = st.lists(
    st.builds(
        covers,
        st.sampled_from(["r1", "r2"]),
        st.sampled_from(NAMES),
        strength=st.sampled_from(Strength),
    ),
    max_size=2,
    unique_by=lambda line: line.requirement,
).map(tuple)
MAPPINGS = st.builds(
    lambda badges, coverage, is_whole: mapping(
        badges,
        coverage=coverage,
        **({"target": whole("u"), "basis": BASIS.code} if is_whole else {}),
    ),
    _expressions(),
    COVERAGES,
    st.booleans(),
)


def covered(found: MappingOutcome) -> set[str]:
    return {line.code for line in found.requirements if line.strength is Strength.COVERS}


@given(MAPPINGS, HELD, BADGES)
def test_another_badge_never_covers_less(
    agreed: Mapping, badges: list[HeldBadge], another: HeldBadge
) -> None:
    before, after = weighed(agreed, *badges), weighed(agreed, *badges, another)

    assert covered(before) <= covered(after)
    assert before.is_satisfied <= after.is_satisfied
    if before.complete_on is not None and after.complete_on is not None:
        assert after.complete_on <= before.complete_on


@given(MAPPINGS, HELD, st.randoms(use_true_random=False))
def test_the_order_of_badges_makes_no_difference(
    agreed: Mapping, badges: list[HeldBadge], random: Any
) -> None:
    shuffled = list(badges)
    random.shuffle(shuffled)

    assert weighed(agreed, *shuffled) == weighed(agreed, *badges)


@given(MAPPINGS, HELD)
def test_a_whole_unit_means_that_every_requirement_is_covered(
    agreed: Mapping, badges: list[HeldBadge]
) -> None:
    found = weighed(agreed, *badges)

    if found.is_satisfied and agreed.target.kind == "whole-unit":
        assert covered(found) == {"r1", "r2"}
        assert found.credits == osp(15)


@given(MAPPINGS, HELD)
def test_credits_are_those_of_the_target_or_none(agreed: Mapping, badges: list[HeldBadge]) -> None:
    found = weighed(agreed, *badges)

    assert found.credits in ({None} if not found.is_satisfied else {osp(5), osp(15)})


@given(_expressions(), st.frozensets(st.sampled_from(NAMES)))
def test_an_expression_means_what_it_says(expression: Expression, names: frozenset[str]) -> None:
    def rule(part: Expression) -> bool:
        if isinstance(part, Badge):
            return part.id in names
        met = sum(rule(each) for each in part.of)
        if part.kind == "n-of":
            return met >= part.count
        return met == len(part.of) if part.kind == "all-of" else met >= 1

    assert is_satisfiable(expression, held=names) == rule(expression)
    assert {each.id for each in leaves_of(expression)} <= set(NAMES)
