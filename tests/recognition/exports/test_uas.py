"""A recognised course as a document of our own, counted in ECTS credits alone."""

from __future__ import annotations

from typing import Any

import pytest

from badgeservice.recognition.cases import Case, DecisionKind
from badgeservice.recognition.errors import ExportIncompleteError, ExportNotPossibleError
from badgeservice.recognition.exports.details import ExportDetails
from badgeservice.recognition.exports.export import export
from badgeservice.recognition.exports.facts import ExportFormat
from badgeservice.recognition.exports.uas import UasRecognition
from tests.recognition.exports.decided import (
    COURSE,
    WHOLE,
    credential,
    decided,
    evidence,
    with_evidence,
)
from tests.recognition.mappings import ects, osp


def uas(case: Case) -> Any:
    return export(case, ExportFormat.UAS, ExportDetails()).document


def test_a_course_is_told_with_its_credits_decision_and_badges() -> None:
    case = decided(COURSE)

    document = uas(case)

    assert UasRecognition.model_validate(document).case_id == case.id
    assert document["course"]["code"] == "HYV-101"
    assert document["credits"] == {"value": 5.0, "unit": "ects"}
    assert document["decision"]["number"] == "OT-2026-0173"
    assert document["decision"]["decidedOn"] == "2026-09-14"
    assert document["badges"][0]["sha256"] == case.evidence[0].content_sha256
    assert document["learnerOid"] == case.learner_oid


def test_less_than_the_course_counts_what_was_decided() -> None:
    assert uas(decided(COURSE, kind=DecisionKind.PARTLY, credits=ects(2)))["credits"]["value"] == 2


def test_less_than_the_course_is_never_worked_out() -> None:
    with pytest.raises(ExportIncompleteError) as caught:
        uas(decided(COURSE, kind=DecisionKind.PARTLY))

    assert [fault.code for fault in caught.value.faults] == ["credits-missing"]


@pytest.mark.parametrize(
    "case",
    [decided(WHOLE), decided(COURSE, credits=osp(5))],
    ids=["a unit of a vocational qualification", "competence points"],
)
def test_what_is_no_course_in_ects_credits_is_refused(case: Case) -> None:
    with pytest.raises(ExportNotPossibleError):
        uas(case)


def test_a_badge_that_does_not_say_what_it_is_makes_it_incomplete() -> None:
    nameless = credential(name=None)
    del nameless["issuer"], nameless["validFrom"]

    with pytest.raises(ExportIncompleteError) as caught:
        uas(with_evidence(decided(COURSE), evidence(nameless)))

    assert [fault.code for fault in caught.value.faults] == [
        "title-missing",
        "issuer-missing",
        "date-missing",
    ]


def test_the_export_says_that_it_is_nobody_else_s_format() -> None:
    found = export(decided(COURSE), ExportFormat.UAS, ExportDetails())

    assert found.schema_version == "badgeservice-uas 1"
    assert any("Peppi or Virta" in note for note in found.notes)
