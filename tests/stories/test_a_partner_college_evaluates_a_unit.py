"""A college asks how much of the workplace instructor unit some badges come to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stories.conftest import INSTRUCTOR_CLASSES, ORIGIN, Member, Service

COUNTY_DID = "did:web:localhost%3A8000:issuers:county"


@pytest.fixture
def county(service: Service, library_documents: list[dict[str, Any]]) -> Member:
    county = service.join("county")
    county.post("/v1/library/imports", {"documents": library_documents})
    return county


@pytest.fixture
def college(service: Service, library_documents: list[dict[str, Any]]) -> Member:
    college = service.join("college")
    units = [document for document in library_documents if document["kind"] == "unit"]
    assert college.post("/v1/library/imports", {"documents": units}).status_code == 200
    return college


@pytest.fixture
def urls(county: Member) -> list[str]:
    return [county.issue(badge_class)["url"] for badge_class in INSTRUCTOR_CLASSES]


def test_all_three_badges_are_the_whole_unit(
    county: Member, college: Member, urls: list[str]
) -> None:
    college.trust(COUNTY_DID)

    evaluation = college.evaluate(*urls)

    assert evaluation["extent"] == "whole-unit"
    assert evaluation["missing"] == []
    assert (float(evaluation["credits"]["value"]), evaluation["credits"]["unit"]) == (5, "osp")
    assert len(evaluation["requirements"]) == 15
    assert all(item["coverage"] == "covered" for item in evaluation["requirements"])
    by = {item["code"]: item["by"][0] for item in evaluation["requirements"]}
    assert by["ammattitaitovaatimukset_9514"]["badge"] == 2
    assert by["ammattitaitovaatimukset_9528"]["badge"] == 0
    assert by["ammattitaitovaatimukset_9528"]["criterionId"]


def test_two_of_them_are_a_part_and_the_rest_is_named(
    county: Member, college: Member, urls: list[str]
) -> None:
    college.trust(COUNTY_DID)

    evaluation = college.evaluate(*urls[:2])

    assert evaluation["extent"] == "part-of-unit"
    assert sorted(evaluation["missing"]) == [
        f"ammattitaitovaatimukset_{number}" for number in (9514, 9515, 9516)
    ]
    assert float(evaluation["credits"]["value"]) == 4


def test_trust_is_the_colleges_own_act_and_can_be_withdrawn(
    county: Member, college: Member, urls: list[str]
) -> None:
    before = college.evaluate(*urls)
    granted = college.trust(COUNTY_DID)
    during = college.evaluate(*urls)
    withdrawn = college.http.delete(f"/v1/trusts/{granted['id']}", headers=college.headers)
    after = college.evaluate(*urls)

    assert withdrawn.status_code in (200, 204), withdrawn.text
    assert [before["extent"], during["extent"], after["extent"]] == [
        "nothing",
        "whole-unit",
        "nothing",
    ]
    assert {badge["refusal"] for badge in before["badges"]} == {"untrusted-issuer"}


def test_each_badge_that_does_not_count_gets_one_named_reason(
    service: Service, county: Member, college: Member, urls: list[str]
) -> None:
    college.trust(COUNTY_DID)
    expired = county.issue(
        INSTRUCTOR_CLASSES[0],
        validFrom="2020-01-01T00:00:00Z",
        awardedAt="2020-01-01T00:00:00Z",
        validUntil="2021-01-01T00:00:00Z",
    )["url"]
    revoked = county.issue(INSTRUCTOR_CLASSES[1])
    county.post(f"/v1/badges/{revoked['id']}/revocation", {"reason": "mistake"})
    presence = county.issue("digital-teaching-workshops")["url"]
    nowhere = f"{ORIGIN}/badges/{'A' * 22}"
    forged = service.http.get(f"{urls[2]}.json").json()
    forged["name"] = "Something else"

    body = {
        "target": {"system": "finland", "code": "tutkinnonosat_106731"},
        "badges": [
            {"url": urls[2]},
            {"url": urls[2]},
            {"url": expired},
            {"url": revoked["url"]},
            {"url": presence},
            {"url": nowhere},
            {"credential": forged},
        ],
    }
    evaluation = college.post("/v1/recognitions", body).json()

    refusals = [badge["refusal"] for badge in evaluation["badges"]]
    assert refusals == [
        None,
        "duplicate",
        "expired",
        "revoked",
        "participation-only",
        "unverifiable",
        "bad-signature",
    ]


def test_a_unit_that_the_college_has_not_imported_is_a_clear_problem(college: Member) -> None:
    body = {
        "target": {"system": "finland", "code": "tutkinnonosat_999999"},
        "badges": [{"url": f"{ORIGIN}/badges/{'A' * 22}"}],
    }

    answer = college.post("/v1/recognitions", body)

    assert answer.status_code in (404, 422)
    assert answer.json()["type"].endswith("/problems/unit-not-found")
