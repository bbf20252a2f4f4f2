"""What was revoked stays revoked, and everything else that is old is told with its age."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from badgeservice.credentials.strict_json import parse_object, serialise
from badgeservice.verification.kept_lists import KeptList
from badgeservice.verification.memory import Memory
from badgeservice.verification.report import Check, Outcome, Verdict
from badgeservice.verification.verify import verify
from tests.builders import NOW
from tests.fake_kept_lists import FakeKeptLists
from tests.verification.judging import judge_once
from tests.verification.statuses import badge, entry, marking, publish, status_of
from tests.world import LIST_URL, TestSigner, World

LATER = NOW + timedelta(minutes=90)
FACTS = {"lastGoodAt": "2026-11-24T09:00:00Z", "ageSeconds": 5400}


def seen(purpose: str = "revocation", *places: int) -> World:
    """Return a world in which a list was read once, at `NOW`."""
    world = World()
    publish(world, marking(*places), purpose=purpose)
    status_of(badge(world, entry(purpose)), world)
    return world


def later(world: World, purpose: str = "revocation", at: datetime = LATER) -> Check:
    report = verify(badge(world, entry(purpose)), at=at, sources=world.sources)
    return report.checks[-1]


def _gone(world: World) -> None:
    world.lists.clear()


def _no_list(world: World) -> None:
    world.lists[LIST_URL] = {"error": "internal"}


def _not_signed(world: World) -> None:
    publish(world, marking(), at=LATER)["proof"] = []


def _forged(world: World) -> None:
    world.publish_list(at=LATER, signer=TestSigner(9))


def _out_of_date(world: World) -> None:
    publish(world, marking(), at=NOW + timedelta(minutes=1))


def _other_purpose(world: World) -> None:
    publish(world, marking(), at=LATER, purpose="refresh")


SPOILT = [_gone, _no_list, _not_signed, _forged, _out_of_date]


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_badge_that_was_revoked_stays_revoked(spoil: Callable[[World], None]) -> None:
    """S08: a cached revocation stays, whatever the address answers now."""
    world = seen("revocation", 7)
    spoil(world)

    check = later(world)

    assert (check.outcome, check.code) == (Outcome.FAILED, "status.revoked")
    assert check.facts == FACTS


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_badge_that_was_not_revoked_is_open_with_the_age_of_the_copy(
    spoil: Callable[[World], None],
) -> None:
    """S08: indeterminate, and the last known with its age."""
    world = seen("revocation", 8)
    spoil(world)

    check = later(world)

    assert check.outcome is Outcome.UNDETERMINED
    assert check.facts == {**FACTS, "lastGoodStatus": "none"}


def test_a_badge_that_was_suspended_is_open() -> None:
    world = seen("suspension", 7)
    _gone(world)

    check = later(world, "suspension")

    assert (check.outcome, check.code) == (Outcome.UNDETERMINED, "status.list-unreachable")
    assert check.facts == {**FACTS, "lastGoodStatus": "suspension"}


def test_without_a_copy_nothing_is_said_of_one() -> None:
    world = World()
    _gone(world)

    check = later(world)

    assert check.code == "status.list-unreachable"
    assert check.facts is None


@pytest.mark.parametrize("spoil", SPOILT[1:])
def test_what_did_not_verify_is_never_kept(spoil: Callable[[World], None]) -> None:
    world = World()
    spoil(world)

    later(world)

    assert world.kept.kept(LIST_URL) is None


def test_an_older_list_does_not_take_back_a_revocation() -> None:
    """S07: a replayed list."""
    world = seen("revocation", 7)
    publish(world, marking(), at=NOW - timedelta(minutes=1))

    check = later(world, at=NOW + timedelta(minutes=10))

    assert (check.outcome, check.code) == (Outcome.FAILED, "status.revoked")
    assert status_of(badge(world, entry()), world).code == "status.revoked"


def test_a_much_older_list_is_not_believed_even_if_nothing_was_revoked() -> None:
    """S07: the version must not go back."""
    world = seen("revocation", 8)
    publish(world, marking(), at=NOW - timedelta(minutes=30))

    check = later(world, at=NOW + timedelta(minutes=10))

    assert (check.outcome, check.code) == (Outcome.UNDETERMINED, "status.list-older")
    assert check.facts == {"lastGoodAt": "2026-11-24T09:00:00Z", "ageSeconds": 600}


@pytest.mark.parametrize("place", [7, 8])
def test_an_older_list_is_not_kept_in_place_of_a_newer_one(place: int) -> None:
    world = seen("revocation", place)
    before = world.kept.kept(LIST_URL)
    publish(world, marking(), at=NOW - timedelta(minutes=1))

    later(world, at=NOW + timedelta(minutes=10))

    assert world.kept.kept(LIST_URL) == before


def test_a_suspension_is_not_held_against_a_slightly_older_list() -> None:
    world = seen("suspension", 7)
    publish(world, marking(), purpose="suspension", at=NOW - timedelta(minutes=1))

    assert later(world, "suspension", at=NOW + timedelta(minutes=10)).code == "status.ok"


def test_a_list_by_another_issuer_is_told_even_of_a_revoked_badge() -> None:
    world = seen("revocation", 7)
    world.lists[LIST_URL] = World(did="did:web:other.example").publish_list()

    assert later(world).code == "status.list-of-another-issuer"


def test_a_list_without_a_beginning_is_older_than_one_with_it() -> None:
    world = seen("revocation", 7)
    document = publish(world, marking())
    unsigned = {name: document[name] for name in document if name not in ("proof", "validFrom")}
    world.lists[LIST_URL] = unsigned
    world.publish_list()
    signed = world.sign(unsigned)
    world.lists[LIST_URL] = parse_object(signed)

    assert status_of(badge(world, entry()), world).code == "status.revoked"


def test_a_newer_list_may_say_something_else() -> None:
    world = seen("revocation", 7)
    publish(world, marking(), at=LATER)

    assert later(world).code == "status.ok"
    assert later(world, at=LATER + timedelta(minutes=1)).code == "status.ok"


def test_the_copy_of_another_issuer_says_nothing_of_this_one() -> None:
    world = seen("revocation", 7)
    other = World(did="did:web:other.example", signer=TestSigner(2), kept=world.kept)
    other.lists.clear()

    check = later(other)

    assert (check.outcome, check.facts) == (Outcome.UNDETERMINED, None)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff"])
def test_a_copy_that_cannot_be_read_is_none(content: bytes) -> None:
    world = World()
    _gone(world)
    world.kept.keep(LIST_URL, content, NOW)

    check = later(world)

    assert (check.code, check.facts) == ("status.list-unreachable", None)


def test_a_copy_is_renewed_no_more_than_once_a_minute() -> None:
    world = seen("revocation", 7)
    moments = []
    for seconds in (59, 61):
        later(world, at=NOW + timedelta(seconds=seconds))
        kept = world.kept.kept(LIST_URL)
        assert kept is not None
        moments.append(kept.fetched_at)

    assert moments == [NOW, NOW + timedelta(seconds=61)]


def test_what_is_kept_is_the_list_alone() -> None:
    """P07: nothing of the badge that led to it."""
    world = seen("revocation", 7)
    kept = world.kept.kept(LIST_URL)

    assert kept is not None
    listed = world.lists[LIST_URL]
    assert isinstance(listed, dict)
    assert kept.content == serialise(listed)


def test_a_list_that_is_remembered_costs_no_question_to_the_kept_ones() -> None:
    class Counting(FakeKeptLists):
        asked = 0

        def kept(self, url: str) -> KeptList | None:
            Counting.asked += 1
            return super().kept(url)

    world = World(kept=Counting())
    sources = replace(world.sources, memory=Memory())
    for _ in range(3):
        assert verify(world.badge(), at=NOW, sources=sources).verdict is Verdict.VALID

    assert Counting.asked == 1


def test_a_clock_that_went_back_makes_no_copy_younger_than_new() -> None:
    world = seen("revocation", 8)
    _gone(world)

    check = later(world, at=NOW - timedelta(minutes=1))

    assert (check.facts or {})["ageSeconds"] == 0


def test_a_revoked_badge_stays_invalid_as_a_whole() -> None:
    world = seen("revocation", 7)
    _gone(world)

    report = judge_once(badge(world, entry()), world)

    assert report.verdict is Verdict.INVALID
    assert report.credential is not None
