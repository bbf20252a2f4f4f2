"""A whole set of figures, all of them made up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bench import material
from bench.asked import GETS
from bench.flood import Flood, Latency, Moment
from bench.load import Load
from bench.material import SIZES
from bench.measured import Measured
from bench.nodes import Node, Nodes
from bench.over_http import MANY, ColdStart, HttpFigures, HttpRow, kinds_of
from bench.parties import OURS, Party, everybody, javascript, ours
from bench.plan import QUICK, Plan
from bench.recognition import Weighing
from bench.rounds import Figure
from bench.single import BEST_JS, DURABLY, JOSE, REFERENCE_JS, Row
from bench.together import Throughput, Together
from bench.workers import ed25519

OLD = Node(program=Path("/usr/bin/node"), version=(20, 20, 2))
NEW = Node(program=Path("/wheel/node"), version=(24, 19, 0))
BOTH = Nodes((OLD, NEW))

TINY: Plan = replace(
    QUICK,
    rounds=1,
    warm_up_slices=1,
    unseen_slice_count=1,
    known_credentials=3,
    class_counts=(1, 2),
    credentials_a_class_count=2,
    distinct_badges=4,
    distinct_classes=2,
    http_badges=2,
    mapping_counts=(1, 3),
    mapping_rounds=1,
)


def figure(*, cpu: float, wall: float) -> Figure:
    return Figure(operations=1, cpu=(cpu,), wall=(wall,), rss=1)


def row(peer: str, do: str, name: str, cost: float, node: Node | None = None) -> Row:
    return Row(peer=peer, do=do, set=name, figure=figure(cpu=cost, wall=cost), node=node)


def measured(nodes: Nodes = BOTH) -> Measured:
    """Return figures in which JavaScript on the newest Node is twice as fast as on the other."""
    raw = [row(name, do, "typical", 50) for name in ed25519.NAMES for do in ("issue", "verify")]
    together = Together(
        ours=Throughput(count=400, wall=1, cpu=2),
        javascript={
            node: Throughput(count=20 if node == NEW else 10, wall=1, cpu=2) for node in nodes.each
        },
    )
    return Measured(
        plan=TINY,
        nodes=nodes,
        operations=[*_own_operations(), *_javascript_operations(nodes), *raw],
        sizes=_sizes(nodes),
        size_bytes={size: 1_000 * 4**place for place, size in enumerate(SIZES)},
        class_counts=[
            row(OURS, do, material.classes_set(count), 200)
            for do in ("verify", DURABLY)
            for count in TINY.class_counts
        ],
        bulk=together,
        distinct=together,
        http=_http(nodes),
        recognition=[
            Weighing(mappings=count, weigh=2e3 * count, fit=3e3 * count, statements=4)
            for count in TINY.mapping_counts
        ],
    )


def _own_operations() -> list[Row]:
    return [
        row(OURS, "issue", "typical", 100),
        row(OURS, "sign", "typical", 80),
        row(OURS, "verify", "typical", 200),
        row(OURS, "verify", "unseen", 250),
    ]


def _javascript_operations(nodes: Nodes) -> list[Row]:
    return [
        row(peer, do, "typical", cost / _speed_of(node), node)
        for node in nodes.each
        for peer, cost in ((BEST_JS[0], 5_000), (BEST_JS[1], 6_000), (JOSE, 300))
        for do in ("issue", "verify")
    ]


def _sizes(nodes: Nodes) -> list[Row]:
    own = [(OURS, do, None, 100.0) for do in ("issue", "sign", "verify")]
    peers = [
        (REFERENCE_JS, do, node, 5_000 / _speed_of(node))
        for do in ("issue", "verify")
        for node in nodes.each
    ]
    return [
        row(peer, do, size, cost, node) for size in SIZES for peer, do, node, cost in own + peers
    ]


def _http(nodes: Nodes) -> HttpFigures:
    rows = [
        HttpRow(kind=kind, loads=(_load(_per_second(party, kind.do)),))
        for party in everybody(nodes)
        for kind in kinds_of(party)
    ]
    start = ColdStart(first_answer=1, first_verification=1.5)
    return HttpFigures(
        rows=tuple(rows),
        largest_bytes={
            party: (40_000_000 if party.peer == OURS else 80_000_000) * party.processes
            for party in everybody(nodes)
        },
        flood=Flood(
            before=Moment(livez=Latency(p50=0.001, p99=0.002), badges_per_second=8_000),
            during=Moment(livez=Latency(p50=0.005, p99=0.05), badges_per_second=1_000),
            answers_per_second=300,
            refused=0.25,
        ),
        cold_starts=dict.fromkeys(everybody(nodes, [1]), start),
    )


def _per_second(party: Party, do: str) -> float:
    if party == ours(1):
        return 6_000 if do in GETS else 2_000
    if party == ours(2):
        return 5_000
    assert party.node is not None
    plain = 100 * _speed_of(party.node)
    return plain if party == javascript(party.node, 1) else plain * 1.5


def _load(per_second: float) -> Load:
    return Load(
        per_second=per_second, p50=MANY / per_second, p99=0.1, cpu_a_request=0.8 / per_second
    )


def _speed_of(node: Node | None) -> float:
    return 2 if node == NEW else 1
