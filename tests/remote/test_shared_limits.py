"""Several processes together cannot turn the service against a host either."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from badgeservice.remote.fetch import GuardedClient, Network
from badgeservice.remote.shared_limits import SharedLimits
from badgeservice.verification.errors import SourceUnavailableError
from tests.remote.servers import LOOPBACK, RawServer, saying

# Asks as fast as it can until it was refused thrice; notes when it held a place.
_ASKING = """
import json, sys, time
from pathlib import Path
from badgeservice.remote.shared_limits import SharedLimits
limits = SharedLimits(Path(sys.argv[1]), of_one=(2, 40))
held, refused = [], 0
while refused < 3:
    with limits.turn("issuer.example", wait_seconds=1) as has_turn:
        if has_turn:
            began = time.monotonic()
            time.sleep(0.005)
            held.append([began, time.monotonic()])
        else:
            refused += 1
print(json.dumps(held))
"""


def test_four_processes_together_ask_a_host_no_more_often_than_one_may(tmp_path: Path) -> None:
    """N10: two at once and so many a minute, whoever asks."""
    running = [
        subprocess.Popen([sys.executable, "-c", _ASKING, str(tmp_path)], stdout=subprocess.PIPE)
        for _ in range(4)
    ]
    held = [moment for one in running for moment in json.loads(one.communicate(timeout=30)[0])]

    ends = [(began, 1) for began, _ in held] + [(ended, -1) for _, ended in held]
    at_once = peak = 0
    for _, step in sorted(ends, key=lambda end: (end[0], end[1])):
        at_once += step
        peak = max(peak, at_once)
    assert len(held) == 40
    assert peak <= 2


def test_a_process_that_is_killed_leaves_no_place_taken(tmp_path: Path) -> None:
    holding = (
        "import sys, time\nfrom pathlib import Path\n"
        "from badgeservice.remote.shared_limits import SharedLimits\n"
        "with SharedLimits(Path(sys.argv[1]), of_one=(1, 60)).turn('a', wait_seconds=0):\n"
        "    print(flush=True)\n    time.sleep(60)\n"
    )
    limits = SharedLimits(tmp_path, of_one=(1, 60))
    with subprocess.Popen(
        [sys.executable, "-c", holding, str(tmp_path)], stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with limits.turn("a", wait_seconds=0) as meanwhile:
            pass
        other.kill()
    with limits.turn("a", wait_seconds=0) as afterwards:
        pass

    assert (meanwhile, afterwards) == (False, True)


def test_places_of_one_host_are_held_by_threads_and_given_back(tmp_path: Path) -> None:
    limits = SharedLimits(tmp_path)

    with limits.turn("a", wait_seconds=0), limits.turn("a", wait_seconds=0) as second:
        with limits.turn("a", wait_seconds=0) as third:
            pass
        with limits.turn("b", wait_seconds=0) as other_host:
            pass
        with ThreadPoolExecutor() as pool:
            waiting = pool.submit(lambda: limits.turn("a", wait_seconds=0).__enter__())
            assert waiting.result() is False
    with limits.turn("a", wait_seconds=0) as afterwards:
        pass

    assert (second, third, other_host, afterwards) == (True, False, True, True)


def test_all_hosts_together_have_a_limit_too(tmp_path: Path) -> None:
    limits = SharedLimits(tmp_path, of_all=(3, 4))

    def ask(host: str) -> bool:
        with limits.turn(host, wait_seconds=0) as has_turn:
            return has_turn

    with (
        limits.turn("a", wait_seconds=0),
        limits.turn("b", wait_seconds=0),
        limits.turn("c", wait_seconds=0),
    ):
        assert not ask("d")
    assert [ask("d"), ask("e")] == [True, False]


def test_a_minute_passes_and_so_does_a_restart_of_the_machine(tmp_path: Path) -> None:
    now = 1000.0
    limits = SharedLimits(tmp_path, of_one=(1, 2), clock=lambda: now)

    def ask() -> bool:
        with limits.turn("a", wait_seconds=0) as has_turn:
            return has_turn

    assert [ask(), ask(), ask()] == [True, True, False]
    now += 60
    assert [ask(), ask(), ask()] == [True, True, False]
    now = 10.0
    assert [ask(), ask(), ask()] == [True, True, False]


def test_the_folder_does_not_grow_with_the_hosts_that_are_named(tmp_path: Path) -> None:
    limits = SharedLimits(tmp_path, of_all=(1, 10_000))
    for number in range(600):
        with limits.turn(f"{number}.example", wait_seconds=0):
            pass

    names = {path.name.partition(".")[0] for path in tmp_path.iterdir()}
    # Some share a file already, of 4096 that there can be.
    assert len(names) < 590
    assert {len(name) for name in names} == {3}


def test_a_turn_takes_no_time_to_speak_of(tmp_path: Path) -> None:
    limits = SharedLimits(tmp_path, of_one=(2, 10_000), of_all=(64, 10_000))
    began = time.process_time()
    for _ in range(100):
        with limits.turn("a", wait_seconds=0):
            pass

    assert (time.process_time() - began) / 100 < 0.005


@pytest.mark.parametrize("is_usable", [True, False], ids=["full host", "folder is a file"])
def test_a_client_heeds_what_all_may_do_as_far_as_it_can_know(
    tmp_path: Path, *, is_usable: bool
) -> None:
    folder = tmp_path / "limits"
    if not is_usable:
        folder.write_text("in the way")
    limits = SharedLimits(folder, of_one=(2, 1))
    with RawServer(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")) as raw:
        client = GuardedClient(
            allowed_test_hosts=frozenset({("localhost", raw.port)}),
            network=Network(resolve=lambda _host, _port: (LOOPBACK,), shared_limits=limits),
        )
        url = f"http://localhost:{raw.port}/"
        client.fetch(url, accept="*/*")
        if is_usable:
            with pytest.raises(SourceUnavailableError, match="too often"):
                client.fetch(url, accept="*/*")
        else:
            client.fetch(url, accept="*/*")

    assert len(raw.requests) == (1 if is_usable else 2)
