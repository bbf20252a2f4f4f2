"""Poison is refused by name, and whoever comes with a good badge does not notice it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from badgeservice.credentials.strict_json import JsonObject
from badgeservice.verification.memory import Memory
from badgeservice.verification.report import Outcome, Verdict
from badgeservice.verification.sources import Sources
from badgeservice.verification.verify import verify, verify_quickly
from badgeservice.workers.general import GeneralProcesses
from tests.builders import NOW
from tests.verification.judging import codes
from tests.workers.children import stopped, wait_until_asked
from tests.workers.poison import badge, bytes_of, chains, cousins, twins
from tests.world import World

_FLOOD = 30
# How long it takes depends on what else the machine does; what it may take of it does not.
_PATIENT = timedelta(seconds=60)
_GOOD = 50


@pytest.fixture
def general() -> Iterator[GeneralProcesses]:
    with closing(GeneralProcesses(limit=_PATIENT, patience=_PATIENT)) as processes:
        yield processes


def _sources(world: World, general: GeneralProcesses) -> Sources:
    return replace(world.sources, general=general.canonicalise)


@pytest.mark.parametrize(
    "poisoned",
    [
        pytest.param(lambda each: twins(each, parents=2, children=10), id="ten twins"),
        pytest.param(lambda each: twins(each, parents=50, children=40), id="dozens of twins"),
        pytest.param(lambda each: twins(each, parents=400, children=5), id="400 like nodes"),
        pytest.param(lambda each: chains(each, lists=2, items=400), id="long ordered lists"),
        pytest.param(lambda each: chains(each, lists=20, items=400), id="many ordered lists"),
        pytest.param(lambda each: {**each, "evidence": [{"type": ["Evidence"]}] * 501}, id="array"),
    ],
)
def test_poison_is_refused_by_name_and_the_next_badge_is_served(
    general: GeneralProcesses, poisoned: Callable[[JsonObject], dict[str, Any]]
) -> None:
    """F10: and nobody else waits for it."""
    world = World()
    sources = _sources(world, general)

    report = verify(bytes_of(poisoned(badge(world))), at=NOW, sources=sources)
    unusual = verify(world.sign(_unusual(world)), at=NOW, sources=sources)

    assert codes(report, Outcome.FAILED) == ["signed-content.too-complex"]
    assert unusual.verdict is Verdict.VALID


def test_a_badge_of_unusual_form_is_valid_by_way_of_a_child(general: GeneralProcesses) -> None:
    world = World()

    report = verify(world.sign(_unusual(world)), at=NOW, sources=_sources(world, general))

    assert report.verdict is Verdict.VALID
    assert general._idle.queue[0]._process is not None


def test_good_badges_are_verified_while_a_flood_of_poison_waits(general: GeneralProcesses) -> None:
    """F10, V01: poison waits in a line of its own."""
    world = World()
    sources = replace(_sources(world, general), memory=Memory())
    poison = bytes_of(twins(badge(world), parents=2, children=10))
    good = [world.badge(id=f"https://issuer.example/badges/{number}") for number in range(_GOOD)]
    verify(poison, at=NOW, sources=sources)

    with ThreadPoolExecutor(_FLOOD) as threads, stopped(general):
        flood = [threads.submit(verify, poison, at=NOW, sources=sources) for _ in range(_FLOOD)]
        wait_until_asked(general)
        verdicts = [verify_quickly(each, at=NOW, sources=sources) for each in good]
        # Nobody who holds a child or waits for one can have an answer other than that it is late.
        early = [each.result() for each in flood if each.done()]

    found = [*early, *(each.result() for each in flood)]
    assert [each.verdict if each else None for each in verdicts] == [Verdict.VALID] * _GOOD
    assert {each.checks[0].code for each in early} <= {"signed-content.busy"}
    assert {each.checks[0].code for each in found} <= {
        "signed-content.busy",
        "signed-content.too-complex",
    }


def _unusual(world: World) -> JsonObject:
    """Return a badge that the walker leaves to the general path, though nothing is wrong."""
    return cousins(world.unsigned_badge(), parents=12, children=2)
