"""The service over HTTP beside a plain Node server: throughput, latency, memory, cold start."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from bench import flood
from bench.asked import BADGE_URL, CREDENTIAL, GETS, STATUS_LIST, Asked, New, post
from bench.load import Load, median_of, press, warm_up
from bench.nodes import Node, Nodes
from bench.parties import OURS, Party, Places, everybody, ours
from bench.plan import PROCESSES, Plan
from bench.servers import Server
from bench.world import add_client, open_world

MANY: Final = 16
_ORDER: Final = ("verify", "issue", *GETS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A line of the table: who, doing what, over how many connections."""

    party: Party
    do: str
    connections: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRow:
    """A line of the table with what came of it, run for run."""

    kind: Kind
    loads: tuple[Load, ...]

    @property
    def load(self) -> Load:
        """The medians of the runs."""
        return median_of(self.loads)

    @property
    def spread(self) -> float:
        """How far apart the slowest and the fastest run are, by the median."""
        found = [load.per_second for load in self.loads]
        return (max(found) - min(found)) / median(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColdStart:
    """Seconds from the start of a process to its first answer, and to its first verification."""

    first_answer: float
    first_verification: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpFigures:
    """All that was measured over HTTP; the memory of each party's largest process in bytes."""

    rows: tuple[HttpRow, ...]
    largest_bytes: Mapping[Party, int]
    flood: flood.Flood
    cold_starts: Mapping[Party, ColdStart]

    def load(self, party: Party, do: str, connections: int = MANY) -> Load:
        """Find what came of a line of the table."""
        wanted = Kind(party=party, do=do, connections=connections)
        return next(row.load for row in self.rows if row.kind == wanted)

    def memory(self) -> dict[tuple[str, Node | None], int]:
        """Return the bytes of everybody's largest process, whatever the number of processes."""
        found: dict[tuple[str, Node | None], int] = {}
        for party, size in self.largest_bytes.items():
            key = (party.peer, party.node)
            found[key] = max(found.get(key, 0), size)
        return found


def measure(places: Places, nodes: Nodes, plan: Plan) -> HttpFigures:
    """Measure all servers, one after the other in every round."""
    asked = Asked(material=places.material, login=_new_client(places.world))
    with ExitStack() as stack:
        servers = {party: stack.enter_context(places.start(party)) for party in everybody(nodes)}
        for party, server in servers.items():
            if party.peer == OURS:
                asked.require_valid(server)
        rows = _rounds(servers, asked, plan)
        memory = {party: server.largest_worker_bytes() for party, server in servers.items()}
    with places.start(ours(PROCESSES)) as server:
        flooded = flood.measure(server, asked, seconds=plan.flood_seconds)
    cold_starts = _cold_starts(places, everybody(nodes, [1]), asked, plan)
    return HttpFigures(
        rows=tuple(rows), largest_bytes=memory, flood=flooded, cold_starts=cold_starts
    )


def kinds_of(party: Party) -> list[Kind]:
    """Return what a server is asked for: a lone connection on two processes tells little."""
    wanted = [(do, MANY) for do in ("verify", "issue")]
    if party.peer == OURS:
        wanted += [(do, MANY) for do in GETS]
    if party.processes == 1:
        gets = (BADGE_URL, STATUS_LIST) if party.peer == OURS else ()
        wanted += [(do, 1) for do in ("verify", "issue", *gets)]
    return [Kind(party=party, do=do, connections=connections) for do, connections in wanted]


def _new_client(world: Path) -> tuple[str, str]:
    opened = open_world(world)
    login = add_client(opened)
    opened.wiring.close()
    return login


def _rounds(servers: Mapping[Party, Server], asked: Asked, plan: Plan) -> list[HttpRow]:
    wanted: dict[tuple[Party, str], New] = {
        (party, do): new
        for party, server in servers.items()
        for do, new in asked.of(party, server).items()
    }
    for (party, do), new in wanted.items():
        if do in GETS:  # Nothing compiles there; the first run is as good as the second.
            continue
        warm_up(servers[party], new(), connections=MANY, seconds=plan.http_warm_up_seconds)
    kinds = sorted(
        (kind for party in servers for kind in kinds_of(party)),
        # Those who do the same thing have their turns one after the other.
        key=lambda kind: (_ORDER.index(kind.do), kind.connections),
    )
    found: dict[Kind, list[Load]] = {kind: [] for kind in kinds}
    for number in range(plan.http_rounds):
        for kind in kinds if number % 2 == 0 else reversed(kinds):
            load = press(
                servers[kind.party],
                wanted[kind.party, kind.do](),
                connections=kind.connections,
                seconds=plan.http_seconds,
            )
            found[kind].append(load)
    return [HttpRow(kind=kind, loads=tuple(loads)) for kind, loads in found.items()]


def _cold_starts(
    places: Places, parties: list[Party], asked: Asked, plan: Plan
) -> dict[Party, ColdStart]:
    seen: dict[Party, list[ColdStart]] = {party: [] for party in parties}
    for _ in range(plan.cold_starts):
        for party in parties:
            seen[party].append(_cold_start(places, party, asked.badge()))
    return {
        party: ColdStart(
            first_answer=median(each.first_answer for each in starts),
            first_verification=median(each.first_verification for each in starts),
        )
        for party, starts in seen.items()
    }


def _cold_start(places: Places, party: Party, badge: bytes) -> ColdStart:
    starting = places.start(party)
    path = "/v1/verifications" if party.node is None else "/verify"
    began = time.perf_counter()
    with starting as server:
        answered = time.perf_counter()
        post(f"{server.url}{path}", badge, CREDENTIAL)
        verified = time.perf_counter()
    return ColdStart(first_answer=answered - began, first_verification=verified - began)
