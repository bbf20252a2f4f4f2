"""What a badge ledger promises of many at once, held against memory, SQLite and PostgreSQL."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from badgeservice.issuing.errors import BadgeNotFoundError
from badgeservice.issuing.ledger import PlannedBadge, SignedPlan, StatusPurpose
from badgeservice.storage.database import Database
from badgeservice.storage.errors import SignedOtherwiseError, StorageConflictError
from badgeservice.wiring.ports import Books
from tests.storage.builders import (
    NOON,
    ORG,
    OTHER,
    add_badge,
    badge_class,
    chance,
    claim_slot,
    criteria_set,
    organisation,
    plan,
    unit,
)
from tests.storage.conftest import OpenBooks, add_organisations, sql_books


def test_slots_are_claimed_together_down_to_the_last_and_each_once(
    open_for: Callable[[int], OpenBooks],
) -> None:
    opener = open_for(1_100)
    add_organisations(opener)
    below = chance()

    with opener(True) as books:
        slots = [
            slot
            for count in (0, 1, 700, 398, 6)
            for slot in books.badges.claim_slots(
                ORG, StatusPurpose.REVOCATION, count=count, below=below
            )
        ]

    first, second = slots[:1_100], slots[1_100:]
    assert sorted(slot.index for slot in first) == list(range(1_100))
    assert [slot.index for slot in first] != list(range(1_100))
    assert len({slot.list_id for slot in first}) == len({slot.list_id for slot in second}) == 1
    assert {slot.list_id for slot in first}.isdisjoint(slot.list_id for slot in second)
    assert len({slot.index for slot in second}) == 5


def test_more_slots_than_a_list_has_come_from_several(
    open_for: Callable[[int], OpenBooks],
) -> None:
    opener = open_for(5)
    add_organisations(opener)

    with opener(True) as books:
        slots = books.badges.claim_slots(ORG, StatusPurpose.REVOCATION, count=12, below=chance())

    assert len(set(slots)) == 12
    assert len({slot.list_id for slot in slots}) == 3


def test_claimed_slots_are_spread_evenly_over_a_list(
    open_for: Callable[[int], OpenBooks],
) -> None:
    opener = open_for(4_000)
    add_organisations(opener)

    with opener(True) as books:
        slots = books.badges.claim_slots(ORG, StatusPurpose.REVOCATION, count=1_000, below=chance())

    # In each quarter about 250; 5 standard deviations are 59.
    quarters = [sum(slot.index // 1_000 == quarter for slot in slots) for quarter in range(4)]
    assert all(abs(count - 250) < 60 for count in quarters)
    # And the order in which they come says nothing about their places.
    rises = sum(a.index < b.index for a, b in itertools.pairwise(slots))
    assert abs(rises - 500) < 80


def test_looking_for_free_slots_takes_none(opened: OpenBooks) -> None:
    with opened(True) as books:
        taken = books.badges.claim_slots(ORG, StatusPurpose.REVOCATION, count=500, below=chance(1))

    with opened(False) as books:
        found = [
            books.badges.free_slots(ORG, StatusPurpose.REVOCATION, count=500, below=chance(2))
            for _ in range(2)
        ]
        none = books.badges.free_slots(ORG, StatusPurpose.SUSPENSION, count=5, below=chance())
    assert found[0] == found[1]
    assert 400 < len(set(found[0])) == len(found[0]) <= 500
    assert set(found[0]).isdisjoint(taken)
    assert none == ()


def test_wanted_slots_are_claimed_at_their_own_positions_if_they_are_free(
    opened: OpenBooks,
) -> None:
    with opened(True) as books:
        claim_slot(books, below=chance(1))
    with opened(False) as books:
        wanted = books.badges.free_slots(ORG, StatusPurpose.REVOCATION, count=6, below=chance(2))
    with opened(True) as books:
        books.badges.claim_slots(
            ORG, StatusPurpose.REVOCATION, count=2, below=chance(3), wanted=wanted[1:3]
        )

        claimed = books.badges.claim_slots(
            ORG, StatusPurpose.REVOCATION, count=8, below=chance(4), wanted=wanted
        )

    assert [claimed[at] for at in (0, 3, 4, 5)] == [wanted[at] for at in (0, 3, 4, 5)]
    assert set(claimed).isdisjoint(wanted[1:3])
    assert len(set(claimed)) == 8


def test_slots_of_a_list_that_is_full_by_now_are_not_claimed(
    open_for: Callable[[int], OpenBooks],
) -> None:
    opener = open_for(4)
    add_organisations(opener)
    with opener(True) as books:
        claim_slot(books, below=chance())
        wanted = books.badges.free_slots(ORG, StatusPurpose.REVOCATION, count=2, below=chance(2))
        books.badges.claim_slots(ORG, StatusPurpose.REVOCATION, count=4, below=chance(3))

        claimed = books.badges.claim_slots(
            ORG, StatusPurpose.REVOCATION, count=2, below=chance(4), wanted=wanted
        )

    assert len(set(claimed)) == 2
    assert set(claimed).isdisjoint(wanted)


def _signed(plan_: PlannedBadge, secured: bytes = b"signed") -> SignedPlan:
    return SignedPlan(plan=plan_, secured=secured)


def test_many_plans_are_kept_at_once_or_not_at_all(opened: OpenBooks) -> None:
    with opened(True) as books:
        slots = books.badges.claim_slots(ORG, StatusPurpose.REVOCATION, count=5, below=chance())
        plans = [plan(f"badge-{slot.index}", slot) for slot in slots]
        books.badges.add_plans(plans)
        books.badges.add_plans([])

    with opened(True) as books:
        others = books.badges.claim_slots(ORG, StatusPurpose.REVOCATION, count=2, below=chance(2))
    with pytest.raises(StorageConflictError), opened(True) as books:
        books.badges.add_plans([plan("new", others[0]), plan(plans[0].id, others[1])])
    with opened(False) as books:
        found = books.badges.badges_by_id([each.id for each in plans])
        assert books.badges.badge("new") is None
    assert [badge.plan for badge in found] == plans


def test_signatures_are_recorded_together_with_some_that_are_there_already(
    opened: OpenBooks,
) -> None:
    with opened(True) as books:
        plans = [add_badge(books, f"badge-{number}") for number in range(4)]
        books.badges.record_signatures([_signed(plans[1])], at=NOON)
        books.badges.record_signatures([_signed(each) for each in plans], at=NOON)
        books.badges.record_signatures([], at=NOON)

        found = books.badges.badges_by_id([each.id for each in plans])
    assert [badge.secured for badge in found] == [b"signed"] * 4


def test_no_signature_of_several_is_recorded_when_one_cannot_be(opened: OpenBooks) -> None:
    with opened(True) as books:
        plans = [add_badge(books, f"badge-{number}") for number in range(3)]
        books.badges.record_signatures([_signed(plans[2])], at=NOON)

    with pytest.raises(SignedOtherwiseError), opened(True) as books:
        books.badges.record_signatures([_signed(each, b"other") for each in plans], at=NOON)
    unknown = replace(plans[0], id="unknown")
    with pytest.raises(BadgeNotFoundError), opened(True) as books:
        books.badges.record_signatures([_signed(plans[0]), _signed(unknown)], at=NOON)
    with opened(False) as books:
        left = books.badges.unsigned_plans(limit=10)
    assert {each.id for each in left} == {"badge-0", "badge-1"}


@pytest.mark.parametrize(
    "secured",
    [
        pytest.param(b'{"unsigned": "\xc3\xa4\x00","proof":[{"a":1}]}', id="continues the plan"),
        pytest.param(b'{"unsigned": "\xc3\xa4\x00","other":1}', id="continues it otherwise"),
        pytest.param(b'{"unsigned": "x","proof":[]}', id="another document"),
        pytest.param(b'{"unsigned": "\xc3\xa4\x00"}', id="the plan itself"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_whatever_was_signed_comes_back_byte_for_byte(opened: OpenBooks, secured: bytes) -> None:
    with opened(True) as books:
        planned = add_badge(books, "badge-1")
        books.badges.record_signatures([_signed(planned, secured)], at=NOON)
        books.badges.record_signatures([_signed(planned, secured)], at=NOON)

    with opened(False) as books:
        badge = books.badges.badge("badge-1")
    assert badge is not None
    assert badge.secured == secured


def test_an_edition_stays_the_same_while_nothing_is_written(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.keys.create(ORG, at=NOON)
        written = books.badges.edition(ORG)
    with opened(False) as books:
        read = books.badges.edition(ORG)
        assert books.badges.edition("nobody") is None

    with opened(True) as books:
        add_badge(books, "badge-1")
        books.library.put(OTHER, criteria_set(), at=NOON, by="client-a")
        books.keys.create(OTHER, at=NOON)
        again = books.badges.edition(ORG)

    assert written is not None
    assert written == read == again
    assert hash(written) == hash(again)


EDITORS: dict[str, Callable[[Books], object]] = {
    "the profile": lambda books: books.accounts.put_organisation(organisation(name="New")),
    "a class": lambda books: books.library.put(ORG, badge_class(), at=NOON, by="client-a"),
    "a criteria set": lambda books: books.library.put(ORG, criteria_set(), at=NOON, by="client-a"),
    "a unit": lambda books: books.library.put(ORG, unit(), at=NOON, by="client-a"),
    "the key": lambda books: books.keys.create(ORG, at=NOON),
}


@pytest.mark.parametrize("write", EDITORS.values(), ids=EDITORS.keys())
def test_whatever_changes_badges_makes_another_edition(
    opened: OpenBooks, write: Callable[[Books], object]
) -> None:
    with opened(True) as books:
        seen = [books.badges.edition(ORG)]
        for _ in range(2 if write is not EDITORS["the profile"] else 1):
            write(books)
            seen.append(books.badges.edition(ORG))

    assert len(set(seen)) == len(seen)


def test_two_sets_of_books_have_no_edition_in_common(
    opened: OpenBooks, tmp_path: Path, sqlite_template: Path
) -> None:
    other = Database(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'other.db')}")
    add_organisations(sql_books(other))

    with opened(False) as books, sql_books(other)(False) as others:
        mine, theirs = books.badges.edition(ORG), others.badges.edition(ORG)
    other.close()

    assert mine is not None
    assert theirs is not None
    assert mine.owner == theirs.owner
    assert mine != theirs
