"""The service's own rooms: `python -m bench.workers.ours MATERIAL WORLD`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Final

from badgeservice.credentials.canonical import SubtreeCache
from badgeservice.credentials.securing.settled import secure_alike
from badgeservice.credentials.strict_json import JsonObject, parse_object
from badgeservice.issuing.issue import issue
from badgeservice.verification.errors import SourceRefusedError
from badgeservice.verification.report import Verdict
from badgeservice.verification.sources import Sources
from badgeservice.verification.verify import verify
from bench.errors import BenchError
from bench.library import KINDS, PLAIN, class_id
from bench.material import Facts, class_ids_of, read_facts, read_set
from bench.workers.books import memory_books
from bench.workers.protocol import Operation, Operations, serve
from bench.world import ACTOR, BATCH, World, new_orders, open_world

NAME: Final = "badgeservice"
# Sets that are read once only, so that nothing in them was seen before.
_ONCE: Final = ("unseen", "distinct")
# As issuing remembers the parts of a class, however large they are.
_LARGEST_PART_BYTES: Final = 1024 * 1024
_IN_MEMORY: Final = {kind.name: class_id(kind) for kind in KINDS}


@dataclass(frozen=True, slots=True)
class LocalSources:
    """All that a verification may ask, answered from memory."""

    documents: Mapping[str, JsonObject]

    def did_document(self, did: str) -> JsonObject:
        """Return the issuer's DID document."""
        return self._found(did)

    def status_list_credential(self, url: str) -> JsonObject:
        """Return the issuer's status list."""
        return self._found(url)

    def badge(self, url: str) -> bytes:
        """Refuse: nothing is verified by its address here."""
        raise SourceRefusedError(url, "it was not supplied")

    def _found(self, name: str) -> JsonObject:
        if name not in self.documents:
            raise SourceRefusedError(name, "it was not supplied")
        return self.documents[name]


@dataclass(slots=True, kw_only=True)
class Ours:
    """What the service does, on the credentials of a folder."""

    folder: Path
    world: World
    facts: Facts
    _read: dict[str, Iterator[bytes]] = field(default_factory=dict)

    def operations(self) -> Operations:
        """Return everything that can be measured."""
        return {
            (NAME, "issue"): self._issue,
            (NAME, "issue-durably"): self._issue_durably,
            (NAME, "sign"): self._sign,
            (NAME, "verify"): self._verify,
        }

    def _issue(self, name: str) -> Operation:
        """One order: composed, settled as bytes, signed; the books are in memory."""
        badge_class = _IN_MEMORY[name]
        open_books = memory_books(self.world, (badge_class,))
        new_order, desk = new_orders(badge_class), self.world.desk()
        return lambda: issue(
            [new_order()], actor=ACTOR, request=None, desk=desk, open_books=open_books
        )

    def _issue_durably(self, name: str) -> Operation:
        """A batch of orders, of one class or spread over several, through the service's storage."""
        classes = class_ids_of(name) or [_IN_MEMORY[name]]
        makers = cycle([new_orders(each) for each in classes])
        open_books = self.world.wiring.open_books
        return lambda: issue(
            [next(makers)() for _ in range(BATCH)],
            actor=ACTOR,
            request=None,
            desk=self.world.desk(),
            open_books=open_books,
        )

    def _sign(self, name: str) -> Operation:
        """A parsed document in, bytes with a proof out: what the peers call issuing."""
        key, created = self.world.key(), self.facts.created
        parsed = cycle([parse_object(line) for line in read_set(self.folder, name, "unsigned")])
        cache = SubtreeCache(maximum_entry_bytes=_LARGEST_PART_BYTES)
        return lambda: secure_alike(
            next(parsed),
            signer=key.signer,
            verification_method=key.verification_method,
            created=created,
            cache=cache,
        )

    def _verify(self, name: str) -> Operation:
        """From bytes to a report, with every check that the service makes.

        What was learnt in one slice is forgotten before the next, but for the issuer and its list:
        those a badge of another class has made known.
        """
        local = LocalSources(self.facts.documents)
        sources = Sources(did_documents=local, status_lists=local, badges=local)
        lines, at = self._lines(name), self.facts.at
        verify(read_set(self.folder, PLAIN.name, "secured")[0], at=at, sources=sources)

        def operation() -> None:
            report = verify(next(lines), at=at, sources=sources)
            if report.verdict is not Verdict.VALID:
                raise BenchError(f"A credential of {name} is not valid: {report.checks}")

        return operation

    def _lines(self, name: str) -> Iterator[bytes]:
        if name not in self._read:
            found = read_set(self.folder, name, "secured")
            is_once = name.startswith(_ONCE)
            self._read[name] = iter(found) if is_once else cycle(found)
        return self._read[name]


def main() -> None:
    """Serve the benchmark."""
    folder, world = (Path(argument) for argument in sys.argv[1:])
    serve(Ours(folder=folder, world=open_world(world), facts=read_facts(folder)).operations())


if __name__ == "__main__":
    main()
