"""A badge is revoked after the application: the case says so, and nothing is undone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from badgeservice.recognition.cases import CaseState, CaseStep
from badgeservice.recognition.revoked_since import Recheck, note_revoked, recheck
from tests.recognition.cases import decision
from tests.recognition.counter import College

BADGE = "https://issuer.example/badges/1"


@pytest.fixture
def college() -> College:
    return College()


def again(college: College) -> Recheck:
    return recheck(
        at=college.at, new_sources=lambda: college.world.sources, open_books=college.opened
    )


def revoke(college: College) -> None:
    college.world.revoked = frozenset({7})
    college.world.publish_list(at=college.at)


def test_a_case_is_marked_and_its_decision_stands(college: College) -> None:
    case = college.step(college.submit(), CaseStep.REVIEW)
    case = college.step(case, CaseStep.DECIDE, decision())

    marked = note_revoked(BADGE, at=college.at, open_books=college.opened)

    kept = college.read(case)
    assert marked == 1
    assert kept == replace(case, version=case.version + 1, revoked_since=(BADGE,))
    assert kept is not None
    assert (kept.state, kept.decision) == (CaseState.DECIDED, decision())
    last = college.events(case)[-1]
    assert (last.kind, last.by, last.note) == ("badge-revoked", "service", BADGE)


def test_a_case_is_marked_once(college: College) -> None:
    case = college.submit()

    first, second = (
        note_revoked(BADGE, at=college.at, open_books=college.opened) for _ in range(2)
    )

    assert (first, second) == (1, 0)
    assert len(college.events(case)) == 2


def test_a_badge_that_nobody_presented_marks_nothing(college: College) -> None:
    case = college.submit()

    note_revoked(BADGE + "0", at=college.at, open_books=college.opened)

    assert college.read(case) == case


def test_a_strangers_badge_is_found_revoked_when_it_is_looked_at_again(college: College) -> None:
    case = college.submit()
    before = again(college)
    revoke(college)

    after = again(college)

    kept = college.read(case)
    assert before == Recheck(cases=1, marked=0, undetermined=0)
    assert after == Recheck(cases=1, marked=1, undetermined=0)
    assert kept is not None
    assert kept.revoked_since == (BADGE,)


def test_no_answer_marks_nothing_and_is_counted(college: College) -> None:
    case = college.submit()
    college.world.lists.clear()

    assert again(college) == Recheck(cases=1, marked=0, undetermined=1)
    assert college.read(case) == case


def test_withdrawn_and_erased_cases_are_left_alone(college: College) -> None:
    withdrawn, erased = college.submit(), college.submit()
    college.step(withdrawn, CaseStep.WITHDRAW)
    with college.opened(True) as books:
        books.cases.erase_case(erased.organisation_id, erased.id, at=college.at, by="x")
    revoke(college)

    assert again(college) == Recheck(cases=0, marked=0, undetermined=0)
