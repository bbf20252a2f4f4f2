"""The schemas that a credential names are never fetched, and none passes unseen."""

from __future__ import annotations

from typing import Any

import pytest

from badgeservice.credentials.contexts.pinned import OPEN_BADGES_EXTENSIONS
from badgeservice.credentials.strict_json import JsonObject, serialise
from badgeservice.verification.report import Outcome, Report, Verdict
from tests.builders import NOW
from tests.verification.forms import BADGE_ID, DAY, Endorser, in_vc_1_1
from tests.verification.judging import codes, judge
from tests.world import World

BASE = "https://purl.imsglobal.org/spec/ob/v3p0/schema/"
TYPE = "1EdTechJsonSchemaValidator2019"


def named(*names: str, kind: str = TYPE) -> list[JsonObject]:
    return [
        {"id": name if ":" in name else f"{BASE}{name}_schema.json", "type": kind} for name in names
    ]


def report_on(world: World, schemas: Any, *, older: bool = False) -> Report:
    document: Any = world.unsigned_badge()
    document["@context"].append(OPEN_BADGES_EXTENSIONS)
    document = in_vc_1_1(document) if older else document
    return judge(world.sign({**document, "credentialSchema": schemas}, at=NOW - DAY), world)


def test_a_badge_that_names_no_schema_is_not_asked_for_one() -> None:
    world = World()

    assert judge(world.badge(), world).check("schema") is None


@pytest.mark.parametrize("older", [False, True], ids=["2.0", "1.1"])
@pytest.mark.parametrize(
    "name",
    [
        "json/ob_v3p0_anyachievementcredential",
        "json-ld/ob_v3p0_anyachievementcredential",
    ],
)
def test_the_schema_of_both_editions_is_followed(name: str, older: bool) -> None:
    world = World()

    report = report_on(world, named(name), older=older)

    assert report.verdict is Verdict.VALID
    assert [check.name for check in report.checks][1:3] == ["shape", "schema"]


@pytest.mark.parametrize("folder", ["json", "json-ld"])
def test_the_schema_of_the_newer_edition_is_followed_by_it_alone(folder: str) -> None:
    world = World()
    schemas = named(f"{folder}/ob_v3p0_achievementcredential")

    assert report_on(world, schemas).verdict is Verdict.VALID
    older = report_on(world, schemas, older=True)
    assert codes(older, Outcome.FAILED) == ["schema.of-another-edition"]


@pytest.mark.parametrize(
    ("schemas", "outcome", "code"),
    [
        pytest.param(
            named("https://evil.example/schema.json"),
            Outcome.UNDETERMINED,
            "schema.not-fetched",
            id="a stranger's",
        ),
        pytest.param(
            named(f"{BASE}json/ob_v3p0_profile_schema.json"),
            Outcome.UNDETERMINED,
            "schema.not-fetched",
            id="one for something that is no credential",
        ),
        pytest.param(
            named("json/ob_v3p0_achievementcredential", "https://evil.example/schema.json"),
            Outcome.UNDETERMINED,
            "schema.not-fetched",
            id="a stranger's beside a known one",
        ),
        pytest.param(
            named("https://purl.imsglobal.org.evil.example/spec/ob/v3p0/schema/json/x.json"),
            Outcome.UNDETERMINED,
            "schema.not-fetched",
            id="one that looks like a published one",
        ),
        pytest.param(
            named("json/ob_v3p0_endorsementcredential"),
            Outcome.FAILED,
            "schema.of-another-kind",
            id="that of endorsements",
        ),
        pytest.param(
            named("json/ob_v3p0_achievementcredential", kind="JsonSchema"),
            Outcome.UNDETERMINED,
            "schema.type-unsupported",
            id="of another type",
        ),
        pytest.param(
            named(*(f"https://evil.example/{at}" for at in range(9))),
            Outcome.UNDETERMINED,
            "schema.too-many",
            id="nine",
        ),
    ],
)
def test_no_other_schema_is_fetched_or_passes(schemas: Any, outcome: Outcome, code: str) -> None:
    """N01: a schema's address is not a place to send a verifier to."""
    world = World()

    report = report_on(world, schemas)

    assert codes(report, outcome) == [code]
    assert report.verdict is not Verdict.VALID
    assert not [url for url in world.asked if "evil" in url]


def test_an_endorsement_follows_the_schema_of_endorsements() -> None:
    world = World()
    endorser = Endorser(world)
    unsigned = endorser.unsigned(about=BADGE_ID)
    unsigned["@context"].append(OPEN_BADGES_EXTENSIONS)
    schemas: Any = named("json/ob_v3p0_endorsementcredential")

    report = judge(serialise(endorser.signed({**unsigned, "credentialSchema": schemas})), world)

    assert report.verdict is Verdict.VALID
