"""What the tests run in processes of their own: `python -m tests.storage.worker TASK URL …`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from badgeservice.issuing.ledger import RequestRecord, StatusPurpose
from badgeservice.storage.database import Database
from badgeservice.wiring.ports import Books
from tests.storage.builders import NOON, ORG, add_badge, chance, claim_slot, revocation, sign
from tests.storage.conftest import OpenBooks, sql_books

_ROOT = Path(__file__).resolve().parents[2]
BATCH = 5


def start(task: str, *arguments: str) -> subprocess.Popen[str]:
    """Start a task in a process of its own; its standard output is a pipe."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.storage.worker", task, *arguments],
        cwd=_ROOT,
        stdin=subprocess.PIPE,  # Never written to: whoever reads it waits for ever.
        stdout=subprocess.PIPE,
        text=True,
    )


def claim(opener: OpenBooks, seed: int, batches: int) -> None:
    """Claim batches of slots of both purposes; print the slots."""
    purposes = list(StatusPurpose)
    below = chance(seed)
    slots = []
    for number in range(batches):
        with opener(True) as books:
            # Every other process takes the two lists in the other order.
            for purpose in purposes if (seed + number) % 2 else reversed(purposes):
                slots += [claim_slot(books, ORG, purpose, below=below) for _ in range(BATCH)]
    print(json.dumps([[slot.purpose, slot.list_id, slot.index] for slot in slots]))


def revoke(opener: OpenBooks, seed: int, count: int) -> None:
    """Revoke every badge, beginning with another one in each process; print which it was."""
    done = []
    for number in range(count):
        name = f"badge-{(number + seed * count // 4) % count}"
        with opener(True) as books:
            if books.badges.add_revocation(revocation(name, f"by {seed}")):
                done.append(name)
    print(json.dumps(done))


def ask(opener: OpenBooks, seed: int, count: int) -> None:
    """Ask under one key after the other; print those that were still free."""
    taken = []
    for number in range(count):
        record = RequestRecord(
            organisation_id=ORG,
            key=f"key-{number}",
            request_hash=b"hash",
            badge_ids=(f"badge-of-{seed}",),
            at=NOON,
        )
        with opener(True) as books:
            if books.badges.add_request(record):
                taken.append(record.key)
    print(json.dumps(taken))


def plan_and_wait(opener: OpenBooks, first: int, count: int) -> None:
    """Keep plans, sign the first and plan one more, and wait to be killed before the commit."""
    names = [f"badge-{number}" for number in range(first, first + count)]
    with opener(True) as books:
        for name in names:
            add_badge(books, name)
    with opener(True) as books:
        _sign_without_end(books, names[0])


def _sign_without_end(books: Books, name: str) -> None:
    sign(books, name, b"signed", at=NOON)
    add_badge(books, "badge-unfinished")
    print("planned", flush=True)
    sys.stdin.read()


TASKS = {"claim": claim, "revoke": revoke, "ask": ask, "plan": plan_and_wait}

if __name__ == "__main__":
    _, task_name, url, list_length, first, second = sys.argv
    TASKS[task_name](
        sql_books(Database(url), list_length=int(list_length)), int(first), int(second)
    )
