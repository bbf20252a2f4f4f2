"""The service over HTTP beside a plain Node server: throughput, latency, memory, cold start."""

from __future__ import annotations

import base64
import json
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

from badgeservice.credentials.strict_json import parse_object
from bench.errors import BenchError
from bench.library import TYPICAL, class_id
from bench.load import Load, Requests, median_of, press, warm_up
from bench.material import HTTP, read_set
from bench.plan import PROCESSES, Plan
from bench.servers import Server, javascript_server, our_server
from bench.world import ORIGIN, add_client, open_world, order

CONNECTIONS: Final = (1, 16)
OURS: Final = "badgeservice"
JAVASCRIPT: Final = "@digitalbazaar/vc"
_VERIFY: Final = "/v1/verifications"
_ORDERS: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRow:
    """One line of the table: who, how many processes and connections, doing what."""

    peer: str
    processes: int
    do: str
    connections: int
    load: Load


@dataclass(frozen=True, slots=True, kw_only=True)
class ColdStart:
    """Seconds from the start of a process to its first answer, and to its first verification."""

    first_answer: float
    first_verification: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpFigures:
    """All that was measured over HTTP; memory of one worker in bytes."""

    rows: tuple[HttpRow, ...]
    worker_bytes: Mapping[str, int]
    cold_starts: Mapping[str, ColdStart]


def measure(material: Path, world: Path, plan: Plan) -> HttpFigures:
    """Measure both servers, one after the other in every round."""
    login = add_client(open_world(world))
    orders = _write_orders(material)
    rows: list[HttpRow] = []
    memory: dict[str, int] = {}
    for processes in (1, PROCESSES):
        with _both(material, world, processes) as servers:
            wanted = _wanted(servers[OURS], material, orders, login)
            _require_valid(servers[OURS], material)
            rows += _rounds(servers, wanted, processes=processes, plan=plan)
            for name, server in servers.items():
                memory[name] = max(memory.get(name, 0), server.largest_worker_bytes())
    return HttpFigures(
        rows=tuple(rows), worker_bytes=memory, cold_starts=_cold_starts(material, world, plan)
    )


@contextmanager
def _both(material: Path, world: Path, processes: int) -> Iterator[dict[str, Server]]:
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(start)
            for name, start in _servers(material, world, processes).items()
        }


def _servers(
    material: Path, world: Path, processes: int
) -> dict[str, AbstractContextManager[Server]]:
    return {
        OURS: our_server(world, processes=processes),
        JAVASCRIPT: javascript_server(material, processes=processes),
    }


def _wanted(
    server: Server, material: Path, orders: Path, login: tuple[str, str]
) -> dict[tuple[str, str], Requests]:
    secured, unsigned = material / f"{HTTP}.secured.jsonl", material / f"{HTTP}.unsigned.jsonl"
    badge = parse_object(read_set(material, HTTP, "secured")[0])
    status = badge["credentialStatus"]
    assert isinstance(status, dict)  # noqa: S101 – every badge of the service has one entry
    return {
        (OURS, "verify"): Requests(path=_VERIFY, bodies=secured, media_type="application/vc"),
        (JAVASCRIPT, "verify"): Requests(path="/verify", bodies=secured),
        (OURS, "issue"): Requests(
            path="/v1/badges", bodies=orders, authorization=_token(server, login)
        ),
        (JAVASCRIPT, "issue"): Requests(path="/issue", bodies=unsigned),
        (OURS, "badge-url"): Requests(path=f"{_path(badge['id'])}.json"),
        (OURS, "status-list"): Requests(path=_path(status["statusListCredential"])),
    }


def _rounds(
    servers: Mapping[str, Server],
    wanted: Mapping[tuple[str, str], Requests],
    *,
    processes: int,
    plan: Plan,
) -> list[HttpRow]:
    kinds = [
        (peer, do, connections)
        for do in ("verify", "issue", "badge-url", "status-list")
        for connections in CONNECTIONS
        for peer in servers
        # What only one of them has, and a lone connection on two processes, tell little.
        if (peer, do) in wanted and connections >= processes
    ]
    for peer, do in dict.fromkeys((peer, do) for peer, do, _ in kinds):
        warm_up(servers[peer], wanted[peer, do], connections=CONNECTIONS[-1], seconds=2)
    found: dict[tuple[str, str, int], list[Load]] = {kind: [] for kind in kinds}
    for number in range(plan.http_rounds):
        for kind in kinds if number % 2 == 0 else reversed(kinds):
            peer, do, connections = kind
            load = press(
                servers[peer], wanted[peer, do], connections=connections, seconds=plan.http_seconds
            )
            found[kind].append(load)
    return [
        HttpRow(
            peer=peer,
            processes=processes,
            do=do,
            connections=connections,
            load=median_of(loads),
        )
        for (peer, do, connections), loads in found.items()
    ]


def _cold_starts(material: Path, world: Path, plan: Plan) -> dict[str, ColdStart]:
    body = read_set(material, HTTP, "secured")[0]
    paths = {OURS: _VERIFY, JAVASCRIPT: "/verify"}
    seen: dict[str, list[ColdStart]] = {name: [] for name in paths}
    for _ in range(plan.cold_starts):
        for name, path in paths.items():
            starting = _servers(material, world, 1)[name]
            began = time.perf_counter()
            with starting as server:
                answered = time.perf_counter()
                _post(f"{server.url}{path}", body, "application/vc")
                verified = time.perf_counter()
            seen[name].append(
                ColdStart(first_answer=answered - began, first_verification=verified - began)
            )
    return {
        name: ColdStart(
            first_answer=median(each.first_answer for each in starts),
            first_verification=median(each.first_verification for each in starts),
        )
        for name, starts in seen.items()
    }


def _write_orders(material: Path) -> Path:
    path = material / "orders.jsonl"
    lines = []
    for number in range(_ORDERS):
        wanted = order(class_id(TYPICAL), number)
        (evidence,) = wanted.evidence
        message = {
            "badgeClass": wanted.class_id,
            "recipient": {"email": wanted.email},
            "narrative": wanted.narrative,
            "evidence": [
                {"name": evidence.name, "url": evidence.url, "narrative": evidence.narrative}
            ],
        }
        lines.append(json.dumps(message, ensure_ascii=False))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _token(server: Server, login: tuple[str, str]) -> str:
    basic = base64.b64encode(":".join(login).encode()).decode("ascii")
    form = b"grant_type=client_credentials"
    answer = _post(
        f"{server.url}/oauth/token",
        form,
        "application/x-www-form-urlencoded",
        authorization=f"Basic {basic}",
    )
    return f"Bearer {answer['access_token']}"


def _require_valid(server: Server, material: Path) -> None:
    for body in read_set(material, HTTP, "secured")[:3]:
        report = _post(f"{server.url}{_VERIFY}", body, "application/vc")
        if report["verdict"] != "valid":
            raise BenchError(f"The service does not call its own badge valid: {report['checks']}")


def _post(
    url: str, body: bytes, media_type: str, authorization: str | None = None
) -> dict[str, Any]:
    headers = {"Content-Type": media_type}
    if authorization:
        headers["Authorization"] = authorization
    request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 – http
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 – http
        content: dict[str, Any] = json.load(answer)
    return content


def _path(url: object) -> str:
    return str(url).removeprefix(ORIGIN)
