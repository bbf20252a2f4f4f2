"""What holds of every badge that calls itself an older one."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from badgeservice.credentials.open_badges_2.standards import CONTEXT
from badgeservice.verification.errors import NotACredentialError
from badgeservice.verification.report import Outcome, Verdict, verdict_of
from badgeservice.verification.sources import Sources
from badgeservice.verification.verify import verify
from tests.builders import NOW
from tests.verification.open_badges_2.old_world import (
    BADGE,
    BADGE_CLASS,
    ISSUER,
    KEY,
    LIST,
    OldWorld,
    badge,
    older,
    signed_badge,
    token,
)
from tests.world import World

NAMES = st.sampled_from(
    [*badge(), "expires", "revoked", "image", "evidence", "narrative", "@id", "@graph", "sec:x"]
)
TEXTS = st.sampled_from(
    [BADGE, BADGE_CLASS, ISSUER, KEY, LIST, CONTEXT, "Assertion", "hosted", "", "2020-01-01"]
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | TEXTS | st.text(max_size=5),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(TEXTS | NAMES, below, max_size=3),
    max_leaves=6,
)
CHANGES = st.dictionaries(NAMES, VALUES, max_size=3)


@given(CHANGES, CHANGES, st.sampled_from([BADGE, BADGE_CLASS, ISSUER, KEY, LIST]))
def test_no_badge_however_changed_is_valid_or_breaks_anything(
    presented: dict[str, Any], hosted: dict[str, Any], url: str
) -> None:
    """F16: whatever a stranger sends and hosts, it gets a report, and never a valid one."""
    world = OldWorld()
    world.pages[url] = {**world.pages[url], **hosted}

    for document in ({**badge(), **presented}, {**signed_badge(), **presented}):
        for content in (json.dumps(document).encode(), token(document)):
            try:
                report = world.judge(content)
            except NotACredentialError:
                continue
            assert report.verdict is not Verdict.VALID
            assert report.credential is None
            assert report.verdict is verdict_of(report.checks)


@given(CHANGES)
def test_what_differs_from_its_host_is_never_confirmed(changes: dict[str, Any]) -> None:
    world = OldWorld()
    document = {**badge(), **changes}
    told = {name: value for name, value in document.items() if value is not None}

    try:
        report = world.judge(document)
    except NotACredentialError:
        return
    if report.older is not None and report.older.result == "hosted-confirmed":
        assert {**told, "@context": CONTEXT} == world.pages[BADGE]


@given(st.binary(max_size=60) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_whatever_a_host_answers_breaks_nothing(answer: bytes) -> None:
    for url in (BADGE, BADGE_CLASS, ISSUER, KEY, LIST):
        world = OldWorld()
        world.pages[url] = answer

        for content in (json.dumps(badge()).encode(), token(signed_badge())):
            world.asked.clear()
            report = world.judge(content)

            assert report.verdict is not Verdict.VALID
            is_asked = url in world.asked
            assert not is_asked or older(report).result not in (
                "hosted-confirmed",
                "signature-confirmed",
            )


@given(CHANGES)
def test_no_more_than_five_documents_are_asked_for(changes: dict[str, Any]) -> None:
    """N10: the budget of six requests is never what decides."""
    world = OldWorld()
    world.pages[ISSUER] = {**world.pages[ISSUER], **changes}

    for content in (json.dumps(badge()).encode(), token(signed_badge())):
        world.asked.clear()
        world.judge(content)

        assert len(world.asked) <= 5


def test_where_nothing_may_be_fetched_nothing_is_confirmed() -> None:
    world = World()
    sources = Sources(did_documents=world, status_lists=world, badges=OldWorld())

    report = verify(json.dumps(badge()).encode(), at=NOW, sources=sources)

    assert older(report).result == "unreachable"
    assert Outcome.FAILED not in [check.outcome for check in report.checks]
