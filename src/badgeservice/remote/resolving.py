"""Names into addresses, within a time limit that `getaddrinfo` does not have."""

import queue
import socket
import threading
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

Resolve: TypeAlias = Callable[[str, int], Sequence[str]]
"""Takes a host name and a port; returns the IP addresses, or raises OSError."""

_PARALLEL: Final = 16


def system_resolve(host: str, port: int) -> tuple[str, ...]:
    """Return the addresses that the system's resolver knows, in the order to try them.

    Raises:
        OSError: the name is unknown, or nobody answered.
    """
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in answers))


class Resolver:
    """Looks names up, waiting no longer than it is told to."""

    __slots__ = ("_resolve", "_slots")

    def __init__(self, resolve: Resolve = system_resolve) -> None:
        self._resolve = resolve
        self._slots = threading.BoundedSemaphore(_PARALLEL)

    def addresses(self, host: str, port: int, *, seconds: float) -> tuple[str, ...]:
        """Return the addresses of a name, asked for once; none when they cannot be had in time."""
        if not self._slots.acquire(timeout=seconds):
            return ()
        answers: queue.SimpleQueue[tuple[str, ...]] = queue.SimpleQueue()
        # A lookup cannot be broken off; a daemon may be left behind, and must not hold up the end.
        threading.Thread(
            target=self._look_up, args=(host, port, answers), name="resolving", daemon=True
        ).start()
        try:
            return answers.get(timeout=seconds)
        except queue.Empty:
            return ()

    def _look_up(self, host: str, port: int, answers: "queue.SimpleQueue[tuple[str, ...]]") -> None:
        try:
            answers.put(tuple(self._resolve(host, port)))
        except (OSError, UnicodeError):
            # Unknown, unreachable and unreadable names are the same to the one who asks.
            answers.put(())
        finally:
            self._slots.release()
