"""Many credentials by two processes at a time: bulk issue, and distinct verifications."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.material import KNOWN, SIZES, distinct_set
from bench.plan import PROCESSES, Plan
from bench.single import BEST_JS
from bench.worker import Worker, javascript, ours, several
from bench.workers.ours import NAME as OURS
from bench.world import BATCH, make_world

_AS_LONG_AS_IT_TAKES: Final = 1e9
# Operations that are not counted: a just-in-time compiler is done with most of its work by then.
_WARM_UP: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Throughput:
    """How much was done, how long it took on the wall, and how much CPU time it cost."""

    count: int
    wall: float
    cpu: float

    @property
    def per_second(self) -> float:
        """How many a second."""
        return self.count / self.wall

    def __add__(self, other: Throughput) -> Throughput:
        """Return both, one after the other."""
        return Throughput(
            count=self.count + other.count,
            wall=self.wall + other.wall,
            cpu=self.cpu + other.cpu,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Ours, and what the best JavaScript peer did in the same minutes."""

    ours: Throughput
    javascript: Throughput

    @property
    def ratio(self) -> float:
        """How many times faster we are."""
        return self.ours.per_second / self.javascript.per_second


def bulk(folder: Path, material: Path, plan: Plan) -> Together:
    """Issue in bulk into a new SQLite database; the peer, before and after, only signs."""
    make_world(folder, typical_classes=1).wiring.close()
    batches = plan.bulk_badges // BATCH // PROCESSES
    with (
        several([ours(material, folder) for _ in range(PROCESSES)]) as own,
        several([javascript(material) for _ in range(PROCESSES)]) as peers,
    ):
        # The first batch is not counted: it opens the database and fills caches.
        _all_at_once(own, OURS, "issue-durably", [KNOWN] * PROCESSES, 1)
        _warm_up(peers, "issue")
        before = _best_javascript(peers, "issue", plan.bulk_js_badges // 2)
        issued = _all_at_once(own, OURS, "issue-durably", [KNOWN] * PROCESSES, batches)
        after = _best_javascript(peers, "issue", plan.bulk_js_badges // 2)
    badges = Throughput(count=issued.count * BATCH, wall=issued.wall, cpu=issued.cpu)
    return Together(ours=badges, javascript=before + after)


def distinct(world: Path, material: Path, plan: Plan) -> Together:
    """Verify credentials none of which was seen before."""
    sets = [distinct_set(process) for process in range(PROCESSES)]
    with (
        several([ours(material, world) for _ in range(PROCESSES)]) as own,
        several([javascript(material) for _ in range(PROCESSES)]) as peers,
    ):
        # So that start-up is not counted.
        _all_at_once(own, OURS, "verify", [SIZES[0]] * PROCESSES, 1)
        _warm_up(peers, "verify")
        before = _best_javascript(peers, "verify", plan.distinct_js_badges // 2)
        verified = _all_at_once(own, OURS, "verify", sets, plan.distinct_badges // PROCESSES)
        after = _best_javascript(peers, "verify", plan.distinct_js_badges // 2)
    return Together(ours=verified, javascript=before + after)


def _warm_up(workers: Sequence[Worker], do: str) -> None:
    for peer in BEST_JS:
        _all_at_once(workers, peer, do, [KNOWN] * PROCESSES, _WARM_UP)


def _best_javascript(workers: Sequence[Worker], do: str, count: int) -> Throughput:
    each = count // PROCESSES // len(BEST_JS)
    sets = [KNOWN] * PROCESSES
    found = [_all_at_once(workers, peer, do, sets, each) for peer in BEST_JS]
    return max(found, key=lambda throughput: throughput.per_second)


def _all_at_once(
    workers: Sequence[Worker], peer: str, do: str, sets: Sequence[str], count: int
) -> Throughput:
    began = time.perf_counter()
    for worker, name in zip(workers, sets, strict=True):
        worker.send(peer=peer, do=do, set=name, count=count, seconds=_AS_LONG_AS_IT_TAKES)
    answers = [worker.receive() for worker in workers]
    return Throughput(
        count=sum(answer["count"] for answer in answers),
        wall=time.perf_counter() - began,
        cpu=sum(answer["cpu"] for answer in answers),
    )
