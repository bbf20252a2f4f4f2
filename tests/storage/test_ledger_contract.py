"""What a badge ledger promises, held against memory, SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from badgeservice.accounts.errors import OrganisationNotFoundError
from badgeservice.issuing.errors import BadgeNotFoundError
from badgeservice.issuing.ledger import (
    BadgeFilter,
    RequestRecord,
    StatusPurpose,
    StatusSlot,
)
from badgeservice.storage.errors import SignedOtherwiseError, StorageConflictError
from badgeservice.wiring.ports import Books
from tests.storage.builders import (
    MINUTE,
    NOON,
    ORG,
    OTHER,
    add_badge,
    chance,
    claim_slot,
    plan,
    revocation,
    sign,
    suspension,
)
from tests.storage.conftest import OpenBooks, add_organisations

EVERYTHING = BadgeFilter()


def _request(key: str = "key-1", *, organisation_id: str = ORG) -> RequestRecord:
    return RequestRecord(
        organisation_id=organisation_id,
        key=key,
        request_hash=b"\x00" * 32,
        badge_ids=("b", "a"),
        at=NOON,
    )


def _claim_two_and_fail(books: Books) -> None:
    for _ in range(2):
        claim_slot(books, ORG, StatusPurpose.REVOCATION, below=chance())
    sign(books, "no-badge", b"signed", at=NOON)


def test_a_request_is_remembered_whole(opened: OpenBooks) -> None:
    with opened(True) as books:
        assert books.badges.add_request(_request())

    with opened(False) as books:
        assert books.badges.request(ORG, "key-1") == _request()
        assert books.badges.request(ORG, "key-2") is None


def test_an_idempotency_key_is_taken_once_in_each_organisation(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.badges.add_request(_request())

        assert not books.badges.add_request(_request())
        assert books.badges.add_request(_request(organisation_id=OTHER))


def test_a_request_of_nobody_is_refused(opened: OpenBooks) -> None:
    with pytest.raises(StorageConflictError), opened(True) as books:
        books.badges.add_request(_request(organisation_id="nobody"))


def test_a_list_is_filled_to_its_last_place_and_then_followed_by_a_new_one(
    open_for: Callable[[int], OpenBooks],
) -> None:
    opener = open_for(1_100)  # More than one window of indices.
    add_organisations(opener)
    below = chance()

    with opener(True) as books:
        slots = [
            claim_slot(books, ORG, StatusPurpose.REVOCATION, below=below) for _ in range(1_105)
        ]

    first, second = slots[:1_100], slots[1_100:]
    assert {slot.list_id for slot in first}.isdisjoint(slot.list_id for slot in second)
    assert len({slot.list_id for slot in first}) == len({slot.list_id for slot in second}) == 1
    assert sorted(slot.index for slot in first) == list(range(1_100))
    assert [slot.index for slot in first] != list(range(1_100))


def test_claims_that_were_rolled_back_are_free_again(
    open_for: Callable[[int], OpenBooks],
) -> None:
    opener = open_for(3)
    add_organisations(opener)
    with opener(True) as books:
        kept = claim_slot(books, ORG, StatusPurpose.REVOCATION, below=chance())

    with pytest.raises(BadgeNotFoundError), opener(True) as books:
        _claim_two_and_fail(books)
    with opener(True) as books:
        after = [claim_slot(books, ORG, StatusPurpose.REVOCATION, below=chance()) for _ in range(2)]

    assert {slot.list_id for slot in after} == {kept.list_id}
    assert sorted(slot.index for slot in (kept, *after)) == [0, 1, 2]


def test_each_organisation_and_purpose_has_a_list_of_its_own(opened: OpenBooks) -> None:
    with opened(True) as books:
        slots = [
            claim_slot(books, organisation_id, purpose, below=chance(seed))
            for seed, (organisation_id, purpose) in enumerate(
                (organisation_id, purpose)
                for organisation_id in (ORG, OTHER)
                for purpose in StatusPurpose
            )
        ]
        lists = [books.badges.status_list(slot.list_id) for slot in slots]

    assert len({slot.list_id for slot in slots}) == 4
    assert all(len(slot.list_id) == 22 for slot in slots)
    assert [(info.organisation_id, info.purpose) for info in lists if info] == [
        (ORG, StatusPurpose.REVOCATION),
        (ORG, StatusPurpose.SUSPENSION),
        (OTHER, StatusPurpose.REVOCATION),
        (OTHER, StatusPurpose.SUSPENSION),
    ]
    assert all(info and info.length == 131_072 and info.version == 1 for info in lists)


def test_nobody_claims_for_an_organisation_that_is_not_there(opened: OpenBooks) -> None:
    with pytest.raises(OrganisationNotFoundError), opened(True) as books:
        claim_slot(books, "nobody", StatusPurpose.REVOCATION, below=chance())


def test_a_plan_is_remembered_whole(opened: OpenBooks) -> None:
    with opened(True) as books:
        planned = add_badge(books, "badge-1")

    with opened(False) as books:
        badge = books.badges.badge("badge-1")
        assert badge is not None
        assert badge.plan == planned
        assert (badge.secured, badge.revocation, badge.suspension) == (None, None, None)
        assert badge.state == "planned"
        assert books.badges.badge("badge-2") is None


def test_a_badge_id_is_taken_once(opened: OpenBooks) -> None:
    with opened(True) as books:
        add_badge(books, "badge-1")

    with pytest.raises(StorageConflictError), opened(True) as books:
        add_badge(books, "badge-1", organisation_id=OTHER)


def test_two_badges_never_share_a_slot(opened: OpenBooks) -> None:
    with opened(True) as books:
        first = add_badge(books, "badge-1")

    with pytest.raises(StorageConflictError), opened(True) as books:
        books.badges.add_plans([plan("badge-2", first.slot)])


def test_a_slot_that_nobody_claimed_is_refused(opened: OpenBooks) -> None:
    with opened(True) as books:
        claimed = claim_slot(books, ORG, StatusPurpose.REVOCATION, below=chance())
    invented = StatusSlot(
        list_id=claimed.list_id, index=(claimed.index + 1) % 131_072, purpose=claimed.purpose
    )

    with pytest.raises(StorageConflictError), opened(True) as books:
        books.badges.add_plans([plan("badge-1", invented)])


def test_a_badge_cannot_stand_in_the_list_of_another_organisation(opened: OpenBooks) -> None:
    with opened(True) as books:
        foreign = claim_slot(books, OTHER, StatusPurpose.REVOCATION, below=chance())

    with pytest.raises(StorageConflictError), opened(True) as books:
        books.badges.add_plans([plan("badge-1", foreign)])


def test_a_signature_is_kept_byte_for_byte(opened: OpenBooks) -> None:
    with opened(True) as books:
        add_badge(books, "badge-1")
        sign(books, "badge-1", b"\x00signed\xff", at=NOON + MINUTE)

    with opened(False) as books:
        badge = books.badges.badge("badge-1")
    assert badge is not None
    assert badge.secured == b"\x00signed\xff"
    assert badge.state == "issued"


def test_the_same_signature_twice_is_as_good_as_once(opened: OpenBooks) -> None:
    with opened(True) as books:
        add_badge(books, "badge-1")
        for _ in range(2):
            sign(books, "badge-1", b"signed", at=NOON)

        badge = books.badges.badge("badge-1")
    assert badge is not None
    assert badge.secured == b"signed"


def test_a_signed_badge_never_gets_other_bytes(opened: OpenBooks) -> None:
    with opened(True) as books:
        add_badge(books, "badge-1")
        sign(books, "badge-1", b"signed", at=NOON)

    with pytest.raises(SignedOtherwiseError), opened(True) as books:
        sign(books, "badge-1", b"other", at=NOON)


def test_a_badge_that_was_never_planned_cannot_be_signed(opened: OpenBooks) -> None:
    with pytest.raises(BadgeNotFoundError), opened(True) as books:
        sign(books, "badge-1", b"signed", at=NOON)


def test_plans_without_a_signature_are_found_oldest_first(opened: OpenBooks) -> None:
    with opened(True) as books:
        for name, minutes in (("late", 3), ("early", 1), ("signed", 0), ("middle", 2)):
            add_badge(books, name, at=NOON + minutes * MINUTE)
        sign(books, "signed", b"signed", at=NOON)

        everything = books.badges.unsigned_plans(limit=10)
        some = books.badges.unsigned_plans(limit=2)

    assert [each.id for each in everything] == ["early", "middle", "late"]
    assert some == everything[:2]


def test_badges_are_found_together_in_the_order_of_their_ids(opened: OpenBooks) -> None:
    names = ["badge-2", "badge-3", "badge-1"]
    with opened(True) as books:
        for name in sorted(names):
            add_badge(books, name)
        add_badge(books, "foreign", organisation_id=OTHER)
        books.badges.add_revocation(revocation("badge-3"))

    with opened(False) as books:
        found = books.badges.badges_by_id([*names, "foreign", "badge-2"])
        alone = [books.badges.badge(each.id) for each in found]
        assert books.badges.badges_by_id([]) == ()
    assert [each.id for each in found] == [*names, "foreign", "badge-2"]
    assert list(found) == alone


def test_badges_are_not_found_together_when_one_is_not_there(opened: OpenBooks) -> None:
    with opened(True) as books:
        add_badge(books, "badge-1")

    with opened(False) as books, pytest.raises(BadgeNotFoundError) as caught:
        books.badges.badges_by_id(["badge-1", "nothing"])
    assert caught.value.badge_id == "nothing"


def test_paging_visits_every_badge_once_newest_first(opened: OpenBooks) -> None:
    # Half of them at one moment, with ids that a language-aware collation would order otherwise.
    names = ["a-1", "B-1", "b-1", "_-1", "A-1", "-a1", "Z", "z", "0"]
    with opened(True) as books:
        for number, name in enumerate(names):
            add_badge(books, name, at=NOON + max(0, number - 5) * timedelta(microseconds=1))
        add_badge(books, "foreign", organisation_id=OTHER)

        seen: list[str] = []
        after = None
        while page := books.badges.badges(ORG, matching=EVERYTHING, after=after, limit=2):
            seen += [badge.id for badge in page]
            after = (page[-1].plan.planned_at, page[-1].id)

    assert seen == ["0", "z", "Z", *sorted(names[:6], reverse=True)]


def test_badges_are_filtered_by_class(opened: OpenBooks) -> None:
    with opened(True) as books:
        add_badge(books, "badge-1", class_id="one")
        add_badge(books, "badge-2", class_id="two")

        found = books.badges.badges(ORG, matching=BadgeFilter(class_id="two"), after=None, limit=10)
    assert [badge.id for badge in found] == ["badge-2"]


@pytest.mark.parametrize("state", ["planned", "issued", "suspended", "revoked", "lost"])
def test_badges_are_filtered_by_the_state_they_say_they_are_in(
    opened: OpenBooks, state: str
) -> None:
    with opened(True) as books:
        for signed in ("", "s"):
            for suspended in ("", "u"):
                for revoked in ("", "r"):
                    name = f"badge-{signed}{suspended}{revoked}"
                    add_badge(books, name)
                    if signed:
                        sign(books, name, b"signed", at=NOON)
                    if suspended:
                        books.badges.add_suspension(suspension(name))
                    if revoked:
                        books.badges.add_revocation(revocation(name))

        everything = books.badges.badges(ORG, matching=EVERYTHING, after=None, limit=10)
        found = books.badges.badges(ORG, matching=BadgeFilter(state=state), after=None, limit=10)

    assert len(everything) == 8
    assert found == tuple(badge for badge in everything if badge.state == state)
    assert bool(found) == (state != "lost")


def test_a_revocation_is_remembered_whole(opened: OpenBooks) -> None:
    with opened(True) as books:
        add_badge(books, "badge-1")
        assert books.badges.add_revocation(revocation("badge-1"))

    with opened(False) as books:
        badge = books.badges.badge("badge-1")
    assert badge is not None
    assert badge.revocation == revocation("badge-1")


def test_the_first_revocation_stands(opened: OpenBooks) -> None:
    with opened(True) as books:
        add_badge(books, "badge-1")
        books.badges.add_revocation(revocation("badge-1", "First"))

        assert not books.badges.add_revocation(revocation("badge-1", "Second"))
        badge = books.badges.badge("badge-1")
    assert badge is not None
    assert badge.revocation == revocation("badge-1", "First")


def test_a_suspension_ends_and_can_begin_again(opened: OpenBooks) -> None:
    with opened(True) as books:
        add_badge(books, "badge-1")
        assert books.badges.add_suspension(suspension("badge-1", "First"))
        assert not books.badges.add_suspension(suspension("badge-1", "Second"))
        assert books.badges.end_suspension("badge-1", by="client-c", at=NOON + 2 * MINUTE)
        assert not books.badges.end_suspension("badge-1", by="client-c", at=NOON)
        between = books.badges.badge("badge-1")
        assert books.badges.add_suspension(suspension("badge-1", "Third"))
        after = books.badges.badge("badge-1")

    assert between is not None
    assert between.suspension is None
    assert after is not None
    assert after.suspension == suspension("badge-1", "Third")


def test_what_is_not_there_cannot_be_revoked_or_suspended(opened: OpenBooks) -> None:
    with opened(True) as books:
        with pytest.raises(BadgeNotFoundError):
            books.badges.add_revocation(revocation("badge-1"))
        with pytest.raises(BadgeNotFoundError):
            books.badges.add_suspension(suspension("badge-1"))

        assert not books.badges.end_suspension("badge-1", by="client-a", at=NOON)
        assert books.badges.status_list("nothing") is None
        assert books.badges.marked_indices("nothing") == frozenset()


def test_the_marks_are_those_of_revoked_and_suspended_badges(opened: OpenBooks) -> None:
    with opened(True) as books:
        plans = {name: add_badge(books, name) for name in ("good", "gone", "held", "back", "both")}
        other = add_badge(books, "foreign", organisation_id=OTHER)
        for name in ("gone", "both", "foreign"):
            books.badges.add_revocation(revocation(name))
        for name in ("held", "back", "both"):
            books.badges.add_suspension(suspension(name))
        books.badges.end_suspension("back", by="client-a", at=NOON)

        own = books.badges.marked_indices(plans["good"].slot.list_id)
        foreign = books.badges.marked_indices(other.slot.list_id)

    assert own == {plans[name].slot.index for name in ("gone", "held", "both")}
    assert foreign == {other.slot.index}


def test_a_list_version_grows_with_every_change_and_only_then(opened: OpenBooks) -> None:
    with opened(True) as books:
        list_id = add_badge(books, "badge-1").slot.list_id
        versions = []

        def note() -> None:
            info = books.badges.status_list(list_id)
            assert info is not None
            versions.append(info.version)

        note()
        books.badges.add_suspension(suspension("badge-1"))
        note()
        books.badges.add_suspension(suspension("badge-1"))
        note()
        books.badges.end_suspension("badge-1", by="client-a", at=NOON)
        note()
        books.badges.add_revocation(revocation("badge-1"))
        note()
        books.badges.add_revocation(revocation("badge-1"))
        note()

    assert versions == [1, 2, 2, 3, 4, 4]
