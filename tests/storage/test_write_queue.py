"""Who wants to write into a SQLite file stands in a queue, also beside other processes."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from badgeservice.storage.errors import StorageUnavailableError
from badgeservice.storage.write_queue import WriteQueue

LONG = timedelta(seconds=20)
SHORT = timedelta(milliseconds=20)
_HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("begun", flush=True)
sys.stdin.readline()
connection.execute("COMMIT")
"""
_HEAD = """
import fcntl, sys
file = open(sys.argv[1] + "-queue", "wb")
fcntl.flock(file, fcntl.LOCK_EX)
print("begun", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "test.db"
    with closing(connected(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE line (text TEXT)")
    return path


@pytest.fixture
def queue(path: Path) -> Iterator[WriteQueue]:
    queue = WriteQueue(path, patience=LONG)
    yield queue
    queue.close()


def connected(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, timeout=0, check_same_thread=False)


def started(program: str, path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    return process


def test_who_writes_elsewhere_is_waited_for(path: Path, queue: WriteQueue) -> None:
    other = started(_HOLDER, path)
    with closing(connected(path)) as connection:
        waiting = threading.Thread(target=queue.begin, args=(connection,))
        waiting.start()
        other.communicate("\n")
        waiting.join()

        assert connection.in_transaction


@pytest.mark.parametrize("program", [_HOLDER, _HEAD], ids=["who writes", "who is next"])
def test_a_place_is_free_when_its_process_is_killed(
    path: Path, queue: WriteQueue, program: str
) -> None:
    other = started(program, path)
    other.kill()
    other.communicate()

    with closing(connected(path)) as connection:
        assert queue.begin(connection)


def test_who_writes_too_long_is_told_apart_from_who_is_next_too_long(path: Path) -> None:
    with closing(WriteQueue(path, patience=SHORT)) as hasty, closing(connected(path)) as connection:
        writing = started(_HOLDER, path)
        assert not hasty.begin(connection)
        writing.communicate("\n")

        standing = started(_HEAD, path)
        with pytest.raises(StorageUnavailableError, match="too long"):
            hasty.begin(connection)
        standing.communicate("\n")

        assert hasty.begin(connection)


def test_nobody_is_overtaken_by_one_who_has_just_written(path: Path) -> None:
    with (
        closing(WriteQueue(path, patience=LONG)) as first,
        closing(WriteQueue(path, patience=LONG)) as second,
        closing(connected(path)) as one,
        closing(connected(path)) as two,
    ):
        first.begin(one)
        waiting = threading.Thread(target=second.begin, args=(two,))
        waiting.start()
        while not _is_standing(path):
            pass
        one.execute("COMMIT")

        first_again = threading.Thread(target=first.begin, args=(one,))
        first_again.start()
        waiting.join()

        assert two.in_transaction
        assert not one.in_transaction
        two.execute("COMMIT")
        first_again.join()


def _is_standing(path: Path) -> bool:
    """Ask whether somebody is the head of the queue."""
    with closing(WriteQueue(path, patience=timedelta(0))) as hasty, closing(connected(path)) as one:
        try:
            hasty.begin(one)
        except StorageUnavailableError:
            return True
    return False


def test_another_error_is_not_waited_out(path: Path, queue: WriteQueue) -> None:
    with closing(connected(path)) as connection:
        connection.execute("BEGIN")
        with pytest.raises(sqlite3.OperationalError, match="within a transaction"):
            queue.begin(connection)


def test_without_a_place_for_the_queue_nothing_can_be_written(path: Path) -> None:
    path.with_name("test.db-queue").mkdir()

    with (
        closing(WriteQueue(path, patience=LONG)) as queue,
        closing(connected(path)) as connection,
        pytest.raises(StorageUnavailableError),
    ):
        queue.begin(connection)


def test_a_forked_process_has_a_place_of_its_own(path: Path, queue: WriteQueue) -> None:
    with closing(connected(path)) as connection:
        assert queue.begin(connection)
        connection.execute("COMMIT")
    mine = queue._file()

    child = os.fork()
    if child == 0:
        os._exit(int(queue._file() == mine))
    assert os.waitpid(child, 0)[1] == 0
