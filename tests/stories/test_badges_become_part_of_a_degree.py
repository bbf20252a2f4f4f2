"""A college and a county agree, and badges become a unit, a part, a sub-area and a course."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.stories.conftest import INSTRUCTOR_CLASSES, Service
from tests.stories.recognising import (
    COMMON,
    COUNTY_DID,
    SOCIETY,
    Sides,
    basis_of,
    coverage_of,
    leaf,
    sides,
    unit_ref,
)

INSTRUCTOR = "tutkinnonosat_106731"
YTTT = {"area": "ammatillisenoppiaineet_yttt", "credits": {"value": 2, "unit": "osp"}}


@pytest.fixture
def both(service: Service, library_documents: list[dict[str, Any]]) -> Sides:
    both = sides(service, library_documents)
    both.college.trust(COUNTY_DID)
    return both


def agree_to_whole_unit(both: Sides) -> None:
    both.agree(
        "workplace-instructor",
        {"kind": "whole-unit", "unit": unit_ref(INSTRUCTOR), "unitVersion": 1},
        {"kind": "all-of", "of": [leaf(each) for each in INSTRUCTOR_CLASSES]},
        basis=COMMON,
        coverage=coverage_of(both.library, INSTRUCTOR, *INSTRUCTOR_CLASSES),
    )


def test_three_badges_are_a_whole_unit_on_the_day_of_the_last(both: Sides) -> None:
    agree_to_whole_unit(both)
    earlier, later = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 9, 15, tzinfo=UTC)
    urls = [
        both.county.issue(each, awardedAt=at.isoformat(), validFrom=at.isoformat())["url"]
        for each, at in zip(INSTRUCTOR_CLASSES, (earlier, later, earlier), strict=True)
    ]

    two = both.outcome("workplace-instructor", *urls[:2])
    three = both.outcome("workplace-instructor", *urls)
    (unit,) = (
        each
        for each in both.ask(*urls, basis=COMMON)["units"]
        if each["unit"]["code"] == INSTRUCTOR
    )

    assert (two["satisfied"], two["credits"]) == (False, None)
    assert sorted(two["missing"]) == [f"ammattitaitovaatimukset_{n}" for n in (9514, 9515, 9516)]
    assert (three["satisfied"], three["missing"]) == (True, [])
    assert three["credits"] == {"value": 5, "unit": "osp"}
    assert three["completeOn"] == "2026-09-15"
    assert (unit["reach"], len(unit["requirements"])) == ("whole-unit", 15)
    assert all(each["strength"] == "covers" for each in unit["requirements"])


def test_one_badge_is_a_part_of_a_unit_with_the_credits_that_were_declared(both: Sides) -> None:
    part = {
        "kind": "part-of-unit",
        "unit": unit_ref(INSTRUCTOR),
        "code": "kao-palaute",
        "name": {"fi": "Palautteen antaminen"},
        "credits": {"value": 1, "unit": "osp"},
    }
    both.agree(
        "feedback",
        part,
        leaf("feedback-giver"),
        basis=COMMON,
        coverage=coverage_of(both.library, INSTRUCTOR, "feedback-giver"),
        route="assessors",
    )
    url = both.county.issue("feedback-giver")["url"]

    answer = both.ask(url, basis=COMMON)

    (outcome,) = answer["mappings"]
    (unit,) = (each for each in answer["units"] if each["unit"]["code"] == INSTRUCTOR)
    assert outcome["satisfied"] is True
    assert outcome["credits"] == unit["credits"] == {"value": 1, "unit": "osp"}
    assert (outcome["route"], unit["reach"]) == ("assessors", "parts")
    assert len(unit["missing"]) == 15 - len(outcome["requirements"]) + len(outcome["missing"])


def test_parts_cannot_be_more_than_their_unit(both: Sides) -> None:
    def part(code: str, credits_: int) -> dict[str, Any]:
        return {
            "kind": "part-of-unit",
            "unit": unit_ref(INSTRUCTOR),
            "code": code,
            "name": {"fi": code},
            "credits": {"value": credits_, "unit": "osp"},
        }

    both.agree("first", part("a", 3), leaf("feedback-giver"), basis=COMMON)
    refused = both.propose("second", part("b", 3), leaf("guidance-preparation"), basis=COMMON)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["code"] == "credits-exceed-unit"


def test_a_badge_is_a_sub_area_of_a_common_unit(both: Sides) -> None:
    area = {"kind": "sub-area", "unit": unit_ref("tutkinnonosat_106729"), **YTTT}
    both.agree("working-life", area, leaf("coaching-approach"), basis=COMMON)
    wrong = both.propose(
        "wrong", {**area, "credits": {"value": 4, "unit": "osp"}}, leaf("feedback-giver"),
        basis=COMMON,
    )  # fmt: skip
    url = both.county.issue("coaching-approach")["url"]

    answer = both.ask(url, basis=COMMON)

    (unit,) = (each for each in answer["units"] if each["unit"]["code"] == "tutkinnonosat_106729")
    assert answer["mappings"][0]["satisfied"] is True
    assert (unit["reach"], unit["credits"]) == ("parts", {"value": 2, "unit": "osp"})
    assert wrong.json()["errors"][0]["code"] == "sub-area-credits-differ"


def test_a_badge_is_a_course_in_ects_credits_and_never_in_competence_points(both: Sides) -> None:
    course = {
        "kind": "course",
        "unit": unit_ref("PED00AA", "example-uas"),
        "name": {"fi": "Verkko-opetus"},
        "credits": {"value": 5, "unit": "ects"},
    }
    both.agree("online-teaching", course, leaf("interactive-online-teaching"))
    mixed = both.propose(
        "mixed", {**course, "credits": {"value": 5, "unit": "osp"}}, leaf("feedback-giver")
    )
    url = both.county.issue("interactive-online-teaching")["url"]

    outcome = both.outcome("online-teaching", url)

    assert outcome["satisfied"] is True
    assert outcome["credits"] == {"value": 5, "unit": "ects"}
    assert mixed.json()["type"].endswith("/problems/credit-unit-differs")


def test_a_basis_that_is_replaced_serves_those_who_began_under_it(both: Sides) -> None:
    agree_to_whole_unit(both)
    urls = [both.county.issue(each)["url"] for each in INSTRUCTOR_CLASSES]
    before = both.outcome("workplace-instructor", *urls)

    follower = {
        "kind": "basis",
        "system": "finland",
        "code": "OPH-0000-2026",
        "name": {"fi": "Seuraaja"},
        "inForceFrom": "2026-01-01",
        "replaces": [COMMON],
        "units": [],
    }
    assert both.take_in({**follower, "inForceFrom": "2999-01-01"})["new"] is True
    announced = both.outcome("workplace-instructor", *urls)
    changed = both.take_in(follower)
    old = both.outcome("workplace-instructor", *urls, studyingUnder=COMMON)
    new = both.outcome("workplace-instructor", *urls, studyingUnder="OPH-0000-2026")

    assert (before["satisfied"], before["reviewDue"]) == (True, False)
    assert (announced["satisfied"], announced["reviewDue"]) == (True, False)
    assert changed["changes"][0]["fields"] == ["inForceFrom"]
    assert (old["satisfied"], old["reviewDue"]) == (True, True)
    assert (new["satisfied"], new["reviewDue"]) == (False, True)
    assert {each["refusal"] for each in new["leaves"]} == {"basis-not-in-force"}


def test_when_the_transition_has_ended_nobody_is_served(both: Sides) -> None:
    agree_to_whole_unit(both)
    urls = [both.county.issue(each)["url"] for each in INSTRUCTOR_CLASSES]
    both.take_in(
        basis_of(
            both.library,
            COMMON,
            SOCIETY,
            inForceUntil="2024-07-31",
            transitionUntil="2025-12-31",
        )
    )
    ended = both.outcome("workplace-instructor", *urls, studyingUnder=COMMON)
    later = both.propose(
        "later",
        {"kind": "sub-area", "unit": unit_ref("tutkinnonosat_106729"), **YTTT},
        leaf("feedback-giver"),
        basis=COMMON,
    )

    assert {each["refusal"] for each in ended["leaves"]} == {"basis-not-in-force"}
    assert later.json()["type"].endswith("/problems/basis-not-in-force")
