"""The published schema of reports: every report follows it, whatever was presented."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from badgeservice.api.report_schema import PATH, report_schema
from badgeservice.api.verification_messages import report_bytes
from badgeservice.credentials.jose import vc_jwt
from badgeservice.verification.report import OlderContent, OlderReport, Report
from badgeservice.verification.verify import verify, verify_url
from tests.api.service import Service
from tests.builders import NOW, ORIGIN
from tests.world import World

VALIDATOR = Draft202012Validator(report_schema(ORIGIN), format_checker=FormatChecker())


def _revoked(world: World) -> Report:
    world.revoked = frozenset({7})
    world.publish_list()
    return _verified(world, world.badge())


def _unlisted(world: World) -> Report:
    world.lists.clear()
    return _verified(world, world.badge())


def _token(world: World) -> Report:
    token = vc_jwt.secure(
        world.unsigned_badge(), signer=world.signer, verification_method=world.method
    )
    return _verified(world, token.content)


def _verified(world: World, content: bytes) -> Report:
    return verify(content, at=NOW, sources=world.sources)


MADE: dict[str, Callable[[World], Report]] = {
    "valid": lambda world: _verified(world, world.badge()),
    "changed": lambda world: _verified(world, world.badge().replace(b"Ohjaaja", b"Opettaja")),
    "revoked": _revoked,
    "no list": _unlisted,
    "token": _token,
    "expired": lambda world: _verified(world, world.badge(valid_until=NOW.replace(year=2025))),
    "no badge": lambda world: _verified(world, b'{"@context": []}'),
    "odd": lambda world: _verified(world, b'{"@context": {"a": 1}}'),
    "no address": lambda world: verify_url("https://gone.example/", at=NOW, sources=world.sources),
}


def _faults(content: bytes) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(json.loads(content))]


@pytest.mark.parametrize("made", MADE.values(), ids=MADE.keys())
def test_every_report_follows_the_schema(made: Callable[[World], Report]) -> None:
    report = made(World())

    assert _faults(report_bytes(report, origin=ORIGIN)) == []


@pytest.mark.parametrize("kind", ["open-badge", "endorsement", "presentation", "receipt"])
def test_reports_in_reports_follow_it_too(kind: str) -> None:
    inner = MADE["valid"](World())
    outer = replace(
        inner, kind=kind, endorsements=(("/endorsement/0", inner),), credentials=(inner, inner)
    )

    assert _faults(report_bytes(outer, origin=ORIGIN, receipt={"type": []})) == []


def test_a_report_on_an_older_badge_follows_it_too() -> None:
    inner = MADE["valid"](World())
    content = OlderContent(
        host="old.example",
        badge_class="Welder",
        description=None,
        issuer="Old",
        issued_on=NOW,
        expires=None,
        narrative=None,
        evidence=(),
    )
    older = OlderReport(
        standard="open-badges-2.0",
        result="hosted-confirmed",
        checks=inner.checks,
        content=content,
    )
    report = replace(inner, older=older, refreshed=inner)

    assert _faults(report_bytes(report, origin=ORIGIN)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"verdict": "fine"},
        {"verifiedAt": "yesterday"},
        {"checks": None},
        {"more": 1},
        {"endorsements": [{}]},
        {"credentials": [{"verdict": "valid"}]},
    ],
)
def test_what_is_no_report_breaks_the_schema(changes: dict[str, Any]) -> None:
    report = json.loads(report_bytes(MADE["valid"](World()), origin=ORIGIN))

    assert list(VALIDATOR.iter_errors({**report, **changes}))


def test_the_schema_is_sound_and_describes_every_member() -> None:
    schema = report_schema(ORIGIN)
    Draft202012Validator.check_schema(schema)

    undescribed = [
        f"{model}.{name}"
        for model, definition in schema["$defs"].items()
        for name, member in definition.get("properties", {}).items()
        if "description" not in member
    ]
    assert undescribed == []


def test_the_schema_is_served_and_reports_lead_to_it(service: Service) -> None:
    report = service.client.post(
        "/v1/verifications",
        content=service.world.badge(),
        headers={"Content-Type": "application/vc"},
    )
    general = service.client.post("/v1/verifications", json={"url": "https://gone.example/"})
    served = service.client.get(PATH)

    expected = f'<{ORIGIN}{PATH}>; rel="describedby"; type="application/schema+json"'
    assert report.headers["link"] == general.headers["link"] == expected
    assert served.headers["content-type"] == "application/schema+json"
    assert served.json() == report_schema(ORIGIN)
    again = service.client.get(PATH, headers={"If-None-Match": served.headers["etag"]})
    assert again.status_code == 304
