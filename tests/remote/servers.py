"""Servers on this machine that behave as badly as a test wants, and witnesses of connections."""

from __future__ import annotations

import contextlib
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Final, Self

from badgeservice.remote.fetch import GuardedClient, Network

LOOPBACK: Final = "127.0.0.1"
_PATIENCE_SECONDS: Final = 10


class Witness:
    """Notes where every socket of this process tries to connect to while it watches."""

    def __init__(self) -> None:
        self._is_watching = False
        self.connections: list[object] = []
        # The interpreter keeps a hook for good, so one witness serves all tests.
        sys.addaudithook(self._note)

    def _note(self, event: str, arguments: tuple[object, ...]) -> None:
        if self._is_watching and event == "socket.connect":
            self.connections.append(arguments[1])

    @contextlib.contextmanager
    def watching(self) -> Iterator[Self]:
        self.connections = []
        self._is_watching = True
        try:
            yield self
        finally:
            self._is_watching = False


class RawServer:
    """Reads a request up to its empty line, notes it, and lets `respond` do the rest."""

    def __init__(
        self,
        respond: Callable[[socket.socket], None],
        *,
        host: str = LOOPBACK,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._respond = respond
        self._tls = tls
        self._listener = socket.create_server((host, 0))
        self.port: int = self._listener.getsockname()[1]
        self.requests: list[bytes] = []
        self.accepted = 0
        self.closed_by_client = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # One last connection of our own ends the loop; whoever came before it has been counted.
        self._stopping = True
        with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, self.port)):
            pass
        self._thread.join(timeout=_PATIENCE_SECONDS)
        self._listener.close()

    def _serve(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            if self._stopping and not self._has_guest(connection):
                return
            self.accepted += 1
            with connection:
                connection.settimeout(_PATIENCE_SECONDS)
                with contextlib.suppress(OSError):
                    self._answer(connection)

    @staticmethod
    def _has_guest(connection: socket.socket) -> bool:
        """Whether someone else than `__exit__`, which says nothing and leaves, is there."""
        with connection.dup() as listening:
            listening.settimeout(_PATIENCE_SECONDS)
            try:
                guest = bool(listening.recv(1, socket.MSG_PEEK))
            except OSError:
                guest = False
        if not guest:
            connection.close()
        return guest

    def _answer(self, connection: socket.socket) -> None:
        channel = self._tls.wrap_socket(connection, server_side=True) if self._tls else connection
        with channel:
            request = b""
            while b"\r\n\r\n" not in request:
                part = channel.recv(4096)
                if not part:
                    return
                request += part
            self.requests.append(request)
            try:
                self._respond(channel)
                channel.shutdown(socket.SHUT_WR)
                if channel.recv(1) == b"":
                    self.closed_by_client.set()
            except OSError:
                self.closed_by_client.set()
                raise


def saying(*parts: bytes) -> Callable[[socket.socket], None]:
    """Answer with these bytes."""

    def respond(connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)

    return respond


def saying_for_ever(start: bytes, part: bytes) -> Callable[[socket.socket], None]:
    """Answer with `start`, and then `part` again and again until the other side has gone."""

    def respond(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(part)

    return respond


def dripping(start: bytes, part: bytes, *, gone: threading.Event) -> Callable[..., None]:
    """Answer with `start`, then with `part` every 20 ms until the other side or the test ends."""

    def respond(connection: socket.socket) -> None:
        connection.sendall(start)
        while not gone.wait(0.02):
            connection.sendall(part)

    return respond


def client_of(raw: RawServer, trust: ssl.SSLContext, *, host: str = "issuer.test") -> GuardedClient:
    """Return a client that takes `host` at the port of `raw` for a test host on this machine."""
    return GuardedClient(
        allowed_test_hosts=frozenset({(host, raw.port)}),
        network=Network(resolve=lambda _host, _port: (LOOPBACK,), tls=trust),
    )
