"""Issuing over real books: what it remembers stays true, and no crash loses or doubles anything."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.securing.data_integrity import check_proof, proofs
from badgeservice.credentials.strict_json import parse_object
from badgeservice.issuing.concurrent import issue_async
from badgeservice.issuing.errors import (
    ClassNotIssuableError,
    IdempotencyKeyReusedError,
    OrderInvalidError,
)
from badgeservice.issuing.issue import complete_plans, issue
from badgeservice.issuing.ledger import Badge, BadgeFilter, StatusPurpose
from badgeservice.issuing.order import BadgeOrder, Desk, EvidenceItem, IdempotentRequest
from badgeservice.library.documents import BadgeClass, Status, Unit, UnitRef
from badgeservice.storage.books import books_over
from badgeservice.storage.database import Database
from badgeservice.storage.errors import StorageUnavailableError
from badgeservice.storage.group_commit import GroupCommit
from badgeservice.wiring.ports import Books
from tests.fakes import ORIGIN
from tests.storage.builders import (
    NOON,
    ORG,
    badge_class,
    chance,
    criteria_set,
    organisation,
    revocation,
    unit,
)
from tests.storage.conftest import MASTER_KEY, OpenBooks, add_organisations, sql_books
from tests.storage.test_statements import counted

ACTOR = Actor(organisation_id=ORG, client_id="client-a", scopes=frozenset(Scope))
ORDER = BadgeOrder(class_id="animal-care", email="aino@example.org")
REQUEST = IdempotentRequest(key="k" * 20, content_hash=b"1" * 32)
MANY = 30  # From 20 on, badges are composed ahead.


def desk(seed: int = 1) -> Desk:
    counter = itertools.count(seed * 1_000_000)
    return Desk(
        origin=ORIGIN,
        at=NOON,
        random_bytes=lambda size: (next(counter) * 0x9E3779B97F4A7C15 % 2 ** (8 * size)).to_bytes(
            size, "big"
        ),
    )


def fill(opened: OpenBooks) -> OpenBooks:
    with opened(True) as books:
        books.keys.create(ORG, at=NOON)
        for document in (unit(), criteria_set(), class_of_unit()):
            books.library.put(ORG, document, at=NOON, by="client-a")
    return opened


def class_of_unit(version: int = 1, **changes: Any) -> BadgeClass:
    ref = UnitRef(system="finland", code="tutkinnonosat_106731")
    return badge_class(version).model_copy(update={"units": (ref,), **changes})


@pytest.fixture
def filled(opened: OpenBooks) -> OpenBooks:
    """Books of an organisation that can issue one class."""
    return fill(opened)


def issued(
    opened: OpenBooks,
    *orders: BadgeOrder,
    request: IdempotentRequest | None = None,
    seed: int = 1,
) -> tuple[Badge, ...]:
    return issue(
        orders or (ORDER,), actor=ACTOR, request=request, desk=desk(seed), open_books=opened
    )


def content(badge: Badge) -> dict[str, Any]:
    assert badge.secured is not None
    document: dict[str, Any] = json.loads(badge.secured)
    return document


def require_sound(badge: Badge, key: PublicKey) -> None:
    assert badge.secured is not None
    document = parse_object(badge.secured)
    ((_, proof),) = proofs(document)
    check_proof(document, proof=proof, public_key=key)
    assert badge.secured.startswith(badge.plan.unsigned[:-1])


def key_of(opened: OpenBooks) -> PublicKey:
    with opened(False) as books:
        return books.keys.current(ORG).signer.public_key


@pytest.mark.parametrize("count", [1, 3, MANY])
def test_what_is_returned_is_what_is_kept_and_holds(filled: OpenBooks, count: int) -> None:
    badges = issued(filled, *[ORDER] * count)

    with filled(False) as books:
        assert books.badges.badges_by_id([badge.id for badge in badges]) == badges
        assert books.badges.unsigned_plans(limit=10) == ()
    for badge in badges:
        require_sound(badge, key_of(filled))
    assert len({badge.plan.slot for badge in badges}) == count


def renamed(books: Books) -> None:
    books.accounts.put_organisation(organisation(name="Renamed"))


def republished(books: Books) -> None:
    name = badge_class().name.model_copy(update={"fi": "Uusi nimi"})
    books.library.put(ORG, class_of_unit(2, name=name), at=NOON, by="client-a")


def changed_unit(books: Books) -> None:
    newer: Unit = unit(2)
    newer = newer.model_copy(update={"name": newer.name.model_copy(update={"fi": "Uusi osa"})})
    books.library.put(ORG, newer, at=NOON, by="client-a")


def rotated(books: Books) -> None:
    books.keys.create(ORG, at=NOON)


SEEN: dict[Callable[[Books], None], Callable[[dict[str, Any]], str]] = {
    renamed: lambda badge: str(badge["issuer"]["name"]),
    republished: lambda badge: str(badge["name"]),
    changed_unit: lambda badge: str(
        badge["credentialSubject"]["achievement"]["alignment"][0]["targetName"]
    ),
    rotated: lambda badge: str(badge["proof"][0]["verificationMethod"]),
}


@pytest.mark.parametrize("count", [1, MANY])
@pytest.mark.parametrize("write", SEEN, ids=lambda write: write.__name__)
def test_the_next_badge_shows_what_was_changed(
    filled: OpenBooks, write: Callable[[Books], None], count: int
) -> None:
    look = SEEN[write]
    before = {look(content(badge)) for badge in issued(filled, *[ORDER] * count)}
    with filled(True) as books:
        write(books)

    badges = issued(filled, *[ORDER] * count, seed=2)
    after = {look(content(badge)) for badge in badges}

    assert len(before) == len(after) == 1
    assert before != after
    require_sound(badges[-1], key_of(filled))


def test_a_class_that_was_retired_is_not_issued_from_any_more(filled: OpenBooks) -> None:
    issued(filled)
    with filled(True) as books:
        books.library.put(ORG, class_of_unit(status=Status.RETIRED), at=NOON, by="client-a")

    with pytest.raises(ClassNotIssuableError):
        issued(filled)


def test_what_a_transaction_read_that_was_rolled_back_is_not_remembered(
    filled: OpenBooks,
) -> None:
    """The revision of a rolled back write is used again, by the next one, for something else."""
    losing = [True]

    @contextmanager
    def rolled_back(write: bool) -> Iterator[Books]:
        with filled(write) as books:
            if write and losing.pop():
                renamed_class(books, "Lost")
            yield books
            if not losing:
                raise ConnectionError

    def renamed_class(books: Books, name: str) -> None:
        text = badge_class().name.model_copy(update={"fi": name})
        books.library.put(ORG, class_of_unit(2, name=text), at=NOON, by="client-a")

    with pytest.raises(ConnectionError):
        issued(rolled_back)
    with filled(True) as books:
        renamed_class(books, "Kept")

    assert content(issued(filled)[0])["name"] == "Kept"


def test_a_slot_that_was_taken_meanwhile_is_replaced_and_its_badge_composed_again(
    filled: OpenBooks,
) -> None:
    """Another transaction takes some of the places that were looked for ahead."""
    taken = []
    issued(filled)  # So that there is a list.

    class Spy:
        def __init__(self, real: Any) -> None:
            self._real = real

        def free_slots(self, *arguments: Any, **named: Any) -> Any:
            found = self._real.free_slots(*arguments, **named)
            taken.extend(found[::3])
            return found

        def __getattr__(self, name: str) -> Any:
            return getattr(self._real, name)

    @contextmanager
    def racing(write: bool) -> Iterator[Books]:
        if write and taken:
            with filled(True) as books:
                books.badges.claim_slots(
                    ORG,
                    StatusPurpose.REVOCATION,
                    count=len(taken),
                    below=chance(9),
                    wanted=tuple(taken),
                )
        with filled(write) as books:
            yield books if write else replace(books, badges=Spy(books.badges))

    badges = issue([ORDER] * MANY, actor=ACTOR, request=None, desk=desk(2), open_books=racing)

    slots = [badge.plan.slot for badge in badges]
    assert len(taken) >= MANY // 4
    assert len(set(slots)) == MANY
    assert set(slots).isdisjoint(taken)
    for badge in badges:
        require_sound(badge, key_of(filled))
        status = content(badge)["credentialStatus"]
        assert status["statusListIndex"] == str(badge.plan.slot.index)


def test_what_is_changed_between_looking_and_planning_counts(filled: OpenBooks) -> None:
    issued(filled)

    @contextmanager
    def racing(write: bool) -> Iterator[Books]:
        if write:
            with filled(True) as books:
                renamed(books)
        with filled(write) as books:
            yield books

    badges = issue([ORDER] * MANY, actor=ACTOR, request=None, desk=desk(2), open_books=racing)

    assert {content(badge)["issuer"]["name"] for badge in badges} == {"Renamed"}


@dataclass
class PowerCut:
    """Books whose power fails at a point: so many transactions in, before or after its commit."""

    opened: OpenBooks
    at: int
    is_committed: bool
    count: int = 0

    @contextmanager
    def __call__(self, write: bool) -> Iterator[Books]:
        self.count += 1
        is_last = self.count == self.at
        with self.opened(write) as books:
            yield books
            if is_last and not self.is_committed:
                raise ConnectionError
        if is_last:
            raise ConnectionError


POINTS = [
    pytest.param(1, 1, False, 0, id="one: before the plan is committed"),
    pytest.param(1, 1, True, 1, id="one: after the plan"),
    pytest.param(1, 2, False, 1, id="one: before the signature is committed"),
    pytest.param(1, 2, True, 0, id="one: after the signature"),
    pytest.param(MANY, 1, True, 0, id="many: after looking ahead"),
    pytest.param(MANY, 2, False, 0, id="many: before the plans are committed"),
    pytest.param(MANY, 2, True, MANY, id="many: after the plans"),
    pytest.param(MANY, 3, False, MANY, id="many: before the signatures are committed"),
    pytest.param(MANY, 3, True, 0, id="many: after the signatures"),
]


@pytest.mark.parametrize(("count", "at", "is_committed", "left"), POINTS)
def test_wherever_the_power_fails_the_same_request_gives_the_same_badges(
    filled: OpenBooks, count: int, at: int, is_committed: bool, left: int
) -> None:
    orders = [ORDER] * count
    cut = PowerCut(filled, at=at, is_committed=is_committed)

    with pytest.raises(ConnectionError):
        issue(orders, actor=ACTOR, request=REQUEST, desk=desk(1), open_books=cut)

    with filled(False) as books:
        plans = books.badges.unsigned_plans(limit=2 * count)
    assert len(plans) == left
    retried = issued(filled, *orders, request=REQUEST, seed=2)
    again = issued(filled, *orders, request=REQUEST, seed=3)
    assert [badge.secured for badge in retried] == [badge.secured for badge in again]
    if left:
        assert {badge.id for badge in retried} == {plan.id for plan in plans}
        assert {badge.plan for badge in retried} == set(plans)
    for badge in retried:
        require_sound(badge, key_of(filled))


@pytest.mark.parametrize("count", [1, MANY])
def test_a_plan_that_is_completed_later_has_the_bytes_it_would_have_had(
    filled: OpenBooks, count: int
) -> None:
    """The hash is known while planning, and found again from the bytes after a crash."""
    orders = [ORDER] * count
    cut = PowerCut(filled, at=1 if count == 1 else 2, is_committed=True)
    with pytest.raises(ConnectionError):
        issue(orders, actor=ACTOR, request=REQUEST, desk=desk(1), open_books=cut)

    assert complete_plans(at=NOON, open_books=filled).signed == count

    with filled(False) as books:
        request = books.badges.request(ORG, REQUEST.key)
        assert request is not None
        completed = books.badges.badges_by_id(request.badge_ids)
    for badge in completed:
        require_sound(badge, key_of(filled))
    assert issued(filled, *orders, request=REQUEST, seed=2) == completed


def test_a_planned_badge_that_was_revoked_is_told_as_such_when_it_is_asked_for_again(
    filled: OpenBooks,
) -> None:
    cut = PowerCut(filled, at=1, is_committed=True)
    with pytest.raises(ConnectionError):
        issue([ORDER], actor=ACTOR, request=REQUEST, desk=desk(1), open_books=cut)
    with filled(True) as books:
        (plan,) = books.badges.unsigned_plans(limit=2)
        books.badges.add_revocation(revocation(plan.id))

    (badge,) = issued(filled, request=REQUEST, seed=2)

    assert badge.state == "revoked"
    require_sound(badge, key_of(filled))


class Shop:
    """Concurrent issuing over one database, with a writer that commits in groups."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.opened = sql_books(database)
        add_organisations(self.opened)
        fill(self.opened)
        over = books_over(master_key=MASTER_KEY, origin=ORIGIN)
        self.writer: GroupCommit[Any] = GroupCommit(database, over)

    async def issue(
        self,
        number: int,
        *orders: BadgeOrder,
        request: IdempotentRequest | None = None,
        submit: Callable[[Any], Future[Any]] | None = None,
    ) -> tuple[Badge, ...]:
        return await issue_async(
            orders or (ORDER,),
            actor=ACTOR,
            request=request,
            desk=desk(number),
            submit=submit or self.writer.submit,
        )


@pytest.fixture
def shop(database: Database) -> Iterator[Shop]:
    shop = Shop(database)
    yield shop
    shop.writer.close()


async def _all(*errands: Any) -> list[Any]:
    return list(await asyncio.gather(*errands, return_exceptions=True))


def test_many_who_issue_at_once_get_their_own_badges(shop: Shop) -> None:
    orders = [replace(ORDER, narrative=f"Number {number}") for number in range(40)]

    results = asyncio.run(_all(*(shop.issue(number, order) for number, order in enumerate(orders))))

    badges = [badge for result in results for badge in result]
    key = key_of(shop.opened)
    for order, badge in zip(orders, badges, strict=True):
        require_sound(badge, key)
        assert content(badge)["credentialSubject"]["narrative"] == order.narrative
    assert len({badge.plan.slot for badge in badges}) == 40
    with shop.opened(False) as books:
        assert list(books.badges.badges_by_id([badge.id for badge in badges])) == badges


def test_one_bad_order_among_many_harms_no_other(shop: Shop) -> None:
    early = replace(ORDER, email=None)  # Seen before anything is written.
    late = replace(  # Seen only when it is composed, with a slot claimed already.
        ORDER, evidence=(EvidenceItem(url="https://e.example/\x81"),)
    )
    unknown = replace(ORDER, class_id="nothing")

    results = asyncio.run(
        _all(
            *(shop.issue(number, ORDER) for number in range(3)),
            shop.issue(3, ORDER, early),
            shop.issue(4, late),
            shop.issue(5, unknown),
            *(shop.issue(number, ORDER) for number in range(6, 9)),
        )
    )

    assert [type(result) for result in results] == [
        *[tuple] * 3,
        OrderInvalidError,
        OrderInvalidError,
        ClassNotIssuableError,
        *[tuple] * 3,
    ]
    assert results[3].pointer == "/1/recipient"
    assert results[4].pointer.startswith("/0")
    with shop.opened(False) as books:
        assert books.badges.unsigned_plans(limit=10) == ()


def test_one_key_that_many_use_at_once_makes_one_badge(shop: Shop) -> None:
    results = asyncio.run(
        _all(
            *(shop.issue(number, request=REQUEST) for number in range(20)),
            shop.issue(21, request=replace(REQUEST, content_hash=b"2" * 32)),
        )
    )

    assert len({badge.secured for result in results[:20] for badge in result}) == 1
    assert isinstance(results[20], IdempotencyKeyReusedError)


def test_those_who_issue_at_once_share_statements(shop: Shop) -> None:
    asyncio.run(_all(shop.issue(1)))  # It opens the list, and the class is known then.

    with counted() as seen:
        asyncio.run(_all(*(shop.issue(number) for number in range(2, 42))))

    # One alone needs ten; most of these are done together.
    assert len(seen) < 40 * 5


class _Dying:
    """Takes jobs as a writer does, until it dies: after so many, before or after the commit."""

    def __init__(self, opened: OpenBooks, *, at: int, is_committed: bool) -> None:
        self._opened = PowerCut(opened, at=at, is_committed=is_committed)

    def __call__(self, job: Callable[[Books], Any]) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            with self._opened(True) as books:
                result = job(books)
        except ConnectionError as cause:
            future.set_exception(StorageUnavailableError(str(cause)))
        else:
            future.set_result(result)
        return future


@pytest.mark.parametrize(("at", "is_committed"), [(1, False), (1, True), (2, False), (2, True)])
def test_wherever_the_writer_dies_the_same_request_gives_the_same_badge(
    shop: Shop, at: int, is_committed: bool
) -> None:
    dying = _Dying(shop.opened, at=at, is_committed=is_committed)

    (failed,) = asyncio.run(_all(shop.issue(1, request=REQUEST, submit=dying)))
    (retried,) = asyncio.run(_all(shop.issue(2, request=REQUEST)))
    (again,) = asyncio.run(_all(shop.issue(3, request=REQUEST)))

    assert isinstance(failed, StorageUnavailableError)
    assert retried == again
    require_sound(retried[0], key_of(shop.opened))
    with shop.opened(False) as books:
        assert len(books.badges.badges(ORG, matching=BadgeFilter(), after=None, limit=10)) == 1


def test_a_batch_costs_as_many_statements_as_a_few(database: Database) -> None:
    opened = sql_books(database)
    add_organisations(opened)
    fill(opened)
    issued(opened)

    counts = []
    for number, size in enumerate((MANY, 4 * MANY), start=2):
        with counted() as seen:
            issued(opened, *[ORDER] * size, seed=number)
        counts.append(len(seen))

    # A place that somebody else has is guessed again, so a few more may be needed.
    assert max(counts) - min(counts) <= 2
    assert max(counts) < 25
