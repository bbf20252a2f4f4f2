"""What badges come to under mappings, over HTTP."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from badgeservice.recognition.outcomes import LeafRefusal
from badgeservice.recognition.refusal_sentences import LEAF_SENTENCES
from tests.api.service import Service
from tests.api.test_mappings import ONE, PART, UNIT, Sides
from tests.api.test_recognition import TRUST, make_known
from tests.builders import COLLEGE


class Enquiries(Sides):
    """Sides that have agreed, a badge, and somebody who asks."""

    def __init__(self, service: Service) -> None:
        super().__init__(service)
        self.propose()
        self.agree(self.county)
        self.agree(self.college)
        self.badge = service.issue()
        make_known(service)

    def trust(self) -> None:
        self.service.client.post("/v1/trusts", json=TRUST, headers=self.college)

    def ask(self, *badges: Any, **more: Any) -> Any:
        presented = list(badges) or [{"credential": self.badge["credential"]}]
        return self.service.client.post(
            "/v1/evaluations", json={"badges": presented, **more}, headers=self.college
        )


@pytest.fixture
def enquiries(service: Service) -> Enquiries:
    return Enquiries(service)


def test_a_badge_that_is_the_whole_unit_is_told_with_everything_behind_it(
    enquiries: Enquiries,
) -> None:
    enquiries.trust()

    body = enquiries.ask().json()

    (outcome,) = body["mappings"]
    assert (outcome["mapping"], outcome["version"]) == ("guidance-unit", 1)
    assert outcome["satisfied"] is True
    assert outcome["leaves"] == [
        {"leaf": "g", "met": True, "badge": 0, "refusal": None, "reason": None}
    ]
    assert outcome["requirements"][1] == {
        "code": "EX.1.b",
        "version": 3,
        "strength": "covers",
        "by": [{"leaf": "g", "badge": 0, "criterion": None}],
    }
    assert outcome["credits"] == {"value": 15, "unit": "osp"}
    assert (outcome["route"], outcome["proposedGrade"]) == ("directly", None)
    assert outcome["completeOn"] == enquiries.service.now.date().isoformat()
    assert (outcome["missing"], outcome["taken"], outcome["reviewDue"]) == ([], ["g"], False)
    assert body["badges"][0]["report"]["verdict"] == "valid"
    assert body["units"] == []


def test_a_refusal_is_told_in_three_languages(enquiries: Enquiries) -> None:
    (outcome,) = enquiries.ask().json()["mappings"]

    (leaf,) = outcome["leaves"]
    assert (leaf["met"], leaf["badge"], leaf["refusal"]) == (False, 0, "untrusted-issuer")
    assert all(leaf["reason"][language] for language in ("fi", "sv", "en"))
    assert (outcome["satisfied"], outcome["credits"], outcome["completeOn"]) == (False, None, None)
    assert outcome["missing"] == ["EX.1.a", "EX.1.b"]


def test_every_refusal_has_a_sentence_of_its_own_in_every_language() -> None:
    assert set(LEAF_SENTENCES) == set(LeafRefusal)
    for language in ("fi", "sv", "en"):
        said = [getattr(text, language) for text in LEAF_SENTENCES.values()]
        assert len(set(said)) == len(said)
        assert all(sentence.endswith(".") for sentence in said)


def test_a_badge_comes_in_four_ways(enquiries: Enquiries) -> None:
    enquiries.trust()
    content = json.dumps(enquiries.badge["credential"]).encode()
    picture = enquiries.service.client.get(enquiries.badge["url"] + ".png").content
    enquiries.service.world.pages["https://x.example/1"] = content

    for presented in (
        {"url": "https://x.example/1"},
        {"credential": enquiries.badge["credential"]},
        {"file": base64.b64encode(content).decode()},
        {"file": base64.b64encode(picture).decode()},
    ):
        body = enquiries.ask(presented).json()
        assert body["mappings"][0]["satisfied"] is True, presented
    token = enquiries.ask({"token": "eyJhIjoxfQ.e30.AA"}).json()["badges"][0]
    assert token["refusal"] in {"invalid", "bad-signature"}


def test_a_basis_is_told_unit_by_unit(enquiries: Enquiries) -> None:
    enquiries.trust()

    body = enquiries.ask(system="example-land", basis="EX-1").json()

    (unit,) = body["units"]
    assert body["basis"] == "EX-1"
    assert unit["unit"] == UNIT
    assert (unit["reach"], unit["credits"]["value"], unit["missing"]) == ("whole-unit", 15, [])
    assert unit["counted"] == [{"mapping": "guidance-unit", "version": 1}]
    assert unit["requirements"][0]["by"] == [
        {
            "badge": 0,
            "mapping": "guidance-unit",
            "mappingVersion": 1,
            "criterion": None,
            "strength": "covers",
        }
    ]


def test_a_question_can_be_about_one_unit_or_one_mapping(enquiries: Enquiries) -> None:
    enquiries.propose(id="other", target=PART, coverage=[])
    other = ONE.replace("guidance-unit", "other")
    enquiries.agree(enquiries.county, other)
    enquiries.agree(enquiries.college, other)

    def names(**question: Any) -> list[str]:
        return [each["mapping"] for each in enquiries.ask(**question).json()["mappings"]]

    assert names() == ["guidance-unit", "other"]
    assert names(unit=UNIT) == ["guidance-unit", "other"]
    assert names(unit={**UNIT, "code": "EX.2"}) == []
    assert names(mapping="other") == ["other"]
    assert names(system="example-land", basis="EX-1") == ["guidance-unit", "other"]


def test_codes_of_two_systems_are_never_confused(enquiries: Enquiries) -> None:
    enquiries.trust()
    twin = {
        "kind": "basis",
        "system": "other-land",
        "code": "EX-1",
        "name": {"fi": "Toinen"},
        "inForceUntil": "2020-01-01",
        "units": [],
    }
    imported = enquiries.service.client.post("/v1/bases", json=twin, headers=enquiries.college)

    found = enquiries.ask().json()["mappings"][0]
    other = enquiries.ask(system="other-land", basis="EX-1").json()

    assert imported.status_code == 201
    assert found["satisfied"] is True
    assert (other["mappings"], other["units"]) == ([], [])


def test_a_basis_that_was_not_imported_is_a_clear_problem(enquiries: Enquiries) -> None:
    answer = enquiries.ask(basis="EX-1")

    assert answer.status_code == 404
    assert answer.json()["type"].endswith("/problems/basis-not-found")
    assert (answer.json()["system"], answer.json()["code"]) == ("finland", "EX-1")


def test_another_colleges_mappings_are_not_weighed(enquiries: Enquiries) -> None:
    """A01: what a college has agreed is its own business."""
    body = enquiries.service.client.post(
        "/v1/evaluations",
        json={"badges": [{"credential": enquiries.badge["credential"]}]},
        headers=enquiries.county,
    ).json()

    assert body["mappings"] == []
    assert COLLEGE not in json.dumps(body)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        pytest.param({"badges": []}, "/badges", id="no badges"),
        pytest.param({"badges": [{"url": "https://a.fi"}] * 201}, "/badges", id="201 badges"),
        pytest.param({"badges": [{}]}, "/badges/0", id="an empty badge"),
        pytest.param(
            {"badges": [{"url": "https://a.fi", "file": "e30="}]}, "/badges/0", id="two ways"
        ),
        pytest.param({"badges": [{"file": "%%"}]}, "/badges/0/file", id="no base64"),
        pytest.param({"badges": [{"file": "ä"}]}, "/badges/0/file", id="no ASCII"),
        pytest.param({"badges": [{"token": "a.b"}]}, "/badges/0/token", id="no token"),
        pytest.param({"unit": UNIT, "mapping": "m"}, "", id="a unit and a mapping"),
        pytest.param({"unit": "EX.1"}, "/unit", id="a bare code"),
        pytest.param({"basis": "a b"}, "/basis", id="no record number"),
        pytest.param({"recipientEmail": "a"}, "/recipientEmail", id="no e-mail"),
    ],
)
def test_a_question_of_another_shape_is_refused(
    service: Service, changes: dict[str, Any], pointer: str
) -> None:
    body = {"badges": [{"url": "https://a.example/1"}], **changes}

    answer = service.client.post("/v1/evaluations", json=body, headers=service.bearer(COLLEGE))

    assert answer.status_code == 422
    assert pointer in {error["pointer"] for error in answer.json()["errors"]}
