"""Several implementations in turn, round after round: what one operation costs each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.worker import Worker


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One thing that one implementation does: how it is asked for, and how much of it a slice."""

    worker: Worker
    peer: str
    do: str
    set: str
    count: int
    seconds: float

    def slice(self) -> dict[str, Any]:
        """Have one slice done."""
        return self.worker.ask(
            peer=self.peer, do=self.do, set=self.set, count=self.count, seconds=self.seconds
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What one operation costs, in microseconds, over the rounds; and memory, in bytes."""

    operations: int
    cpu_median: float
    cpu_minimum: float
    wall_median: float
    wall_minimum: float
    rss: int


def alternate(measures: Sequence[Measure], *, rounds: int, warm_up: int) -> list[Figure]:
    """Give everybody a slice in every round, each second round in the opposite order.

    Before, `warm_up` slices are not counted: caches fill, and a just-in-time compiler compiles.
    """
    for measure in measures:
        for _ in range(warm_up):
            measure.slice()
    slices: list[list[dict[str, Any]]] = [[] for _ in measures]
    for number in range(rounds):
        order = list(enumerate(measures))
        for place, measure in order if number % 2 == 0 else reversed(order):
            slices[place].append(measure.slice())
    return [figure_of(each) for each in slices]


def figure_of(slices: Sequence[dict[str, Any]]) -> Figure:
    """Add up slices."""
    cpu = [each["cpu"] / each["count"] * 1e6 for each in slices]
    wall = [each["wall"] / each["count"] * 1e6 for each in slices]
    return Figure(
        operations=sum(each["count"] for each in slices),
        cpu_median=median(cpu),
        cpu_minimum=min(cpu),
        wall_median=median(wall),
        wall_minimum=min(wall),
        rss=max(each["rss"] for each in slices),
    )


def times_faster(ours: Figure, peers: Sequence[Figure]) -> float:
    """Return how many times faster we are than the best of `peers`, in cpu or in wall time.

    The lower of the two counts: a peer that uses a second core has a better wall time, and one
    that waits has a better CPU time.
    """
    by_cpu = min(each.cpu_median for each in peers) / ours.cpu_median
    by_wall = min(each.wall_median for each in peers) / ours.wall_median
    return min(by_cpu, by_wall)


def times_the_cost(ours: Figure, floor: Sequence[Figure]) -> float:
    """Return our CPU time as a multiple of the cheapest of `floor`."""
    return ours.cpu_median / min(each.cpu_median for each in floor)
