"""Several proofs: those that can be checked have to hold, the others are left to others."""

from __future__ import annotations

from typing import Any

import pytest

from badgeservice.verification.report import Outcome, Verdict
from tests.verification.judging import changed, codes, judge
from tests.world import World

UNKNOWN = {"type": "SomeProofType", "created": "2022-11-16T18:54:22Z", "proofPurpose": "x"}


@pytest.mark.parametrize("at", [0, 1], ids=["before it", "after it"])
def test_a_proof_of_an_unknown_kind_beside_a_good_one_is_said_and_left(at: int) -> None:
    world = World()

    report = judge(changed(world.badge(), lambda it: it["proof"].insert(at, UNKNOWN)), world)

    assert report.verdict is Verdict.VALID
    caution = report.warnings[-1]
    assert (caution.code, caution.pointer) == ("proof.other-not-checked", f"/proof/{at}")


def test_a_proof_of_an_unknown_kind_alone_proves_nothing() -> None:
    world = World()

    report = judge(changed(world.badge(), lambda it: it.update(proof=[UNKNOWN])), world)

    assert codes(report, Outcome.UNDETERMINED)[1] == "proof.type-unsupported"
    assert report.verdict is Verdict.INDETERMINATE


def test_a_bad_proof_of_a_known_kind_is_not_outweighed() -> None:
    """K05: a good proof beside a broken one, and one of an unknown kind."""
    world = World()

    def add(badge: Any) -> None:
        good = badge["proof"][0]
        badge["proof"] += [UNKNOWN, {**good, "proofValue": good["proofValue"][:-1] + "1"}]

    assert judge(changed(world.badge(), add), world).verdict is Verdict.INVALID


def test_more_than_four_proofs_are_refused_whatever_their_kind() -> None:
    """K05: there are only so many proofs to look at."""
    world = World()

    report = judge(changed(world.badge(), lambda it: it["proof"].extend([UNKNOWN] * 4)), world)

    assert codes(report, Outcome.FAILED) == ["proof.malformed"]


def test_a_proof_that_follows_one_of_an_unknown_kind_needs_it() -> None:
    """K06: a chain is not broken off at the link that cannot be read."""
    world = World()

    def chain(badge: Any) -> None:
        badge["proof"][0]["previousProof"] = "urn:uuid:1"
        badge["proof"].append({**UNKNOWN, "id": "urn:uuid:1"})

    assert judge(changed(world.badge(), chain), world).verdict is not Verdict.VALID
