"""One writer for many: each job stands or falls alone, and nobody is told before the commit."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from badgeservice.errors import BadgeServiceError
from badgeservice.issuing.errors import BadgeNotFoundError
from badgeservice.storage.books import SqlBooks, books_over
from badgeservice.storage.database import Database
from badgeservice.storage.errors import StorageConflictError, StorageUnavailableError
from badgeservice.storage.group_commit import GroupCommit
from tests.fakes import ORIGIN
from tests.storage.builders import NOON, ORG, add_badge, chance, claim_slot, plan, sign
from tests.storage.conftest import MASTER_KEY, OpenBooks, add_organisations, sql_books

PATIENCE_SECONDS = 20


@dataclass
class Desk:
    """A writer, and the database it writes to."""

    database: Database
    opened: OpenBooks
    writer: GroupCommit[SqlBooks]
    transactions: list[None] = field(default_factory=list)

    def submit(self, job: Callable[[Any], object]) -> Future[object]:
        return self.writer.submit(job)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let the jobs that are submitted inside come into one transaction."""
        entered, leave = threading.Event(), threading.Event()

        def hold(_: SqlBooks) -> None:
            entered.set()
            leave.wait(PATIENCE_SECONDS)

        holding = self.submit(hold)
        entered.wait(PATIENCE_SECONDS)
        try:
            yield
        finally:
            leave.set()
            holding.result(PATIENCE_SECONDS)

    def badge_ids(self, *names: str) -> list[str]:
        with self.opened(False) as books:
            return [name for name in names if books.badges.badge(name) is not None]


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    opened = sql_books(database)
    add_organisations(opened)
    writer = GroupCommit(database, books_over(master_key=MASTER_KEY, origin=ORIGIN))
    yield Desk(database, opened, writer)
    writer.close()


def adding(name: str) -> Callable[[Any], str]:
    def job(books: Any) -> str:
        return add_badge(books, name).id

    return job


def test_a_job_is_done_and_its_result_told_when_it_is_committed(desk: Desk) -> None:
    assert desk.submit(adding("badge-1")).result(PATIENCE_SECONDS) == "badge-1"

    assert desk.badge_ids("badge-1") == ["badge-1"]


def test_jobs_that_wait_together_are_committed_together(desk: Desk) -> None:
    begun: list[None] = []
    event.listen(desk.database._engine, "begin", lambda _: begun.append(None))

    with desk.held():
        futures = [desk.submit(adding(f"badge-{number}")) for number in range(20)]

    assert [future.result(PATIENCE_SECONDS) for future in futures] == [
        f"badge-{number}" for number in range(20)
    ]
    assert len(begun) == 2  # The one that held, and one for all.


def test_one_job_that_fails_harms_no_other_and_is_told_why(desk: Desk) -> None:
    def failing(books: SqlBooks) -> None:
        add_badge(books, "badge-lost")  # type: ignore[arg-type]  # the same ports
        raise BadgeNotFoundError("nothing")

    with desk.held():
        before = desk.submit(adding("badge-1"))
        failed = desk.submit(failing)
        after = desk.submit(adding("badge-2"))

    assert before.result(PATIENCE_SECONDS) == "badge-1"
    assert after.result(PATIENCE_SECONDS) == "badge-2"
    with pytest.raises(BadgeNotFoundError):
        failed.result(PATIENCE_SECONDS)
    assert desk.badge_ids("badge-1", "badge-lost", "badge-2") == ["badge-1", "badge-2"]


def test_what_the_database_refuses_of_one_job_harms_no_other(desk: Desk) -> None:
    with desk.held():
        first = desk.submit(adding("badge-1"))
        twin = desk.submit(adding("badge-1"))
        after = desk.submit(adding("badge-2"))

    assert first.result(PATIENCE_SECONDS) == "badge-1"
    with pytest.raises(StorageConflictError):
        twin.result(PATIENCE_SECONDS)
    assert after.result(PATIENCE_SECONDS) == "badge-2"


def test_a_list_that_a_failed_job_opened_is_not_used_by_the_next(desk: Desk) -> None:
    def failing(books: SqlBooks) -> None:
        claim_slot(books, ORG, below=chance())  # type: ignore[arg-type]  # the same ports
        raise InterruptedError

    def claiming(books: SqlBooks) -> str:
        slot = claim_slot(books, ORG, below=chance(3))  # type: ignore[arg-type]  # the same ports
        books.badges.add_plans([plan("badge-1", slot)])
        return slot.list_id

    with desk.held():
        failed = desk.submit(failing)
        done = desk.submit(claiming)

    with pytest.raises(InterruptedError):
        failed.result(PATIENCE_SECONDS)
    with desk.opened(False) as books:
        assert books.badges.status_list(str(done.result(PATIENCE_SECONDS))) is not None


def test_when_the_commit_fails_every_caller_is_told_and_nothing_is_kept(desk: Desk) -> None:
    commits: list[None] = []

    def refuse(_: Connection) -> None:
        commits.append(None)
        if len(commits) > 1:  # The first is that of the job that held the others up.
            raise ConnectionError

    with desk.held():
        futures = [desk.submit(adding(f"badge-{number}")) for number in range(3)]
        own = desk.submit(lambda books: sign(books, "no-badge"))
        event.listen(desk.database._engine, "commit", refuse)
    wait(futures, PATIENCE_SECONDS)
    event.remove(desk.database._engine, "commit", refuse)

    for future in futures:
        with pytest.raises(ConnectionError):
            future.result(PATIENCE_SECONDS)
    with pytest.raises(BadgeNotFoundError):
        own.result(PATIENCE_SECONDS)
    assert desk.badge_ids(*(f"badge-{number}" for number in range(3))) == []
    assert desk.submit(adding("badge-0")).result(PATIENCE_SECONDS) == "badge-0"


def test_when_the_database_is_away_every_caller_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise StorageUnavailableError("it is away")

    with monkeypatch.context() as patched:
        patched.setattr(desk.database, "transaction", refuse)
        future = desk.submit(adding("badge-1"))
        with pytest.raises(StorageUnavailableError):
            future.result(PATIENCE_SECONDS)

    assert desk.submit(adding("badge-1")).result(PATIENCE_SECONDS) == "badge-1"


def test_jobs_are_done_in_the_order_in_which_they_came(desk: Desk) -> None:
    seen: list[int] = []

    def noting(number: int) -> Callable[[Any], None]:
        return lambda _: seen.append(number)

    with desk.held():
        futures = [desk.submit(noting(number)) for number in range(50)]
    wait(futures, PATIENCE_SECONDS)

    assert seen == list(range(50))


def test_a_transaction_takes_so_many_jobs_and_leaves_the_rest_for_the_next(
    database: Database,
) -> None:
    writer = GroupCommit(database, lambda connection: connection, maximum_jobs=3)
    begun: list[None] = []
    event.listen(database._engine, "begin", lambda _: begun.append(None))
    entered, leave = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        entered.set()
        leave.wait(PATIENCE_SECONDS)

    futures = [writer.submit(hold)]
    entered.wait(PATIENCE_SECONDS)
    futures += [writer.submit(lambda _: None) for _ in range(7)]
    leave.set()
    wait(futures, PATIENCE_SECONDS)
    writer.close()

    assert len(begun) == 1 + 3  # 1, and then 3, 3, 1.


def test_closing_lets_those_who_wait_be_done_and_takes_no_more(desk: Desk) -> None:
    with desk.held():
        futures = [desk.submit(adding(f"badge-{number}")) for number in range(5)]
        closing = threading.Thread(target=desk.writer.close)
        closing.start()
    closing.join(PATIENCE_SECONDS)

    assert not closing.is_alive()
    assert [future.result(0) for future in futures] == [f"badge-{number}" for number in range(5)]
    with pytest.raises(StorageUnavailableError):
        desk.submit(adding("badge-late"))


def test_a_writer_that_never_wrote_closes_too(database: Database) -> None:
    GroupCommit(database, lambda connection: connection).close()


def test_a_job_that_was_cancelled_in_time_is_not_done(desk: Desk) -> None:
    with desk.held():
        cancelled = desk.submit(adding("badge-1"))
        after = desk.submit(adding("badge-2"))
        assert cancelled.cancel()

    assert after.result(PATIENCE_SECONDS) == "badge-2"
    assert desk.badge_ids("badge-1", "badge-2") == ["badge-2"]


def test_a_savepoint_of_a_job_itself_is_its_own_affair(desk: Desk) -> None:
    """What is signed already is found out by a savepoint inside the job's own."""
    with desk.opened(True) as books:
        plans = [add_badge(books, f"badge-{number}") for number in range(2)]
        sign(books, "badge-0")

    def signing(books: Any) -> None:
        for name in ("badge-0", "badge-1"):
            sign(books, name)

    desk.submit(signing).result(PATIENCE_SECONDS)

    with desk.opened(False) as books:
        found = books.badges.badges_by_id([each.id for each in plans])
    assert [badge.secured for badge in found] == [b"signed", b"signed"]


@dataclass(frozen=True)
class Adding:
    """A job that can be done together with others of its kind."""

    name: str
    calls: list[list[str]] = field(compare=False)

    def __call__(self, books: Any) -> str:
        self.calls.append([self.name])
        return add_badge(books, self.name).id

    @staticmethod
    def together(jobs: Sequence[Adding], books: Any) -> Sequence[str | BadgeServiceError]:
        jobs[0].calls.append([job.name for job in jobs])
        return [
            BadgeNotFoundError(job.name)
            if job.name.startswith("refused")
            else add_badge(books, job.name).id
            for job in jobs
        ]


def test_jobs_of_one_kind_are_done_as_one_and_each_gets_its_own_answer(desk: Desk) -> None:
    calls: list[list[str]] = []

    with desk.held():
        futures = [
            desk.submit(Adding("badge-1", calls)),
            desk.submit(adding("badge-other")),
            desk.submit(Adding("refused", calls)),
            desk.submit(Adding("badge-2", calls)),
        ]
    wait(futures, PATIENCE_SECONDS)

    assert calls == [["badge-1", "refused", "badge-2"]]
    assert [futures[at].result(0) for at in (0, 1, 3)] == ["badge-1", "badge-other", "badge-2"]
    with pytest.raises(BadgeNotFoundError):
        futures[2].result(0)


def test_when_doing_them_as_one_fails_they_are_done_one_after_the_other(desk: Desk) -> None:
    calls: list[list[str]] = []

    with desk.held():
        futures = [desk.submit(Adding(name, calls)) for name in ("badge-1", "badge-1", "badge-2")]
    wait(futures, PATIENCE_SECONDS)

    assert calls == [["badge-1", "badge-1", "badge-2"], ["badge-1"], ["badge-1"], ["badge-2"]]
    assert [futures[at].result(0) for at in (0, 2)] == ["badge-1", "badge-2"]
    with pytest.raises(StorageConflictError):
        futures[1].result(0)
    assert desk.badge_ids("badge-1", "badge-2") == ["badge-1", "badge-2"]


def test_others_may_write_meanwhile(desk: Desk) -> None:
    futures = []
    for number in range(10):
        futures.append(desk.submit(adding(f"badge-{number}")))
        with desk.opened(True) as books:
            add_badge(books, f"plain-{number}", at=NOON)
    wait(futures, PATIENCE_SECONDS)

    assert all(future.exception() is None for future in futures)
    with desk.database.transaction(write=False) as connection:
        assert connection.execute(text("SELECT count(*) FROM badge")).scalar() == 20


@dataclass(frozen=True)
class Step:
    """A job that keeps a badge, and goes on to what `after` says of its result."""

    name: str
    after: Callable[[str], Callable[[Any], object] | None]

    def __call__(self, books: Any) -> str:
        return add_badge(books, self.name).id

    def go_on(self, result: str) -> Callable[[Any], object] | None:
        return self.after(result)


def test_the_writer_goes_on_when_the_first_step_is_committed(desk: Desk) -> None:
    seen: list[list[str]] = []

    def after(name: str) -> Callable[[Any], object]:
        seen.append(desk.badge_ids(name))
        return adding(f"{name}-second")

    told = desk.submit(Step("badge-1", after)).result(PATIENCE_SECONDS)

    assert seen == [["badge-1"]]
    assert told == "badge-1-second"
    assert desk.badge_ids("badge-1", "badge-1-second") == ["badge-1", "badge-1-second"]


def test_where_there_is_nothing_to_go_on_to_the_first_result_is_told(desk: Desk) -> None:
    assert desk.submit(Step("badge-1", lambda _: None)).result(PATIENCE_SECONDS) == "badge-1"


def test_second_steps_share_a_transaction_with_first_steps_of_others(desk: Desk) -> None:
    begun: list[None] = []
    event.listen(desk.database._engine, "begin", lambda _: begun.append(None))
    late: list[Future[object]] = []

    def after(name: str) -> Callable[[Any], object]:
        late.append(desk.submit(adding(f"{name}-late")))
        return adding(f"{name}-second")

    with desk.held():
        futures = [desk.submit(Step(f"badge-{number}", after)) for number in range(3)]
    wait([*futures, *late], PATIENCE_SECONDS)

    assert len(begun) == 3  # The one that held, all first steps, and all the rest.


def test_what_fails_between_the_steps_is_told_and_the_first_step_is_kept(desk: Desk) -> None:
    def after(name: str) -> None:
        raise BadgeNotFoundError(name)

    with desk.held():
        failed = desk.submit(Step("badge-1", after))
        other = desk.submit(Step("badge-2", lambda _: adding("badge-3")))

    with pytest.raises(BadgeNotFoundError):
        failed.result(PATIENCE_SECONDS)
    assert other.result(PATIENCE_SECONDS) == "badge-3"
    assert desk.badge_ids("badge-1", "badge-2", "badge-3") == ["badge-1", "badge-2", "badge-3"]


def test_a_step_that_failed_is_not_gone_on_from(desk: Desk) -> None:
    desk.submit(adding("badge-1")).result(PATIENCE_SECONDS)
    gone_on: list[str] = []

    failed = desk.submit(Step("badge-1", gone_on.append))

    with pytest.raises(StorageConflictError):
        failed.result(PATIENCE_SECONDS)
    assert gone_on == []


def test_a_writer_that_is_closed_still_takes_the_second_steps(desk: Desk) -> None:
    with desk.held():
        told = desk.submit(Step("badge-1", lambda _: adding("badge-2")))
        closing = threading.Thread(target=desk.writer.close)
        closing.start()
    closing.join(PATIENCE_SECONDS)

    assert told.result(PATIENCE_SECONDS) == "badge-2"
