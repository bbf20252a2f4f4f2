"""Verifications that take long keep nobody waiting who asks for something else."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from typing import Any

import httpx2

from badgeservice.credentials.json_ld import Contexts
from badgeservice.credentials.rdfc import HashName
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.verification.errors import GeneralPathBusyError
from tests.api.service import Service
from tests.builders import ORIGIN
from tests.workers.poison import badge, bytes_of, twins

_IN_FLIGHT = 60


def test_other_requests_are_answered_while_many_verifications_wait(service: Service) -> None:
    """V01: sixty that take long."""
    release = threading.Event()

    def held(_: JsonObject, __: Contexts, /, *, hash_name: HashName = "sha256") -> bytes:
        release.wait(60)
        raise GeneralPathBusyError

    world = service.world
    service.app.state.wiring = replace(
        service.wiring, new_sources=lambda: replace(world.sources, general=held)
    )
    poison = bytes_of(twins(badge(world), parents=2, children=10))

    statuses, early, reports = asyncio.run(_flooded(service, poison, release))

    assert statuses == [200, 200]
    assert early == 0
    assert [report["verdict"] for report in reports] == ["indeterminate"] * _IN_FLIGHT
    assert {report["checks"][0]["code"] for report in reports} == {"signed-content.busy"}


async def _flooded(
    service: Service, poison: bytes, release: threading.Event
) -> tuple[list[int], int, list[dict[str, Any]]]:
    """Return how others were answered, how many verifications came before, and their reports."""
    transport = httpx2.ASGITransport(app=service.app)
    async with httpx2.AsyncClient(transport=transport, base_url=ORIGIN) as client:

        async def verification() -> httpx2.Response:
            headers = {"Content-Type": "application/vc"}
            return await client.post("/v1/verifications", content=poison, headers=headers)

        flood = [asyncio.create_task(verification()) for _ in range(_IN_FLIGHT)]
        try:
            # The one is answered on the event loop, the other by a thread.
            answers = [await client.get(path) for path in ("/livez", "/readyz")]
            early = sum(each.done() for each in flood)
        finally:
            release.set()
        reports = [(await each).json() for each in flood]
    return [answer.status_code for answer in answers], early, reports
