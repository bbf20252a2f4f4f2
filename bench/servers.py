"""The two servers as real processes: started, watched through Linux' own accounts, and ended."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.errors import BenchError
from bench.machine import PEERS, ROOT
from bench.nodes import Node
from bench.workers.protocol import resident_bytes
from bench.world import ORIGIN, settings_of

_UP_WITHIN_SECONDS: Final = 60
_TICKS_A_SECOND: Final = os.sysconf("SC_CLK_TCK")
# The load comes from many addresses, none of which is ever told to slow down.
_NO_LIMIT: Final = "1000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that answers under `url`; `process` and its children do the work."""

    url: str
    process: subprocess.Popen[bytes]

    def workers(self) -> list[str]:
        """Return the ids of the process and all under it."""
        found = [str(self.process.pid)]
        for parent in found:
            children = Path(f"/proc/{parent}/task/{parent}/children")
            found += children.read_text(encoding="ascii").split()
        return found

    def cpu_seconds(self) -> float:
        """Return the CPU time of the process and all under it since they began."""
        return sum(_cpu_ticks(each) for each in self.workers()) / _TICKS_A_SECOND

    def largest_worker_bytes(self) -> int:
        """Return the memory of the one that has the most."""
        return max(resident_bytes(each) for each in self.workers())


@contextmanager
def our_server(world: Path, *, processes: int) -> Iterator[Server]:
    """Start `badgeservice serve` over a world's database."""
    settings = settings_of(world)
    port = _free_port()
    environment = {
        "BADGESERVICE_ORIGIN": ORIGIN,
        "BADGESERVICE_DATABASE_URL": settings.database_url,
        "BADGESERVICE_MASTER_KEY_FILE": str(settings.master_key_file.resolve()),
        "BADGESERVICE_TOKEN_LIFETIME": "PT1H",
        "BADGESERVICE_TRUSTED_PROXIES": '["127.0.0.1"]',
        "BADGESERVICE_VERIFICATIONS_PER_MINUTE": _NO_LIMIT,
        "BADGESERVICE_TOKEN_REQUESTS_PER_MINUTE": _NO_LIMIT,
    }
    with _running(_our_command(port, processes), environment, port) as server:
        yield server


@contextmanager
def javascript_server(material: Path, node: Node, *, processes: int) -> Iterator[Server]:
    """Start the plain Node server around the peer."""
    port = _free_port()
    command = [str(node.program), str(PEERS / "server.mjs"), str(material.resolve())]
    with _running([*command, str(port), str(processes)], {}, port) as server:
        yield server


def _our_command(port: int, processes: int) -> list[str]:
    serve = [sys.executable, "-m", "badgeservice", "serve"]
    return [*serve, "--port", str(port), "--workers", str(processes)]


@contextmanager
def _running(command: Sequence[str], environment: Mapping[str, str], port: int) -> Iterator[Server]:
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},  # noqa: TID251 – a child needs its parent's PATH
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    server = Server(url=f"http://127.0.0.1:{port}", process=process)
    try:
        _wait_until_up(server, command)
        yield server
    finally:
        # The session is ours alone: the process and its workers.
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_until_up(server: Server, command: Sequence[str]) -> None:
    end = time.monotonic() + _UP_WITHIN_SECONDS
    while time.monotonic() < end:
        if server.process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{server.url}/livez", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.01)
    raise BenchError(f"This server does not answer: {' '.join(command)}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _cpu_ticks(process: str) -> int:
    # The name of the program, in brackets, may hold anything; the numbers come after it.
    numbers = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return int(numbers[11]) + int(numbers[12])
