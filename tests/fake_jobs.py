"""Verification jobs in memory, with the meaning of those on SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from badgeservice.storage.errors import StorageConflictError
from badgeservice.verification.jobs import Job, JobState
from tests.fake_store import FakeStore


class FakeJobShelf:
    """Jobs in memory (a `JobShelf`)."""

    def __init__(self, store: FakeStore) -> None:
        self._store = store

    def add(self, job: Job) -> None:
        self._store.require_writable(job.started_at, job.touched_at)
        self._store.require_organisation(job.organisation_id)
        if job.id in self._store.jobs:
            raise StorageConflictError(f"job {job.id}")
        self._store.jobs[job.id] = job

    def job(self, organisation_id: str, job_id: str) -> Job | None:
        found = self._store.jobs.get(job_id)
        return found if found and found.organisation_id == organisation_id else None

    def jobs_since(self, organisation_id: str, since: datetime) -> tuple[Job, ...]:
        found = sorted(self._store.jobs.values(), key=lambda job: job.id)
        return tuple(
            job
            for job in found
            if job.organisation_id == organisation_id and job.touched_at > since
        )

    def record(self, job_id: str, results: Mapping[int, bytes], *, at: datetime) -> bool:
        self._store.require_writable(at)
        job = self._store.jobs.get(job_id)
        if job is None:
            return False
        self._store.jobs[job_id] = replace(job, done=job.done + len(results), touched_at=at)
        for index, content in results.items():
            self._store.results[job_id, index] = content
        return True

    def end(self, job_id: str, state: JobState, *, at: datetime) -> None:
        self._store.require_writable(at)
        job = self._store.jobs.get(job_id)
        if job is not None:
            self._store.jobs[job_id] = replace(job, state=state, touched_at=at)

    def results(self, job_id: str, *, after: int, limit: int) -> tuple[tuple[int, bytes], ...]:
        found = sorted(
            (index, content)
            for (of, index), content in self._store.results.items()
            if of == job_id and index > after
        )
        return tuple(found[:limit])

    def delete(self, job_id: str) -> None:
        self._store.require_writable()
        self._store.jobs.pop(job_id, None)
        self._store.results = {
            place: content for place, content in self._store.results.items() if place[0] != job_id
        }

    def delete_started_before(self, moment: datetime) -> int:
        old = [job.id for job in self._store.jobs.values() if job.started_at < moment]
        for job_id in old:
            self.delete(job_id)
        return len(old)
