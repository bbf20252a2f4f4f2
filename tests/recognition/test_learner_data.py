"""A learner's own data: given out, erased on request, erased when its time is over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from badgeservice.accounts.actor import Scope
from badgeservice.accounts.errors import NotPermittedError
from badgeservice.recognition.cases import CaseStep
from badgeservice.recognition.errors import LearnerNotFoundError, LearnerNumberInvalidError
from badgeservice.recognition.learner_data import erase_due, erase_learner, export_learner
from tests import builders
from tests.builders import COLLEGE, COUNTY
from tests.recognition.cases import LEARNER, OTHER_LEARNER
from tests.recognition.counter import CLERK, College


@pytest.fixture
def college() -> College:
    return College()


def test_a_learner_gets_all_cases_with_their_events_and_no_others(college: College) -> None:
    first, second = college.submit(), college.submit()
    college.submit(learner_oid=OTHER_LEARNER)

    with college.opened(True) as books:
        found = export_learner(LEARNER, actor=CLERK, at=college.at, book=books.cases)

    assert [each.case for each in found] == [first, second]
    assert [len(each.events) for each in found] == [1, 1]


def test_erasing_a_learner_takes_all_cases_and_no_others(college: College) -> None:
    """P01: the content is gone; that there was a case, and who worked on it, stays."""
    first, other = college.submit(), college.submit(learner_oid=OTHER_LEARNER)

    with college.opened(True) as books:
        erased = erase_learner(LEARNER, actor=CLERK, at=college.at, book=books.cases)

    assert erased == (first.id,)
    assert college.read(first) is None
    assert college.read(other) == other
    assert [each.kind for each in college.events(first)] == ["submit", "erase"]


@pytest.mark.parametrize("act", [export_learner, erase_learner])
def test_another_college_finds_nobody(college: College, act: object) -> None:
    """A01: a learner of another college is not there."""
    assert callable(act)
    case = college.submit()
    others = builders.actor(COUNTY, Scope.RECOGNITION_DECIDE)
    weak = builders.actor(COLLEGE, Scope.RECOGNITION_EVALUATE)

    with college.opened(True) as books:
        with pytest.raises(LearnerNotFoundError):
            act(LEARNER, actor=others, at=college.at, book=books.cases)
        with pytest.raises(NotPermittedError):
            act(LEARNER, actor=weak, at=college.at, book=books.cases)
        with pytest.raises(LearnerNumberInvalidError):
            act("1.2.246.562.24.77925329175", actor=CLERK, at=college.at, book=books.cases)
    assert college.read(case) == case


def test_closed_cases_are_erased_when_their_time_is_over(college: College) -> None:
    closed, open_ = college.submit(), college.submit()
    college.step(closed, CaseStep.WITHDRAW)
    with college.opened(True) as books:
        books.cases.set_retention_days(COLLEGE, 30, at=college.at, by="x")

    on_the_day = erase_due(at=college.at + timedelta(days=30), open_books=college.opened)
    kept = college.read(closed)
    later = erase_due(at=college.at + timedelta(days=30, seconds=1), open_books=college.opened)

    assert (on_the_day, later) == (0, 1)
    assert kept is not None
    assert college.read(closed) is None
    assert college.read(open_) == open_
    assert college.events(closed)[-1].by == "service"


def test_without_a_time_of_keeping_nothing_is_erased(college: College) -> None:
    college.step(college.submit(), CaseStep.WITHDRAW)

    assert erase_due(at=college.at + timedelta(days=9_999), open_books=college.opened) == 0
