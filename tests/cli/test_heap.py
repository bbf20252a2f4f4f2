import subprocess
import sys

import pytest

# Threads that run at the same time, each with something of its own.
_SCRIPT = """
import ctypes, re, sys, threading
from badgeservice.cli.heap import share_one_heap
if sys.argv[1] == "one":
    assert share_one_heap()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
heaps, barrier = set(), threading.Barrier(8)
def take():
    heaps.add(libc.malloc(2000) >> 26)
    barrier.wait()
threads = [threading.Thread(target=take) for _ in range(8)]
[each.start() for each in threads]
[each.join() for each in threads]
print(len(heaps))
"""


def _heaps(how: str) -> int:
    told = subprocess.run(
        [sys.executable, "-c", _SCRIPT, how], capture_output=True, check=True, text=True
    )
    return int(told.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="heaps are told apart as Linux lays them out")
def test_threads_of_a_server_share_one_heap() -> None:
    # A heap may lie across a border of 64 MiB, and other threads' begin at one.
    assert _heaps("one") <= 2
    assert _heaps("many") > 2
