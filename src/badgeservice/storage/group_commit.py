"""One writer for many callers: their jobs share transactions, and so the wait for the disk.

A commit costs the same for one job as for a hundred. While the writer commits one group, the jobs
of the next one gather; nobody waits for a group to fill up.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from threading import Condition, Thread
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import Connection

from badgeservice.storage.database import Database
from badgeservice.storage.errors import StorageUnavailableError
from badgeservice.storage.failures import told_as_storage_errors
from badgeservice.storage.rows import execute_plain

MAXIMUM_JOBS: Final = 256
_MAXIMUM_WAITING: Final = 10_000

_Books = TypeVar("_Books")
_Result = TypeVar("_Result")


@dataclass(slots=True)
class _Job(Generic[_Books]):
    """What somebody wants done, and what came of it."""

    act: Callable[[_Books], object]
    future: Future[object]
    result: object = None
    failure: BaseException | None = None

    def run(self, books: _Books) -> None:
        try:
            with told_as_storage_errors(write=True):
                self.result = self.act(books)
        except BaseException as failure:  # noqa: BLE001 – whatever it is, it is told to the caller
            self.failure = failure

    def end(self, outcome: object) -> None:
        """Note a result, or an error that is told as one."""
        if isinstance(outcome, BaseException):
            self.failure = outcome
        else:
            self.result = outcome

    def goes_on(self, lost: BaseException | None) -> bool:
        """Ask whether there is more to do now that this is committed; if so, that is the job now.

        What it has to do for that is done here.
        """
        go_on = getattr(self.act, "go_on", None)
        if go_on is None or self.failure or lost:
            return False
        try:
            act = go_on(self.result)
        except BaseException as failure:  # noqa: BLE001 – whatever it is, it is told to the caller
            self.failure = failure
            return False
        if act is None:
            return False
        self.act, self.result = act, None
        return True

    def tell(self, lost: BaseException | None) -> None:
        """Resolve the future. `lost` is why nothing of the whole group was kept, if so."""
        failure = self.failure or lost
        if failure is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(failure)


class GroupCommit(Generic[_Books]):
    """Takes jobs on the books of write transactions, and tells their results once committed.

    Jobs are done in the order in which they came, in one thread, `maximum_jobs` at most in one
    transaction. Each has a savepoint: one that raises an error leaves nothing behind, harms no
    other, and its error goes to its own caller. When the transaction cannot be begun or committed,
    all of its callers are told.

    A job may have a static method `together`, which takes several jobs of its kind and the books,
    and returns in their order what each of them comes to: a result, or an error for a job that has
    written nothing. Then all of the kind are done as one, where the first of them stood. When
    `together` itself raises an error, they are done one after the other after all.

    A job may have a method `go_on`, which is called with its result once that is committed and no
    transaction is open, and returns the job to do next, or None. Then its future tells the result
    of that one. The writer goes on by itself, so that those who wait for both steps share each
    transaction with those whose first step it is.

    The thread starts with the first job. Other transactions may write meanwhile.
    """

    def __init__(
        self,
        database: Database,
        books_over: Callable[[Connection], _Books],
        *,
        maximum_jobs: int = MAXIMUM_JOBS,
    ) -> None:
        self._database = database
        self._books_over = books_over
        self._maximum_jobs = maximum_jobs
        self._waiting: deque[_Job[_Books]] = deque()
        # Of the writer's thread alone; they were taken, so they come first.
        self._going_on: list[_Job[_Books]] = []
        self._changed = Condition()
        self._thread: Thread | None = None
        self._is_closed = False

    def submit(self, job: Callable[[_Books], _Result]) -> Future[_Result]:
        """Take a job. Its future resolves in the writer's thread, after the commit.

        A job whose future is cancelled before its turn is not done.

        Raises:
            StorageUnavailableError: too many jobs wait already, or there is no writer any more.
        """
        future: Future[_Result] = Future()
        with self._changed:
            if self._is_closed:
                reason = "the service is stopping"
                raise StorageUnavailableError(reason)
            if len(self._waiting) >= _MAXIMUM_WAITING:
                reason = "too many writes are waiting"
                raise StorageUnavailableError(reason)
            # A future is told apart by its job alone, which gives what it promises.
            self._waiting.append(_Job(job, future))  # type: ignore[arg-type]  # see above
            if self._thread is None:
                self._thread = Thread(target=self._write, name="group-commit", daemon=True)
                self._thread.start()
            self._changed.notify()
        return future

    def close(self) -> None:
        """Take no more jobs, and wait until those that were taken are done."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _write(self) -> None:
        while jobs := self._next_jobs():
            lost = self._commit(jobs)
            self._going_on = []
            for job in jobs:
                if job.goes_on(lost):
                    self._going_on.append(job)
                else:
                    job.tell(lost)

    def _next_jobs(self) -> list[_Job[_Books]]:
        """Wait for jobs and return them; none when there will never be any."""
        jobs = self._going_on
        with self._changed:
            self._take_waiting(jobs)
            while not jobs:
                self._changed.wait_for(lambda: self._waiting or self._is_closed)
                if not self._waiting:
                    return []
                self._take_waiting(jobs)
        return jobs

    def _take_waiting(self, jobs: list[_Job[_Books]]) -> None:
        while self._waiting and len(jobs) < self._maximum_jobs:
            job = self._waiting.popleft()
            if job.future.set_running_or_notify_cancel():
                jobs.append(job)

    def _commit(self, jobs: list[_Job[_Books]]) -> BaseException | None:
        """Do jobs in one transaction; return why all of it was lost, if it was."""
        try:
            with self._database.transaction(write=True) as connection:
                self._run(jobs, connection)
        except BaseException as lost:  # noqa: BLE001 – whatever it is, it is told to the callers
            return lost
        return None

    def _run(self, jobs: list[_Job[_Books]], connection: Connection) -> None:
        group = _Group(connection, self._books_over)
        for kind in _by_kind(jobs):
            if len(kind) > 1 and group.keeps(partial(_run_together, kind)):
                continue
            for job in kind:
                group.keeps(partial(_run_alone, job))


class _Group(Generic[_Books]):
    """A transaction that keeps what succeeds in it."""

    def __init__(self, connection: Connection, books_over: Callable[[Connection], _Books]) -> None:
        self._connection = connection
        self._books_over = books_over
        self._books = books_over(connection)

    def keeps(self, act: Callable[[_Books], bool]) -> bool:
        """Do something, and keep what it wrote if it says so."""
        execute_plain(self._connection, "SAVEPOINT job")
        is_kept = act(self._books)
        if not is_kept:
            execute_plain(self._connection, "ROLLBACK TO SAVEPOINT job")
            # What the books remember may have been undone.
            self._books = self._books_over(self._connection)
        execute_plain(self._connection, "RELEASE SAVEPOINT job")
        return is_kept


def _run_alone(job: _Job[_Books], books: _Books) -> bool:
    job.run(books)
    return job.failure is None


def _run_together(jobs: Sequence[_Job[_Books]], books: _Books) -> bool:
    try:
        with told_as_storage_errors(write=True):
            outcomes = _kind_of(jobs[0])([job.act for job in jobs], books)
    except Exception:  # noqa: BLE001 – done one after the other, each gets its own error
        return False
    for job, outcome in zip(jobs, outcomes, strict=True):
        job.end(outcome)
    return True


def _by_kind(jobs: Sequence[_Job[_Books]]) -> Iterable[list[_Job[_Books]]]:
    """Return jobs in their order, but those that can be done together side by side."""
    kinds: dict[object, list[_Job[_Books]]] = {}
    for job in jobs:
        kinds.setdefault(_kind_of(job) or job.future, []).append(job)
    return kinds.values()


def _kind_of(job: _Job[_Books]) -> Any:  # noqa: ANN401 – what it takes and gives, only its jobs know
    return getattr(job.act, "together", None)
