"""Load on a server, by `wrk`."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.errors import BenchError
from bench.machine import PEERS
from bench.servers import Server


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests:
    """What is asked of a server: a path, and the bodies to post to it in turn, if any."""

    path: str
    bodies: Path | None = None
    media_type: str = "application/json"
    authorization: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What `wrk` saw in one run, and what the server spent: seconds all over."""

    per_second: float
    p50: float
    p99: float
    cpu_a_request: float


def press(server: Server, requests: Requests, *, connections: int, seconds: int) -> Load:
    """Ask a server as fast as it answers, over so many connections.

    Raises:
        BenchError: an answer was no success, or a connection broke.
    """
    spent = server.cpu_seconds()
    told = _wrk(server, requests, connections=connections, seconds=seconds)
    if told["refused"] or told["broken"] or not told["requests"]:
        raise BenchError(f"{requests.path} under load: {told}")
    return Load(
        per_second=told["requests"] / told["seconds"],
        p50=told["p50"],
        p99=told["p99"],
        cpu_a_request=(server.cpu_seconds() - spent) / told["requests"],
    )


def warm_up(server: Server, requests: Requests, *, connections: int, seconds: int) -> None:
    """Load a server without looking at what comes of it."""
    _wrk(server, requests, connections=connections, seconds=seconds)


def median_of(loads: Sequence[Load]) -> Load:
    """Return the medians of several runs."""
    return Load(
        per_second=median(load.per_second for load in loads),
        p50=median(load.p50 for load in loads),
        p99=median(load.p99 for load in loads),
        cpu_a_request=median(load.cpu_a_request for load in loads),
    )


def _wrk(server: Server, requests: Requests, *, connections: int, seconds: int) -> dict[str, float]:
    options = [f"--connections={connections}", "--threads=1", f"--duration={seconds}s"]
    script = [f"--script={PEERS / 'requests.lua'}", f"{server.url}{requests.path}", "--"]
    arguments = [str(requests.bodies), requests.media_type] if requests.bodies else []
    if requests.authorization:
        arguments.append(requests.authorization)
    told = subprocess.run(
        ["wrk", *options, *script, *arguments], capture_output=True, text=True, check=False
    )
    if told.returncode != 0:
        raise BenchError(f"wrk failed: {told.stdout}{told.stderr}")
    found: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
    return found
