"""Jobs: thousands of badges verified in the background, and their reports until they are fetched.

What is to be verified stays in the memory of the process that took the job. The reports are kept
for a day at most, since any process may be asked for them, or until somebody deletes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.verification.errors import JobNotFoundError, TooManyJobsError

MOST_BADGES: Final = 10_000
MOST_RUNNING: Final = 2
"""How many jobs of one organisation may run at the same time."""

LIFE: Final = timedelta(hours=24)
# One badge may take half a minute, if everything that it names is slow.
_SILENCE: Final = timedelta(minutes=2)


class JobState(StrEnum):
    """How a job stands. An interrupted one will not go on; what it found is there."""

    RUNNING = "running"
    DONE = "done"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job of an organisation. `done` of `total` badges have their result."""

    id: str
    organisation_id: str
    total: int
    done: int = 0
    state: JobState = JobState.RUNNING
    started_by: str
    started_at: datetime
    touched_at: datetime

    @property
    def expires_at(self) -> datetime:
        """When it and its results are deleted."""
        return self.started_at + LIFE

    def seen_at(self, at: datetime) -> Job:
        """Return the job as it really stands: one that fell silent was interrupted."""
        is_silent = self.state is JobState.RUNNING and at - self.touched_at > _SILENCE
        return replace(self, state=JobState.INTERRUPTED) if is_silent else self


class JobShelf(Protocol):
    """The port to jobs, inside one transaction. Results are bytes, by the index of the badge."""

    def add(self, job: Job) -> None:
        """Keep a new job."""

    def job(self, organisation_id: str, job_id: str) -> Job | None:
        """Return a job of an organisation."""

    def jobs_since(self, organisation_id: str, since: datetime) -> tuple[Job, ...]:
        """Return the jobs of an organisation that were touched after a moment."""

    def record(self, job_id: str, results: Mapping[int, bytes], *, at: datetime) -> bool:
        """Keep results of a job and count them; False when the job is there no more."""

    def end(self, job_id: str, state: JobState, *, at: datetime) -> None:
        """Say how a job ended, if it is still there."""

    def results(self, job_id: str, *, after: int, limit: int) -> tuple[tuple[int, bytes], ...]:
        """Return the results behind an index, in order."""

    def delete(self, job_id: str) -> None:
        """Delete a job with its results."""

    def delete_started_before(self, moment: datetime) -> int:
        """Delete the jobs that were started before a moment; return how many."""


def start_job(job_id: str, *, total: int, actor: Actor, at: datetime, shelf: JobShelf) -> Job:
    """Keep a new job of the actor's organisation, and delete what is older than a day.

    Raises:
        NotPermittedError: the actor may not verify in the organisation's name.
        TooManyJobsError: two of its jobs run already.
    """
    actor.require(Scope.BADGES_VERIFY)
    delete_expired(at=at, shelf=shelf)
    recent = shelf.jobs_since(actor.organisation_id, at - _SILENCE)
    if sum(job.state is JobState.RUNNING for job in recent) >= MOST_RUNNING:
        raise TooManyJobsError(MOST_RUNNING)
    job = Job(
        id=job_id,
        organisation_id=actor.organisation_id,
        total=total,
        started_by=actor.client_id,
        started_at=at,
        touched_at=at,
    )
    shelf.add(job)
    return job


def find_job(job_id: str, *, actor: Actor, at: datetime, shelf: JobShelf) -> Job:
    """Return a job of the actor's organisation.

    Raises:
        NotPermittedError: the actor may not verify in the organisation's name.
        JobNotFoundError: there is none, or it has expired.
    """
    actor.require(Scope.BADGES_VERIFY)
    job = shelf.job(actor.organisation_id, job_id)
    if job is None or job.expires_at <= at:
        raise JobNotFoundError(job_id)
    return job.seen_at(at)


def delete_job(job_id: str, *, actor: Actor, at: datetime, shelf: JobShelf) -> None:
    """Delete a job with its results; if it runs, it ends with that.

    Raises:
        NotPermittedError, JobNotFoundError: as `find_job`.
    """
    shelf.delete(find_job(job_id, actor=actor, at=at, shelf=shelf).id)


def delete_expired(*, at: datetime, shelf: JobShelf) -> int:
    """Delete the jobs that are older than a day, with their results; return how many."""
    return shelf.delete_started_before(at - LIFE)
