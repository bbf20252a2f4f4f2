"""Which Node the peers are measured on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.nodes import Node, Nodes, both_of
from tests.bench.made_up import NEW, OLD


def test_the_machines_own_comes_first_and_the_newest_is_known() -> None:
    nodes = both_of(OLD, NEW)

    assert nodes.each == (OLD, NEW)
    assert (nodes.own, nodes.newest) == (OLD, NEW)


def test_the_machines_own_may_be_the_newest() -> None:
    newer = replace(OLD, version=(26, 1, 0))

    nodes = both_of(newer, NEW)

    assert (nodes.own, nodes.newest) == (newer, newer)
    assert NEW in nodes.each


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        pytest.param(None, NEW, id="none"),
        pytest.param(replace(OLD, version=(18, 20, 4)), NEW, id="too-old"),
    ],
)
def test_without_a_usable_node_of_its_own_the_wheels_is_measured(
    own: Node | None, expected: Node
) -> None:
    assert both_of(own, NEW) == Nodes((expected,))


def test_two_of_one_line_are_measured_once() -> None:
    own = replace(OLD, version=(24, 1, 0))

    assert both_of(own, NEW) == Nodes((own,))


def test_a_node_is_named_by_its_version() -> None:
    assert (OLD.name, OLD.short_name) == ("Node 20.20.2", "Node 20")
