"""Many credentials by two processes at a time: bulk issue, and distinct verifications."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from bench.errors import BenchError
from bench.material import KNOWN, SIZES, distinct_set
from bench.nodes import Node, Nodes
from bench.plan import PROCESSES, Plan
from bench.single import BEST_JS
from bench.worker import Worker, javascript, ours, several
from bench.workers.ours import NAME as OURS
from bench.world import BATCH, make_world, settings_of

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
    """Ours, and what the best JavaScript peer did in the same minutes, on every Node."""

    ours: Throughput
    javascript: Mapping[Node, Throughput]

    def times_faster(self, node: Node) -> float:
        """Return how many times faster we are than the best peer on a Node."""
        return self.ours.per_second / self.javascript[node].per_second


def bulk(folder: Path, material: Path, nodes: Nodes, plan: Plan) -> Together:
    """Issue in bulk into a new SQLite database; the peers, before and after, only sign."""
    make_world(folder, typical_classes=1).wiring.close()
    batches = plan.bulk_badges // BATCH // PROCESSES
    sets = [KNOWN] * PROCESSES

    def issue_all(own: Sequence[Worker]) -> Throughput:
        return _all_at_once(own, OURS, "issue-durably", sets, batches)

    with several([ours(material, folder) for _ in range(PROCESSES)]) as own:
        # The first batch is not counted: it opens the database and fills caches.
        _all_at_once(own, OURS, "issue-durably", sets, 1)
        with _everybody(material, nodes) as peers:
            issued, javascript = _between(
                lambda: issue_all(own), peers, "issue", sets, plan.bulk_js_badges
            )
    _require_kept(folder, (batches + 1) * PROCESSES * BATCH)
    badges = Throughput(count=issued.count * BATCH, wall=issued.wall, cpu=issued.cpu)
    return Together(ours=badges, javascript=javascript)


def distinct(world: Path, material: Path, nodes: Nodes, plan: Plan) -> Together:
    """Verify credentials none of which was seen before."""
    sets = [distinct_set(process) for process in range(PROCESSES)]

    def verify_all(own: Sequence[Worker]) -> Throughput:
        return _all_at_once(own, OURS, "verify", sets, plan.distinct_badges // PROCESSES)

    with several([ours(material, world) for _ in range(PROCESSES)]) as own:
        # So that start-up is not counted.
        _all_at_once(own, OURS, "verify", [SIZES[0]] * PROCESSES, 1)
        with _everybody(material, nodes) as peers:
            verified, javascript = _between(
                lambda: verify_all(own), peers, "verify", sets, plan.distinct_js_badges
            )
    return Together(ours=verified, javascript=javascript)


def _between(
    measure_ours: Callable[[], Throughput],
    peers: Mapping[Node, Sequence[Worker]],
    do: str,
    sets: Sequence[str],
    count: int,
) -> tuple[Throughput, dict[Node, Throughput]]:
    """Measure ours in the middle, and half of what the peers do before, half after."""

    def best_of_each() -> dict[Node, Throughput]:
        return {
            node: _best_javascript(workers, do, sets, count // 2) for node, workers in peers.items()
        }

    for workers in peers.values():
        for peer in BEST_JS:
            _all_at_once(workers, peer, do, sets, _WARM_UP)
    before = best_of_each()
    own = measure_ours()
    after = best_of_each()
    return own, {node: before[node] + after[node] for node in peers}


@contextmanager
def _everybody(material: Path, nodes: Nodes) -> Iterator[dict[Node, Sequence[Worker]]]:
    with ExitStack() as stack:
        yield {
            node: stack.enter_context(
                several([javascript(material, node) for _ in range(PROCESSES)])
            )
            for node in nodes.each
        }


def _best_javascript(
    workers: Sequence[Worker], do: str, sets: Sequence[str], count: int
) -> Throughput:
    each = count // PROCESSES // len(BEST_JS)
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


def _require_kept(world: Path, expected: int) -> None:
    """Look into the database itself: what counts as issued must lie there."""
    path = urlsplit(settings_of(world).database_url).path.removeprefix("/")
    with closing(sqlite3.connect(path)) as database:
        (kept,) = database.execute("SELECT count(*) FROM badge").fetchone()
    if kept != expected:
        raise BenchError(f"{expected:,} badges were issued, and {kept:,} are in the database")
