"""Who is measured over HTTP: the service and the plain Node server, with one process and more."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.nodes import Node, Nodes
from bench.plan import PROCESSES
from bench.servers import Server, javascript_server, our_server

OURS: Final = "badgeservice"
JAVASCRIPT: Final = "@digitalbazaar/vc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A server with so many processes; `node` is what a JavaScript peer runs on."""

    peer: str
    processes: int
    node: Node | None = None


def ours(processes: int) -> Party:
    """Return the service with so many workers."""
    return Party(peer=OURS, processes=processes)


def javascript(node: Node, processes: int) -> Party:
    """Return the plain Node server with so many processes."""
    return Party(peer=JAVASCRIPT, processes=processes, node=node)


def everybody(nodes: Nodes, processes: Iterable[int] = (1, PROCESSES)) -> list[Party]:
    """Return all who are measured."""
    return [
        party
        for count in processes
        for party in (ours(count), *(javascript(node, count) for node in nodes.each))
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The folders that servers read: the peers the credentials, ours a database each."""

    material: Path
    world: Path

    def world_of(self, party: Party) -> Path:
        """Return a folder with a database of the party's own, like everybody's."""
        folder = self.world.with_name(f"{self.world.name}-{party.processes}")
        if not folder.exists():
            shutil.copytree(self.world, folder)
        return folder

    def start(self, party: Party) -> AbstractContextManager[Server]:
        """Start a server, for the length of a `with`."""
        if party.node is not None:
            return javascript_server(self.material, party.node, processes=party.processes)
        return our_server(self.world_of(party), processes=party.processes)
