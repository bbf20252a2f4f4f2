"""How a worker is spoken to: JSON lines in, JSON lines out, the clock inside.

A line in:   {"peer", "do", "set", "count", "seconds"}
A line out:  {"count", "wall", "cpu", "rss"}: seconds and bytes; or {"error"}
"""

from __future__ import annotations

import gc
import json
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Operation = Callable[[], object]
# From the name of a set to what is done again and again; made anew for every slice.
Operations = Mapping[tuple[str, str], Callable[[str], Operation]]


def serve(operations: Operations) -> None:
    """Answer lines until there are no more."""
    for line in sys.stdin:
        try:
            answer = _answer(json.loads(line), operations)
        except Exception:  # noqa: BLE001 – a peer may raise anything; the parent tells it all
            answer = {"error": traceback.format_exc()}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def timed(operation: Operation, *, count: int, seconds: float) -> dict[str, Any]:
    """Do something `count` times, or for `seconds`, whichever ends first."""
    gc.collect()
    done = 0
    cpu, wall = time.process_time(), time.perf_counter()
    end = wall + seconds
    while done < count:
        operation()
        done += 1
        if time.perf_counter() >= end:
            break
    return {
        "count": done,
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "rss": resident_bytes("self"),
    }


def resident_bytes(process: str) -> int:
    """Return how much memory a process has in use, by Linux' own account."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


def _answer(line: Mapping[str, Any], operations: Operations) -> dict[str, Any]:
    operation = operations[line["peer"], line["do"]](line["set"])
    return timed(operation, count=line["count"], seconds=line["seconds"])
