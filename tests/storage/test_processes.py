"""Several processes at one database, and processes that are killed."""

from __future__ import annotations

import json
import signal
from collections import Counter

from sqlalchemy import text

from badgeservice.issuing.ledger import StatusPurpose
from badgeservice.storage.database import Database
from tests.storage.builders import NOON, ORG, add_badge, revocation, sign
from tests.storage.conftest import OpenBooks, add_organisations, sql_books
from tests.storage.worker import BATCH, start

PROCESSES = 4
LENGTH = 200
PATIENCE_SECONDS = 120


def _run_together(task: str, url: str, *, argument: int) -> list[list[list[object]]]:
    started = [start(task, url, str(LENGTH), str(seed), str(argument)) for seed in range(PROCESSES)]
    outputs = [process.communicate(timeout=PATIENCE_SECONDS)[0] for process in started]
    assert [process.returncode for process in started] == [0] * PROCESSES
    return [json.loads(output) for output in outputs]


def test_four_processes_fill_lists_to_the_last_place_without_a_duplicate(
    database: Database, database_url: str
) -> None:
    add_organisations(sql_books(database))
    batches = 15  # 4 × 15 × 5 = 300 slots of each purpose: one list and a half.

    claimed = _run_together("claim", database_url, argument=batches)

    slots = [tuple(slot) for of_process in claimed for slot in of_process]
    assert len(set(slots)) == len(slots) == 2 * PROCESSES * batches * BATCH
    for purpose in StatusPurpose:
        per_list = Counter(list_id for of, list_id, _ in slots if of == purpose)
        assert sorted(per_list.values()) == [100, LENGTH]
        full = max(per_list, key=lambda list_id: per_list[list_id])
        assert {index for _, list_id, index in slots if list_id == full} == set(range(LENGTH))


def test_of_four_processes_that_revoke_the_same_badges_one_is_first_and_no_mark_is_lost(
    database: Database, database_url: str
) -> None:
    opener = sql_books(database, list_length=LENGTH)
    add_organisations(opener)
    count = 40
    with opener(True) as books:
        plans = [add_badge(books, f"badge-{number}") for number in range(count)]

    revoked = _run_together("revoke", database_url, argument=count)

    assert sorted(str(name) for of_process in revoked for name in of_process) == sorted(
        each.id for each in plans
    )
    with opener(False) as books:
        info = books.badges.status_list(plans[0].slot.list_id)
        marked = books.badges.marked_indices(plans[0].slot.list_id)
    assert info is not None
    assert info.version == 1 + count
    assert marked == {each.slot.index for each in plans}


def test_of_four_processes_that_ask_under_the_same_keys_one_is_first(
    database: Database, database_url: str
) -> None:
    opener = sql_books(database)
    add_organisations(opener)
    count = 100

    taken = _run_together("ask", database_url, argument=count)

    keys = [f"key-{number}" for number in range(count)]
    assert sorted(str(key) for of_process in taken for key in of_process) == sorted(keys)
    with opener(False) as books:
        for seed, of_process in enumerate(taken):
            for key in of_process:
                kept = books.badges.request(ORG, str(key))
                assert kept is not None
                assert kept.badge_ids == (f"badge-of-{seed}",)


def _kill_between_plan_and_signature(url: str, *, first: int = 0, count: int = 1) -> None:
    process = start("plan", url, str(LENGTH), str(first), str(count))
    assert process.stdout is not None
    assert process.stdout.readline() == "planned\n"
    process.kill()
    process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == -signal.SIGKILL


def _prepared(database: Database) -> OpenBooks:
    opener = sql_books(database, list_length=LENGTH)
    add_organisations(opener)
    return opener


def test_a_plan_survives_the_killing_of_its_process_and_can_be_completed(
    database: Database, database_url: str
) -> None:
    opener = _prepared(database)

    _kill_between_plan_and_signature(database_url, count=3)

    with opener(True) as books:
        left = books.badges.unsigned_plans(limit=10)
        assert [each.id for each in left] == ["badge-0", "badge-1", "badge-2"]
        assert books.badges.badge("badge-unfinished") is None
        sign(books, "badge-1", b"signed", at=NOON)
    with opener(False) as books:
        badge = books.badges.badge("badge-1")
    assert badge is not None
    assert badge.state == "issued"


def test_a_plan_survives_the_killing_of_its_process_and_can_be_revoked(
    database: Database, database_url: str
) -> None:
    opener = _prepared(database)

    _kill_between_plan_and_signature(database_url, count=1)

    with opener(True) as books:
        assert books.badges.add_revocation(revocation("badge-0"))
    with opener(False) as books:
        badge = books.badges.badge("badge-0")
        assert badge is not None
        assert badge.state == "revoked"
        assert books.badges.marked_indices(badge.plan.slot.list_id) == {badge.plan.slot.index}


def test_a_committed_plan_is_never_lost_to_a_kill(sqlite_database_url: str) -> None:
    database = Database(sqlite_database_url)
    opener = _prepared(database)
    kills = 10

    for number in range(kills):
        _kill_between_plan_and_signature(sqlite_database_url, first=number)

    with opener(False) as books:
        left = {each.id for each in books.badges.unsigned_plans(limit=100)}
    assert left == {f"badge-{number}" for number in range(kills)}
    with database.transaction(write=False) as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    database.close()
