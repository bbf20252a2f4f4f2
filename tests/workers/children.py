"""Hold a child still, to see what the others do meanwhile."""

from __future__ import annotations

import fcntl
import os
import signal
import struct
import termios
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from badgeservice.workers.general import GeneralProcesses, _Child

_ATTEMPTS = 3_000
_PAUSE_SECONDS = 0.01
# Children leave the line while they are asked, so they are remembered from before.
_still: dict[int, _Child] = {}


@contextmanager
def stopped(general: GeneralProcesses) -> Iterator[None]:
    """Stop the one child, which must have been started, for the length of a `with`."""
    (child,) = general._idle.queue
    process = child._process
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)
    _still[id(general)] = child
    try:
        yield
    finally:
        del _still[id(general)]
        if process.poll() is None:
            os.kill(process.pid, signal.SIGCONT)


def wait_until_asked(general: GeneralProcesses) -> None:
    """Wait until the child that is stopped has something to read."""
    connection = _still[id(general)]._socket
    assert connection is not None
    unread = bytearray(4)
    for _ in range(_ATTEMPTS):
        fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, unread)
        if struct.unpack("i", unread)[0]:
            return
        threading.Event().wait(_PAUSE_SECONDS)
    raise AssertionError
