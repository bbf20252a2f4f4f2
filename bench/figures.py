"""Everything that was measured, as flat numbers with names that explain themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bench.material import KNOWN, SIZES, UNSEEN
from bench.over_http import JAVASCRIPT, HttpFigures, HttpRow
from bench.over_http import OURS as OUR_SERVER
from bench.plan import PROCESSES, Plan
from bench.rounds import Figure, times_faster, times_the_cost
from bench.single import BEST_JS, Row, ed25519_names, figure
from bench.together import Together
from bench.workers.ours import NAME as OURS

_MANY: int = 16
_US: float = 1e6
_MS: float = 1e3
_MIB: int = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one run of the benchmark found."""

    plan: Plan
    operations: list[Row]
    sizes: list[Row]
    size_bytes: dict[str, int]
    class_counts: list[Row]
    bulk: Together
    distinct: Together
    http: HttpFigures


def flat(measured: Measured) -> dict[str, float]:
    """Return every figure under a name of its own; `_us` is microseconds an operation."""
    return {
        name: round(value, 4)
        for part in (_ratios, _operations, _growth, _together, _http)
        for name, value in part(measured)
    }


def http_row(measured: Measured, peer: str, do: str, connections: int, processes: int) -> HttpRow:
    """Find a line of the table of HTTP."""
    return next(
        row
        for row in measured.http.rows
        if (row.peer, row.do, row.connections, row.processes) == (peer, do, connections, processes)
    )


def _ratios(measured: Measured) -> Iterator[tuple[str, float]]:
    rows = measured.operations
    ours = {
        "issue": figure(rows, OURS, "issue"),
        "sign": figure(rows, OURS, "sign"),
        "verify_known": figure(rows, OURS, "verify"),
        "verify_unseen": figure(rows, OURS, "verify", UNSEEN),
    }
    for name, own in ours.items():
        do = "verify" if name.startswith("verify") else "issue"
        peers = [figure(rows, peer, do) for peer in BEST_JS]
        yield f"{name}_vs_js", times_faster(own, peers)
        yield f"{name}_vs_js_by_cpu", min(each.cpu_median for each in peers) / own.cpu_median
        yield f"{name}_vs_js_by_wall", min(each.wall_median for each in peers) / own.wall_median
        raw = [figure(rows, peer, do) for peer in ed25519_names()]
        yield f"{name.removesuffix('_known')}_vs_ed25519", times_the_cost(own, raw)
    yield "bulk_vs_js", measured.bulk.ratio
    yield "distinct_verify_vs_js", measured.distinct.ratio
    for do in ("verify", "issue"):
        own_load = http_row(measured, OUR_SERVER, do, _MANY, PROCESSES).load
        peer_load = http_row(measured, JAVASCRIPT, do, _MANY, PROCESSES).load
        plain = http_row(measured, JAVASCRIPT, do, _MANY, 1).load
        alone = http_row(measured, OUR_SERVER, do, _MANY, 1).load
        yield f"http_{do}_vs_js", own_load.per_second / peer_load.per_second
        yield f"http_{do}_vs_one_js_process", own_load.per_second / plain.per_second
        yield f"http_{do}_one_process_vs_js", alone.per_second / plain.per_second
    memory = measured.http.worker_bytes
    yield "worker_memory_vs_js", memory[OUR_SERVER] / memory[JAVASCRIPT]


def _operations(measured: Measured) -> Iterator[tuple[str, float]]:
    for row in measured.operations:
        name = f"{slug(row.peer)}_{row.do}" + ("_unseen" if row.set == UNSEEN else "")
        yield from _costs(name, row.figure)


def _costs(name: str, found: Figure) -> Iterator[tuple[str, float]]:
    yield f"{name}_cpu_us_median", found.cpu_median
    yield f"{name}_cpu_us_minimum", found.cpu_minimum
    yield f"{name}_wall_us_median", found.wall_median
    yield f"{name}_wall_us_minimum", found.wall_minimum


def _growth(measured: Measured) -> Iterator[tuple[str, float]]:
    for size in SIZES:
        yield f"{size}_credential_bytes", measured.size_bytes[size]
    for row in measured.sizes:
        if row.set != KNOWN:
            yield f"{slug(row.peer)}_{row.do}_{row.set}_cpu_us_median", row.figure.cpu_median
    for row in measured.class_counts:
        name = row.set.replace("-", "_")
        yield f"{OURS}_verify_{name}_cpu_us_median", row.figure.cpu_median


def _together(measured: Measured) -> Iterator[tuple[str, float]]:
    for name, found in (("bulk_issue", measured.bulk), ("distinct_verify", measured.distinct)):
        yield f"{name}_count", found.ours.count
        yield f"{name}_seconds", found.ours.wall
        yield f"{name}_per_second", found.ours.per_second
        yield f"{name}_js_count", found.javascript.count
        yield f"{name}_js_per_second", found.javascript.per_second


def _http(measured: Measured) -> Iterator[tuple[str, float]]:
    for row in measured.http.rows:
        start = f"{slug(row.peer)}_http_{row.do}_{row.processes}p_{row.connections}c"
        name = start.replace("-", "_")
        yield f"{name}_per_second", row.load.per_second
        yield f"{name}_p50_ms", row.load.p50 * _MS
        yield f"{name}_p99_ms", row.load.p99 * _MS
        yield f"{name}_cpu_us", row.load.cpu_a_request * _US
    for peer, size in measured.http.worker_bytes.items():
        yield f"{slug(peer)}_worker_memory_mib", size / _MIB
    for peer, start_up in measured.http.cold_starts.items():
        yield f"{slug(peer)}_cold_start_first_answer_ms", start_up.first_answer * _MS
        yield f"{slug(peer)}_cold_start_first_verification_ms", start_up.first_verification * _MS


def slug(name: str) -> str:
    """Return a name as part of another one."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
