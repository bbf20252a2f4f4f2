"""A newer edition of a badge: looked for once, and never put in the place of another badge."""

from __future__ import annotations

from typing import Any

import pytest

from badgeservice.credentials.contexts.pinned import OPEN_BADGES_EXTENSIONS
from badgeservice.credentials.dates import format_datetime
from badgeservice.credentials.strict_json import JsonObject, serialise
from badgeservice.verification.report import Report, Verdict
from badgeservice.verification.verify import verify
from tests.builders import NOW
from tests.verification.forms import DAY, Endorser
from tests.world import World

REFRESH = "https://issuer.example/refresh/1"
SERVICE = {"id": REFRESH, "type": "1EdTechCredentialRefresh"}


def unsigned(world: World, **changes: Any) -> JsonObject:
    document: Any = world.unsigned_badge()
    document["@context"].append(OPEN_BADGES_EXTENSIONS)
    return {**document, "refreshService": SERVICE, **changes}


def old(world: World, *, expired: bool = True, **changes: Any) -> bytes:
    end = NOW - DAY if expired else NOW + DAY
    begin = {"validFrom": format_datetime(NOW - 3 * DAY), "validUntil": format_datetime(end)}
    return world.sign(unsigned(world, **begin, **changes), at=NOW - 3 * DAY)


def new(world: World, **changes: Any) -> bytes:
    return world.sign(unsigned(world, **changes), at=NOW - DAY)


def ask(content: bytes, world: World, *, refresh: bool = False) -> Report:
    return verify(content, at=NOW, sources=world.sources, refresh=refresh)


def refreshing(report: Report) -> list[str]:
    return [each.code for each in report.warnings if each.code.startswith("refresh.")]


def test_a_newer_edition_of_an_expired_badge_is_found_and_the_old_one_stays_expired() -> None:
    world = World()
    world.pages[REFRESH] = new(world)

    report = ask(old(world), world)

    assert report.verdict is Verdict.INVALID
    assert refreshing(report) == ["refresh.newer"]
    assert report.refreshed is not None
    assert report.refreshed.verdict is Verdict.VALID
    assert report.refreshed.refreshed is None


def test_one_of_a_revoked_badge_is_looked_for() -> None:
    world = World(revoked=frozenset({7}))
    world.pages[REFRESH] = new(world)

    report = ask(old(world, expired=False), world)

    assert refreshing(report) == ["refresh.newer-not-valid"]


def test_one_of_a_good_badge_is_looked_for_only_on_request() -> None:
    world = World()
    world.pages[REFRESH] = new(world)
    content = old(world, expired=False)

    unasked, asked = ask(content, world), ask(content, world, refresh=True)

    assert (unasked.verdict, refreshing(unasked), unasked.refreshed) == (Verdict.VALID, [], None)
    assert (asked.verdict, refreshing(asked)) == (Verdict.VALID, ["refresh.newer"])


def test_the_same_edition_is_no_newer_one() -> None:
    world = World()
    content = old(world)
    world.pages[REFRESH] = content

    report = ask(content, world)

    assert (refreshing(report), report.refreshed) == (["refresh.none-newer"], None)


def other_issuer(world: World) -> bytes:
    endorser = Endorser(world)
    issuer: JsonObject = {"id": endorser.did, "type": ["Profile"]}
    document = {
        name: value for name, value in unsigned(world).items() if name != "credentialStatus"
    }
    return serialise(endorser.signed({**document, "issuer": issuer}))


@pytest.mark.parametrize(
    ("newer", "code"),
    [
        pytest.param(
            lambda world: new(world, id="https://issuer.example/badges/2"),
            "refresh.of-another",
            id="another badge of the issuer",
        ),
        pytest.param(other_issuer, "refresh.of-another", id="by another issuer"),
        pytest.param(
            lambda world: new(world).replace(b"Ohjaaja", b"Johtaja"),
            "refresh.not-verified",
            id="an altered badge",
        ),
        pytest.param(lambda _: b"<html>", "refresh.not-a-credential", id="a web page"),
        pytest.param(lambda _: None, "refresh.unreachable", id="nothing"),
    ],
)
def test_nothing_else_takes_the_place_of_a_badge(newer: Any, code: str) -> None:
    """F09: whoever holds the address for newer editions gives another badge for this one."""
    world = World()
    found = newer(world)
    if found is not None:
        world.pages[REFRESH] = found

    report = ask(old(world), world)

    assert (refreshing(report), report.refreshed) == ([code], None)


def test_another_way_of_refreshing_is_not_known() -> None:
    world = World()
    content = old(world, refreshService={"id": REFRESH, "type": "1EdTechJsonSchemaValidator2019"})

    assert refreshing(ask(content, world)) == ["refresh.type-unsupported"]


def test_the_address_in_a_badge_that_is_not_signed_is_not_asked() -> None:
    """N11: only an issuer can send a verifier to an address for newer editions."""
    world = World()
    world.pages[REFRESH] = new(world)

    report = ask(old(world).replace(b"Ohjaaja", b"Johtaja"), world)

    assert (refreshing(report), report.refreshed) == ([], None)
