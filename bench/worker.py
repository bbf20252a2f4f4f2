"""The parent's end of a worker."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from bench.errors import BenchError
from bench.machine import PEERS, ROOT
from bench.nodes import Node

_ENDS_WITHIN_SECONDS: Final = 20


class Worker:
    """A process that is asked by a line and answers with a line; `node` is what it may run on."""

    def __init__(self, command: Sequence[str], node: Node | None = None) -> None:
        self.node = node
        self._command = command
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Self:
        """Use it in a `with`, which ends it."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the process end, and make it when it does not."""
        assert self._process.stdin is not None  # noqa: S101 – as it was opened
        self._process.stdin.close()
        try:
            self._process.wait(timeout=_ENDS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def send(self, **line: object) -> None:
        """Ask, without waiting for the answer."""
        assert self._process.stdin is not None  # noqa: S101 – as it was opened
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        """Wait for the answer.

        Raises:
            BenchError: the worker failed or is gone.
        """
        assert self._process.stdout is not None  # noqa: S101 – as it was opened
        text = self._process.stdout.readline()
        answer: dict[str, Any] = json.loads(text) if text else {"error": "it ended"}
        if "error" in answer:
            raise BenchError(f"{' '.join(self._command[:3])} failed: {answer['error']}")
        return answer

    def ask(self, **line: object) -> dict[str, Any]:
        """Ask, and wait for the answer.

        Raises:
            BenchError: the worker failed or is gone.
        """
        self.send(**line)
        return self.receive()


def ours(material: Path, world: Path) -> Worker:
    """Start a worker of the service's own rooms."""
    return _python("bench.workers.ours", material, world)


def python_peers(material: Path) -> Worker:
    """Start a worker of the peers on PyPI."""
    return _python("bench.workers.python_peers", material)


def ed25519() -> Worker:
    """Start a worker that signs and checks with raw Ed25519."""
    return _python("bench.workers.ed25519")


def javascript(material: Path, node: Node) -> Worker:
    """Start a worker of the JavaScript peers."""
    return Worker([str(node.program), str(PEERS / "worker.mjs"), str(material.resolve())], node)


@contextmanager
def several(workers: Sequence[Worker]) -> Iterator[Sequence[Worker]]:
    """Keep several workers for the length of a `with`."""
    with ExitStack() as stack:
        for worker in workers:
            stack.enter_context(worker)
        yield workers


def _python(module: str, *arguments: Path) -> Worker:
    return Worker([sys.executable, "-m", module, *(str(each.resolve()) for each in arguments)])
