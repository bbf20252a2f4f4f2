"""Badges that are weighed for the benchmark come to what the page says that they come to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bench import recognition
from tests.bench.made_up import TINY


def test_the_statements_do_not_grow_with_the_mappings(tmp_path: Path) -> None:
    plan = replace(TINY, mapping_counts=(1, 4))

    found = recognition.growth(tmp_path / "world", plan)

    assert [each.mappings for each in found] == [1, 4]
    assert len({each.statements for each in found}) == 1
    assert all(each.weigh > 0 and each.fit > 0 for each in found)


def test_every_badge_is_of_a_class_of_its_own_and_every_unit_has_its_requirements() -> None:
    badges, basis = recognition.seen_badges(recognition.BADGES), recognition.basis()

    assert len({str(each.claims) for each in badges}) == recognition.BADGES
    assert len(basis.units) == recognition.UNITS
    assert all(len(unit.requirements) == 5 for unit in basis.units)
