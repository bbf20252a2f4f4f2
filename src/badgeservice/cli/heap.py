"""How the C library of Linux keeps the memory of a server together."""

from __future__ import annotations

import ctypes
from typing import Final

# The number by which `mallopt` knows the most heaps there may be; see `man mallopt`.
_M_ARENA_MAX: Final = -8


def share_one_heap() -> bool:
    """Have all threads from now on take memory from one heap; False where that cannot be said.

    Otherwise each of the threads that wait for a database or a network gets a heap of its own, and
    most of what lies in those is room that was used once. Heaps of their own spare threads waiting
    for each other, but ours wait for the interpreter anyway.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        # Another C library, or another system.
        return False
    return bool(mallopt(_M_ARENA_MAX, 1))
