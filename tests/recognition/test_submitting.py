"""Applying: what is verified and frozen, and what is refused."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest

from badgeservice.accounts.actor import Scope
from badgeservice.accounts.errors import NotPermittedError
from badgeservice.credentials.jcs import canonicalise
from badgeservice.credentials.strict_json import parse_object
from badgeservice.issuing.errors import IdempotencyKeyReusedError
from badgeservice.issuing.order import IdempotentRequest
from badgeservice.library.mapping_documents import MappingStatus
from badgeservice.recognition.cases import CaseState, CaseStep, DecisionKind
from badgeservice.recognition.errors import (
    BadgeUsedError,
    LearnerNumberInvalidError,
    MappingNotFoundError,
    NationalIdInBadgeError,
)
from badgeservice.recognition.holding import PresentedBadge
from tests import builders
from tests.builders import COLLEGE, COUNTY, NOW
from tests.recognition.cases import decision
from tests.recognition.counter import LEAF, College
from tests.recognition.mappings import mapping, osp

REQUEST = IdempotentRequest(key="application-1", content_hash=b"\1" * 32)


@pytest.fixture
def college() -> College:
    return College()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_what_was_presented_is_frozen_with_its_hashes(college: College) -> None:
    badge = college.world.badge()

    case = college.submit(badge)

    frozen = case.evidence[0]
    assert college.read(case) == case
    assert (case.state, case.version, case.target_credits) == (CaseState.SUBMITTED, 1, osp(5))
    assert frozen.content == badge
    assert frozen.content_sha256 == sha256(badge)
    assert frozen.report["verdict"] == "valid"
    assert frozen.report_sha256 == sha256(canonicalise(frozen.report))
    assert (frozen.credential_id, frozen.counted) == ("https://issuer.example/badges/1", True)
    assert [each.kind for each in college.events(case)] == ["submit"]


def test_what_it_was_weighed_by_is_frozen_with_its_hashes(college: College) -> None:
    case = college.submit()

    basis = case.basis
    assert basis.mapping["id"] == "mapping"
    assert college.world.did in str(basis.trusts["trusts"])
    assert basis.evaluation["isSatisfied"] is True
    assert basis.evaluation["credits"] == {"value": 5, "unit": "osp"}
    for document, digest in (
        (basis.mapping, basis.mapping_sha256),
        (basis.trusts, basis.trusts_sha256),
        (basis.evaluation, basis.evaluation_sha256),
    ):
        assert digest == sha256(canonicalise(document))


def test_a_mapping_that_changes_later_changes_no_case(college: College) -> None:
    case = college.submit()
    with college.opened(True) as books:
        books.mappings.put_mapping(
            COLLEGE, mapping(LEAF, version=2, reason="Toinen"), at=NOW, by="x"
        )

    later = college.submit()

    assert (case.mapping_version, later.mapping_version) == (1, 2)
    assert college.read(case) == case


def test_a_badge_that_does_not_hold_is_frozen_but_does_not_count(college: College) -> None:
    forged = json.loads(college.world.badge())
    forged["name"] = "Something else"

    case = college.submit(json.dumps(forged).encode())

    frozen = case.evidence[0]
    assert (frozen.counted, frozen.credential_id) == (False, None)
    assert frozen.badge == f"urn:sha256:{frozen.content_sha256}"
    assert case.basis.evaluation["isSatisfied"] is False


def test_a_badge_that_cannot_be_read_leaves_the_places_of_the_others(college: College) -> None:
    nowhere = PresentedBadge(url="https://issuer.example/badges/nowhere")
    there = PresentedBadge(content=college.world.badge())

    case = college.submit(badges=(nowhere, there))

    assert [(each.index, each.counted) for each in case.evidence] == [(1, True)]


def test_with_an_address_the_badges_of_others_do_not_count(college: College) -> None:
    case = college.submit(recipient_email="somebody@example.org")

    assert case.evidence[0].counted is False


@pytest.mark.parametrize(
    ("field", "number", "pointer"),
    [
        pytest.param("learner_oid", "1.2.246.562.24.77925329175", "/learnerOid", id="learner"),
        pytest.param(
            "study_right_oid", "1.2.246.562.15.12345678904", "/studyRightOid", id="study right"
        ),
    ],
)
def test_a_wrong_number_is_refused(college: College, field: str, number: str, pointer: str) -> None:
    changes: dict[str, Any] = {field: number}

    with pytest.raises(LearnerNumberInvalidError) as caught:
        college.submit(**changes)

    assert caught.value.pointer == pointer
    assert not college.store.cases


def test_a_badge_with_a_personal_identity_code_in_it_is_refused_and_not_kept(
    college: College,
) -> None:
    document = {**college.world.unsigned_badge(), "name": "Aino 010190-123A"}
    badge = college.world.sign(document, at=NOW - timedelta(days=1))

    with pytest.raises(NationalIdInBadgeError) as caught:
        college.submit(badge)

    assert caught.value.pointer == "/badges/0"
    assert "010190" not in str(caught.value)
    assert not college.store.cases


@pytest.mark.parametrize("status", [MappingStatus.PROPOSED, MappingStatus.ENDED])
def test_a_mapping_that_is_not_in_use_takes_no_applications(
    college: College, status: MappingStatus
) -> None:
    with college.opened(True) as books:
        books.mappings.put_mapping(COLLEGE, mapping(LEAF, status=status), at=NOW, by="x")

    with pytest.raises(MappingNotFoundError):
        college.submit()


def test_the_mappings_of_others_take_no_applications(college: College) -> None:
    with pytest.raises(MappingNotFoundError):
        college.submit(actor=builders.actor(COUNTY, Scope.RECOGNITION_DECIDE))


def test_only_who_decides_may_submit(college: College) -> None:
    with pytest.raises(NotPermittedError):
        college.submit(actor=builders.actor(COLLEGE, Scope.RECOGNITION_EVALUATE))


def test_the_same_request_gives_the_same_case_and_asks_nobody(college: College) -> None:
    """D04: a repeated request opens nothing twice."""
    first = college.submit(request=REQUEST)
    college.world.asked.clear()
    again = college.submit(request=REQUEST)

    assert again == first
    assert len(college.store.cases) == 1
    assert college.world.asked == []


def test_the_key_of_another_request_is_refused(college: College) -> None:
    college.submit(request=REQUEST)

    with pytest.raises(IdempotencyKeyReusedError):
        college.submit(request=IdempotentRequest(key=REQUEST.key, content_hash=b"\2" * 32))


def test_a_badge_counts_once_in_a_study_right(college: College) -> None:
    case = college.submit()
    case = college.step(case, CaseStep.REVIEW)
    college.step(case, CaseStep.DECIDE, decision())

    with pytest.raises(BadgeUsedError) as caught:
        college.submit()

    assert caught.value.case_id == case.id
    other = college.submit(study_right_oid="1.2.246.562.15.22345678902")
    unknown = college.submit(study_right_oid=None)
    assert (other.state, unknown.state) == (CaseState.SUBMITTED, CaseState.SUBMITTED)


def test_a_badge_that_was_refused_may_be_presented_again(college: College) -> None:
    case = college.step(college.submit(), CaseStep.REVIEW)
    refused = decision(kind=DecisionKind.REFUSED, grade=None, grade_scale=None, credits=None)
    college.step(case, CaseStep.DECIDE, refused)

    assert college.submit().state is CaseState.SUBMITTED


def test_of_two_waiting_applications_with_one_badge_only_one_is_recognised(
    college: College,
) -> None:
    first, second = (college.step(college.submit(), CaseStep.REVIEW) for _ in range(2))
    college.step(first, CaseStep.DECIDE, decision())

    with pytest.raises(BadgeUsedError):
        college.step(second, CaseStep.DECIDE, decision())

    assert college.read(second) == second


def test_the_bytes_are_kept_as_they_came(college: College) -> None:
    spaced = json.dumps(parse_object(college.world.badge()), indent=3).encode()

    case = college.submit(spaced)

    assert case.evidence[0].content == spaced
    assert case.evidence[0].counted is True
