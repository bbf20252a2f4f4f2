"""What the book of webhooks promises, held against memory, SQLite and PostgreSQL."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from badgeservice.accounts.errors import OrganisationNotFoundError
from badgeservice.recognition.cases import CaseState
from badgeservice.recognition.webhooks import Delivery, Webhook
from tests.builders import NOW
from tests.recognition import cases
from tests.recognition.cases import event
from tests.storage.builders import MINUTE, ORG, OTHER
from tests.storage.conftest import OpenBooks

LATER = NOW + MINUTE
SECRET = bytes(range(32))


def webhook(webhook_id: str = "webhook-1", **changes: Any) -> Webhook:
    fields: dict[str, Any] = {
        "id": webhook_id,
        "organisation_id": ORG,
        "url": f"https://college.example/{webhook_id}",
        "created_by": "client-a",
        "created_at": NOW,
    }
    return Webhook(**{**fields, **changes})


def add(opened: OpenBooks, *hooks: Webhook) -> None:
    with opened(True) as books:
        for each in hooks:
            books.webhooks.add_webhook(each, secret=SECRET)


def submit(opened: OpenBooks, case_id: str = "case-1", organisation_id: str = ORG) -> None:
    with opened(True) as books:
        case = cases.case(case_id, organisation_id=organisation_id)
        books.cases.add_case(case, event(), None)


def sent(opened: OpenBooks, organisation_id: str = ORG) -> tuple[Delivery, ...]:
    with opened(False) as books:
        return books.webhooks.deliveries(organisation_id)


def test_a_webhook_is_kept_for_its_own_organisation_until_it_is_removed(
    opened: OpenBooks,
) -> None:
    add(opened, webhook("webhook-2", created_at=LATER), webhook())
    with opened(False) as books:
        before = books.webhooks.webhooks(ORG)
        theirs = (books.webhooks.webhooks(OTHER), books.webhooks.webhook(OTHER, "webhook-1"))
    with opened(True) as books:
        others = books.webhooks.remove_webhook(OTHER, "webhook-1", at=NOW, by="x")
        removed = books.webhooks.remove_webhook(ORG, "webhook-1", at=NOW, by="x")
        again = books.webhooks.remove_webhook(ORG, "webhook-1", at=NOW, by="x")

    assert [each.id for each in before] == ["webhook-1", "webhook-2"]
    assert theirs == ((), None)
    assert (others, removed, again) == (False, True, False)
    with opened(False) as books:
        assert [each.id for each in books.webhooks.webhooks(ORG)] == ["webhook-2"]
        assert books.webhooks.webhook(ORG, "webhook-1") is None
    with pytest.raises(OrganisationNotFoundError):
        add(opened, webhook(organisation_id="nobody"))


def test_every_event_goes_to_every_webhook_of_the_college_and_names_no_learner(
    opened: OpenBooks,
) -> None:
    """P06: what leaves the service holds ids, state and event."""
    submit(opened, "case-0")
    add(opened, webhook(), webhook("webhook-2"), webhook(organisation_id=OTHER))
    submit(opened)
    moved = cases.case(organisation_id=ORG, version=2, state=CaseState.IN_REVIEW)
    with opened(True) as books:
        books.cases.put_case(moved, event("review", note="Salainen"))
        books.cases.erase_case(ORG, "case-1", at=NOW, by="client-a")

    found = sent(opened)

    assert sent(opened, OTHER) == ()
    assert {each.webhook_id for each in found} == {"webhook-1", "webhook-2"}
    payloads = sorted(each.payload for each in found if each.webhook_id == "webhook-1")
    assert [json.loads(each) for each in payloads] == [
        {
            "type": f"case.{kind}",
            "timestamp": "2026-11-24T09:00:00Z",
            "data": {"caseId": "case-1", "version": version, "state": state},
        }
        for kind, version, state in (
            ("erase", 3, "in-review"),
            ("review", 2, "in-review"),
            ("submit", 1, "submitted"),
        )
    ]


def test_what_is_rolled_back_is_not_announced(opened: OpenBooks) -> None:
    add(opened, webhook())

    def submit_and_fail() -> None:
        with opened(True) as books:
            books.cases.add_case(cases.case(organisation_id=ORG), event(), None)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        submit_and_fail()

    assert sent(opened) == ()


def test_a_delivery_is_leased_to_one_and_after_its_time_to_another(opened: OpenBooks) -> None:
    add(opened, webhook())
    submit(opened)
    with opened(True) as books:
        early = books.webhooks.lease(at=NOW - MINUTE, until=NOW)
        first = books.webhooks.lease(at=NOW, until=LATER)
        second = books.webhooks.lease(at=NOW, until=LATER)
        late = books.webhooks.lease(at=LATER, until=LATER + MINUTE)

    (delivery,) = sent(opened)
    assert early is second is None
    assert first is not None
    assert (first.delivery, first.url, first.secret) == (delivery, webhook().url, SECRET)
    assert late == first
    assert repr(SECRET) not in repr(first)


def test_what_has_been_due_for_longest_comes_first(opened: OpenBooks) -> None:
    add(opened, webhook())
    submit(opened, "case-1")
    submit(opened, "case-2", OTHER)
    submit(opened, "case-3")
    newest = sent(opened)[0]
    with opened(True) as books:
        books.webhooks.settle(newest.id, at=NOW, failure="no", next_at=NOW + MINUTE)
        first = books.webhooks.lease(at=NOW + 2 * MINUTE, until=NOW + 3 * MINUTE)
        second = books.webhooks.lease(at=NOW + 2 * MINUTE, until=NOW + 3 * MINUTE)

    assert first is not None
    assert second is not None
    assert second.delivery.id == newest.id != first.delivery.id


def test_an_attempt_ends_with_arrival_or_a_later_one(opened: OpenBooks) -> None:
    add(opened, webhook())
    submit(opened)
    (delivery,) = sent(opened)
    with opened(True) as books:
        books.webhooks.settle(delivery.id, at=NOW, failure="no answer", next_at=LATER)
        is_due = (books.webhooks.is_due(NOW), books.webhooks.is_due(LATER))
        failed = books.webhooks.delivery(ORG, delivery.id)
        books.webhooks.settle(delivery.id, at=LATER, failure=None, next_at=None)

    assert is_due == (False, True)
    assert failed == replace(delivery, attempts=1, failure="no answer", next_at=LATER)
    assert sent(opened) == (
        replace(delivery, attempts=2, delivered_at=LATER, failure=None, next_at=None),
    )


def test_a_delivery_can_be_made_again_by_its_own_college(opened: OpenBooks) -> None:
    add(opened, webhook())
    submit(opened)
    (delivery,) = sent(opened)
    with opened(True) as books:
        books.webhooks.settle(delivery.id, at=NOW, failure=None, next_at=None)
        others = books.webhooks.replay(OTHER, delivery.id, at=LATER, by="x")
        ours = books.webhooks.replay(ORG, delivery.id, at=LATER, by="x")

    assert (others, ours) == (False, True)
    assert sent(opened) == (replace(delivery, next_at=LATER),)
    with opened(True) as books:
        books.webhooks.remove_webhook(ORG, "webhook-1", at=NOW, by="x")
        assert books.webhooks.replay(ORG, delivery.id, at=LATER, by="x") is False


def test_a_webhook_that_is_removed_gets_nothing_more(opened: OpenBooks) -> None:
    add(opened, webhook())
    submit(opened)
    with opened(True) as books:
        leased = books.webhooks.lease(at=NOW, until=LATER)
        books.webhooks.remove_webhook(ORG, "webhook-1", at=NOW, by="x")
        assert leased is not None
        books.webhooks.settle(leased.delivery.id, at=NOW, failure="no", next_at=LATER)
        assert books.webhooks.is_due(LATER + MINUTE) is False
        assert books.webhooks.lease(at=LATER, until=LATER + MINUTE) is None


def test_old_deliveries_are_forgotten_unless_they_are_under_way(opened: OpenBooks) -> None:
    add(opened, webhook())
    submit(opened)
    submit(opened, "case-2")
    arrived, waiting = sent(opened)
    with opened(True) as books:
        books.webhooks.settle(arrived.id, at=NOW, failure=None, next_at=None)
        too_early = books.webhooks.forget_deliveries(before=NOW)
        forgotten = books.webhooks.forget_deliveries(before=NOW + timedelta(days=1))

    assert (too_early, forgotten) == (0, 1)
    assert sent(opened) == (waiting,)


def test_deliveries_are_listed_in_pages_newest_first(opened: OpenBooks) -> None:
    add(opened, webhook())
    for number in range(3):
        submit(opened, f"case-{number}")
    every = sent(opened)

    with opened(False) as books:
        page = books.webhooks.deliveries(ORG, after=(every[0].created_at, every[0].id), limit=1)
        assert books.webhooks.delivery(OTHER, every[0].id) is None

    assert page == every[1:2]
