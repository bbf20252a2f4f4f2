"""`docs/benchmarks.md`: the figures as a page for strangers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from jinja2 import Environment, StrictUndefined

from bench.figures import widest
from bench.flood import IN_FLIGHT
from bench.material import SIZES, UNSEEN, classes_set
from bench.measured import Measured
from bench.nodes import Node
from bench.over_http import HttpRow
from bench.parties import OURS
from bench.plan import PROCESSES
from bench.recognition import BADGES, UNITS, Weighing
from bench.rounds import Figure
from bench.single import DURABLY, REFERENCE_JS, Row
from bench.together import Together
from bench.world import BATCH

_TEMPLATE: Final = Path(__file__).with_name("page.md.j2")
# What, how many times faster than JavaScript, and how many times the cost of raw Ed25519.
_SHORT: Final = (
    ("Single issue, in memory", "issue_vs_js", "issue_vs_ed25519"),
    ("Sign a finished document", "sign_vs_js", "sign_vs_ed25519"),
    ("Single verify, known class", "verify_known_vs_js", "verify_vs_ed25519"),
    ("Single verify, unseen class", "verify_unseen_vs_js", "verify_unseen_vs_ed25519"),
    ("Bulk issue, durable on SQLite: 2 processes each", "bulk_vs_js", None),
    ("Distinct verifications: 2 processes each", "distinct_verify_vs_js", None),
    ("HTTP verify: our 2 workers, 1 Node process", "http_verify_vs_js", None),
    ("… our 1 worker, 1 Node process", "http_verify_1_worker_vs_js", None),
    ("… our 2 workers, 2 Node processes", "http_verify_vs_js_2_processes", None),
    ("HTTP issue, durable: our 1 worker, 1 Node process", "http_issue_vs_js", None),
    ("… our 2 workers, 1 Node process", "http_issue_2_workers_vs_js", None),
    ("… our 2 workers, 2 Node processes", "http_issue_vs_js_2_processes", None),
)

# Smaller figures are shown with a digit more.
_EXACT_FROM: Final = 100
_ASKED: Final = {
    "badge-url": "badge URL",
    "status-list": "status list",
    "badge-url-unchanged": "badge URL, unchanged",
    "status-list-unchanged": "status list, unchanged",
}


def page(
    measured: Measured,
    figures: Mapping[str, float],
    *,
    machine: Mapping[str, str],
    versions: Mapping[str, str],
    on: date,
) -> str:
    """Return the page as Markdown."""
    # Markdown is no HTML, and nothing here comes from outside.
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True)  # noqa: S701
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    far = widest(measured)
    return template.render(
        date=on.isoformat(),
        plan=measured.plan,
        figures=figures,
        processes=PROCESSES,
        batch=BATCH,
        in_flight=IN_FLIGHT,
        nodes=measured.nodes.each,
        node_names=" and on ".join(node.name for node in measured.nodes.each),
        short=list(_short(measured, figures)),
        operations=[_operation(row) for row in measured.operations],
        widest=f"{_named(far.peer, far.node)}, {far.do}",
        sizes=[_size(size, measured) for size in SIZES],
        class_counts=[_class_count(count, measured) for count in measured.plan.class_counts],
        together=[
            *_together("issue, durable", "sign", measured.bulk),
            *_together("verify, each once", "verify, each once", measured.distinct),
        ],
        http=[_http(row) for row in measured.http.rows],
        flood=list(_flood(figures)),
        memory=list(_memory(measured)),
        badges_weighed=BADGES,
        units_weighed=UNITS,
        weighings=[_weighing(row) for row in measured.recognition],
        machine=machine,
        versions=versions,
    )


def _short(measured: Measured, figures: Mapping[str, float]) -> Iterator[dict[str, object]]:
    for what, javascript, raw in _SHORT:
        names = [javascript, f"{javascript}_newest_node"][: len(measured.nodes.each)]
        yield {
            "what": what,
            "js": [f"{figures[name]:.1f} ×" for name in names],
            "raw": f"{figures[raw]:.1f} ×" if raw else "",
        }


def _operation(row: Row) -> dict[str, str]:
    what = f"{row.do}, unseen class" if row.set == UNSEEN else row.do
    if row.peer == OURS and row.do == "verify" and row.set != UNSEEN:
        what = "verify, known class"
    return {"peer": _named(row.peer, row.node), "what": what, **_costs(row.figure)}


def _costs(found: Figure) -> dict[str, str]:
    return {
        "cpu_median": _us(found.cpu_median),
        "cpu_minimum": _us(found.cpu_minimum),
        "wall_median": _us(found.wall_median),
        "wall_minimum": _us(found.wall_minimum),
        "spread": f"{found.spread:.0%}",
    }


def _size(size: str, measured: Measured) -> dict[str, object]:
    def cost(peer: str, do: str, node: Node | None = None) -> str:
        wanted = (peer, do, size, node)
        rows = measured.sizes
        found = [row for row in rows if (row.peer, row.do, row.set, row.node) == wanted]
        return _us(found[0].figure.cpu_median) if found else "–"

    return {
        "size": size,
        "bytes": f"{measured.size_bytes[size]:,}",
        "ours": [cost(OURS, do) for do in ("issue", "sign", "verify")],
        "js": [
            cost(REFERENCE_JS, do, node)
            for node in measured.nodes.each
            for do in ("issue", "verify")
        ],
    }


def _class_count(classes: int, measured: Measured) -> dict[str, str]:
    costs = {(row.do, row.set): row.figure.cpu_median for row in measured.class_counts}
    name = classes_set(classes)
    return {
        "classes": f"{classes:,}",
        "issue": _us(costs[DURABLY, name]),
        "verify": _us(costs["verify", name]),
    }


def _together(ours: str, theirs: str, found: Together) -> Iterator[dict[str, str]]:
    lines = [(f"{OURS}: {ours}", found.ours, "")]
    lines += [
        (
            f"best JavaScript peer, {node.short_name}: {theirs}",
            done,
            f"{found.times_faster(node):.1f}",
        )
        for node, done in found.javascript.items()
    ]
    for what, throughput, ratio in lines:
        yield {
            "what": what,
            "count": f"{throughput.count:,}",
            "seconds": f"{throughput.wall:.1f}",
            "per_second": f"{throughput.per_second:,.0f}",
            "ratio": ratio,
        }


def _http(row: HttpRow) -> dict[str, str]:
    party = row.kind.party
    return {
        "peer": _named(party.peer, party.node),
        "do": _ASKED.get(row.kind.do, row.kind.do),
        "processes": str(party.processes),
        "connections": str(row.kind.connections),
        "per_second": f"{row.load.per_second:,.0f}",
        "p50": f"{row.load.p50 * 1e3:.2f}",
        "p99": f"{row.load.p99 * 1e3:.2f}",
        "cpu": _us(row.load.cpu_a_request * 1e6),
    }


def _flood(figures: Mapping[str, float]) -> Iterator[dict[str, str]]:
    for what, before, during, digits in (
        ("`/livez`, p50, ms", "livez_p50_ms", "livez_p50_ms_under_poison", 1),
        ("`/livez`, p99, ms", "livez_p99_ms", "livez_p99_ms_under_poison", 1),
        (
            "badge URL, a second",
            "badge_url_per_second_without_poison",
            "badge_url_per_second_under_poison",
            0,
        ),
    ):
        yield {
            "what": what,
            "before": f"{figures[before]:,.{digits}f}",
            "during": f"{figures[during]:,.{digits}f}",
        }


def _weighing(row: Weighing) -> dict[str, str]:
    return {
        "mappings": f"{row.mappings:,}",
        "weigh": f"{row.weigh / 1e3:,.1f}",
        "fit": f"{row.fit / 1e3:,.1f}",
        "statements": str(row.statements),
    }


def _memory(measured: Measured) -> Iterator[dict[str, str]]:
    starts = {(party.peer, party.node): start for party, start in measured.http.cold_starts.items()}
    for (peer, node), size in measured.http.memory().items():
        start = starts[peer, node]
        yield {
            "peer": _named(peer, node),
            "mb": f"{size / 1e6:,.0f}",
            "answer": f"{start.first_answer * 1e3:,.0f}",
            "verification": f"{start.first_verification * 1e3:,.0f}",
        }


def _named(peer: str, node: Node | None) -> str:
    return f"{peer}, {node.short_name}" if node else peer


def _us(value: float) -> str:
    return f"{value:,.0f}" if value >= _EXACT_FROM else f"{value:,.1f}"
