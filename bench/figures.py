"""Everything that was measured, as flat numbers with names that explain themselves."""

from __future__ import annotations

import re
from statistics import median
from typing import Final

from bench.asked import GETS
from bench.material import SIZES, UNSEEN
from bench.measured import Measured
from bench.nodes import Node
from bench.parties import OURS, ours
from bench.ratios import Named, ratios
from bench.recognition import BADGES
from bench.rounds import Figure
from bench.single import Row

_US: Final = 1e6
_MS: Final = 1e3
_MB: Final = 1e6
_PERCENT: Final = 100


def flat(measured: Measured) -> dict[str, float]:
    """Return every figure under a name of its own; `_us` is microseconds an operation."""
    return {
        name: round(value, 4)
        for part in (
            ratios,
            _operations,
            _growth,
            _together,
            _http,
            _documents,
            _flood,
            _recognition,
            _spread,
        )
        for name, value in part(measured)
    }


def widest(measured: Measured) -> Row:
    """Return the single operation whose rounds lay farthest apart."""
    return max(measured.operations, key=lambda row: row.figure.spread)


def _operations(measured: Measured) -> Named:
    for row in measured.operations:
        name = f"{_who(row.peer, row.node)}_{row.do}" + ("_unseen" if row.set == UNSEEN else "")
        yield from _costs(name, row.figure)


def _costs(name: str, found: Figure) -> Named:
    yield f"{name}_cpu_us_median", found.cpu_median
    yield f"{name}_cpu_us_minimum", found.cpu_minimum
    yield f"{name}_wall_us_median", found.wall_median
    yield f"{name}_wall_us_minimum", found.wall_minimum


def _growth(measured: Measured) -> Named:
    for size in SIZES:
        yield f"{size}_credential_bytes", measured.size_bytes[size]
    for row in measured.sizes:
        name = f"{_who(row.peer, row.node)}_{row.do}_of_{row.set}_size"
        yield f"{name}_cpu_us_median", row.figure.cpu_median
    for row in measured.class_counts:
        yield f"{OURS}_{slug(row.do)}_{slug(row.set)}_cpu_us_median", row.figure.cpu_median


def _together(measured: Measured) -> Named:
    for name, found in (("bulk_issue", measured.bulk), ("distinct_verify", measured.distinct)):
        yield f"{name}_count", found.ours.count
        yield f"{name}_seconds", found.ours.wall
        yield f"{name}_per_second", found.ours.per_second
        for node, javascript in found.javascript.items():
            yield f"{name}_js_{slug(node.short_name)}_count", javascript.count
            yield f"{name}_js_{slug(node.short_name)}_per_second", javascript.per_second


def _http(measured: Measured) -> Named:
    for row in measured.http.rows:
        party = row.kind.party
        who = f"{_who(party.peer, party.node)}_{_counted(party.processes, 'process', 'es')}"
        connections = _counted(row.kind.connections, "connection", "s")
        name = f"{who}_http_{slug(row.kind.do)}_{connections}"
        yield f"{name}_per_second", row.load.per_second
        yield f"{name}_p50_ms", row.load.p50 * _MS
        yield f"{name}_p99_ms", row.load.p99 * _MS
        yield f"{name}_cpu_us", row.load.cpu_a_request * _US
    memory = measured.http.memory()
    yield "memory_per_worker_mb", memory[OURS, None] / _MB
    for (peer, node), size in memory.items():
        yield f"{_who(peer, node)}_memory_per_process_mb", size / _MB
    for party, start in measured.http.cold_starts.items():
        name = _who(party.peer, party.node)
        yield f"{name}_cold_start_first_answer_ms", start.first_answer * _MS
        yield f"{name}_cold_start_first_verification_ms", start.first_verification * _MS


def _documents(measured: Measured) -> Named:
    """How many requests for a public document one core answers: by the CPU time of each."""
    for do in GETS:
        alone = measured.http.load(ours(1), do)
        yield f"{slug(do)}_per_second_per_core", 1 / alone.cpu_a_request
        yield f"{slug(do)}_1_worker_per_second", alone.per_second


def _flood(measured: Measured) -> Named:
    flood = measured.http.flood
    for moment, suffix in ((flood.before, ""), (flood.during, "_under_poison")):
        yield f"livez_p50_ms{suffix}", moment.livez.p50 * _MS
        yield f"livez_p99_ms{suffix}", moment.livez.p99 * _MS
    yield "badge_url_per_second_without_poison", flood.before.badges_per_second
    yield "badge_url_per_second_under_poison", flood.during.badges_per_second
    yield "poison_answers_per_second", flood.answers_per_second
    yield "poison_refused_percent", flood.refused * _PERCENT


def _recognition(measured: Measured) -> Named:
    for row in measured.recognition:
        yield f"weigh_{BADGES}_badges_under_{row.mappings}_mappings_ms", row.weigh / _MS
        yield f"evaluate_{BADGES}_badges_under_{row.mappings}_mappings_ms", row.fit / _MS
        yield f"evaluate_{BADGES}_badges_under_{row.mappings}_mappings_sql", row.statements


def _spread(measured: Measured) -> Named:
    singles = [row.figure.spread * _PERCENT for row in measured.operations]
    loads = [row.spread * _PERCENT for row in measured.http.rows]
    yield "spread_of_single_operations_percent_median", median(singles)
    yield "spread_of_single_operations_percent_largest", max(singles)
    yield "spread_of_http_percent_median", median(loads)
    yield "spread_of_http_percent_largest", max(loads)


def _who(peer: str, node: Node | None) -> str:
    return slug(f"{peer} {node.short_name}" if node else peer)


def _counted(count: int, word: str, plural: str) -> str:
    return f"{count}_{word}{'' if count == 1 else plural}"


def slug(name: str) -> str:
    """Return a name as part of another one."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
