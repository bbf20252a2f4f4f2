"""Only what the issuer says in a list of its own decides about revocation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from badgeservice.credentials.status_list import StatusEntry
from badgeservice.verification.report import Outcome, Verdict
from tests.builders import NOW
from tests.verification.judging import changed, codes, judge, judge_once
from tests.world import LIST_URL, TestSigner, World


def test_a_revoked_badge_is_invalid_and_its_content_is_still_shown_as_signed() -> None:
    world = World(revoked=frozenset({7}))

    report = judge(world.badge(), world)

    assert codes(report, Outcome.FAILED) == ["status.revoked"]
    assert report.credential is not None


def test_a_badge_without_status_says_so() -> None:
    world = World()

    report = judge(world.badge(status=None), world)

    assert report.verdict is Verdict.VALID
    assert report.checks[-1].code == "status.none"


def _foreign_list(world: World) -> None:
    other = World(did="did:web:other.example", signer=TestSigner(2))
    world.documents[other.did] = other.documents[other.did]
    world.lists[LIST_URL] = other.publish_list()


def _forged_list(world: World) -> None:
    world.publish_list(signer=TestSigner(9))


def _old_list(world: World) -> None:
    world.publish_list(at=NOW - timedelta(days=2))


def _future_list(world: World) -> None:
    world.publish_list(validFrom="2026-11-24T10:00:00Z")


def _unreachable_list(world: World) -> None:
    world.lists.clear()


def _other_purpose(world: World) -> None:
    world.publish_list(purpose="suspension")


def _other_id(world: World) -> None:
    world.publish_list(id="https://issuer.example/status-lists/2")


def _no_list(world: World) -> None:
    world.publish_list(credentialSubject={"id": f"{LIST_URL}#list", "type": "BitstringStatusList"})


@pytest.mark.parametrize(
    ("spoil", "code", "verdict"),
    [
        (_foreign_list, "status.list-of-another-issuer", Verdict.INVALID),
        (_forged_list, "status.list-not-verified", Verdict.INDETERMINATE),
        (_old_list, "status.list-out-of-date", Verdict.INDETERMINATE),
        (_future_list, "status.list-out-of-date", Verdict.INDETERMINATE),
        (_unreachable_list, "status.list-unreachable", Verdict.INDETERMINATE),
        (_other_purpose, "status.list-purpose-differs", Verdict.INDETERMINATE),
        (_other_id, "status.list-id-differs", Verdict.INDETERMINATE),
        (_no_list, "status.list-malformed", Verdict.INDETERMINATE),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_list_that_cannot_be_believed_never_means_not_revoked(
    spoil: Callable[[World], None], code: str, verdict: Verdict
) -> None:
    world = World()
    spoil(world)

    report = judge(world.badge(), world)

    assert report.verdict is verdict
    assert report.checks[-1].code == code


def test_an_index_outside_the_list_is_never_read_as_not_revoked() -> None:
    world = World()
    badge = world.badge(status=StatusEntry(list_url=LIST_URL, index=131_072, purpose="revocation"))

    assert judge(badge, world).verdict is Verdict.INDETERMINATE


def test_the_status_is_asked_only_when_the_signature_holds() -> None:
    """N11: a stranger sends us nowhere."""
    world = World()

    judge_once(changed(world.badge(), lambda badge: badge.update(name="Other")), world)

    assert world.asked == [world.did]


@pytest.mark.parametrize("name", ["validFrom", "validUntil"])
@pytest.mark.parametrize("moment", ["soon", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
def test_odd_dates_of_a_list_break_nothing(name: str, moment: str) -> None:
    world = World()
    changes: dict[str, Any] = {name: moment}
    world.publish_list(**changes)

    report = judge(world.badge(), world)

    assert report.verdict in {Verdict.VALID, Verdict.INDETERMINATE}
    assert report.verdict is Verdict.INDETERMINATE or moment != "soon"
