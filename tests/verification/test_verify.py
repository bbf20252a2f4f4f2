"""Valid means: by the issuer's own key, unaltered, of the right shape, in date, not revoked."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from badgeservice.verification.errors import NotACredentialError
from badgeservice.verification.report import Outcome, Verdict
from badgeservice.verification.verify import verify, verify_url
from tests.builders import NOW
from tests.verification.judging import changed, codes, judge, judge_once
from tests.world import LIST_URL, World


def test_a_good_badge_is_valid_and_every_check_says_so() -> None:
    world = World()

    report = judge(world.badge(), world)

    assert report.verdict is Verdict.VALID
    assert [check.name for check in report.checks] == [
        "signed-content",
        "shape",
        "validity",
        "issuer",
        "proof",
        "status",
    ]
    assert {check.outcome for check in report.checks} == {Outcome.PASSED}
    assert report.credential is not None
    assert [warning.code for warning in report.warnings] == ["issuer.trust-not-assessed"]


def test_white_space_and_the_order_of_members_do_not_matter() -> None:
    world = World()
    document = json.loads(world.badge())

    shuffled = json.dumps(dict(reversed(document.items())), indent=3).encode()

    assert judge(shuffled, world).verdict is Verdict.VALID


def test_a_status_list_is_no_badge() -> None:
    world = World()

    report = judge(json.dumps(world.lists[LIST_URL]).encode(), world)

    assert codes(report, Outcome.FAILED) == ["shape.not-a-badge"]


@pytest.mark.parametrize(
    "grow",
    [
        pytest.param(
            lambda badge: badge["credentialSubject"]["achievement"].update(
                tag=[f"tag {number}" for number in range(10_000)]
            ),
            id="ten thousand tags",
        ),
        pytest.param(
            lambda badge: badge.update(
                evidence=[
                    {"id": f"https://x.example/{number}", "type": ["Evidence"]}
                    for number in range(4_000)
                ]
            ),
            id="four thousand pieces of evidence",
        ),
    ],
)
def test_a_list_that_would_take_too_much_work_is_refused_unworked(
    grow: Callable[[dict[str, Any]], Any],
) -> None:
    world = World()

    report = judge(changed(world.badge(), grow), world)

    assert codes(report, Outcome.FAILED) == ["signed-content.too-complex"]
    assert "shape.not-checked" in codes(report, Outcome.UNDETERMINED)


@pytest.mark.parametrize(
    ("offset", "verdict"),
    [
        (timedelta(days=1, minutes=5), Verdict.VALID),
        (timedelta(days=1, minutes=5, seconds=1), Verdict.INVALID),
        (timedelta(days=-1, minutes=-5), Verdict.VALID),
        (timedelta(days=-1, minutes=-5, seconds=-1), Verdict.INVALID),
    ],
)
def test_the_ends_of_the_period_belong_to_it_give_or_take_five_minutes(
    offset: timedelta, verdict: Verdict
) -> None:
    """K12: to the second on both sides."""
    world = World()
    badge = world.badge(status=None)

    assert verify(badge, at=NOW + offset, sources=world.sources).verdict is verdict


@pytest.mark.parametrize(
    ("begins_in", "failed"),
    [
        (timedelta(minutes=5), []),
        (timedelta(minutes=5, seconds=1), ["validity.not-yet-valid"]),
    ],
)
def test_a_badge_that_was_signed_before_it_begins_is_not_valid_yet(
    begins_in: timedelta, failed: list[str]
) -> None:
    """K12: by its own dates, whenever it was signed."""
    world = World()
    badge = world.badge(valid_from=NOW + begins_in)

    assert codes(judge(badge, world), Outcome.FAILED) == failed


def test_nothing_is_fetched_for_a_document_that_fails_the_cheap_checks() -> None:
    """F05, N11: cheap checks come first."""
    world = World()

    judge_once(changed(world.badge(), lambda badge: badge.update(grade="A")), world)

    assert world.asked == []


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"not json", id="text"),
        pytest.param(b"[]", id="an array"),
        pytest.param(b"{}", id="no context"),
        pytest.param(b'{"@context": [], "a": 1, "a": 2}', id="a name twice"),
        pytest.param(b'{"@context": NaN}', id="NaN"),
        pytest.param("{}".encode("utf-16"), id="UTF-16"),
        pytest.param(b'{"@context": "\\ud800"}', id="a lone surrogate"),
        pytest.param(b"[" * 100_000, id="a depth bomb"),
        pytest.param(b"\x89PNG\r\n\x1a\n", id="an empty PNG"),
        pytest.param(b"<svg/>", id="an SVG without a badge"),
    ],
)
def test_what_is_no_credential_at_all_gets_no_report(content: bytes) -> None:
    with pytest.raises(NotACredentialError):
        judge(content, World())


def test_a_badge_read_from_another_address_than_its_own_is_pointed_out() -> None:
    world = World()
    world.pages["https://issuer.example/badges/2"] = world.badge()

    report = verify_url("https://issuer.example/badges/2", at=NOW, sources=world.sources)

    assert report.verdict is Verdict.VALID
    assert "source.id-differs" in [warning.code for warning in report.warnings]


def test_an_address_without_an_answer_is_indeterminate() -> None:
    report = verify_url("https://nowhere.example/", at=NOW, sources=World().sources)

    assert report.verdict is Verdict.INDETERMINATE
    assert report.checks[0].code == "source.unreachable"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(
            lambda badge: badge["proof"][0].update(expires="x"), id="expires is no moment"
        ),
        pytest.param(
            lambda badge: badge["proof"][0].update(type="X", expires="x"),
            id="so in a proof of no known kind",
        ),
        pytest.param(lambda badge: badge["proof"][0].update(created="x"), id="created is none"),
    ],
)
def test_moments_that_are_none_are_told_and_nothing_breaks(change: Callable[[Any], Any]) -> None:
    world = World()

    report = judge(changed(world.badge(), change), world)

    assert report.verdict is not Verdict.VALID


def test_a_badge_for_ever_is_valid() -> None:
    world = World()
    unsigned = {**world.unsigned_badge(), "validUntil": "9999-12-31T23:59:59Z"}

    assert judge(world.sign(unsigned), world).verdict is Verdict.VALID


def test_a_badge_from_the_beginning_of_time_is_valid() -> None:
    world = World()
    unsigned = {**world.unsigned_badge(), "validFrom": "0001-01-01T00:00:00Z"}

    assert judge(world.sign(unsigned), world).verdict is Verdict.VALID
