"""Mappings over HTTP: proposed, agreed to by both sides, and changed."""

from __future__ import annotations

from typing import Any

import pytest

from badgeservice.library.documents import BadgeKind
from tests.api.service import Service
from tests.builders import COLLEGE, COUNTY, ORIGIN, badge_class, criteria_set

UNIT = {"system": "example-land", "code": "EX.1"}
BASIS = {
    "kind": "basis",
    "system": "example-land",
    "code": "EX-1",
    "name": {"fi": "Tutkinto"},
    "units": [
        {
            "code": "EX.1",
            "version": 2,
            "name": {"fi": "Kohtaaminen"},
            "credits": {"value": 15, "unit": "osp"},
            "requirements": [
                {"code": "EX.1.a", "version": 1, "text": {"fi": "kohtaa"}},
                {"code": "EX.1.b", "version": 3, "text": {"fi": "kuuntelee"}},
            ],
        }
    ],
}
LEAF = {"kind": "badge", "id": "g", "organisation": COUNTY, "badgeClass": "guidance"}
MAPPING: dict[str, Any] = {
    "id": "guidance-unit",
    "version": 1,
    "name": {"fi": "Ohjaus"},
    "reason": "Kriteerit on kirjoitettu yhdessä.",
    "basis": "EX-1",
    "target": {"kind": "whole-unit", "unit": UNIT, "unitVersion": 2},
    "badges": LEAF,
    "coverage": [
        {"requirement": "EX.1.a", "version": 1, "by": [{"badge": "g", "strength": "covers"}]},
        {"requirement": "EX.1.b", "version": 3, "by": [{"badge": "g", "strength": "covers"}]},
    ],
    "route": "directly",
    "validFrom": "2026-01-01",
}
ONE = f"/v1/mappings/{COLLEGE}/guidance-unit/versions/1"
PART = {
    "kind": "part-of-unit",
    "unit": UNIT,
    "code": "part-1",
    "name": {"fi": "Osa"},
    "credits": {"value": 5, "unit": "osp"},
}


class Sides:
    """A college and the county whose badge class it wants to count."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.college, self.county = service.bearer(COLLEGE), service.bearer(COUNTY)
        service.keep_class()
        service.client.post("/v1/bases", json=BASIS, headers=self.college)

    def propose(self, query: str = "", **changes: Any) -> Any:
        return self.service.client.post(
            f"/v1/mappings{query}", json={**MAPPING, **changes}, headers=self.college
        )

    def agree(self, headers: dict[str, str], one: str = ONE) -> Any:
        body = {"organisation": "Organisaatio", "by": "Johtaja"}
        return self.service.client.post(f"{one}/agreements", json=body, headers=headers)

    def step(self, status: str, etag: str, headers: dict[str, str] | None = None) -> Any:
        return self.service.client.post(
            f"{ONE}/status",
            json={"status": status},
            headers={**(headers or self.college), "If-Match": etag},
        )

    def read(self, headers: dict[str, str] | None = None) -> Any:
        return self.service.client.get(ONE, headers=headers or self.college)


@pytest.fixture
def sides(service: Service) -> Sides:
    return Sides(service)


def test_a_proposal_is_at_its_address_and_says_who_has_not_agreed(sides: Sides) -> None:
    proposed = sides.propose()
    read = sides.read()

    assert proposed.status_code == 201
    assert proposed.headers["location"] == ORIGIN + ONE
    assert proposed.json() == {"faults": [], "kept": read.json()}
    assert read.json()["missingParties"] == ["the college", "county"]
    assert read.headers["etag"] == read.json()["etag"] == '"1"'


def test_whatever_is_sent_it_begins_as_a_proposal(sides: Sides) -> None:
    agreements = [
        {
            "organisation": "x",
            "party": "county",
            "role": "badge-owner",
            "by": "x",
            "on": "2026-01-01",
        }
    ]

    kept = sides.propose(status="agreed", agreements=agreements).json()["kept"]["mapping"]

    assert (kept["status"], kept["agreements"]) == ("proposed", [])


def test_when_both_sides_have_agreed_it_holds(sides: Sides) -> None:
    sides.propose()

    half = sides.agree(sides.county).json()
    whole = sides.agree(sides.college).json()

    assert half["mapping"]["status"] == "proposed"
    assert half["missingParties"] == ["the college"]
    assert whole["mapping"]["status"] == "agreed"
    assert [each["role"] for each in whole["mapping"]["agreements"]] == ["badge-owner", "college"]


def test_a_mapping_rests_counts_again_and_ends(sides: Sides) -> None:
    sides.propose()
    sides.agree(sides.county)
    etag = sides.agree(sides.college).headers["etag"]

    rested = sides.step("suspended", etag)
    resumed = sides.step("agreed", rested.headers["etag"])
    ended = sides.step("ended", resumed.headers["etag"])
    never = sides.step("agreed", ended.headers["etag"])

    statuses = [each.json()["mapping"]["status"] for each in (rested, resumed, ended)]
    assert statuses == ["suspended", "agreed", "ended"]
    assert never.status_code == 409
    assert never.json()["type"].endswith("/problems/mapping-state")


def test_who_has_not_read_the_newest_revision_changes_nothing(sides: Sides) -> None:
    sides.propose()
    first = sides.read().headers["etag"]
    sides.agree(sides.county)

    stale = sides.step("ended", first)
    blind = sides.service.client.post(
        f"{ONE}/status", json={"status": "ended"}, headers=sides.college
    )

    assert (stale.status_code, blind.status_code) == (412, 428)
    assert sides.read().json()["mapping"]["status"] == "proposed"


def test_the_other_party_reads_it_and_cannot_end_it(sides: Sides) -> None:
    sides.propose()

    read = sides.read(sides.county)
    listed = sides.service.client.get("/v1/mappings", headers=sides.county).json()["items"]
    ended = sides.step("ended", '"1"', sides.county)

    assert read.status_code == 200
    assert [each["mapping"]["id"] for each in listed] == ["guidance-unit"]
    assert ended.status_code == 404


def test_lists_come_in_pages_and_by_status(sides: Sides) -> None:
    for number in (1, 2, 3):
        sides.propose(id=f"m-{number}", target={**PART, "code": f"p-{number}"}, coverage=[])
    sides.agree(sides.county, ONE.replace("guidance-unit", "m-2"))
    sides.agree(sides.college, ONE.replace("guidance-unit", "m-2"))
    get = sides.service.client.get

    first = get("/v1/mappings?limit=2", headers=sides.college)
    rest = get(first.links["next"]["url"], headers=sides.college)
    agreed = get("/v1/mappings?status=agreed", headers=sides.college)

    names = [each["mapping"]["id"] for page in (first, rest) for each in page.json()["items"]]
    assert names == ["m-1", "m-2", "m-3"]
    assert [each["mapping"]["id"] for each in agreed.json()["items"]] == ["m-2"]


def covering(**changes: Any) -> dict[str, Any]:
    line = {"requirement": "EX.1.a", "version": 1, "by": [{"badge": "g", "strength": "covers"}]}
    return {**line, **changes}


@pytest.mark.parametrize(
    ("changes", "slug", "pointer", "code"),
    [
        pytest.param(
            {"basis": "EX-9"}, "mapping-code-unknown", "/basis", "basis-unknown", id="basis"
        ),
        pytest.param(
            {"target": {**PART, "unit": {**UNIT, "code": "EX.9"}}},
            "mapping-code-unknown",
            "/target/unit/code",
            "unit-unknown",
            id="unit",
        ),
        pytest.param(
            {"badges": {**LEAF, "badgeClass": "nothing"}},
            "mapping-code-unknown",
            "/badges",
            "class-unknown",
            id="class",
        ),
        pytest.param(
            {"coverage": [covering(requirement="EX.9"), *MAPPING["coverage"]]},
            "mapping-code-unknown",
            "/coverage/0/requirement",
            "requirement-unknown",
            id="requirement",
        ),
        pytest.param(
            {"target": {"kind": "whole-unit", "unit": UNIT, "unitVersion": 1}},
            "mapping-version-differs",
            "/target/unitVersion",
            "unit-version-differs",
            id="version of the unit",
        ),
        pytest.param(
            {"target": {**PART, "credits": {"value": 5, "unit": "ects"}}},
            "credit-unit-differs",
            "/target/credits/unit",
            "credit-unit-differs",
            id="ECTS of a unit in osp",
        ),
        pytest.param(
            {"coverage": [covering()]},
            "unit-not-covered",
            "/coverage",
            "requirement-not-covered",
            id="a requirement that nothing covers",
        ),
        pytest.param(
            {"validUntil": "2025-01-01"},
            "mapping-invalid",
            "/validUntil",
            "dates-reversed",
            id="ends before it begins",
        ),
    ],
)
def test_what_cannot_be_true_is_a_problem_of_its_own_type(
    sides: Sides, changes: dict[str, Any], slug: str, pointer: str, code: str
) -> None:
    answer = sides.propose(**changes)

    assert answer.status_code == 422, answer.text
    assert answer.json()["type"] == f"{ORIGIN}/problems/{slug}"
    assert (pointer, code) in {(each["pointer"], each["code"]) for each in answer.json()["errors"]}
    assert all(each["detail"] for each in answer.json()["errors"])
    assert sides.read().status_code == 404


def test_a_participation_badge_has_its_own_problem(sides: Sides) -> None:
    sides.service.keep(criteria_set(id="c"))
    presence = badge_class(
        id="presence",
        badge_kind=BadgeKind.PARTICIPATION,
        criteria_set={"id": "guidance", "version": 1},
    )
    sides.service.keep(presence)

    answer = sides.propose(badges={**LEAF, "badgeClass": "presence"})

    assert answer.json()["type"].endswith("/problems/participation-mapped")


def test_a_basis_that_has_ended_has_its_own_problem(sides: Sides) -> None:
    ended = {**BASIS, "inForceUntil": "2020-07-31"}
    sides.service.client.post("/v1/bases", json=ended, headers=sides.college)

    answer = sides.propose()

    assert answer.json()["type"].endswith("/problems/basis-not-in-force")


def test_a_dry_run_tells_every_fault_and_writes_nothing(sides: Sides) -> None:
    wrong = sides.propose("?dryRun=true", validUntil="2025-01-01", coverage=[])
    right = sides.propose("?dryRun=true")

    codes = [each["code"] for each in wrong.json()["faults"]]
    assert (wrong.status_code, right.status_code) == (200, 200)
    assert codes == ["dates-reversed", "requirement-not-covered", "requirement-not-covered"]
    assert right.json() == {"faults": [], "kept": None}
    assert sides.read().status_code == 404


def test_a_personal_identity_code_is_kept_out(sides: Sides) -> None:
    answer = sides.propose(reason="Aino 131052-308T osaa.")

    assert answer.json()["type"].endswith("/problems/national-id-refused")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        pytest.param({"badges": {"kind": "none-of", "of": [LEAF]}}, "/badges", id="none of"),
        pytest.param({"badges": {"kind": "all-of", "of": []}}, "/badges/of", id="all of nothing"),
        pytest.param({"version": 0}, "/version", id="version 0"),
        pytest.param({"organisation": "x"}, "/organisation", id="an unknown member"),
    ],
)
def test_a_proposal_of_another_shape_is_refused(
    sides: Sides, changes: dict[str, Any], pointer: str
) -> None:
    answer = sides.propose(**changes)

    assert answer.status_code == 422
    assert pointer in {each["pointer"] for each in answer.json()["errors"]}
