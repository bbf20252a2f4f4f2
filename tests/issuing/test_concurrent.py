"""Planning and recording as jobs, in whatever way they are done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from badgeservice.accounts.actor import Scope
from badgeservice.accounts.errors import NotPermittedError
from badgeservice.errors import BadgeServiceError
from badgeservice.issuing.concurrent import Planning, Recording, issue_async
from badgeservice.issuing.errors import (
    ClassNotIssuableError,
    IdempotencyKeyReusedError,
    OrderInvalidError,
)
from badgeservice.issuing.issue import issue
from badgeservice.issuing.ledger import Badge
from badgeservice.issuing.order import BadgeOrder, IdempotentRequest
from badgeservice.issuing.steps import Errand, KeyTakenError, Planned
from badgeservice.wiring.ports import Books
from tests.builders import COUNTY, NOW, actor, criteria_set, organisation
from tests.builders import badge_class as a_class
from tests.issuing.conftest import Shop

ORDER = BadgeOrder(class_id="guidance", email="aino@example.org")
REQUEST = IdempotentRequest(key="k" * 20, content_hash=b"1" * 32)


@dataclass
class AtOnce:
    """A writer that does every job at once, in a transaction of its own."""

    shop: Shop
    jobs: list[object] = field(default_factory=list)

    def __call__(self, job: Callable[[Books], Any]) -> Future[Any]:
        self.jobs.append(job)
        future: Future[Any] = Future()
        try:
            with self.shop.open_books(True) as books:
                result = job(books)
        except (BadgeServiceError, KeyTakenError) as failure:
            future.set_exception(failure)
        else:
            future.set_result(result)
        return future


def made(
    shop: Shop, *orders: BadgeOrder, request: IdempotentRequest | None = None
) -> tuple[Badge, ...]:
    return asyncio.run(
        issue_async(
            orders or (ORDER,),
            actor=actor(COUNTY),
            request=request,
            desk=shop.desk,
            submit=AtOnce(shop),
        )
    )


def errand(
    shop: Shop,
    *orders: BadgeOrder,
    owner: str = COUNTY,
    request: IdempotentRequest | None = None,
) -> Errand:
    return Errand(orders=orders or (ORDER,), actor=actor(owner), request=request, desk=shop.desk)


def planned_together(shop: Shop, *errands: Errand) -> Sequence[Planned | BadgeServiceError]:
    with shop.open_books(True) as books:
        return Planning.together([Planning(each) for each in errands], books)


def test_it_comes_to_the_same_as_one_step_after_the_other(shop: Shop) -> None:
    badges = made(shop, ORDER, replace(ORDER, class_id="pausable"))

    with shop.open_books(False) as books:
        assert books.badges.badges_by_id([badge.id for badge in badges]) == badges
    assert [badge.state for badge in badges] == ["issued", "issued"]


def test_the_same_request_gives_the_same_badge_in_either_way(shop: Shop) -> None:
    first = made(shop, request=REQUEST)

    assert made(shop, request=REQUEST) == first
    again = issue(
        (ORDER,),
        actor=actor(COUNTY),
        request=REQUEST,
        desk=shop.desk,
        open_books=shop.open_books,
    )
    assert again == first
    with pytest.raises(IdempotencyKeyReusedError):
        made(shop, request=replace(REQUEST, content_hash=b"2" * 32))


def test_a_request_that_was_answered_before_writes_nothing(shop: Shop) -> None:
    made(shop, request=REQUEST)
    submit = AtOnce(shop)

    asyncio.run(
        issue_async((ORDER,), actor=actor(COUNTY), request=REQUEST, desk=shop.desk, submit=submit)
    )

    assert [type(job) for job in submit.jobs] == [Planning]


def test_who_may_not_issue_submits_nothing(shop: Shop) -> None:
    submit = AtOnce(shop)
    limited = actor(COUNTY, *(set(Scope) - {Scope.BADGES_ISSUE}))

    with pytest.raises(NotPermittedError):
        asyncio.run(
            issue_async((ORDER,), actor=limited, request=None, desk=shop.desk, submit=submit)
        )
    assert submit.jobs == []


def test_when_the_key_is_taken_meanwhile_planning_again_finds_what_the_other_made(
    shop: Shop,
) -> None:
    winner = made(shop, request=REQUEST)
    submit = AtOnce(shop)
    once = [True]

    def losing(job: Callable[[Books], Any]) -> Future[Any]:
        if once and once.pop():
            future: Future[Any] = Future()
            future.set_exception(KeyTakenError())
            return future
        return submit(job)

    loser = asyncio.run(
        issue_async((ORDER,), actor=actor(COUNTY), request=REQUEST, desk=shop.desk, submit=losing)
    )

    assert loser == winner


def test_requests_that_are_planned_together_each_get_their_own(shop: Shop) -> None:
    with shop.open_books(True) as books:
        books.accounts.put_organisation(organisation("stranger"))
        books.keys.create("stranger", at=NOW)
    shop.keep(criteria_set(), a_class(), owner="stranger")
    earlier = made(shop, request=REQUEST)

    together = planned_together(
        shop,
        errand(shop, ORDER, replace(ORDER, class_id="pausable")),
        errand(shop, replace(ORDER, email=None)),
        errand(shop, owner="stranger"),
        errand(shop, request=REQUEST),
        errand(shop, replace(ORDER, class_id="nothing")),
        errand(shop, request=replace(REQUEST, key="other")),
        errand(shop, request=replace(REQUEST, content_hash=b"2" * 32)),
    )

    assert [
        type(each) if isinstance(each, BadgeServiceError) else len(each.waiting)
        for each in together
    ] == [2, OrderInvalidError, 1, 0, ClassNotIssuableError, 1, IdempotencyKeyReusedError]
    assert isinstance(together[3], Planned)
    assert together[3].found == earlier
    plans = [each.plan for of in together if isinstance(of, Planned) for each in of.waiting]
    assert [plan.organisation_id for plan in plans] == [COUNTY, COUNTY, "stranger", COUNTY]
    assert [plan.class_id for plan in plans][:2] == ["guidance", "pausable"]
    assert len({plan.slot for plan in plans}) == 4
    with shop.open_books(False) as books:
        kept = books.badges.request(COUNTY, "other")
        assert kept is not None
        assert kept.badge_ids == (plans[3].id,)
        assert set(books.badges.unsigned_plans(limit=10)) == set(plans)


def test_two_with_the_same_key_are_not_planned_together(shop: Shop) -> None:
    with pytest.raises(KeyTakenError):
        planned_together(shop, errand(shop, request=REQUEST), errand(shop, request=REQUEST))

    with shop.open_books(False) as books:
        assert books.badges.unsigned_plans(limit=10) == ()


def test_what_was_signed_is_recorded_together(shop: Shop) -> None:
    together = planned_together(shop, errand(shop), errand(shop))
    signed = [each.sign() for each in together if isinstance(each, Planned)]

    with shop.open_books(True) as books:
        Recording.together([Recording(each, at=NOW) for each in signed], books)

    with shop.open_books(False) as books:
        found = books.badges.badges_by_id([each.plan.id for of in signed for each in of])
    assert [badge.secured for badge in found] == [each.secured for of in signed for each in of]
