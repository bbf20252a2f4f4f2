"""Verify badges with addresses in every place of them, and count whom that makes us call.

Runs as a program of its own: `python -m tests.remote.namespaces.inside cases.json seen.json`. It
enters an empty network in which every address there is leads to a listener of its own, verifies
badges that name all of them, and writes what it saw as JSON.
"""

from __future__ import annotations

import base64
import contextlib
import json
import socket
import ssl
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import trustme

from badgeservice.remote.deadline import Deadline
from badgeservice.remote.fetch import GuardedClient, Network
from badgeservice.remote.sources import remote_sources
from badgeservice.verification.errors import NotACredentialError
from badgeservice.verification.verify import verify, verify_url
from tests.builders import NOW
from tests.remote.namespaces import network
from tests.remote.namespaces.hiding_places import ALLOWED_NAME, Hidden, hidden

ALLOWED: Final = "8.8.8.8"
INNER_NAME: Final = "inner.example"
NOT_PERMITTED: Final = 77


@dataclass
class Listener:
    """Answers on port 443 of every address over TLS, and counts whom it was called as."""

    tls: ssl.SSLContext
    page: bytes = b""
    called: Counter[str] = field(default_factory=Counter)

    def start(self) -> None:
        # One for IPv4 alone: as seen from IPv6, addresses in other forms would look like those.
        for family in (socket.AF_INET, socket.AF_INET6):
            server = socket.create_server(("", 443), family=family, backlog=128)
            threading.Thread(target=self._serve, args=(server,), daemon=True).start()

    def settle(self, calls: int) -> None:
        """Wait until so many calls have been counted."""
        patience = Deadline(10)
        while self.called.total() < calls and patience.seconds_left:
            time.sleep(0.01)

    def _serve(self, server: socket.socket) -> None:
        while True:
            connection, _ = server.accept()
            self.called[connection.getsockname()[0]] += 1
            with connection, contextlib.suppress(OSError):
                connection.settimeout(2)
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        with self.tls.wrap_socket(connection, server_side=True) as channel:
            request = b""
            while b"\r\n\r\n" not in request:
                request += channel.recv(4096) or b"\r\n\r\n"
            path = request.split(b" ", 2)[1]
            content = b"{}"
            if path == b"/page":
                head, content = b"HTTP/1.1 200 OK\r\nContent-Type: text/html", self.page
            elif path.startswith(b"/to/"):
                target = base64.urlsafe_b64decode(path.removeprefix(b"/to/"))
                head = b"HTTP/1.1 302 Found\r\nLocation: " + target
            else:
                head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json"
            length = b"\r\nContent-Length: %d" % len(content)
            channel.sendall(head + length + b"\r\nConnection: close\r\n\r\n" + content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A way to write an address: itself, or as a name that leads to it, alone or among others."""

    name: str
    host: str
    answer: tuple[str, ...]


def forms(address: str) -> Iterator[Form]:
    literal = f"[{address}]" if ":" in address else address
    yield Form(name="literal", host=literal, answer=())
    yield Form(name="name", host=INNER_NAME, answer=(address,))
    yield Form(name="first of two", host=INNER_NAME, answer=(address, ALLOWED))
    yield Form(name="second of two", host=INNER_NAME, answer=(ALLOWED, address))


def look(one: Hidden, form: Form, trust: ssl.SSLContext) -> None:
    """Verify a badge as the service would, with names that lead where the case says."""

    def resolve(host: str, _port: int) -> Sequence[str]:
        return (ALLOWED,) if host == ALLOWED_NAME else form.answer

    client = GuardedClient(network=Network(resolve=resolve, tls=trust))
    with contextlib.suppress(NotACredentialError):
        if one.url:
            verify_url(one.url, at=NOW, sources=remote_sources(client))
        else:
            verify(one.content, at=NOW, sources=remote_sources(client))


def reachable(addresses: Sequence[str]) -> list[str]:
    """Return the addresses that one who asks for them without thinking reaches here."""
    found = []
    for address in addresses:
        with contextlib.suppress(OSError), socket.create_connection((address, 443), timeout=0.3):
            found.append(address)
    return found


def main(cases: Path, seen: Path) -> int:
    """Try every address in every form and place; write what came of it."""
    listed = json.loads(cases.read_text(encoding="utf-8"))
    authority, server_tls = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(ALLOWED_NAME, INNER_NAME).configure_cert(server_tls)
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    try:
        network.enter()
    except network.NotPermittedError as cause:
        print(cause, file=sys.stderr)
        return NOT_PERMITTED
    listener = Listener(server_tls)
    listener.start()
    rows = []
    open_to_anybody = reachable([case["address"] for case in listed])
    listener.settle(len(open_to_anybody))
    for case in listed:
        for form in forms(case["address"]):
            for one in hidden(form.host):
                listener.called.clear()
                listener.page = one.page
                before = network.attempts()
                look(one, form, trust)
                rows.append(
                    {
                        "address": case["address"],
                        "form": form.name,
                        "place": one.place,
                        "isFetched": one.is_fetched,
                        "attempts": network.attempts() - before,
                        "called": dict(listener.called),
                    }
                )
    seen.write_text(json.dumps({"reachable": open_to_anybody, "rows": rows}), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
