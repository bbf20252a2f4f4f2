"""`docs/benchmarks.md`: the figures as a page for strangers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from jinja2 import Environment, StrictUndefined

from bench.figures import Measured
from bench.material import SIZES, UNSEEN
from bench.over_http import HttpRow
from bench.plan import PROCESSES
from bench.single import BEST_JS, Row, ed25519_names
from bench.together import Together
from bench.workers.ours import NAME as OURS

_TEMPLATE: Final = Path(__file__).with_name("page.md.j2")
_SHORT: Final = (
    ("Single issue, in memory", "issue_vs_js", "issue_vs_ed25519"),
    ("Sign a finished document", "sign_vs_js", "sign_vs_ed25519"),
    ("Single verify, known class", "verify_known_vs_js", "verify_vs_ed25519"),
    ("Single verify, unseen class", "verify_unseen_vs_js", "verify_unseen_vs_ed25519"),
    ("Bulk issue, durable on SQLite", "bulk_vs_js", None),
    ("Distinct verifications", "distinct_verify_vs_js", None),
    ("HTTP verify, 16 connections", "http_verify_vs_js", None),
    ("… against one Node process", "http_verify_vs_one_js_process", None),
    ("HTTP issue, durable, 16 connections", "http_issue_vs_js", None),
    ("… against one Node process", "http_issue_vs_one_js_process", None),
)


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
    return template.render(
        date=on.isoformat(),
        plan=measured.plan,
        processes=PROCESSES,
        ed25519=_fastest_ed25519(measured),
        short=list(_short(figures)),
        operations=[_operation(row) for row in measured.operations],
        sizes=[_size(size, measured) for size in SIZES],
        class_counts=[
            {"classes": count, "verify": _us(row.figure.cpu_median)}
            for count, row in zip(measured.plan.class_counts, measured.class_counts, strict=True)
        ],
        together=[
            *_together("issue, durable", "sign", measured.bulk),
            *_together("verify, each once", "verify", measured.distinct),
        ],
        http=[_http(row) for row in measured.http.rows],
        memory=list(_memory(measured)),
        machine=machine,
        versions=versions,
    )


def _short(figures: Mapping[str, float]) -> Iterator[dict[str, str]]:
    for what, javascript, raw in _SHORT:
        yield {
            "what": what,
            "js": f"{figures[javascript]:.1f} ×",
            "raw": f"{figures[raw]:.1f} ×" if raw else "",
        }


def _fastest_ed25519(measured: Measured) -> str:
    rows = [row for row in measured.operations if row.peer in ed25519_names()]
    return min(rows, key=lambda row: row.figure.cpu_median).peer


def _operation(row: Row) -> dict[str, str]:
    what = f"{row.do}, unseen class" if row.set == UNSEEN else row.do
    if row.peer == OURS and row.do == "verify" and row.set != UNSEEN:
        what = "verify, known class"
    return {
        "peer": row.peer,
        "what": what,
        "cpu_median": _us(row.figure.cpu_median),
        "cpu_minimum": _us(row.figure.cpu_minimum),
        "wall_median": _us(row.figure.wall_median),
        "wall_minimum": _us(row.figure.wall_minimum),
    }


def _size(size: str, measured: Measured) -> dict[str, str]:
    def cost(peer: str, do: str) -> str:
        found = [row for row in measured.sizes if (row.peer, row.do, row.set) == (peer, do, size)]
        return _us(found[0].figure.cpu_median) if found else "–"

    return {
        "size": size,
        "bytes": f"{measured.size_bytes[size]:,}",
        "issue": cost(OURS, "issue"),
        "sign": cost(OURS, "sign"),
        "verify": cost(OURS, "verify"),
        "js_issue": cost(BEST_JS[0], "issue"),
        "js_verify": cost(BEST_JS[0], "verify"),
    }


def _together(ours: str, theirs: str, found: Together) -> Iterator[dict[str, str]]:
    for what, throughput, ratio in (
        (f"{OURS}: {ours}", found.ours, f"{found.ratio:.1f}"),
        (f"best JavaScript peer: {theirs}", found.javascript, ""),
    ):
        yield {
            "what": what,
            "count": f"{throughput.count:,}",
            "seconds": f"{throughput.wall:.1f}",
            "per_second": f"{throughput.per_second:,.0f}",
            "ratio": ratio,
        }


def _http(row: HttpRow) -> dict[str, str]:
    return {
        "peer": row.peer,
        "do": row.do.replace("-", " ").replace("url", "URL"),
        "processes": str(row.processes),
        "connections": str(row.connections),
        "per_second": f"{row.load.per_second:,.0f}",
        "p50": f"{row.load.p50 * 1e3:.2f}",
        "p99": f"{row.load.p99 * 1e3:.2f}",
        "cpu": _us(row.load.cpu_a_request * 1e6),
    }


def _memory(measured: Measured) -> Iterator[dict[str, str]]:
    for peer, size in measured.http.worker_bytes.items():
        start = measured.http.cold_starts[peer]
        yield {
            "peer": peer,
            "mib": f"{size / 2**20:.0f}",
            "answer": f"{start.first_answer * 1e3:,.0f}",
            "verification": f"{start.first_verification * 1e3:,.0f}",
        }


def _us(value: float) -> str:
    return f"{value:,.0f}"
