"""Serve the application: in this process, or in several that share a port.

With several, this process only watches. The application is built before it forks, so that the
workers share the memory of what they have in common; a worker that ends is replaced.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from typing import Final

import structlog
import uvicorn
from starlette.types import ASGIApp
from uvicorn.config import STARTUP_FAILURE

# What is under way may take that long to end, once the service shall stop.
GRACE_SECONDS: Final = 30
_PAUSE_SECONDS: Final = 1.0
# What uvicorn asks for, too.
_MOST_WAITING: Final = 2048
# Who ends sooner than this after it began has not really served.
_SHORT_LIFE_SECONDS: Final = 5.0
_MOST_SHORT_LIVES: Final = 5
_STOPPING: Final = (signal.SIGINT, signal.SIGTERM)
# After so many new objects the young are looked through, after so many times that the others, and
# after so many times those all. Most garbage needs no collector: it goes with the last reference.
_THRESHOLDS: Final = (5_000, 10, 50)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the service listens."""

    host: str
    port: int


def calm_collector() -> None:
    """Have the collector of garbage leave alone what is there, and go about it in small steps.

    While it works, no thread does. With all that a service is made of it takes a fifth of a second,
    and documents of many parts set it to work again and again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)


def serve_here(app: ASGIApp, place: Place) -> None:
    """Serve in this process until a signal ends it."""
    calm_collector()
    server = uvicorn.Server(_config(app, place))
    server.run()
    if not server.started:
        sys.exit(STARTUP_FAILURE)


def serve_in_workers(app: ASGIApp, place: Place, *, workers: int) -> bool:
    """Serve in several processes until a signal ends this one; False when they could not be kept.

    Nothing may be connected yet and no thread may run: neither survives a fork.

    Raises:
        OSError: the place is taken, or there is no such place.
    """
    with ExitStack() as stack:
        sockets = [stack.enter_context(each) for each in listening(place, workers)]
        _log.info("serving", host=place.host, port=place.port, workers=workers)
        return _Watch(app, place, sockets).keep()


def listening(place: Place, workers: int) -> Iterator[socket.socket]:
    """Return a socket for each worker, all at one place; Linux spreads connections over them.

    Elsewhere there is one for all of them. Connections wait in them until there are workers.

    Raises:
        OSError: the place is taken, or there is no such place.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(
        place.host, place.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]

    def bound(*options: int) -> socket.socket:
        found = socket.socket(family, kind, protocol)
        for option in (socket.SO_REUSEADDR, *options):
            found.setsockopt(socket.SOL_SOCKET, option, 1)
        try:
            found.bind(address)
            found.listen(_MOST_WAITING)
        except OSError:
            found.close()
            raise
        return found

    alone = bound()
    if sys.platform != "linux":
        yield from [alone] * workers
        return
    # Alone at first: sockets that share would share with another service of this user, too.
    alone.close()
    for _ in range(workers):
        yield bound(socket.SO_REUSEPORT)


def _config(app: ASGIApp, place: Place) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=place.host,
        port=place.port,
        access_log=False,
        server_header=False,
        # Who asks through a proxy is for `api.limits` to find out, by a setting of our own.
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


class _Server(uvicorn.Server):
    """A server that does not outlive the process that watches over it."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._watcher = os.getppid()

    async def on_tick(self, counter: int) -> bool:
        """Tell whether it is time to stop; it is asked ten times a second."""
        return os.getppid() != self._watcher or await super().on_tick(counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Worker:
    process: ForkProcess
    place: int
    began: float

    def has_served(self) -> bool:
        """Ask whether it lives, or lived, for longer than it takes to fail."""
        return time.monotonic() - self.began >= _SHORT_LIFE_SECONDS


class _Watch:
    """Starts a worker for each socket, and another one for each that ends."""

    def __init__(self, app: ASGIApp, place: Place, sockets: Sequence[socket.socket]) -> None:
        self._app = app
        self._place = place
        self._sockets = sockets
        self._workers: list[_Worker] = []
        self._short_lives = 0
        self._is_stopping = False

    def keep(self) -> bool:
        """Keep the workers until a signal comes; False when they end as soon as they begin."""
        # It also keeps shared what is shared, and workers inherit it.
        calm_collector()
        with self._hearing_signals() as bell:
            for place in range(len(self._sockets)):
                self._start(place)
            while not self._is_stopping and self._short_lives < _MOST_SHORT_LIVES:
                self._wait(bell, None)
                self._replace_ended(bell)
            # Before the workers go, so that nobody is kept waiting for an answer.
            for each in self._sockets:
                each.close()
            self._stop()
        return self._is_stopping

    def _start(self, place: int) -> None:
        process = multiprocessing.get_context("fork").Process(target=self._work, args=(place,))
        # A signal that comes now is for the worker's own handlers, which it does not have yet.
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
        self._workers.append(_Worker(process=process, place=place, began=time.monotonic()))

    def _work(self, place: int) -> None:
        """Serve on one of the sockets; the whole life of a worker."""
        signal.set_wakeup_fd(-1)
        for each in _STOPPING:
            signal.signal(each, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
        for other in set(self._sockets) - {self._sockets[place]}:
            other.close()
        server = _Server(_config(self._app, self._place))
        server.run(sockets=[self._sockets[place]])

    def _replace_ended(self, bell: socket.socket) -> None:
        ended = [worker for worker in self._workers if worker.process.exitcode is not None]
        for worker in ended:
            self._workers.remove(worker)
            if self._is_stopping:
                continue
            pid, code = worker.process.pid, worker.process.exitcode
            _log.error("worker.ended", worker=pid, exit_code=code)
            self._short_lives = 0 if worker.has_served() else self._short_lives + 1
            if self._short_lives:
                self._wait(bell, _PAUSE_SECONDS)
            if not self._is_stopping:
                self._start(worker.place)

    def _wait(self, bell: socket.socket, seconds: float | None) -> None:
        """Wait until a signal comes or, without a limit in seconds, a worker ends."""
        workers = [] if seconds is not None else [each.process.sentinel for each in self._workers]
        if bell in wait([bell, *workers], seconds):
            bell.recv(1024)

    def _stop(self) -> None:
        for worker in self._workers:
            worker.process.terminate()
        # A little more than they give themselves.
        end = time.monotonic() + GRACE_SECONDS + _SHORT_LIFE_SECONDS
        for worker in self._workers:
            worker.process.join(max(0.0, end - time.monotonic()))
            if worker.process.exitcode is None:
                worker.process.kill()
                worker.process.join()

    def _stop_soon(self, *_: object) -> None:
        self._is_stopping = True

    @contextmanager
    def _hearing_signals(self) -> Iterator[socket.socket]:
        """Let signals ring a bell, which can be waited for together with the workers."""
        bell, rope = socket.socketpair()
        before = {each: signal.signal(each, self._stop_soon) for each in _STOPPING}
        with bell, rope:
            rope.setblocking(False)
            signal.set_wakeup_fd(rope.fileno(), warn_on_full_buffer=False)
            try:
                yield bell
            finally:
                signal.set_wakeup_fd(-1)
                for each, handler in before.items():
                    signal.signal(each, handler)
