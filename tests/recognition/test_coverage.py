"""What somebody could get of a whole basis: whole units, parts that add up, and what is missing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from badgeservice.library.documents import Strength
from badgeservice.library.mapping_documents import Mapping
from badgeservice.recognition.coverage import Reach, UnitCoverage, coverage_of
from badgeservice.recognition.outcomes import HeldBadge
from badgeservice.recognition.weigh import weigh
from tests.recognition.mappings import (
    around,
    basis,
    covers,
    ects,
    held,
    leaf,
    mapping,
    osp,
    part,
    unit,
    whole,
)

BASIS = basis("OPH-1-2024", unit("u", "r1", "r2"), unit("v", "r3"))
OTHER = basis("OPH-2-2024", unit("u", "r1", "r2"))


def agreed(name: str, badge: str, **changes: Any) -> Mapping:
    return mapping(leaf(badge), **{"id": name, "basis": BASIS.code, **changes})


def covered(mappings: list[Mapping], *badges: HeldBadge) -> dict[str, UnitCoverage]:
    outcomes = weigh(mappings, badges, circumstances=around(BASIS, OTHER))
    return {each.unit.ref.code: each for each in coverage_of(BASIS, outcomes)}


WHOLE = agreed("whole", "a", target=whole("u"), coverage=(covers("r1", "a"), covers("r2", "a")))
FIRST = agreed("first", "b", target=part(osp(10)), coverage=(covers("r1", "b"),))
SECOND = agreed("second", "c", target=part(osp(4), code="part-2"))


def test_every_unit_of_the_basis_is_told_in_its_order() -> None:
    found = covered([WHOLE])

    assert list(found) == ["u", "v"]
    assert {each.reach for each in found.values()} == {Reach.NOTHING}
    assert (found["u"].credits, found["u"].missing) == (None, ("r1", "r2"))


def test_one_mapping_makes_a_unit_whole() -> None:
    found = covered([WHOLE, FIRST], held("a", 0), held("b", 1))["u"]

    assert (found.reach, found.credits, found.missing) == (Reach.WHOLE_UNIT, osp(15), ())
    assert [each.mapping.id for each in found.satisfied] == ["whole"]


def test_parts_add_up_and_the_rest_is_missing() -> None:
    found = covered([FIRST, SECOND], held("b", 0), held("c", 1))["u"]

    assert (found.reach, found.credits, found.missing) == (Reach.PARTS, osp(14), ("r2",))
    assert [speaker.badge for speaker in found.lines[0].speakers] == [0]


def test_the_same_part_by_two_mappings_counts_once() -> None:
    again = agreed("again", "c", target=part(osp(10)))

    assert covered([FIRST, again], held("b", 0), held("c", 1))["u"].credits == osp(10)


def test_parts_never_come_to_more_than_the_unit() -> None:
    larger = agreed("larger", "c", target=part(osp(9), code="part-3"))

    assert covered([FIRST, larger], held("b", 0), held("c", 1))["u"].credits == osp(15)


def test_points_and_credits_are_never_added() -> None:
    in_ects = agreed("ects", "c", target=part(ects(4), code="part-3"))

    found = covered([FIRST, in_ects], held("b", 0), held("c", 1))["u"]

    assert (found.reach, found.credits) == (Reach.PARTS, None)


def test_a_mapping_to_a_unit_of_that_code_in_another_basis_says_nothing() -> None:
    elsewhere = WHOLE.model_copy(update={"basis": OTHER.code})

    assert covered([elsewhere], held("a"))["u"].reach is Reach.NOTHING


def test_a_contribution_is_told_and_the_requirement_still_missing() -> None:
    weaker = agreed(
        "weaker",
        "b",
        target=part(osp(1)),
        coverage=(covers("r1", "b", strength=Strength.CONTRIBUTES),),
    )

    found = covered([weaker], held("b"))["u"]

    assert found.lines[0].strength is Strength.CONTRIBUTES
    assert "r1" in found.missing


@given(st.lists(st.integers(1, 15), min_size=1, max_size=6), st.data())
def test_however_many_parts_there_are_a_unit_is_not_exceeded(
    extents: list[int], data: st.DataObject
) -> None:
    mappings = [
        agreed(f"m{number}", f"b{number}", target=part(osp(extent), code=f"part-{number}"))
        for number, extent in enumerate(extents)
    ]
    shown = data.draw(st.sets(st.sampled_from(range(len(extents))), min_size=1))

    found = covered(mappings, *(held(f"b{number}", number) for number in shown))["u"]

    assert found.credits is not None
    assert found.credits.value == min(Decimal(sum(extents[each] for each in shown)), Decimal(15))
