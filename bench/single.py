"""One operation at a time: ours, the peers', raw Ed25519, by size and by number of classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.securing.data_integrity import check_proof, proofs
from bench.errors import BenchError
from bench.material import KNOWN, PEER_SEED, SIZES, UNSEEN, classes_set, read_set
from bench.nodes import Node
from bench.plan import Plan
from bench.rounds import Figure, Measure, alternate
from bench.worker import Worker
from bench.workers import ed25519 as raw
from bench.workers.ours import NAME as OURS
from bench.workers.python_peers import NAMES as PYTHON_PEERS
from bench.world import BATCH

BEST_JS: Final = ("@digitalbazaar/vc", "@digitalcredentials/vc")
JOSE: Final = "jose"
DURABLY: Final = "issue-durably"
REFERENCE_JS: Final = BEST_JS[0]
# The slow Python peers need no more than this to be known well.
_PYTHON_PEER_SLICE: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Processes:
    """The workers of a run; of the JavaScript peers, one on every Node."""

    ours: Worker
    javascript: Sequence[Worker]
    python_peers: Worker
    ed25519: Worker


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A figure with what it is of; `node` is what a JavaScript peer ran on."""

    peer: str
    do: str
    set: str
    figure: Figure
    node: Node | None = None


def require_agreement(processes: Processes) -> None:
    """Have the JavaScript peers sign, and check that with our code: all measure the same thing.

    Raises:
        BenchError: a peer's signature does not hold.
    """
    for worker in processes.javascript:
        for peer in BEST_JS:
            credential = worker.ask(peer=peer, do="show", set=KNOWN)["credential"]
            ((_, proof),) = proofs(credential)
            check_proof(credential, proof=proof, public_key=_peer_key())


def operations(processes: Processes, plan: Plan) -> list[Row]:
    """Measure every implementation on the typical credential."""
    measures = [
        _measure(processes.ours, OURS, "issue", KNOWN, plan),
        _measure(processes.ours, OURS, "sign", KNOWN, plan),
        _measure(processes.ours, OURS, "verify", KNOWN, plan),
        _measure(processes.ours, OURS, "verify", UNSEEN, plan, count=plan.unseen_slice_count),
    ]
    for peer in (*BEST_JS, JOSE):
        measures += [
            _measure(worker, peer, do, KNOWN, plan)
            for do in ("issue", "verify")
            for worker in processes.javascript
        ]
    for peer in PYTHON_PEERS:
        measures += [
            _measure(processes.python_peers, peer, do, KNOWN, plan, count=_PYTHON_PEER_SLICE)
            for do in ("issue", "verify")
        ]
    for peer in raw.NAMES:
        measures += [
            _measure(processes.ed25519, peer, do, KNOWN, plan) for do in ("issue", "verify")
        ]
    return _rows(measures, rounds=plan.rounds, warm_up=plan.warm_up_slices)


def sizes(processes: Processes, plan: Plan) -> list[Row]:
    """Measure us and the reference in JavaScript on credentials of every size."""
    measures: list[Measure] = []
    for size in SIZES:
        measures += [_measure(processes.ours, OURS, do, size, plan) for do in ("sign", "verify")]
        if size != "small":  # The service itself issues nothing as small as that.
            measures.append(_measure(processes.ours, OURS, "issue", size, plan))
        measures += [
            _measure(worker, REFERENCE_JS, do, size, plan)
            for do in ("issue", "verify")
            for worker in processes.javascript
        ]
    return _rows(measures, rounds=plan.size_rounds)


def class_counts(processes: Processes, plan: Plan) -> list[Row]:
    """Measure our verification and our bulk issue of badges of ever more classes."""
    credentials = plan.credentials_a_class_count
    measures = [
        Measure(
            worker=processes.ours,
            peer=OURS,
            do=do,
            set=classes_set(classes),
            count=count,
            seconds=float(credentials),
        )
        for do, count in (("verify", credentials), (DURABLY, max(1, credentials // BATCH)))
        for classes in plan.class_counts
    ]
    rows = _rows(measures, rounds=plan.class_rounds)
    return [
        replace(row, figure=row.figure.shared_by(BATCH)) if row.do == DURABLY else row
        for row in rows
    ]


def bytes_of(material: Path) -> dict[str, int]:
    """Return the length of the signed credential of every size."""
    return {size: len(read_set(material, size, "secured")[0]) for size in SIZES}


def figure(
    rows: list[Row], peer: str, do: str, name: str = KNOWN, *, node: Node | None = None
) -> Figure:
    """Find a figure.

    Raises:
        BenchError: it was not measured.
    """
    for row in rows:
        if (row.peer, row.do, row.set, row.node) == (peer, do, name, node):
            return row.figure
    raise BenchError(f"{do} by {peer} on {name} was not measured")


def javascript_figures(rows: list[Row], do: str, node: Node) -> list[Figure]:
    """Find what the JavaScript peers cost on a Node."""
    return [figure(rows, peer, do, node=node) for peer in BEST_JS]


def raw_figures(rows: list[Row], do: str) -> list[Figure]:
    """Find what raw Ed25519 costs in every library."""
    return [figure(rows, library, do) for library in raw.NAMES]


def _measure(
    worker: Worker,
    peer: str,
    do: str,
    name: str,
    plan: Plan,
    *,
    count: int | None = None,
) -> Measure:
    return Measure(
        worker=worker,
        peer=peer,
        do=do,
        set=name,
        count=count or plan.slice_count,
        seconds=plan.slice_seconds,
    )


def _rows(measures: list[Measure], *, rounds: int, warm_up: int = 1) -> list[Row]:
    figures = alternate(measures, rounds=rounds, warm_up=warm_up)
    return [
        Row(
            peer=measure.peer,
            do=measure.do,
            set=measure.set,
            figure=found,
            node=measure.worker.node,
        )
        for measure, found in zip(measures, figures, strict=True)
    ]


def _peer_key() -> PublicKey:
    return PublicKey(raw.public_bytes(PEER_SEED))
