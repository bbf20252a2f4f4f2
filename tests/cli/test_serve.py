"""`serve` as a real process with real workers: they are replaced, and they go when it goes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from badgeservice.cli.workers import Place, listening

WORKERS = 2
PATIENCE_SECONDS = 60

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it looks into /proc")


@dataclass(frozen=True)
class Serving:
    """A running service, seen from outside."""

    process: subprocess.Popen[str]
    port: int

    def workers(self) -> list[int]:
        pid = self.process.pid
        try:
            told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        except FileNotFoundError:
            return []
        return [int(each) for each in told.split()]

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/livez", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError):
            return False

    def is_up(self) -> bool:
        """Ask whether each worker is at its place: many connections, none of them refused."""
        return len(self.workers()) == WORKERS and all(self.answers() for _ in range(20))


def eventually(is_so: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        if is_so():
            return True
    return False


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def started(folder: Path, port: int, **settings: str) -> Iterator[Serving]:
    environment = {
        **os.environ,
        "BADGESERVICE_DATABASE_URL": f"sqlite:///{folder}/x.sqlite",
        "BADGESERVICE_MASTER_KEY_FILE": f"{folder}/master.key",
        "BADGESERVICE_WORKERS": str(WORKERS),
        **settings,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "badgeservice", "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    serving = Serving(process, port)
    workers: list[int] = []
    try:
        yield serving
        workers = serving.workers()
    finally:
        process.kill()
        process.communicate()
        for worker in workers:
            if is_alive(worker):
                os.kill(worker, signal.SIGKILL)


def test_a_worker_that_dies_is_replaced_and_all_go_together(tmp_path: Path) -> None:
    with started(tmp_path, free_port()) as serving:
        assert eventually(serving.is_up)
        first, second = serving.workers()

        os.kill(first, signal.SIGKILL)
        assert eventually(lambda: first not in serving.workers() and serving.is_up())
        third = next(each for each in serving.workers() if each != second)

        serving.process.send_signal(signal.SIGTERM)
        assert serving.process.wait(PATIENCE_SECONDS) == 0
        assert not any(map(is_alive, (second, third)))
        assert not serving.answers()


def test_workers_do_not_outlive_a_watcher_that_is_killed(tmp_path: Path) -> None:
    with started(tmp_path, free_port()) as serving:
        assert eventually(serving.is_up)
        workers = serving.workers()

        serving.process.kill()

        assert eventually(lambda: not any(map(is_alive, workers)))


def test_workers_that_end_as_soon_as_they_begin_end_the_service(tmp_path: Path) -> None:
    program = """
import sys
from badgeservice.cli.workers import Place, serve_in_workers

async def app(scope, receive, send):
    await send({"type": "lifespan.startup.failed"})

place = Place(host="127.0.0.1", port=int(sys.argv[1]))
sys.exit(0 if serve_in_workers(app, place, workers=2) else 9)
"""
    command = [sys.executable, "-c", program, str(free_port())]

    ended = subprocess.run(
        command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
    )

    assert ended.returncode == 9
    assert "worker.ended" in ended.stderr + ended.stdout


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_place_that_is_taken_is_told(tmp_path: Path, workers: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with started(tmp_path, taken.getsockname()[1], BADGESERVICE_WORKERS=workers) as serving:
            _, told = serving.process.communicate(timeout=PATIENCE_SECONDS)

    assert serving.process.returncode != 0
    assert "address already in use" in told.lower()


def test_a_database_that_cannot_be_used_is_told_once(tmp_path: Path) -> None:
    folder = f"sqlite:///{tmp_path}"

    with started(tmp_path, free_port(), BADGESERVICE_DATABASE_URL=folder) as serving:
        _, told = serving.process.communicate(timeout=PATIENCE_SECONDS)

    assert serving.process.returncode == 1
    assert "Traceback" not in told


def test_every_worker_gets_a_socket_to_the_same_place() -> None:
    place = Place(host="127.0.0.1", port=free_port())
    with ExitStack() as stack:
        sockets = [stack.enter_context(each) for each in listening(place, 3)]

        assert {each.getsockname() for each in sockets} == {(place.host, place.port)}
        assert len({each.fileno() for each in sockets}) == 3


def test_a_place_of_another_service_is_not_shared_with_it() -> None:
    place = Place(host="127.0.0.1", port=free_port())
    with ExitStack() as stack:
        for each in listening(place, 2):
            stack.enter_context(each)

        with pytest.raises(OSError, match="already in use"):
            list(listening(place, 2))
