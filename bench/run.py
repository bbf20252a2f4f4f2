"""One run of the benchmark, from an empty folder to the page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench import machine, over_http, recognition, single, together
from bench.errors import BenchError
from bench.figures import flat
from bench.machine import ROOT, say, step
from bench.material import prepare
from bench.measured import Measured
from bench.nodes import Nodes, find_nodes
from bench.page import page
from bench.parties import Places
from bench.plan import Plan
from bench.plot import plot
from bench.single import Processes, Row
from bench.worker import ed25519, javascript, ours, python_peers, several
from bench.world import make_world

_FIGURES: Final = Path("build") / "bench.json"
_PAGE: Final = Path("docs") / "benchmarks.md"
_PLOT: Final = Path("docs") / "benchmarks.svg"


def run(plan: Plan, *, into: Path = ROOT) -> dict[str, float]:
    """Measure, write the three files below `into`, and return the figures.

    Raises:
        BenchError: something is missing, a peer failed, or the code was changed meanwhile.
    """
    machine.make_ready()
    machine.require_space(_scratch(), plan.disk_bytes)
    facts, source = machine.facts(), machine.source_mark()
    with TemporaryDirectory(prefix="badgeservice-bench-", dir=_scratch()) as folder:
        measured = measure(plan, Path(folder), find_nodes())
    if machine.source_mark() != source:
        # Processes that started later ran other code, so the figures do not belong together.
        raise BenchError("The code was changed during the run, so nothing was written.")
    facts["load after"] = f"{machine.load():.2f}"
    return _write(measured, facts, into)


def measure(plan: Plan, folder: Path, nodes: Nodes) -> Measured:
    """Make everything that is needed in an empty folder, and measure.

    Raises:
        BenchError: a peer failed.
    """
    places = Places(material=folder / "material", world=folder / "world")
    with step("Issuing the credentials that everybody gets"):
        most = max(plan.unseen_credentials + 1, plan.distinct_classes, *plan.class_counts)
        made = make_world(places.world, typical_classes=most)
        prepare(places.material, made, plan)
        made.wiring.close()
    operations, sizes, class_counts = _one_at_a_time(places, nodes, plan)
    with step("Distinct verifications"):
        distinct = together.distinct(places.world, places.material, nodes, plan)
    with step("HTTP, memory, a flood and cold start"):
        http = over_http.measure(places, nodes, plan)
    with step("Weighing badges under mappings"):
        weighed = recognition.growth(folder / "recognition", plan)
    with step(f"Issuing {plan.bulk_badges:,} badges in bulk"):
        bulk = together.bulk(folder / "bulk", places.material, nodes, plan)
    return Measured(
        plan=plan,
        nodes=nodes,
        operations=operations,
        sizes=sizes,
        size_bytes=single.bytes_of(places.material),
        class_counts=class_counts,
        bulk=bulk,
        distinct=distinct,
        http=http,
        recognition=weighed,
    )


def _one_at_a_time(
    places: Places, nodes: Nodes, plan: Plan
) -> tuple[list[Row], list[Row], list[Row]]:
    with (
        ours(places.material, places.world) as own,
        several([javascript(places.material, node) for node in nodes.each]) as js,
        python_peers(places.material) as python,
        ed25519() as raw,
    ):
        processes = Processes(ours=own, javascript=js, python_peers=python, ed25519=raw)
        single.require_agreement(processes)
        with step("Single operations"):
            operations = single.operations(processes, plan)
        with step("Growth with size"):
            sizes = single.sizes(processes, plan)
        with step("Growth with the number of badge classes"):
            class_counts = single.class_counts(processes, plan)
    return operations, sizes, class_counts


def _write(measured: Measured, facts: Mapping[str, str], into: Path) -> dict[str, float]:
    figures = flat(measured)
    written = {
        _FIGURES: json.dumps({**_words(measured), **figures}, indent=2) + "\n",
        _PAGE: page(
            measured, figures, machine=facts, versions=_versions(measured.nodes), on=_today()
        ),
        _PLOT: plot(measured),
    }
    for path, text in written.items():
        target = into / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        say(f"Wrote {path}")
    return figures


def _words(measured: Measured) -> dict[str, str]:
    """Return what is no number: how much was measured, and on which Nodes."""
    return {
        "plan": measured.plan.name,
        "js_ran_on": measured.nodes.own.name,
        "js_newest_node_is": measured.nodes.newest.name,
    }


def _versions(nodes: Nodes) -> dict[str, str]:
    names = {"Node" if node is nodes.own else "Node, the newest": node for node in nodes.each}
    return {
        **{what: node.name.removeprefix("Node ") for what, node in names.items()},
        **machine.versions(),
    }


def _scratch() -> Path:
    # Beside the project and not in /tmp, which may be in memory: durable must mean on disk.
    folder = ROOT / "build"
    folder.mkdir(exist_ok=True)
    return folder


def _today() -> date:
    return datetime.now(tz=UTC).date()  # noqa: TID251 – the benchmark has a roof of its own
