"""The general path to a canonical form, in processes that can be killed.

PyLD has no budget of work, and a thread that computes holds up every other thread. So a document
that the walker does not know goes to a child, which gets a second for it and is killed after that.

Design: docs/canonicalisation.md, "The general path".
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from datetime import timedelta
from queue import Empty, LifoQueue
from threading import BoundedSemaphore
from time import monotonic  # how long a child has been at work is no fact of ours
from typing import Final

import structlog

from badgeservice.credentials.canonical import canonicalise_generally
from badgeservice.credentials.errors import TooComplexError
from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.strict_json import JsonObject, serialise
from badgeservice.verification.errors import GeneralPathBusyError
from badgeservice.workers.messages import HEADER, READY, framed, read_answer

_log = structlog.get_logger()

_COMMAND: Final = (sys.executable, "-m", "badgeservice.workers.child")
_START: Final = timedelta(seconds=20)
_LIMIT: Final = timedelta(seconds=1)
_PATIENCE: Final = timedelta(seconds=2)
_MOST_WAITING: Final = 8
# Of a document of 1 MiB, with room to spare.
_LONGEST_ANSWER: Final = 64 * 1024 * 1024


class _ChildGoneError(Exception):
    """The child died, or took too long and had to be killed."""


class GeneralProcesses:
    """A few children that canonicalise what the walker does not know; threads may share it."""

    def __init__(
        self,
        *,
        processes: int = 1,
        limit: timedelta = _LIMIT,
        patience: timedelta = _PATIENCE,
        most_waiting: int = _MOST_WAITING,
    ) -> None:
        """Prepare; a child is started when it is first needed.

        `limit` is how long one document may take, `patience` how long one waits for its turn, and
        `most_waiting` how many may wait: whoever waits keeps a thread from its work.
        """
        self._limit = limit
        self._patience = patience
        self._room = BoundedSemaphore(processes + most_waiting)
        self._idle: LifoQueue[_Child] = LifoQueue()
        for _ in range(processes):
            self._idle.put(_Child())
        self._processes = processes

    def canonicalise(self, document: JsonObject, contexts: Contexts) -> bytes:
        """Return the canonical N-Quads of a document.

        Raises:
            CredentialError: the document is refused, `TooComplexError` if it takes too long.
            GeneralPathBusyError: others have been in line before, and it takes too long.
        """
        if contexts is not PINNED_CONTEXTS:
            # Children know the pinned contexts alone.
            return canonicalise_generally(document, contexts)
        if not self._room.acquire(blocking=False):
            raise GeneralPathBusyError
        try:
            child = self._idle.get(timeout=self._patience.total_seconds())
        except Empty as cause:
            raise GeneralPathBusyError from cause
        else:
            try:
                return read_answer(child.ask(serialise(document), self._limit))
            except _ChildGoneError as cause:
                _log.warning("workers.child_killed")
                raise TooComplexError(
                    "it takes more time or memory than any badge needs"
                ) from cause
            finally:
                self._idle.put(child)
        finally:
            self._room.release()

    def close(self) -> None:
        """End the children; those at work are ended when they are done."""
        for _ in range(self._processes):
            self._idle.get().end()


class _Child:
    """One child process; it is started anew when it is needed and not there."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None

    def ask(self, content: bytes, limit: timedelta) -> bytes:
        """Return what the child answers to one document.

        Raises:
            _ChildGoneError: it did not, and is gone.
        """
        try:
            connection = self._socket or self._start()
            return _exchange(connection, framed(content), monotonic() + limit.total_seconds())
        except OSError as cause:
            # Out of time, or closed at the other end.
            self.end()
            raise _ChildGoneError from cause

    def end(self) -> None:
        """Kill the child, if there is one, and wait for its end."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  # a fixed command
                _COMMAND,
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                # A traceback could hold what a stranger sent.
                stderr=subprocess.DEVNULL,
                env={"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            )
        self._socket = ours
        if _exchange(ours, b"", monotonic() + _START.total_seconds()) != READY:
            raise OSError
        return ours


def _exchange(connection: socket.socket, content: bytes, end: float) -> bytes:
    """Send a frame and return the one that comes back.

    Raises:
        OSError: not before `end`, or the other side is gone.
    """
    _set_time(connection, end)
    connection.sendall(content)
    size = HEADER.unpack(_receive(connection, HEADER.size, end))[0]
    if size > _LONGEST_ANSWER:
        raise OSError
    return _receive(connection, size, end)


def _receive(connection: socket.socket, size: int, end: float) -> bytes:
    parts = []
    while size:
        _set_time(connection, end)
        part = connection.recv(min(size, 1 << 20))
        if not part:
            raise ConnectionResetError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _set_time(connection: socket.socket, end: float) -> None:
    left = end - monotonic()
    if left <= 0:
        raise TimeoutError
    connection.settimeout(left)
