"""Runs verification jobs in threads of this process, a few at a time.

What a job is to verify is in memory only, so a job ends with its process: it is then told as
interrupted, and the results that it has are there.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import structlog

from badgeservice.errors import BadgeServiceError
from badgeservice.verification.errors import TooManyJobsError
from badgeservice.verification.jobs import Job, JobState, delete_expired
from badgeservice.wiring.ports import Wiring

MOST_AT_ONCE: Final = 4
"""How many jobs a process runs at the same time; each works on one badge at a time."""

# Results are kept in groups: a write for each would take longer than to verify.
_MOST_TOGETHER: Final = 50
_LONGEST_UNKEPT_SECONDS: Final = 2.0
_BETWEEN_CLEANINGS_SECONDS: Final = 600.0
_log = structlog.get_logger(__name__)


class JobRunner:
    """The jobs of one process."""

    def __init__(self, wiring: Wiring, *, at_once: int = MOST_AT_ONCE) -> None:
        self._wiring = wiring
        self._free = threading.Semaphore(at_once)
        self._at_once = at_once
        self._stopping = threading.Event()
        self._threads: set[threading.Thread] = set()

    def open(self) -> None:
        """Begin to delete expired jobs, now and then."""
        self._begin(self._clean)

    def close(self) -> None:
        """Stop after the badges in hand, and say of running jobs that they were interrupted."""
        self._stopping.set()
        for thread in tuple(self._threads):
            thread.join(timeout=10)

    def take_turn(self) -> None:
        """Take one of the few turns; `run` gives it back.

        Raises:
            TooManyJobsError: all are taken.
        """
        if not self._free.acquire(blocking=False):
            raise TooManyJobsError(self._at_once)

    def give_back(self) -> None:
        """Give back a turn that nothing was made of."""
        self._free.release()

    def run(self, job: Job, work: Sequence[Callable[[], bytes]]) -> None:
        """Run a job in a thread of its own, in the turn that was taken for it."""

        def running() -> None:
            try:
                self._run(job, work)
            except BadgeServiceError as cause:
                # It falls silent, and so is told as interrupted.
                _log.error("job.stopped", job_id=job.id, reason=str(cause))
            finally:
                self.give_back()

        self._begin(running)

    def _begin(self, target: Callable[[], None]) -> None:
        def tracked() -> None:
            try:
                target()
            finally:
                self._threads.discard(threading.current_thread())

        thread = threading.Thread(target=tracked, name="verification-job", daemon=True)
        self._threads.add(thread)
        thread.start()

    def _run(self, job: Job, work: Sequence[Callable[[], bytes]]) -> None:
        for results in self._groups(work):
            with self._wiring.open_books(True) as books:
                if not books.jobs.record(job.id, results, at=self._wiring.now()):
                    return
        state = JobState.INTERRUPTED if self._stopping.is_set() else JobState.DONE
        with self._wiring.open_books(True) as books:
            books.jobs.end(job.id, state, at=self._wiring.now())

    def _groups(self, work: Sequence[Callable[[], bytes]]) -> Iterator[dict[int, bytes]]:
        group: dict[int, bytes] = {}
        begun = time.monotonic()
        for index, one in enumerate(work):
            if self._stopping.is_set():
                break
            group[index] = one()
            is_late = time.monotonic() - begun > _LONGEST_UNKEPT_SECONDS
            if len(group) == _MOST_TOGETHER or is_late:
                yield group
                group, begun = {}, time.monotonic()
        if group:
            yield group

    def _clean(self) -> None:
        while True:
            try:
                with self._wiring.open_books(True) as books:
                    delete_expired(at=self._wiring.now(), shelf=books.jobs)
            except BadgeServiceError as cause:
                _log.error("jobs.not_cleaned", reason=str(cause))
            if self._stopping.wait(_BETWEEN_CLEANINGS_SECONDS):
                return
