"""What the shelf of verification jobs promises, held against memory, SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from badgeservice.accounts.errors import OrganisationNotFoundError
from badgeservice.storage.books import books_over
from badgeservice.storage.database import Database
from badgeservice.storage.errors import ResultUnreadableError, StorageConflictError
from badgeservice.storage.master_key import MasterKey
from badgeservice.verification.jobs import Job, JobState
from tests.storage.builders import MINUTE, NOON, ORG, OTHER
from tests.storage.builders import organisation as an_organisation
from tests.storage.conftest import OpenBooks


def _job(job_id: str = "job-a", **changes: object) -> Job:
    values = {
        "id": job_id,
        "organisation_id": ORG,
        "total": 3,
        "started_by": "client-a",
        "started_at": NOON,
        "touched_at": NOON,
    }
    return Job(**{**values, **changes})  # type: ignore[arg-type]  # as the fields have them


def test_a_job_is_remembered_whole_by_its_own_organisation(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.jobs.add(_job())

    with opened(False) as books:
        assert books.jobs.job(ORG, "job-a") == _job()
        assert books.jobs.job(OTHER, "job-a") is None
        assert books.jobs.job(ORG, "job-b") is None


def test_an_id_is_taken_once(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.jobs.add(_job())

    with pytest.raises(StorageConflictError), opened(True) as books:
        books.jobs.add(_job())


def test_a_job_belongs_to_an_organisation(opened: OpenBooks) -> None:
    with (
        pytest.raises((OrganisationNotFoundError, StorageConflictError)),
        opened(True) as books,
    ):
        books.jobs.add(_job(organisation_id="nobody"))


def test_results_are_counted_and_read_in_order(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.jobs.add(_job())
        assert books.jobs.record("job-a", {2: b"two", 0: b"zero"}, at=NOON + MINUTE)
    with opened(True) as books:
        assert books.jobs.record("job-a", {1: b"one"}, at=NOON + 2 * MINUTE)
        books.jobs.end("job-a", JobState.DONE, at=NOON + 2 * MINUTE)

    with opened(False) as books:
        done = replace(_job(), done=3, state=JobState.DONE, touched_at=NOON + 2 * MINUTE)
        assert books.jobs.job(ORG, "job-a") == done
        assert books.jobs.results("job-a", after=-1, limit=2) == ((0, b"zero"), (1, b"one"))
        assert books.jobs.results("job-a", after=1, limit=2) == ((2, b"two"),)


def test_recent_jobs_are_those_touched_after_a_moment(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.jobs.add(_job("job-b", touched_at=NOON + MINUTE))
        books.jobs.add(_job("job-a"))
        books.jobs.add(_job("job-c", organisation_id=OTHER, touched_at=NOON + MINUTE))

        assert [job.id for job in books.jobs.jobs_since(ORG, NOON)] == ["job-b"]


def test_a_deleted_job_leaves_nothing_and_takes_nothing_more(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.jobs.add(_job())
        books.jobs.record("job-a", {0: b"zero"}, at=NOON)
        books.jobs.delete("job-a")

        assert books.jobs.job(ORG, "job-a") is None
        assert books.jobs.results("job-a", after=-1, limit=9) == ()
        assert not books.jobs.record("job-a", {1: b"one"}, at=NOON)
        books.jobs.end("job-a", JobState.DONE, at=NOON)


def test_old_jobs_are_deleted_with_their_results(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.jobs.add(_job("job-old"))
        books.jobs.record("job-old", {0: b"zero"}, at=NOON)
        books.jobs.add(_job("job-new", started_at=NOON + MINUTE))

        assert books.jobs.delete_started_before(NOON + MINUTE) == 1
        assert books.jobs.results("job-old", after=-1, limit=9) == ()
        assert books.jobs.job(ORG, "job-new") is not None


def test_results_lie_sealed_in_the_database(tmp_path: Path) -> None:
    """P07: whoever reads the database alone reads no report."""
    path = tmp_path / "books.sqlite"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    with database.transaction(write=True) as connection:
        books = books_over(master_key=MasterKey(bytes(32)), origin="https://x.example")(connection)
        books.accounts.put_organisation(an_organisation())
        books.jobs.add(_job())
        books.jobs.record("job-a", {0: b"a canary among reports"}, at=NOON)
    with database.transaction(write=False) as connection:
        other = books_over(master_key=MasterKey(bytes([1]) * 32), origin="https://x.example")
        with pytest.raises(ResultUnreadableError):
            other(connection).jobs.results("job-a", after=-1, limit=1)
    database.close()

    assert sqlite3.connect(path).execute("SELECT count(*) FROM verification_result").fetchone()
    assert not any(b"canary" in file.read_bytes() for file in tmp_path.iterdir())
