"""A country that this service has never heard of brings its units, basis and mappings as data."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest

from badgeservice.library import criteria_rules, systems
from badgeservice.library.systems import SYSTEMS, QualificationSystem
from tests.stories.conftest import Service
from tests.stories.recognising import COUNTY_DID, Sides, leaf, sides, unit_ref

SYSTEM = "example-land"
REQUIREMENTS = [
    {"code": "EX.7.a", "version": 2, "text": {"fi": "valmistelee ohjauksen"}},
    {"code": "EX.7.b", "version": 1, "text": {"fi": "antaa palautetta"}},
]
UNIT = {
    "kind": "unit",
    "system": SYSTEM,
    "code": "EX.7",
    "version": 4,
    "name": {"fi": "Ohjaajan työ"},
    "credits": {"value": 6, "unit": "ects"},
    "basis": {"code": "EX-2025-7"},
    "source": {"title": "Register of Example Land", "retrieved": "2026-11-01"},
    "requirements": REQUIREMENTS,
}
BASIS = {
    "kind": "basis",
    "system": SYSTEM,
    "code": "EX-2025-7",
    "name": {"fi": "Esimerkkimaan ohjaajatutkinto"},
    "inForceFrom": "2025-01-01",
    "units": [
        {
            "code": "EX.7",
            "version": 4,
            "name": {"fi": "Ohjaajan työ"},
            "credits": {"value": 6, "unit": "ects"},
            "requirements": REQUIREMENTS,
        },
        {"code": "EX.8", "name": {"fi": "Toinen"}, "credits": None},
    ],
}


EXAMPLE_LAND = QualificationSystem(
    id=SYSTEM,
    publisher="Register of Example Land",
    code_url="https://register.example/codes",
    unit_type="ext:Unit",
    requirement_type="ext:Requirement",
)


@pytest.fixture(autouse=True)
def example_land(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add the one line of data that tells where the system publishes its codes."""
    known = MappingProxyType({**SYSTEMS, SYSTEM: EXAMPLE_LAND})
    for reader in (systems, criteria_rules):
        monkeypatch.setattr(reader, "SYSTEMS", known)


@pytest.fixture
def both(service: Service, library_documents: list[dict[str, Any]]) -> Sides:
    both = sides(service, library_documents)
    both.college.trust(COUNTY_DID)
    both.take_in(BASIS)
    return both


def covered(requirement: str, version: int, badge: str) -> dict[str, Any]:
    by = [{"badge": badge, "strength": "covers"}]
    return {"requirement": requirement, "version": version, "by": by}


def test_units_basis_mapping_and_evaluation_of_another_system(both: Sides) -> None:
    kept = both.college.post("/v1/library/imports", {"documents": [UNIT]})
    assert kept.status_code == 200, kept.text
    both.agree(
        "instructor-abroad",
        {"kind": "whole-unit", "unit": unit_ref("EX.7", SYSTEM), "unitVersion": 4},
        {"kind": "all-of", "of": [leaf("guidance-preparation"), leaf("feedback-giver")]},
        basis="EX-2025-7",
        coverage=[
            covered("EX.7.a", 2, "guidance-preparation"),
            covered("EX.7.b", 1, "feedback-giver"),
        ],
    )
    urls = [both.county.issue(each)["url"] for each in ("guidance-preparation", "feedback-giver")]

    one = both.ask(urls[0], system=SYSTEM, basis="EX-2025-7")
    two = both.ask(*urls, system=SYSTEM, basis="EX-2025-7")

    assert [each["reach"] for each in one["units"]] == ["nothing", "nothing"]
    assert one["units"][0]["missing"] == ["EX.7.b"]
    assert [each["reach"] for each in two["units"]] == ["whole-unit", "nothing"]
    assert two["units"][0]["credits"] == {"value": 6, "unit": "ects"}
    assert two["units"][1]["credits"] is None


def test_a_unit_of_one_system_is_no_unit_of_another(both: Sides) -> None:
    refused = both.propose(
        "confused",
        {"kind": "whole-unit", "unit": unit_ref("EX.7")},
        leaf("feedback-giver"),
        basis="EX-2025-7",
    )

    assert refused.json()["type"].endswith("/problems/mapping-code-unknown")
    assert refused.json()["errors"][0]["code"] == "basis-unknown"
