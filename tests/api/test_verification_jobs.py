"""Thousands of badges in the background: for whom, how far, and what is kept of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from badgeservice.accounts.actor import Scope
from badgeservice.api.job_runner import JobRunner
from badgeservice.verification.errors import TooManyJobsError
from badgeservice.verification.jobs import Job, JobState
from tests.api.service import Service
from tests.builders import COLLEGE, COUNTY, NOW

PATH = "/v1/verification-jobs"


@pytest.fixture
def headers(service: Service) -> dict[str, str]:
    return {
        **service.bearer(COUNTY, Scope.BADGES_VERIFY),
        "Content-Type": "application/x-ndjson",
    }


@pytest.fixture(autouse=True)
def _ended(service: Service) -> Iterator[None]:
    yield
    service.app.state.jobs.close()


def _line(service: Service, **message: Any) -> bytes:
    credential = {"credential": json.loads(service.world.badge())}
    return json.dumps(message or credential).encode()


def _start(service: Service, headers: dict[str, str], *lines: bytes) -> Any:
    return service.client.post(PATH, content=b"\n".join(lines), headers=headers)


def _read(service: Service, headers: dict[str, str], job_id: str) -> dict[str, Any]:
    pause = threading.Event()
    for _ in range(400):
        answer: dict[str, Any] = service.client.get(f"{PATH}/{job_id}", headers=headers).json()
        if answer["state"] != "running":
            return answer
        pause.wait(0.05)
    pytest.fail("the job did not end")


def test_a_job_runs_and_its_results_are_there(service: Service, headers: dict[str, str]) -> None:
    answer = _start(service, headers, _line(service), b"", b"nonsense", _line(service, text="x"))

    job = answer.json()
    assert answer.status_code == 202
    assert answer.headers["location"].endswith(f"{PATH}/{job['id']}")
    assert _read(service, headers, job["id"])["done"] == job["total"] == 3
    results = service.client.get(f"{PATH}/{job['id']}/results", headers=headers).json()
    first, second, third = results["items"]
    assert (first["index"], first["report"]["verdict"]) == (0, "valid")
    assert second["problem"]["type"].endswith("/problems/json-malformed")
    assert third["problem"]["type"].endswith("/problems/not-a-credential")


def test_results_come_in_pages(service: Service, headers: dict[str, str]) -> None:
    job = _start(service, headers, *[_line(service, text="x")] * 120).json()
    _read(service, headers, job["id"])
    found: list[int] = []
    cursor = None
    while True:
        query = {"limit": 50} | ({"cursor": cursor} if cursor else {})
        page = service.client.get(f"{PATH}/{job['id']}/results", headers=headers, params=query)
        found += [item["index"] for item in page.json()["items"]]
        cursor = page.json()["nextCursor"]
        if cursor is None:
            break

    assert found == list(range(120))


def test_a_job_can_have_receipts(service: Service, headers: dict[str, str]) -> None:
    line = _line(service, credential=json.loads(service.world.badge()), receipt=True)
    job = _start(service, headers, line).json()
    _read(service, headers, job["id"])

    (item,) = service.client.get(f"{PATH}/{job['id']}/results", headers=headers).json()["items"]

    assert item["report"]["receipt"]["credentialSubject"]["verdict"] == "valid"


def test_a_deleted_job_is_gone(service: Service, headers: dict[str, str]) -> None:
    job = _start(service, headers, _line(service)).json()
    _read(service, headers, job["id"])

    assert service.client.delete(f"{PATH}/{job['id']}", headers=headers).status_code == 204

    for path in (f"{PATH}/{job['id']}", f"{PATH}/{job['id']}/results"):
        assert service.client.get(path, headers=headers).status_code == 404


def test_a_job_expires_after_a_day(service: Service, headers: dict[str, str]) -> None:
    client = service.add_client(COUNTY, Scope.BADGES_VERIFY)
    job = _start(service, headers, _line(service)).json()
    _read(service, headers, job["id"])

    service.pass_time(timedelta(hours=24))

    again = {"Authorization": f"Bearer {service.token_of(client)}"}
    assert service.client.get(f"{PATH}/{job['id']}", headers=again).status_code == 404


def test_a_job_is_of_one_organisation(service: Service, headers: dict[str, str]) -> None:
    job = _start(service, headers, _line(service)).json()
    others = service.bearer(COLLEGE, Scope.BADGES_VERIFY)

    answer = service.client.get(f"{PATH}/{job['id']}", headers=others)

    assert answer.json()["type"].endswith("/problems/job-not-found")
    assert service.client.delete(f"{PATH}/{job['id']}", headers=others).status_code == 404


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"Authorization": "Bearer x"}, 401),
        ({"Content-Type": "application/json"}, 415),
    ],
    ids=["no such token", "another format"],
)
def test_only_lines_of_a_known_client_are_taken(
    service: Service, headers: dict[str, str], change: dict[str, str], status: int
) -> None:
    assert _start(service, {**headers, **change}, _line(service)).status_code == status


def test_the_scope_is_needed(service: Service, headers: dict[str, str]) -> None:
    other = {**headers, **service.bearer(COUNTY, Scope.BADGES_READ)}

    assert _start(service, other, _line(service)).status_code == 403


@pytest.mark.parametrize("lines", [[], [b"", b" "], [b"x"] * 10_001], ids=["none", "empty", "many"])
def test_too_few_and_too_many_badges_are_refused(
    service: Service, headers: dict[str, str], lines: list[bytes]
) -> None:
    assert _start(service, headers, *lines).status_code == 422


def test_a_stranger_s_body_is_not_even_read(service: Service) -> None:
    """V02: who may not start jobs cannot make the service hold what they send."""
    answer = _start(service, {"Content-Type": "application/x-ndjson"}, b"x" * 3_000_000)

    assert answer.status_code == 401


def test_an_organisation_runs_two_jobs_at_a_time(service: Service, headers: dict[str, str]) -> None:
    with service.wiring.open_books(True) as books:
        for number in range(2):
            books.jobs.add(_job(f"job-{number}"))

    answer = _start(service, headers, _line(service))

    assert answer.json()["type"].endswith("/problems/too-many-jobs")
    assert _start(service, headers, _line(service)).status_code == 409


def test_a_job_whose_process_ended_is_told_as_interrupted(
    service: Service, headers: dict[str, str]
) -> None:
    job_id = f"job-{'0' * 32}"
    with service.wiring.open_books(True) as books:
        books.jobs.add(_job(job_id, touched_at=NOW - timedelta(minutes=3)))

    job = service.client.get(f"{PATH}/{job_id}", headers=headers).json()

    assert (job["state"], job["done"], job["total"]) == ("interrupted", 0, 5)


def test_a_cursor_that_is_none_is_refused(service: Service, headers: dict[str, str]) -> None:
    job = _start(service, headers, _line(service)).json()

    answer = service.client.get(
        f"{PATH}/{job['id']}/results", headers=headers, params={"cursor": "x"}
    )

    assert answer.json()["type"].endswith("/problems/cursor-invalid")


def _job(job_id: str, **changes: Any) -> Job:
    job = Job(
        id=job_id,
        organisation_id=COUNTY,
        total=5,
        started_by="client",
        started_at=NOW,
        touched_at=NOW,
    )
    return replace(job, **changes)


def _kept(service: Service, job_id: str) -> Job:
    with service.wiring.open_books(False) as books:
        found = books.jobs.job(COUNTY, job_id)
    assert found is not None
    return found


def test_a_process_that_stops_says_so_and_keeps_what_it_found(service: Service) -> None:
    runner = JobRunner(service.wiring)
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> bytes:
        begun.set()
        go_on.wait(10)
        return b"{}"

    work: list[Callable[[], bytes]] = [slow, slow]
    with service.wiring.open_books(True) as books:
        books.jobs.add(_job("job-a", total=2))
    runner.take_turn()
    runner.run(_job("job-a", total=2), work)
    begun.wait(10)
    closing = threading.Thread(target=runner.close)
    closing.start()
    assert runner._stopping.wait(10)
    go_on.set()
    closing.join(10)

    job = _kept(service, "job-a")
    assert (job.state, job.done) == (JobState.INTERRUPTED, 1)


def test_a_process_runs_a_few_jobs_at_a_time(service: Service) -> None:
    runner = JobRunner(service.wiring, at_once=1)
    runner.take_turn()

    with pytest.raises(TooManyJobsError):
        runner.take_turn()
    runner.give_back()
    runner.take_turn()


def test_expired_jobs_are_deleted_without_being_asked_for(service: Service) -> None:
    with service.wiring.open_books(True) as books:
        books.jobs.add(_job("job-old", started_at=NOW - timedelta(hours=25)))
        books.jobs.record("job-old", {0: b"{}"}, at=NOW)
    runner = JobRunner(service.wiring)

    runner.open()
    runner.close()

    with service.wiring.open_books(False) as books:
        assert books.jobs.job(COUNTY, "job-old") is None
        assert books.jobs.results("job-old", after=-1, limit=9) == ()
