"""The life of a case: which steps are taken when, and what a decision must not say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from badgeservice.accounts.actor import Scope
from badgeservice.accounts.errors import NotPermittedError
from badgeservice.library.documents import Credits, CreditUnit, LocalisedText
from badgeservice.library.mapping_documents import Route
from badgeservice.recognition.case_rules import decision_faults
from badgeservice.recognition.cases import (
    Assessor,
    AssessorRole,
    Case,
    CaseState,
    CaseStep,
    DecisionKind,
    RequirementDecision,
)
from badgeservice.recognition.casework import STEPS, Move, find_case, move
from badgeservice.recognition.errors import (
    CaseChangedError,
    CaseNotFoundError,
    CaseStateError,
    DecisionInvalidError,
)
from tests import builders
from tests.builders import COLLEGE, COUNTY, NOW
from tests.recognition.cases import case, decision
from tests.recognition.counter import CLERK, College
from tests.recognition.mappings import ects, osp

DECIDING = {CaseStep.DECIDE, CaseStep.DECIDE_REVIEW, CaseStep.RECTIFY}
TEACHER = Assessor(name="Olli Opettaja", organisation="Opisto", role=AssessorRole.TEACHER)
SECOND = Assessor(name="Kaisa Opettaja", organisation="Opisto", role=AssessorRole.TEACHER)
WORKER = Assessor(name="Tiina Työ", organisation="Koti", role=AssessorRole.WORKING_LIFE)
# What may follow upon what, written down a second time and by hand.
LIFE = {
    CaseState.SUBMITTED: {CaseStep.REVIEW, CaseStep.WITHDRAW},
    CaseState.IN_REVIEW: {CaseStep.REQUEST_INFORMATION, CaseStep.DECIDE, CaseStep.WITHDRAW},
    CaseState.INFORMATION_REQUESTED: {CaseStep.ANSWER, CaseStep.WITHDRAW},
    CaseState.DECIDED: {CaseStep.DELIVER},
    CaseState.DELIVERED: {CaseStep.REQUEST_REVIEW, CaseStep.CLOSE},
    CaseState.REVIEW_REQUESTED: {CaseStep.DECIDE_REVIEW},
    CaseState.REVIEWED: {CaseStep.REQUEST_RECTIFICATION, CaseStep.CLOSE},
    CaseState.RECTIFICATION_REQUESTED: {CaseStep.RECTIFY},
    CaseState.RECTIFIED: {CaseStep.CLOSE},
    CaseState.CLOSED: set(),
    CaseState.WITHDRAWN: set(),
}


class LifeOfACase(RuleBasedStateMachine):
    """Whatever is tried in whatever order, a case only goes where it may."""

    @initialize()
    def apply(self) -> None:
        self.college = College()
        self.case = self.college.submit()
        self.taken = ["submit"]
        self.decided = 0

    @rule(
        step=st.sampled_from(CaseStep),
        behind=st.sampled_from([0, 0, 0, 1]),
        is_decided_rightly=st.sampled_from([True, True, True, False]),
    )
    def try_a_step(self, step: CaseStep, behind: int, is_decided_rightly: bool) -> None:
        with_decision = (step in DECIDING) == is_decided_rightly
        given = decision(number=f"{self.decided}/2026") if with_decision else None
        shown = replace(self.case, version=self.case.version - behind)
        allowed = step in LIFE[self.case.state] and is_decided_rightly
        if behind:
            with pytest.raises(CaseChangedError):
                self.college.step(shown, step, given)
        elif not allowed:
            with pytest.raises(CaseStateError):
                self.college.step(shown, step, given)
        else:
            self.case = self.college.step(shown, step, given)
            self.taken.append(step.value)
            self.decided += with_decision

    @invariant()
    def nothing_is_lost(self) -> None:
        kept = self.college.read(self.case)
        assert kept == self.case
        assert [each.kind for each in self.college.events(self.case)] == self.taken
        assert kept is not None
        assert kept.version == len(self.taken)
        assert len(kept.earlier_decisions) == max(0, self.decided - 1)
        assert (kept.decision is None) == (self.decided == 0)

    @invariant()
    def a_decision_comes_before_what_follows_from_it(self) -> None:
        if self.case.state not in LIFE or self.case.state in {
            CaseState.SUBMITTED,
            CaseState.IN_REVIEW,
            CaseState.INFORMATION_REQUESTED,
            CaseState.WITHDRAWN,
        }:
            return
        assert "decide" in self.taken
        assert "withdraw" not in self.taken


TestLifeOfACase = LifeOfACase.TestCase
TestLifeOfACase.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)


def test_every_state_can_be_reached_and_left_only_as_written() -> None:
    for state in CaseState:
        possible = {step for step, (allowed, _) in STEPS.items() if state in allowed}
        assert possible == LIFE[state]
    assert {led for _, led in STEPS.values()} | {CaseState.SUBMITTED} == set(CaseState)


def test_a_delivery_is_dated_by_who_delivers_or_today() -> None:
    college = College()
    cases = [college.step(college.submit(study_right_oid=None), CaseStep.REVIEW) for _ in range(2)]
    decided = [college.step(each, CaseStep.DECIDE, decision()) for each in cases]

    told = college.step(decided[0], CaseStep.DELIVER, on=date(2026, 11, 23))
    today = college.step(decided[1], CaseStep.DELIVER)

    assert (told.delivered_on, today.delivered_on) == (date(2026, 11, 23), NOW.date())


@pytest.mark.parametrize("who", [COUNTY, COLLEGE])
def test_a_case_is_seen_by_its_own_college_and_with_the_scope_alone(who: str) -> None:
    """A01: what is another's sounds like what is not there."""
    college = College()
    case = college.submit()
    scope = Scope.RECOGNITION_DECIDE if who == COUNTY else Scope.RECOGNITION_EVALUATE
    actor = builders.actor(who, scope)
    expected = CaseNotFoundError if who == COUNTY else NotPermittedError

    with college.opened(True) as books:
        with pytest.raises(expected):
            find_case(case.id, actor=actor, book=books.cases)
        with pytest.raises(expected):
            move(
                case.id,
                Move(step=CaseStep.REVIEW, if_version=1),
                actor=actor,
                at=NOW,
                book=books.cases,
            )
        assert find_case(case.id, actor=CLERK, book=books.cases) == case


def test_a_decision_with_faults_is_not_made() -> None:
    college = College()
    case = college.step(college.submit(), CaseStep.REVIEW)

    with pytest.raises(DecisionInvalidError):
        college.step(case, CaseStep.DECIDE, decision(decided_by="Tiina Työ"))

    assert college.read(case) == case


def test_a_sound_decision_has_no_faults() -> None:
    assert decision_faults(decision(), case(), day=NOW.date()) == ()


REFUSED: dict[str, Any] = {
    "kind": DecisionKind.REFUSED,
    "grade": None,
    "grade_scale": None,
    "credits": None,
}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        pytest.param(
            {"decided_on": NOW.date() + timedelta(days=1)},
            ("decided-in-future", "/decidedOn"),
            id="tomorrow",
        ),
        pytest.param(
            {"decided_on": NOW.date() - timedelta(days=1)},
            ("decided-before-application", "/decidedOn"),
            id="before the application",
        ),
        pytest.param(
            {"sent_to_assessors_on": NOW.date() + timedelta(days=1)},
            ("assessed-after-decision", "/sentToAssessorsOn"),
            id="assessed after it",
        ),
        pytest.param(
            {"requirements": (RequirementDecision(code="r", is_recognised=False, reason=" "),)},
            ("reason-missing", "/requirements/0/reason"),
            id="a requirement refused for no reason",
        ),
        pytest.param({"is_current": False}, ("not-current", "/isCurrent"), id="not current"),
        pytest.param(
            {**REFUSED, "is_current": False, "currency_reason": ""},
            ("reason-missing", "/currencyReason"),
            id="not current, and nobody says why",
        ),
        pytest.param(
            {"assessors": (TEACHER,)}, ("assessors-missing", "/assessors"), id="one pair of eyes"
        ),
        pytest.param(
            {"assessors": (TEACHER, replace(TEACHER, organisation="Muu"))},
            ("assessors-missing", "/assessors"),
            id="one person named twice",
        ),
        pytest.param(
            {"assessors": (WORKER, replace(WORKER, name="Toinen"))},
            ("assessors-missing", "/assessors"),
            id="no teacher",
        ),
        pytest.param(
            {"route": Route.DEMONSTRATION, "assessors": (TEACHER, SECOND)},
            ("assessors-missing", "/assessors"),
            id="a demonstration without working life",
        ),
        pytest.param(
            {"decided_by": "TYÖ,  tiina"},
            ("four-eyes", "/decidedBy"),
            id="an assessor decides",
        ),
        pytest.param(
            {"kind": DecisionKind.PARTLY, "credits": osp(2)},
            ("grade-without-recognition", "/grade"),
            id="a grade for a part",
        ),
        pytest.param({"grade_scale": None}, ("grade-scale-missing", "/gradeScale"), id="no scale"),
        pytest.param({"grade": "6"}, ("grade-unknown", "/grade"), id="no grade of the scale"),
        pytest.param({"grade": "Hylätty"}, ("grade-unknown", "/grade"), id="a fail"),
        pytest.param(
            {"grade_scale": "other"}, ("grade-scale-unknown", "/gradeScale"), id="unknown scale"
        ),
        pytest.param({"credits": ects(5)}, ("credit-unit-differs", "/credits/unit"), id="ECTS"),
        pytest.param(
            {"credits": osp(6)}, ("credits-exceed-target", "/credits/value"), id="too much"
        ),
        pytest.param(
            {"credits": Credits(value=Decimal("4.5"), unit=CreditUnit.OSP)},
            ("credits-differ", "/credits/value"),
            id="less than the whole",
        ),
    ],
)
def test_what_a_decision_must_not_say(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    found = decision_faults(decision(**changes), case(), day=NOW.date())

    assert [(each.code, each.pointer) for each in found] == [fault]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(
            {"route": Route.DIRECT, "assessors": (), "decided_by": "Olli Opettaja"}, id="directly"
        ),
        pytest.param({"assessors": (TEACHER, SECOND)}, id="two teachers"),
        pytest.param({"grade": None, "grade_scale": None}, id="no grade yet"),
        pytest.param({"grade": "Hyväksytty"}, id="a pass"),
        pytest.param(
            {
                "kind": DecisionKind.PARTLY,
                "credits": osp(2),
                "grade": None,
                "grade_scale": None,
                "requirements": (
                    RequirementDecision(code="r", is_recognised=False, reason="Puuttuu"),
                ),
            },
            id="a part",
        ),
        pytest.param(
            {**REFUSED, "explanation": LocalisedText(fi="Ei vastaa vaatimuksia.")}, id="refused"
        ),
    ],
)
def test_what_a_decision_may_say(changes: dict[str, Any]) -> None:
    assert decision_faults(decision(**changes), case(), day=NOW.date()) == ()


def test_an_extent_that_is_not_known_limits_nothing() -> None:
    open_case: Case = case(target_credits=None)

    assert decision_faults(decision(credits=osp(60)), open_case, day=NOW.date()) == ()
