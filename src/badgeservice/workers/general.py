"""The general path to a canonical form, in processes that can be killed.

PyLD has no budget of work, and a thread that computes holds up every other thread. So a document
that the walker does not know goes to a child, which gets some time for it and is killed after that.

Design: docs/canonicalisation.md, "The general path".
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from queue import Empty, LifoQueue
from threading import BoundedSemaphore
from time import monotonic  # how long a child has been at work is no fact of ours
from typing import Final

import structlog

from badgeservice.credentials.canonical import canonicalise_generally
from badgeservice.credentials.errors import TooComplexError
from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.rdfc import HashName
from badgeservice.credentials.strict_json import JsonObject, serialise
from badgeservice.verification.errors import GeneralPathBusyError
from badgeservice.workers.messages import HEADER, READY, framed, question, read_answer

_log = structlog.get_logger()

_COMMAND: Final = (sys.executable, "-P", "-m", "badgeservice.workers.child")
_START: Final = timedelta(seconds=20)
_LIMIT: Final = timedelta(seconds=4)
_PATIENCE: Final = timedelta(seconds=2)
_MOST_WAITING: Final = 8
# Of a document of 1 MiB, with room to spare.
_LONGEST_ANSWER: Final = 64 * 1024 * 1024


class _ChildGoneError(Exception):
    """The child is gone: it ended itself, or took too long and was killed."""


class _OutOfTimeError(_ChildGoneError):
    """The child did not get done in time, on a machine that may have had other things to do."""


class _NotStartedError(_ChildGoneError):
    """There could be no child, for which no document is to blame."""


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

        `limit` is how long one waits for one document, `patience` how long for one's turn, and
        `most_waiting` how many may wait: whoever waits keeps a thread from its work. What a
        document may take of the processor is for the child to say.
        """
        self._limit = limit
        self._patience = patience
        self._room = BoundedSemaphore(processes + most_waiting)
        self._idle: LifoQueue[_Child] = LifoQueue()
        for _ in range(processes):
            self._idle.put(_Child())
        self._processes = processes

    def canonicalise(
        self, document: JsonObject, contexts: Contexts, /, *, hash_name: HashName = "sha256"
    ) -> bytes:
        """Return the canonical N-Quads of a document (a `General`).

        Raises:
            CredentialError: the document is refused, `TooComplexError` if it takes too much work.
            GeneralPathBusyError: it would take too long, with all that is going on.
        """
        if not _is_known_to_children(contexts):
            return canonicalise_generally(document, contexts, hash_name=hash_name)
        try:
            with self._free_child() as child:
                asked = question(serialise(document), contexts.extensions, hash_name)
                return read_answer(child.ask(asked, self._limit))
        except _NotStartedError as cause:
            _log.exception("workers.child_not_started")
            raise GeneralPathBusyError from cause
        except _OutOfTimeError as cause:
            raise GeneralPathBusyError from cause
        except _ChildGoneError as cause:
            _log.warning("workers.child_ended")
            raise TooComplexError("it takes more time or memory than any badge needs") from cause

    @contextmanager
    def _free_child(self) -> Iterator[_Child]:
        if not self._room.acquire(blocking=False):
            raise GeneralPathBusyError
        try:
            child = self._idle.get(timeout=self._patience.total_seconds())
            try:
                yield child
            finally:
                self._idle.put(child)
        except Empty as cause:
            raise GeneralPathBusyError from cause
        finally:
            self._room.release()

    def close(self) -> None:
        """End the children; those at work are ended when they are done."""
        for _ in range(self._processes):
            self._idle.get().end()


def _is_known_to_children(contexts: Contexts) -> bool:
    """Whether they are the pinned contexts, and registered ones, which children are told of."""
    own = len(contexts.documents) - len(contexts.extensions)
    return contexts is PINNED_CONTEXTS or (
        bool(contexts.extensions) and own == len(PINNED_CONTEXTS.documents)
    )


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
        connection = self._connection() or self._start()
        try:
            return _exchange(connection, framed(content), monotonic() + limit.total_seconds())
        except TimeoutError as cause:
            self.end()
            raise _OutOfTimeError from cause
        except OSError as cause:
            # Closed at the other end.
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

    def _connection(self) -> socket.socket | None:
        """Return the way to the child, unless it ended while it had nothing to do."""
        if self._process is not None and self._process.poll() is not None:
            self.end()
        return self._socket

    def _start(self) -> socket.socket:
        self._socket, theirs = socket.socketpair()
        try:
            with theirs:
                self._process = _new_process(theirs)
            if _exchange(self._socket, b"", monotonic() + _START.total_seconds()) == READY:
                return self._socket
        except OSError as cause:
            self.end()
            raise _NotStartedError from cause
        self.end()
        raise _NotStartedError


def _new_process(connection: socket.socket) -> subprocess.Popen[bytes]:
    """Start a child that has nothing of ours but the code and its end of a connection."""
    return subprocess.Popen(  # noqa: S603  # a fixed command
        _COMMAND,
        stdin=connection.fileno(),
        stdout=connection.fileno(),
        # A traceback could hold what a stranger sent.
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))},
        # Who ends us with Ctrl-C lets us finish; then the child has to be there still.
        process_group=0,
    )


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
