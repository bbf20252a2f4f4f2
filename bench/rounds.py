"""Several implementations in turn, round after round: what one operation costs each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles
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
    """What one operation costs, in microseconds, round for round; and memory, in bytes."""

    operations: int
    cpu: tuple[float, ...]
    wall: tuple[float, ...]
    rss: int

    @property
    def cpu_median(self) -> float:
        """The CPU time that half of the rounds stayed below."""
        return median(self.cpu)

    @property
    def cpu_minimum(self) -> float:
        """The CPU time of the best round."""
        return min(self.cpu)

    @property
    def wall_median(self) -> float:
        """The wall time that half of the rounds stayed below."""
        return median(self.wall)

    @property
    def wall_minimum(self) -> float:
        """The wall time of the best round."""
        return min(self.wall)

    def shared_by(self, operations: int) -> Figure:
        """Return what one costs of so many that were done as one."""
        return Figure(
            operations=self.operations * operations,
            cpu=tuple(each / operations for each in self.cpu),
            wall=tuple(each / operations for each in self.wall),
            rss=self.rss,
        )

    @property
    def spread(self) -> float:
        """How far apart the CPU times of the middle half of the rounds lie, by their median."""
        if len(self.cpu) == 1:
            return 0.0
        low, _, high = quantiles(self.cpu, n=4, method="inclusive")
        return (high - low) / self.cpu_median


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
    return Figure(
        operations=sum(each["count"] for each in slices),
        cpu=tuple(each["cpu"] / each["count"] * 1e6 for each in slices),
        wall=tuple(each["wall"] / each["count"] * 1e6 for each in slices),
        rss=max(each["rss"] for each in slices),
    )


def times_faster(ours: Figure, peers: Sequence[Figure]) -> float:
    """Return how many times faster we are than the best of `peers`, in cpu or in wall time.

    The lower of the two counts: a peer that uses a second core has a better wall time, and one
    that waits has a better CPU time.
    """
    return min(times_faster_by_cpu(ours, peers), times_faster_by_wall(ours, peers))


def times_faster_by_cpu(ours: Figure, peers: Sequence[Figure]) -> float:
    """Return how many times less CPU time we take than the best of `peers`."""
    return min(each.cpu_median for each in peers) / ours.cpu_median


def times_faster_by_wall(ours: Figure, peers: Sequence[Figure]) -> float:
    """Return how many times less wall time we take than the best of `peers`."""
    return min(each.wall_median for each in peers) / ours.wall_median


def times_the_cost(ours: Figure, floor: Sequence[Figure]) -> float:
    """Return our CPU time as a multiple of the cheapest of `floor`."""
    return ours.cpu_median / min(each.cpu_median for each in floor)
