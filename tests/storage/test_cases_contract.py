"""What the book of cases promises, held against memory, SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from badgeservice.accounts.errors import OrganisationNotFoundError
from badgeservice.issuing.errors import IdempotencyKeyReusedError
from badgeservice.issuing.order import IdempotentRequest
from badgeservice.recognition.cases import (
    BADGE_REVOKED,
    ERASED,
    SERVICE,
    Case,
    CaseEvent,
    CaseState,
)
from badgeservice.recognition.errors import CaseChangedError, CaseNotFoundError
from badgeservice.storage.errors import StorageConflictError
from tests.recognition import cases
from tests.recognition.cases import LEARNER, OTHER_LEARNER, decision, event, evidence
from tests.storage.builders import NOON, ORG, OTHER
from tests.storage.conftest import OpenBooks

REQUEST = IdempotentRequest(key="order-1", content_hash=b"\1" * 32)


def case(case_id: str = "case-1", **changes: Any) -> Case:
    return cases.case(case_id, **{"organisation_id": ORG, **changes})


def add(opened: OpenBooks, *added: Case, request: IdempotentRequest | None = None) -> None:
    with opened(True) as books:
        for each in added:
            books.cases.add_case(each, event(note="Ensimmäinen"), request)


def put(opened: OpenBooks, changed: Case, what: CaseEvent) -> None:
    with opened(True) as books:
        books.cases.put_case(changed, what)


def test_a_case_is_remembered_whole_by_its_own_organisation_alone(opened: OpenBooks) -> None:
    given = case(
        evidence=(evidence(1), evidence(2, credential_id=None, counted=False)),
        decision=decision(),
        earlier_decisions=(decision(number="11/2026", grade=None, grade_scale=None),),
        delivered_on=NOON.date(),
    )
    add(opened, given)

    with opened(False) as books:
        assert books.cases.case(ORG, given.id) == given
        assert books.cases.case(OTHER, given.id) is None
        assert books.cases.cases(OTHER) == ()
        assert books.cases.cases_of_learner(OTHER, LEARNER) == ()
        assert books.cases.events(OTHER, given.id) == ()


def test_a_step_is_kept_with_its_event_and_what_was_frozen_stays(opened: OpenBooks) -> None:
    given = case()
    add(opened, given)
    decided = replace(given, version=2, state=CaseState.DECIDED, decision=decision())
    other_basis = replace(given.basis, mapping={"id": "another"})
    tampered = replace(
        decided, evidence=(), learner_oid=OTHER_LEARNER, mapping_version=9, basis=other_basis
    )
    put(opened, tampered, event("decide", note="Selvä"))

    with opened(False) as books:
        assert books.cases.case(ORG, given.id) == decided
        assert books.cases.events(ORG, given.id) == (
            event(note="Ensimmäinen"),
            event("decide", note="Selvä"),
        )


@pytest.mark.parametrize("version", [1, 3], ids=["somebody wrote before", "one was left out"])
def test_a_version_that_is_not_the_next_one_is_refused(opened: OpenBooks, version: int) -> None:
    add(opened, case())

    with pytest.raises(CaseChangedError) as caught:
        put(opened, case(version=version), event("review"))

    assert caught.value.version == 1
    with opened(False) as books:
        assert len(books.cases.events(ORG, "case-1")) == 1


def test_only_a_case_that_is_there_can_be_written(opened: OpenBooks) -> None:
    with pytest.raises(CaseNotFoundError):
        put(opened, case(version=2), event("review"))
    with pytest.raises(OrganisationNotFoundError):
        add(opened, case(organisation_id="nobody"))
    add(opened, case())
    with pytest.raises(StorageConflictError):
        add(opened, case())


def test_cases_are_listed_newest_first_by_state_and_in_pages(opened: OpenBooks) -> None:
    first, second, third = (
        case(f"case-{number}", submitted_at=NOON + timedelta(microseconds=number // 2))
        for number in (1, 2, 3)
    )
    add(opened, second, first, third, case("case-0", organisation_id=OTHER))
    reviewed = replace(second, version=2, state=CaseState.IN_REVIEW)
    put(opened, reviewed, event("review"))

    with opened(False) as books:
        every = books.cases.cases(ORG)
        page = books.cases.cases(ORG, after=(every[0].submitted_at, every[0].id), limit=1)
        in_review = books.cases.cases(ORG, state=CaseState.IN_REVIEW)
    assert every == (third.summary, reviewed.summary, first.summary)
    assert page == (reviewed.summary,)
    assert in_review == (reviewed.summary,)


def test_the_cases_of_a_learner_are_found_by_the_number(opened: OpenBooks) -> None:
    later = case("case-0", submitted_at=NOON + timedelta(days=1), updated_at=NOON)
    earlier = case("case-2", submitted_at=NOON)
    add(opened, later, earlier, case("case-3", learner_oid=OTHER_LEARNER))
    add(opened, case("case-4", learner_oid=None))

    with opened(False) as books:
        assert books.cases.cases_of_learner(ORG, LEARNER) == (earlier, later)


def test_the_cases_of_a_badge_are_found_and_marked_when_it_is_revoked(opened: OpenBooks) -> None:
    given = case(evidence=(evidence(1), evidence(2)))
    add(opened, given, case("case-2", evidence=(evidence(3),)), case(organisation_id=OTHER))
    badge = evidence(1).badge
    marked = replace(given, version=2, revoked_since=(badge,))
    put(opened, marked, CaseEvent(kind=BADGE_REVOKED, by=SERVICE, at=NOON, note=badge))

    with opened(False) as books:
        assert books.cases.cases_with_badge(badge) == ((ORG, given.id), (OTHER, given.id))
        assert books.cases.case(ORG, given.id) == marked
        assert [each.has_revoked for each in books.cases.cases(ORG)] == [False, True]
        assert [each.has_revoked for each in books.cases.cases(OTHER)] == [False]


def test_a_request_finds_what_it_made_and_no_other_organisation_does(opened: OpenBooks) -> None:
    add(opened, case(), request=REQUEST)

    with opened(False) as books:
        assert books.cases.case_of_request(ORG, REQUEST) == "case-1"
        assert books.cases.case_of_request(OTHER, REQUEST) is None
        assert books.cases.case_of_request(ORG, replace(REQUEST, key="order-2")) is None
        with pytest.raises(IdempotencyKeyReusedError):
            books.cases.case_of_request(ORG, replace(REQUEST, content_hash=b"\2" * 32))
    with pytest.raises(StorageConflictError):
        add(opened, case("case-2"), request=REQUEST)


def test_an_erased_case_is_gone_but_for_its_events(opened: OpenBooks) -> None:
    add(opened, case(), request=REQUEST)
    with opened(True) as books:
        first = books.cases.erase_case(ORG, "case-1", at=NOON, by="client-b")
        again = books.cases.erase_case(ORG, "case-1", at=NOON, by="client-b")
        others = books.cases.erase_case(OTHER, "case-1", at=NOON, by="client-b")

    with opened(False) as books:
        assert (first, again, others) == (True, False, False)
        assert books.cases.case(ORG, "case-1") is None
        assert books.cases.cases(ORG) == ()
        assert books.cases.cases_of_learner(ORG, LEARNER) == ()
        assert books.cases.cases_with_badge(evidence().badge) == ()
        assert books.cases.case_of_request(ORG, REQUEST) is None
        assert books.cases.events(ORG, "case-1") == (
            event(),
            CaseEvent(kind=ERASED, by="client-b", at=NOON),
        )
    with pytest.raises(CaseNotFoundError):
        put(opened, case(version=3), event("review"))


def test_the_time_of_keeping_begins_when_a_case_ends(opened: OpenBooks) -> None:
    add(opened, case(), case("case-2"), case("case-3"))
    ended = replace(case(), version=2, state=CaseState.WITHDRAWN, updated_at=NOON)
    put(opened, ended, event("withdraw"))
    marked = replace(ended, version=3, updated_at=NOON + timedelta(days=9), revoked_since=("x",))
    put(opened, marked, CaseEvent(kind=BADGE_REVOKED, by=SERVICE, at=NOON))
    open_ = replace(case("case-2"), version=2, state=CaseState.IN_REVIEW, updated_at=NOON)
    put(opened, open_, event("review"))

    with opened(False) as books:
        moment = timedelta(microseconds=1)
        assert books.cases.closed_cases(ORG, before=NOON) == ()
        assert books.cases.closed_cases(ORG, before=NOON + moment) == ("case-1",)
        assert books.cases.closed_cases(OTHER, before=NOON + moment) == ()


def test_a_college_says_how_long_it_keeps_cases(opened: OpenBooks) -> None:
    with opened(True) as books:
        before = books.cases.retention_days(ORG)
        books.cases.set_retention_days(ORG, 400, at=NOON, by="client-a")
        books.cases.set_retention_days(ORG, 30, at=NOON, by="client-a")

    with opened(False) as books:
        assert (before, books.cases.retention_days(ORG)) == (None, 30)
        assert books.cases.retention_days(OTHER) is None
    with pytest.raises(OrganisationNotFoundError), opened(True) as books:
        books.cases.set_retention_days("nobody", 30, at=NOON, by="client-a")
