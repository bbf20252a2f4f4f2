"""Load on a server, by `wrk`."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final, Literal

from bench.errors import BenchError
from bench.machine import PEERS
from bench.servers import Server

_FOR_EVER_SECONDS: Final = 3_600
_ENDS_WITHIN_SECONDS: Final = 20
# Its own are two, which a server under attack may need; late is not broken.
_TIMEOUT_SECONDS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests:
    """What is asked of a server: bodies to post to `path`, or paths to get, a line each."""

    lines: Path
    method: Literal["post", "get"] = "post"
    path: str = ""
    headers: tuple[str, ...] = field(default=("Content-Type: application/json",))


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
    told = _run(_command(server, requests, connections=connections, seconds=seconds))
    if told["refused"] or told["broken"] or not told["requests"]:
        raise BenchError(f"{requests.path or requests.lines.name} under load: {told}")
    return Load(
        per_second=told["requests"] / told["seconds"],
        p50=told["p50"],
        p99=told["p99"],
        cpu_a_request=(server.cpu_seconds() - spent) / told["requests"],
    )


def warm_up(server: Server, requests: Requests, *, connections: int, seconds: int) -> None:
    """Load a server without looking at what comes of it."""
    _run(_command(server, requests, connections=connections, seconds=seconds))


@dataclass(slots=True)
class Pressing:
    """A load that goes on; what came of it is known when it has ended."""

    told: dict[str, float] = field(default_factory=dict)

    @property
    def answers_per_second(self) -> float:
        """How many answers came, of whatever kind."""
        return self.told["requests"] / self.told["seconds"]

    @property
    def refused(self) -> float:
        """The share of answers that were errors."""
        return self.told["refused"] / max(1, self.told["requests"])


@contextmanager
def pressing(server: Server, requests: Requests, *, connections: int) -> Iterator[Pressing]:
    """Ask a server all the time, whatever it answers, for the length of a `with`.

    Raises:
        BenchError: the load ended before it was told to.
    """
    command = _command(server, requests, connections=connections, seconds=_FOR_EVER_SECONDS)
    found = Pressing()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield found
            if process.poll() is not None:
                raise BenchError(f"wrk ended by itself: {' '.join(command)}")
            process.send_signal(signal.SIGINT)  # It stops, and tells what it saw.
            output, _ = process.communicate(timeout=_ENDS_WITHIN_SECONDS)
        finally:
            process.kill()
    found.told = json.loads(output.splitlines()[-1])


def median_of(loads: Sequence[Load]) -> Load:
    """Return the medians of several runs."""
    return Load(
        per_second=median(load.per_second for load in loads),
        p50=median(load.p50 for load in loads),
        p99=median(load.p99 for load in loads),
        cpu_a_request=median(load.cpu_a_request for load in loads),
    )


def _command(server: Server, requests: Requests, *, connections: int, seconds: int) -> list[str]:
    return [
        "wrk",
        f"--connections={connections}",
        "--threads=1",
        f"--duration={seconds}s",
        f"--timeout={_TIMEOUT_SECONDS}s",
        f"--script={PEERS / 'requests.lua'}",
        f"{server.url}{requests.path}",
        "--",
        requests.method,
        str(requests.lines),
        *requests.headers,
    ]


def _run(command: Sequence[str]) -> dict[str, float]:
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    if told.returncode != 0:
        raise BenchError(f"wrk failed: {told.stdout}{told.stderr}")
    found: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
    return found
