"""The badges of the flood: each different, and all of the right shape."""

from __future__ import annotations

import json

import pytest

from bench.flood import latency_of, poison_badges


def test_poison_badges_are_all_different_and_have_nodes_that_nothing_tells_apart() -> None:
    badge: dict[str, object] = {"id": "https://a.example/1", "credentialSubject": {"id": "urn:x"}}

    made = list(poison_badges(badge, 30))

    assert len(set(made)) == 30
    for text in made:
        first, *others = json.loads(text)["credentialSubject"]["result"]
        assert others
        assert all(other == first for other in others)
        assert len(first["alignment"]) >= 10
    assert badge["credentialSubject"] == {"id": "urn:x"}


def test_one_slow_answer_in_a_hundred_shows_in_the_99th_percentile() -> None:
    found = latency_of([0.001] * 98 + [1.0] * 2)

    assert found.p50 == 0.001
    assert found.p99 == pytest.approx(1.0)
