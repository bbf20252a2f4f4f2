"""The figures that mean something on another machine: ratios within one run.

`…_vs_js` is how many times faster we are than the best JavaScript peer on the machine's own Node,
and `…_vs_js_newest_node` on the newest Node that was measured.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bench.material import KNOWN, UNSEEN
from bench.measured import Measured
from bench.nodes import Node
from bench.parties import JAVASCRIPT, OURS, javascript, ours
from bench.plan import PROCESSES
from bench.rounds import (
    Figure,
    times_faster,
    times_faster_by_cpu,
    times_faster_by_wall,
    times_the_cost,
)
from bench.single import figure, javascript_figures, raw_figures

_NEWEST: Final = "_newest_node"
# Name, what we do on which credentials, and what is done in JavaScript and by raw Ed25519.
_SINGLE: Final = (
    ("issue", "issue", KNOWN, "issue"),
    ("sign", "sign", KNOWN, "issue"),
    ("verify_known", "verify", KNOWN, "verify"),
    ("verify_unseen", "verify", UNSEEN, "verify"),
)

Named = Iterator[tuple[str, float]]


def ratios(measured: Measured) -> Named:
    """Yield every ratio with its name."""
    for node, suffix in ((measured.nodes.own, ""), (measured.nodes.newest, _NEWEST)):
        for part in (_single, _together, _http):
            for name, value in part(measured, node):
                yield f"{name}{suffix}", value
    yield from _ed25519(measured)


def _single(measured: Measured, node: Node) -> Named:
    for name, own, do in _ours(measured):
        peers = javascript_figures(measured.operations, do, node)
        yield f"{name}_vs_js", times_faster(own, peers)
        yield f"{name}_by_cpu_vs_js", times_faster_by_cpu(own, peers)
        yield f"{name}_by_wall_vs_js", times_faster_by_wall(own, peers)


def _together(measured: Measured, node: Node) -> Named:
    yield "bulk_vs_js", measured.bulk.times_faster(node)
    yield "distinct_verify_vs_js", measured.distinct.times_faster(node)


def _http(measured: Measured, node: Node) -> Named:
    """What is compared with is one plain process, where the name does not say two."""
    for do in ("verify", "issue"):
        one, several = (measured.http.load(ours(count), do).per_second for count in (1, PROCESSES))
        plain, doubled = (
            measured.http.load(javascript(node, count), do).per_second for count in (1, PROCESSES)
        )
        yield f"http_{do}_vs_js", (several if do == "verify" else one) / plain
        yield f"http_{do}_1_worker_vs_js", one / plain
        yield f"http_{do}_{PROCESSES}_workers_vs_js", several / plain
        yield f"http_{do}_vs_js_{PROCESSES}_processes", several / doubled
        alone, peer_alone = (
            measured.http.load(party, do, 1) for party in (ours(1), javascript(node, 1))
        )
        yield f"http_{do}_p50_of_1_connection_vs_js", peer_alone.p50 / alone.p50
        yield f"http_{do}_p99_of_1_connection_vs_js", peer_alone.p99 / alone.p99
    memory = measured.http.memory()
    yield "memory_per_worker_vs_js", memory[OURS, None] / memory[JAVASCRIPT, node]


def _ed25519(measured: Measured) -> Named:
    for name, own, do in _ours(measured):
        raw = raw_figures(measured.operations, do)
        yield f"{name.removesuffix('_known')}_vs_ed25519", times_the_cost(own, raw)


def _ours(measured: Measured) -> Iterator[tuple[str, Figure, str]]:
    for name, do, of, raw in _SINGLE:
        yield name, figure(measured.operations, OURS, do, of), raw
