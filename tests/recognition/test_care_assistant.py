"""A public rule as an acceptance test: who is eligible as a care assistant (hoiva-avustaja).

Either of two sets of units makes eligible: 106233 and 106228 of the basis of 2022 (25 + 35 osp),
or 107502, 107520 and 107510 of that of 2024 (20 + 25 + 15). Each unit is graded. A set is of the
date of its latest unit; the set completed first wins, and of two on one day that of 2024.
"""

from __future__ import annotations

from datetime import date

import pytest

from badgeservice.library.mapping_documents import Mapping
from badgeservice.recognition.outcomes import HeldBadge, LeafRefusal, MappingOutcome
from badgeservice.recognition.weigh import weigh
from tests.recognition.mappings import all_of, any_of, around, held, leaf, mapping

OF_2022 = ("u-106233", "u-106228")
OF_2024 = ("u-107502", "u-107520", "u-107510")


def rule() -> Mapping:
    return mapping(
        any_of(
            all_of(*(leaf(code, graded=True) for code in OF_2024)),
            all_of(*(leaf(code, graded=True) for code in OF_2022)),
        )
    )


def completed(*units: tuple[str, date]) -> list[HeldBadge]:
    return [held(code, index, awarded_on=on, grade="3") for index, (code, on) in enumerate(units)]


def outcome(badges: list[HeldBadge]) -> MappingOutcome:
    (found,) = weigh([rule()], badges, circumstances=around())
    return found


def test_the_set_of_2022_makes_eligible_from_the_date_of_its_latest_unit() -> None:
    badges = completed(("u-106233", date(2024, 5, 2)), ("u-106228", date(2023, 12, 15)))

    found = outcome(badges)

    assert (found.is_satisfied, found.complete_on) == (True, date(2024, 5, 2))


def test_the_set_of_2024_makes_eligible_from_the_date_of_its_latest_unit() -> None:
    badges = completed(
        ("u-107502", date(2025, 1, 10)),
        ("u-107520", date(2025, 3, 31)),
        ("u-107510", date(2025, 2, 1)),
    )

    found = outcome(badges)

    assert (found.is_satisfied, found.complete_on) == (True, date(2025, 3, 31))


def test_of_two_sets_the_one_completed_first_wins() -> None:
    later = [(code, date(2025, 9, 1)) for code in OF_2024]
    earlier = [(code, date(2025, 8, 31)) for code in OF_2022]

    assert outcome(completed(*later, *earlier)).complete_on == date(2025, 8, 31)


def test_of_two_sets_completed_on_one_day_that_of_2024_wins() -> None:
    day = date(2025, 8, 31)
    found = outcome(completed(*((code, day) for code in (*OF_2022, *OF_2024))))

    assert found.taken == frozenset(OF_2024)


@pytest.mark.parametrize("mixture", [(OF_2022[0], OF_2024[0]), (OF_2022[1], *OF_2024[:2])])
def test_units_of_both_sets_do_not_add_up(mixture: tuple[str, ...]) -> None:
    found = outcome(completed(*((code, date(2025, 1, 1)) for code in mixture)))

    assert not found.is_satisfied
    assert found.complete_on is None


@pytest.mark.parametrize("missing", OF_2022)
def test_a_unit_without_a_grade_does_not_count(missing: str) -> None:
    badges = [
        held(code, index, grade=None if code == missing else "3")
        for index, code in enumerate(OF_2022)
    ]

    found = outcome(badges)

    assert not found.is_satisfied
    assert {each.leaf: each.refusal for each in found.leaves}[missing] is LeafRefusal.NOT_GRADED
