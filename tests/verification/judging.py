"""How the tests of verification ask."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from badgeservice.credentials.errors import JsonMalformedError
from badgeservice.credentials.strict_json import parse, serialise
from badgeservice.verification.memory import Memory
from badgeservice.verification.report import Outcome, Report
from badgeservice.verification.verify import verify, verify_quickly
from tests.builders import NOW
from tests.world import World


def judge_once(content: bytes, world: World) -> Report:
    return verify(content, at=NOW, sources=world.sources)


def judge(content: bytes, world: World) -> Report:
    """Verify without memories, and see that memories and haste change nothing."""
    report = judge_once(content, world)
    sources = replace(world.sources, memory=Memory())
    verify(world.badge(), at=NOW, sources=sources)
    assert verify(content, at=NOW, sources=sources) == report
    assert verify(content, at=NOW, sources=sources) == report
    compact = compacted(content)
    quick = verify_quickly(compact, at=NOW, sources=sources)
    assert quick in (None, verify(compact, at=NOW, sources=sources))
    return report


def compacted(content: bytes) -> bytes:
    try:
        return serialise(parse(content))
    except JsonMalformedError:
        return content


def codes(report: Report, outcome: Outcome) -> list[str]:
    return [check.code for check in report.checks if check.outcome is outcome]


def changed(content: bytes, change: Callable[[dict[str, Any]], Any]) -> bytes:
    document = json.loads(content)
    change(document)
    return json.dumps(document).encode()
