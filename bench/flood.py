"""A flood of poison: badges made to cost as much as they can, while others ask for little.

A poison badge is of the right shape and has a proof, so nothing refuses it before its statements
are brought into canonical order. There it has nodes that nothing tells apart: RDFC-1.0 would have
to try their permutations.

Spec: https://www.w3.org/TR/rdf-canon/#dataset-poisoning
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from statistics import median, quantiles
from typing import Final

from bench.asked import Asked
from bench.load import Requests, press, pressing
from bench.servers import Server

IN_FLIGHT: Final = 50
_CONNECTIONS: Final = 4
_DOCUMENTS: Final = 1_000
# How many parents have how many twins: most are small, and one in ten is as large as may be.
_SHAPES: Final = (*[(2, 10)] * 4, *[(5, 10)] * 3, *[(20, 10)] * 2, (50, 40))
_PROBES_A_SECOND: Final = 50
_SETTLES_IN_SECONDS: Final = 2
_TIMEOUT_SECONDS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Seconds until an answer."""

    p50: float
    p99: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What others get from the server: `/livez` at a steady pace, and badges as fast as it can."""

    livez: Latency
    badges_per_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """The server before and during the flood, and what the flood itself got.

    `refused` is the share of its answers that were errors, such as that there is too much to do.
    """

    before: Moment
    during: Moment
    answers_per_second: float
    refused: float


def measure(server: Server, asked: Asked, *, seconds: int) -> Flood:
    """Measure a server at rest, and with 50 poison verifications in flight."""
    poison = asked.material / "poison.jsonl"
    documents = poison_badges(json.loads(asked.badge()), _DOCUMENTS)
    poison.write_text("\n".join(documents) + "\n", encoding="utf-8")
    badges = asked.badge_urls(server)
    before = _moment(server, badges, seconds=seconds)
    with pressing(server, asked.verifications(poison), connections=IN_FLIGHT) as flood:
        time.sleep(_SETTLES_IN_SECONDS)
        during = _moment(server, badges, seconds=seconds)
    return Flood(
        before=before,
        during=during,
        answers_per_second=flood.answers_per_second,
        refused=flood.refused,
    )


def poison_badges(badge: Mapping[str, object], count: int) -> Iterator[str]:
    """Yield badges, each different, whose canonical order is a matter of ten factorial or more."""
    subject = badge["credentialSubject"]
    assert isinstance(subject, dict)  # noqa: S101 – every badge of the service has one subject
    for number, (parents, twins) in zip(range(count), cycle(_SHAPES), strict=False):
        alike = {"type": ["Alignment"], "targetName": "Twin", "targetUrl": "https://a.example/"}
        result = {"type": ["Result"], "value": "1", "alignment": [alike] * twins}
        poisoned = {**subject, "narrative": f"Number {number}.", "result": [result] * parents}
        yield json.dumps({**badge, "credentialSubject": poisoned}, ensure_ascii=False)


def latency_of(seconds: Sequence[float]) -> Latency:
    """Return the median and the 99th percentile."""
    return Latency(p50=median(seconds), p99=quantiles(seconds, n=100, method="inclusive")[98])


def _moment(server: Server, badges: Requests, *, seconds: int) -> Moment:
    latency = latency_of(_probes(server, seconds=seconds))
    load = press(server, badges, connections=_CONNECTIONS, seconds=seconds)
    return Moment(livez=latency, badges_per_second=load.per_second)


def _probes(server: Server, *, seconds: int) -> list[float]:
    """Ask `/livez` at a steady pace, and wait for no answer before asking again.

    Each has a connection of its own, as an orchestrator's, and the clock starts when it is due.
    """
    began = time.perf_counter()
    with ThreadPoolExecutor(max_workers=_PROBES_A_SECOND) as pool:
        waiting = []
        for number in range(seconds * _PROBES_A_SECOND):
            due = began + number / _PROBES_A_SECOND
            time.sleep(max(0.0, due - time.perf_counter()))
            waiting.append(pool.submit(_probe, server, due))
        return [each.result() for each in waiting]


def _probe(server: Server, due: float) -> float:
    address = server.url.removeprefix("http://")
    probe = http.client.HTTPConnection(address, timeout=_TIMEOUT_SECONDS)
    probe.request("GET", "/livez")
    probe.getresponse().read()
    probe.close()
    return time.perf_counter() - due
