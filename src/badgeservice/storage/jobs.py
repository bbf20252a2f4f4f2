"""Verification jobs on SQL. Reports are sealed, for they tell of people."""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping
from datetime import datetime
from typing import Final, TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, Row, delete, insert, select, update

from badgeservice.storage.errors import ResultUnreadableError
from badgeservice.storage.master_key import MasterKey
from badgeservice.storage.tables import verification_job, verification_result
from badgeservice.verification.jobs import Job, JobState

_Row: TypeAlias = Row[*tuple[object, ...]]

_NONCE_BYTES: Final = 12
_JOB: Final = verification_job.c
_RESULT: Final = verification_result.c


class SqlJobShelf:
    """Jobs and their results, inside one transaction (a `JobShelf`)."""

    def __init__(self, connection: Connection, *, master_key: MasterKey) -> None:
        self._connection = connection
        self._master_key = master_key

    def add(self, job: Job) -> None:
        """Keep a new job.

        Raises:
            StorageConflictError: its id is taken.
            OrganisationNotFoundError: there is no such organisation.
        """
        self._connection.execute(
            insert(verification_job).values(
                id=job.id,
                organisation_id=job.organisation_id,
                total=job.total,
                done=job.done,
                state=job.state.value,
                started_by=job.started_by,
                started_at=job.started_at,
                touched_at=job.touched_at,
            )
        )

    def job(self, organisation_id: str, job_id: str) -> Job | None:
        """Return a job of an organisation."""
        statement = select(verification_job).where(
            _JOB.organisation_id == organisation_id, _JOB.id == job_id
        )
        row = self._connection.execute(statement).first()
        return None if row is None else _job(row)

    def jobs_since(self, organisation_id: str, since: datetime) -> tuple[Job, ...]:
        """Return the jobs of an organisation that were touched after a moment."""
        statement = select(verification_job).where(
            _JOB.organisation_id == organisation_id, _JOB.touched_at > since
        )
        return tuple(_job(row) for row in self._connection.execute(statement.order_by(_JOB.id)))

    def record(self, job_id: str, results: Mapping[int, bytes], *, at: datetime) -> bool:
        """Keep results of a job and count them; False when the job is there no more."""
        counted = self._connection.execute(
            update(verification_job)
            .where(_JOB.id == job_id)
            .values(done=_JOB.done + len(results), touched_at=at)
        )
        if counted.rowcount == 0:
            return False
        if results:
            key = self._key(job_id)
            self._connection.execute(
                insert(verification_result),
                [
                    {"job_id": job_id, "index": index, "sealed": _sealed(key, index, content)}
                    for index, content in results.items()
                ],
            )
        return True

    def end(self, job_id: str, state: JobState, *, at: datetime) -> None:
        """Say how a job ended, if it is still there."""
        self._connection.execute(
            update(verification_job)
            .where(_JOB.id == job_id)
            .values(state=state.value, touched_at=at)
        )

    def results(self, job_id: str, *, after: int, limit: int) -> tuple[tuple[int, bytes], ...]:
        """Return the results behind an index, in order.

        Raises:
            ResultUnreadableError: one was sealed with another master key, or altered.
        """
        statement = (
            select(_RESULT.index, _RESULT.sealed)
            .where(_RESULT.job_id == job_id, _RESULT.index > after)
            .order_by(_RESULT.index)
            .limit(limit)
        )
        key = self._key(job_id)
        try:
            return tuple(
                (index, _opened(key, index, sealed))
                for index, sealed in self._connection.execute(statement)
            )
        except InvalidTag as cause:
            raise ResultUnreadableError(job_id) from cause

    def delete(self, job_id: str) -> None:
        """Delete a job with its results."""
        self._connection.execute(delete(verification_result).where(_RESULT.job_id == job_id))
        self._connection.execute(delete(verification_job).where(_JOB.id == job_id))

    def delete_started_before(self, moment: datetime) -> int:
        """Delete the jobs that were started before a moment; return how many."""
        statement = select(_JOB.id).where(_JOB.started_at < moment)
        found = [row.id for row in self._connection.execute(statement)]
        for job_id in found:
            self.delete(job_id)
        return len(found)

    def _key(self, job_id: str) -> AESGCM:
        # A key for each job, so that no chance of nonces adds up over all of them.
        purpose = f"badgeservice verification job\n{job_id}".encode()
        return AESGCM(hmac.digest(self._master_key.raw, purpose, "sha256"))


def _sealed(key: AESGCM, index: int, content: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + key.encrypt(nonce, content, str(index).encode())


def _opened(key: AESGCM, index: int, sealed: bytes) -> bytes:
    return key.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], str(index).encode())


def _job(row: _Row) -> Job:
    return Job(
        id=row.id,
        organisation_id=row.organisation_id,
        total=row.total,
        done=row.done,
        state=JobState(row.state),
        started_by=row.started_by,
        started_at=row.started_at,
        touched_at=row.touched_at,
    )
