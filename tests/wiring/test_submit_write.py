"""A write is submitted in one way, whether or not there is a writer for all."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from badgeservice.issuing.errors import BadgeNotFoundError
from badgeservice.verification.sources import NOTHING_AT_HAND
from badgeservice.wiring.ports import Books, Wiring
from tests.builders import COUNTY, NOW, ORIGIN, organisation
from tests.fakes import open_fake_books


@pytest.fixture
def wiring() -> Wiring:
    return Wiring(
        origin=ORIGIN,
        open_books=open_fake_books(),
        new_sources=lambda: NOTHING_AT_HAND,
        now=lambda: NOW,
        random_bytes=bytes,
        status_list_ttl=timedelta(minutes=1),
        token_lifetime=timedelta(minutes=15),
        faults=tuple,
    )


def add(books: Books) -> str:
    books.accounts.put_organisation(organisation())
    return COUNTY


def test_a_job_is_done_at_once_when_there_is_no_writer(wiring: Wiring) -> None:
    assert wiring.submit_write(add).result(0) == COUNTY

    with wiring.open_books(False) as books:
        assert books.accounts.organisation(COUNTY) is not None


def test_a_job_that_fails_leaves_nothing_and_tells_why(wiring: Wiring) -> None:
    def fail(books: Books) -> None:
        add(books)
        raise BadgeNotFoundError("nothing")

    failed = wiring.submit_write(fail)

    assert isinstance(failed.exception(0), BadgeNotFoundError)
    with wiring.open_books(False) as books:
        assert books.accounts.organisation(COUNTY) is None


def test_the_writer_for_all_gets_the_jobs_when_there_is_one(wiring: Wiring) -> None:
    jobs: list[Any] = []

    def take(job: Any) -> Future[Any]:
        jobs.append(job)
        return Future()

    replace(wiring, group_write=take).submit_write(add)

    assert jobs == [add]
