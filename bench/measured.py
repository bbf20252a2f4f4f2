"""What one run of the benchmark found."""

from __future__ import annotations

from dataclasses import dataclass

from bench.nodes import Nodes
from bench.over_http import HttpFigures
from bench.plan import Plan
from bench.recognition import Weighing
from bench.single import Row
from bench.together import Together


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Everything that was measured, and on which Nodes the JavaScript peers ran."""

    plan: Plan
    nodes: Nodes
    operations: list[Row]
    sizes: list[Row]
    size_bytes: dict[str, int]
    class_counts: list[Row]
    bulk: Together
    distinct: Together
    http: HttpFigures
    recognition: list[Weighing]
