"""How often hosts are asked by all processes together, told through locks on files in a folder.

A lock ends with the process that holds it, however it ends, so no place is ever lost. The file says
nothing of the host: many share one, of a fixed number, so that nobody can fill the folder.
"""

import fcntl
import os
import struct
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import Final

from badgeservice.remote.deadline import Clock, Deadline

_MINUTE_SECONDS: Final = 60.0
# Who waits looks again after such a time, and then each time after twice as long.
_FIRST_PAUSE_SECONDS: Final = 0.01
# Hosts that share a file share their places too; with so many files, that is rare.
_FILES_DIGITS: Final = 3
_ALL: Final = "all"
_MOMENT: Final = struct.Struct("d")


class SharedLimits:
    """At most so many requests at once and in any minute, to one host and to all hosts together.

    `clock` must be the same for all processes, as the machine's own is.
    """

    def __init__(
        self,
        folder: Path,
        *,
        of_one: tuple[int, int] = (2, 60),
        of_all: tuple[int, int] = (64, 1200),
        clock: Clock = time.monotonic,
    ) -> None:
        self._folder = folder
        self._of_one = of_one
        self._of_all = of_all
        self._clock = clock

    @contextmanager
    def turn(self, host: str, *, wait_seconds: float) -> Iterator[bool]:
        """Hold a place for the host and one of all; the value tells whether there were both.

        Waits up to `wait_seconds` for other requests to end, but not for the minute to pass.

        Raises:
            OSError: the folder cannot be used.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        deadline = Deadline(wait_seconds)
        name = sha256(host.encode("utf-8")).hexdigest()[:_FILES_DIGITS]
        with ExitStack() as held:
            has_turn = self._begin(name, self._of_one, deadline, held) and self._begin(
                _ALL, self._of_all, deadline, held
            )
            yield has_turn

    def _begin(
        self, name: str, limits: tuple[int, int], deadline: Deadline, held: ExitStack
    ) -> bool:
        parallel, per_minute = limits
        return self._takes_place(name, parallel, deadline, held) and self._counts(name, per_minute)

    def _takes_place(self, name: str, parallel: int, deadline: Deadline, held: ExitStack) -> bool:
        pause = _FIRST_PAUSE_SECONDS
        while True:
            # Not all in the same order: then most find a free place at once.
            first = os.getpid() % parallel
            for step in range(parallel):
                lock = _Lock(self._folder / f"{name}.{(first + step) % parallel}")
                if lock.take(fcntl.LOCK_EX | fcntl.LOCK_NB):
                    held.callback(lock.release)
                    return True
            if not deadline.seconds_left:
                return False
            Event().wait(min(pause, deadline.seconds_left))
            pause *= 2

    def _counts(self, name: str, per_minute: int) -> bool:
        """Note one more request in this minute, unless there have been too many."""
        lock = _Lock(self._folder / f"{name}.minute")
        lock.take(fcntl.LOCK_EX)
        try:
            now = self._clock()
            recent = [
                moment
                for (moment,) in _MOMENT.iter_unpack(lock.read(per_minute * _MOMENT.size))
                # Moments to come are from before the machine was started.
                if now - _MINUTE_SECONDS < moment <= now
            ]
            if len(recent) >= per_minute:
                return False
            lock.write(b"".join(map(_MOMENT.pack, [*recent, now])))
            return True
        finally:
            lock.release()


class _Lock:
    """A file that one may hold at a time, among threads and processes alike."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)

    def take(self, how: int) -> bool:
        """Take the lock; when it is not to be waited for and is not free, close the file."""
        try:
            fcntl.flock(self._file, how)
        except BlockingIOError:
            os.close(self._file)
            return False
        return True

    def release(self) -> None:
        # Unlocked by name, because a process that was forked meanwhile has the file open too.
        fcntl.flock(self._file, fcntl.LOCK_UN)
        os.close(self._file)

    def read(self, maximum_bytes: int) -> bytes:
        content = os.pread(self._file, maximum_bytes, 0)
        return content[: len(content) - len(content) % _MOMENT.size]

    def write(self, content: bytes) -> None:
        os.pwrite(self._file, content, 0)
        os.ftruncate(self._file, len(content))
