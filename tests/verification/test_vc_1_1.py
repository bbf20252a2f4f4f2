"""Badges of the older data model are read like the others, and said to be older."""

from __future__ import annotations

import json
from typing import Any

import pytest

from badgeservice.credentials.contexts.pinned import (
    CREDENTIALS_V1,
    CREDENTIALS_V2,
    OPEN_BADGES_3_0_0,
    OPEN_BADGES_3_0_0_ALIAS,
    OPEN_BADGES_3_0_1,
    OPEN_BADGES_3_0_2,
    OPEN_BADGES_3_0_3,
)
from badgeservice.credentials.dates import format_datetime
from badgeservice.credentials.strict_json import JsonObject, serialise
from badgeservice.verification.report import Outcome, Report, Verdict
from tests.builders import NOW
from tests.verification.forms import DAY, in_vc_1_1
from tests.verification.judging import changed, codes, judge
from tests.world import World

EVERY_CONTEXT = (
    OPEN_BADGES_3_0_0,
    OPEN_BADGES_3_0_0_ALIAS,
    OPEN_BADGES_3_0_1,
    OPEN_BADGES_3_0_2,
    OPEN_BADGES_3_0_3,
)


def older_badge(world: World, context: str = OPEN_BADGES_3_0_3, **changes: Any) -> JsonObject:
    document = in_vc_1_1(world.unsigned_badge(), open_badges=context)
    subject: Any = document["credentialSubject"]
    if context != OPEN_BADGES_3_0_3:
        # Only the newest context has this word.
        del subject["achievement"]["inLanguage"]
    return {**document, **changes}


def report_on(document: JsonObject, world: World) -> Report:
    return judge(world.sign(document, at=NOW - DAY), world)


@pytest.mark.parametrize("context", EVERY_CONTEXT)
def test_a_badge_of_every_published_context_is_valid_and_said_to_be_of_an_older_form(
    context: str,
) -> None:
    world = World()

    report = report_on(older_badge(world, context), world)

    assert report.verdict is Verdict.VALID
    assert [warning.code for warning in report.warnings] == [
        "issuer.trust-not-assessed",
        "form.vc-1.1",
    ]


@pytest.mark.parametrize("context", EVERY_CONTEXT)
def test_one_changed_letter_is_noticed_under_every_context(context: str) -> None:
    world = World()
    content = world.sign(older_badge(world, context), at=NOW - DAY)

    report = judge(changed(content, lambda badge: badge.update(name="Other")), world)

    assert codes(report, Outcome.FAILED) == ["proof.signature-invalid"]


def test_an_expired_one_is_expired() -> None:
    world = World()
    past = format_datetime(NOW - DAY)

    report = report_on(older_badge(world, expirationDate=past), world)

    assert codes(report, Outcome.FAILED) == ["validity.expired"]


def test_one_of_tomorrow_is_not_valid_yet() -> None:
    world = World()
    later = format_datetime(NOW + DAY)
    world_badge = older_badge(
        world, issuanceDate=later, expirationDate=format_datetime(NOW + 2 * DAY)
    )

    assert codes(report_on(world_badge, world), Outcome.FAILED) == ["validity.not-yet-valid"]


def test_the_status_of_one_is_asked_for() -> None:
    world = World()
    status = {"id": "https://issuer.example/revoked", "type": "1EdTechRevocationList"}

    report = report_on(older_badge(world, credentialStatus=status), world)

    assert [check.name for check in report.checks if check.outcome is not Outcome.PASSED] == [
        "status"
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(
            lambda badge: badge.update(validFrom=badge["issuanceDate"]),
            "shape.dates-of-vc-2.0",
            id="the older context with validFrom beside issuanceDate",
        ),
        pytest.param(
            lambda badge: badge.update(validUntil="2010-01-01T00:00:00Z"),
            "shape.dates-of-vc-2.0",
            id="the older context with validUntil",
        ),
        pytest.param(
            lambda badge: badge["@context"].__setitem__(0, CREDENTIALS_V2),
            "shape.dates-of-vc-1.1",
            id="the newer context with issuanceDate",
        ),
    ],
)
def test_dates_of_two_data_models_are_never_mixed(change: Any, code: str) -> None:
    """F16: a date that only some readers heed would let a badge end at two moments."""
    world = World()
    document = json.loads(serialise(older_badge(world)))
    change(document)

    report = judge(serialise({**document, "proof": []}), world)

    shape = report.check("shape")
    assert shape is not None
    assert (report.verdict, shape.code) == (Verdict.INVALID, code)


def test_the_older_form_with_the_newer_dates_alone_is_refused_though_it_is_signed() -> None:
    world = World()
    document = older_badge(world)
    document["validFrom"] = document.pop("issuanceDate")
    document["validUntil"] = document.pop("expirationDate")

    report = report_on(document, world)

    assert codes(report, Outcome.FAILED) == ["shape.dates-of-vc-2.0"]


@pytest.mark.parametrize("missing", ["name", "issuanceDate"])
def test_what_the_older_form_must_have_is_demanded(missing: str) -> None:
    world = World()
    document = older_badge(world)
    del document[missing]

    assert codes(report_on(document, world), Outcome.FAILED) == ["shape.missing"]


def test_both_data_models_in_one_list_of_contexts_are_refused() -> None:
    world = World()
    document = older_badge(world)
    document["@context"] = [CREDENTIALS_V1, CREDENTIALS_V2, OPEN_BADGES_3_0_3]

    report = judge(serialise({**document, "proof": []}), world)

    assert report.checks[0].code == "signed-content.json-ld"


@pytest.mark.parametrize("context", EVERY_CONTEXT)
def test_a_picture_may_be_in_a_badge_of_every_context(context: str) -> None:
    world = World()
    image: JsonObject = {"id": "https://issuer.example/1.png", "type": "Image"}
    document = older_badge(world, context)
    subject: Any = document["credentialSubject"]
    subject["achievement"]["image"] = image

    assert report_on({**document, "image": image}, world).verdict is Verdict.VALID
