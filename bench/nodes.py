"""The Nodes that the JavaScript peers run on: the machine's own, and the newest at hand."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.machine import NODE, VENV, run

_OLDEST: Final = (20, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A Node that the peers are measured on."""

    program: Path
    version: tuple[int, ...]

    @property
    def name(self) -> str:
        """How a page speaks of it: "Node 24.19.0"."""
        return f"Node {'.'.join(str(part) for part in self.version)}"

    @property
    def short_name(self) -> str:
        """Its line of versions: "Node 24"."""
        return f"Node {self.version[0]}"


@dataclass(frozen=True, slots=True)
class Nodes:
    """All Nodes that are measured. The machine's own comes first, where it has one."""

    each: tuple[Node, ...]

    @property
    def own(self) -> Node:
        """The one that a service on this machine would run on."""
        return self.each[0]

    @property
    def newest(self) -> Node:
        """The one of the highest version."""
        return max(self.each, key=lambda node: node.version)


def find_nodes() -> Nodes:
    """Return the machine's own Node, if it is 20 or newer, and the one that comes from PyPI."""
    wheel = node_at(NODE)
    return both_of(_machines_own(os.get_exec_path()), wheel)


def both_of(own: Node | None, wheel: Node) -> Nodes:
    """Put two Nodes together, or take the one that tells something."""
    if own is None or own.version < _OLDEST:
        return Nodes((wheel,))
    return Nodes((own,)) if own.version[0] == wheel.version[0] else Nodes((own, wheel))


def node_at(program: Path) -> Node:
    """Ask a Node for its version."""
    text = run([str(program), "--version"]).strip().removeprefix("v")
    return Node(program=program, version=tuple(int(part) for part in text.split(".")))


def _machines_own(folders: Sequence[str]) -> Node | None:
    others = [folder for folder in folders if not Path(folder).is_relative_to(VENV)]
    found = shutil.which("node", path=os.pathsep.join(others))
    return node_at(Path(found)) if found else None
