"""Endorsements: alone, and inside a badge whose verdict they do not touch."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from badgeservice.credentials.dates import format_datetime
from badgeservice.credentials.errors import TooComplexError
from badgeservice.credentials.jose import vc_jwt
from badgeservice.credentials.json_ld import Contexts
from badgeservice.credentials.strict_json import JsonObject, serialise
from badgeservice.verification.endorsements import MAXIMUM_ENDORSEMENTS
from badgeservice.verification.report import Outcome, Report, Verdict
from badgeservice.verification.verify import verify
from tests.builders import NOW
from tests.verification.forms import ACHIEVEMENT_ID, BADGE_ID, DAY, Endorser, in_vc_1_1
from tests.verification.judging import changed, codes, judge
from tests.world import World

WARNED = ["issuer.trust-not-assessed"]


def badge_with(world: World, *, where: str = "", **members: Any) -> bytes:
    """Return a badge that has `members` at a place, signed by its issuer."""
    document: Any = world.unsigned_badge()
    part = document
    for step in filter(None, where.split("/")):
        part = part[step]
    part.update(members)
    return world.sign(document, at=NOW - DAY)


def judged(content: bytes, world: World) -> Report:
    report = judge(content, world)
    assert report.verdict is Verdict.VALID
    return report


@pytest.mark.parametrize("older", [False, True], ids=["2.0", "1.1"])
def test_an_endorsement_alone_is_a_credential_of_its_own_kind(older: bool) -> None:
    world = World()
    endorser = Endorser(world)
    unsigned: JsonObject = endorser.unsigned(about=BADGE_ID)

    report = judge(serialise(endorser.signed(in_vc_1_1(unsigned) if older else unsigned)), world)

    assert (report.kind, report.verdict) == ("endorsement", Verdict.VALID)
    assert report.checks[1].code == "shape.endorsement"
    assert [warning.code for warning in report.warnings] == [*WARNED, *["form.vc-1.1"] * older]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(lambda it: it.pop("name"), "shape.missing", id="no name"),
        pytest.param(
            lambda it: it["credentialSubject"].pop("id"), "shape.missing", id="of nothing"
        ),
        pytest.param(
            lambda it: it.update(credentialSubject={"id": BADGE_ID, "type": ["Profile"]}),
            "shape.type",
            id="another type of subject",
        ),
        pytest.param(
            lambda it: it["type"].append("OpenBadgeCredential"),
            "shape.not-a-badge",
            id="a badge and an endorsement at once",
        ),
    ],
)
def test_the_shape_of_an_endorsement_is_demanded(change: Any, code: str) -> None:
    world = World()
    endorser = Endorser(world)
    unsigned = endorser.unsigned(about=BADGE_ID)
    change(unsigned)

    report = judge(serialise(endorser.signed(unsigned)), world)

    assert codes(report, Outcome.FAILED) == [code]


@pytest.mark.parametrize(
    ("where", "about"),
    [
        pytest.param("", BADGE_ID, id="the badge"),
        pytest.param("", ACHIEVEMENT_ID, id="the achievement, from the badge"),
        pytest.param("", "did:web:issuer.example", id="the issuer, from the badge"),
        pytest.param("credentialSubject/achievement", ACHIEVEMENT_ID, id="the achievement"),
        pytest.param("issuer", "did:web:issuer.example", id="the issuer"),
    ],
)
def test_an_endorsement_inside_has_a_report_of_its_own(where: str, about: str) -> None:
    world = World()
    endorsement = Endorser(world).endorsement(about=about)

    report = judged(badge_with(world, where=where, endorsement=[endorsement]), world)

    [(pointer, inner)] = report.endorsements
    assert pointer == f"/{where}/endorsement/0".replace("//", "/")
    assert (inner.kind, inner.verdict) == ("endorsement", Verdict.VALID)
    assert inner.credential == endorsement
    assert inner.checks[-1].code == "endorsement.ok"
    assert [warning.code for warning in report.warnings] == WARNED


@pytest.mark.parametrize(
    ("where", "about"),
    [
        pytest.param("", "https://issuer.example/badges/2", id="another badge"),
        pytest.param("credentialSubject/achievement", BADGE_ID, id="the badge, in the achievement"),
        pytest.param("issuer", ACHIEVEMENT_ID, id="the achievement, in the issuer"),
        pytest.param("issuer", "did:web:issuer.example:", id="an issuer of almost that name"),
    ],
)
def test_an_endorsement_of_another_thing_counts_for_nothing(where: str, about: str) -> None:
    """F17: a good endorsement of something else is put into a badge."""
    world = World()
    endorsement = Endorser(world).endorsement(about=about)

    report = judged(badge_with(world, where=where, endorsement=[endorsement]), world)

    [(_, inner)] = report.endorsements
    assert codes(inner, Outcome.FAILED) == ["endorsement.of-another"]
    assert inner.verdict is Verdict.INVALID
    assert [warning.code for warning in report.warnings] == [*WARNED, "endorsement.invalid"]


def test_an_altered_endorsement_leaves_the_badge_as_it_is() -> None:
    """F17: the signature of the badge holds, and that of the endorsement inside does not."""
    world = World()
    endorsement: Any = Endorser(world).endorsement(about=BADGE_ID)
    endorsement["credentialSubject"]["endorsementComment"] = "The best of all"

    report = judged(badge_with(world, endorsement=[endorsement]), world)

    [(_, inner)] = report.endorsements
    assert codes(inner, Outcome.FAILED) == ["proof.signature-invalid"]
    assert inner.credential is None
    assert [warning.code for warning in report.warnings] == [*WARNED, "endorsement.invalid"]


def test_an_endorser_who_cannot_be_asked_makes_only_the_endorsement_indeterminate() -> None:
    world = World()
    endorser = Endorser(world)
    content = badge_with(world, endorsement=[endorser.endorsement(about=BADGE_ID)])
    del world.documents[endorser.did]

    report = judged(content, world)

    [(_, inner)] = report.endorsements
    assert inner.verdict is Verdict.INDETERMINATE
    assert [warning.code for warning in report.warnings] == [*WARNED, "endorsement.indeterminate"]


def test_an_expired_endorsement_is_told() -> None:
    world = World()
    past = format_datetime(NOW - DAY / 2)
    endorsement = Endorser(world).endorsement(about=BADGE_ID, validUntil=past)

    report = judged(badge_with(world, endorsement=[endorsement]), world)

    assert codes(report.endorsements[0][1], Outcome.FAILED) == ["validity.expired"]


def test_an_endorsement_in_an_older_badge_is_of_the_same_form() -> None:
    world = World()
    endorser = Endorser(world)
    badge = in_vc_1_1(world.unsigned_badge())
    endorsement = endorser.signed(in_vc_1_1(endorser.unsigned(about=BADGE_ID)))

    report = judged(world.sign({**badge, "endorsement": [endorsement]}, at=NOW - DAY), world)

    assert report.endorsements[0][1].verdict is Verdict.VALID


def token(endorser: Endorser, *, about: str) -> str:
    made = vc_jwt.secure(
        endorser.unsigned(about=about), signer=endorser.signer, verification_method=endorser.method
    )
    return made.content.decode()


@pytest.mark.parametrize(
    ("about", "verdict"),
    [(BADGE_ID, Verdict.VALID), ("https://issuer.example/badges/2", Verdict.INVALID)],
)
def test_an_endorsement_may_be_a_token(about: str, verdict: Verdict) -> None:
    world = World()
    made = token(Endorser(world), about=about)

    report = judged(badge_with(world, endorsementJwt=[made]), world)

    [(pointer, inner)] = report.endorsements
    assert (pointer, inner.verdict) == ("/endorsementJwt/0", verdict)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a.b.c", id="no token"),
        pytest.param("eyJhbGciOiJub25lIn0.e30.AA", id="a token that is not signed"),
    ],
)
def test_what_is_no_token_is_an_endorsement_that_fails(text: str) -> None:
    """J01: nothing that stands inside makes verification break."""
    world = World()

    report = judged(badge_with(world, endorsementJwt=[text]), world)

    assert report.endorsements[0][1].verdict is Verdict.INVALID


def test_a_badge_is_no_endorsement() -> None:
    world = World()
    made = vc_jwt.secure(
        world.unsigned_badge(), signer=world.signer, verification_method=world.method
    )

    report = judged(badge_with(world, endorsementJwt=[made.content.decode()]), world)

    assert codes(report.endorsements[0][1], Outcome.FAILED) == ["endorsement.not-an-endorsement"]


def test_no_more_than_some_endorsements_are_looked_at() -> None:
    """N10: a badge cannot make a verifier ask as many servers as it likes."""
    world = World()
    made = [
        Endorser(world, did=f"did:web:endorser{at}.example").endorsement(
            about=BADGE_ID, id=f"https://endorser.example/endorsements/{at}"
        )
        for at in range(MAXIMUM_ENDORSEMENTS + 2)
    ]

    report = judged(badge_with(world, endorsement=made), world)

    assert len(report.endorsements) == MAXIMUM_ENDORSEMENTS
    last = report.warnings[-1]
    assert (last.code, last.pointer) == (
        "endorsement.not-checked",
        f"/endorsement/{MAXIMUM_ENDORSEMENTS}",
    )
    assert "did:web:endorser9.example" not in world.asked


def refused(_document: JsonObject, _contexts: Contexts, /, *, hash_name: str = "sha256") -> bytes:
    raise TooComplexError(hash_name)


def test_after_an_endorsement_that_costs_too_much_no_other_is_looked_at() -> None:
    """F10: eight poisonous tokens in one good badge cost no more than one."""
    world = World()
    endorser = Endorser(world)
    terms = {"type": "https://a.example/terms#Policy"}
    tokens: list[Any] = []
    for at in range(3):
        unsigned = endorser.unsigned(about=BADGE_ID, id=f"urn:x:{at}", termsOfUse=terms)
        made = vc_jwt.secure(unsigned, signer=endorser.signer, verification_method=endorser.method)
        tokens.append(made.content.decode())
    content = badge_with(world, endorsementJwt=tokens)

    report = verify(content, at=NOW, sources=replace(world.sources, general=refused))

    assert report.verdict is Verdict.VALID
    [(_, inner)] = report.endorsements
    assert inner.checks[0].code == "signed-content.too-complex"
    assert report.warnings[-1].pointer == "/endorsementJwt/1"


def test_endorsements_of_endorsers_are_not_looked_at() -> None:
    world = World()
    endorser, other = Endorser(world), Endorser(world, did="did:web:other.example")
    profile = {"id": endorser.did, "type": ["Profile"]}
    further = other.endorsement(about=endorser.did, id="https://other.example/1")
    endorsement = endorser.endorsement(about=BADGE_ID, issuer={**profile, "endorsement": [further]})

    report = judged(badge_with(world, endorsement=[endorsement]), world)

    [(_, inner)] = report.endorsements
    assert (inner.verdict, inner.endorsements) == (Verdict.VALID, ())
    assert inner.warnings[-1].code == "endorsement.not-checked"
    assert "did:web:other.example" not in world.asked


def test_nobody_is_asked_about_endorsements_in_a_badge_that_is_not_signed() -> None:
    """N11: what a stranger wrote into a badge sends nobody anywhere."""
    world = World()
    content = badge_with(world, endorsement=[Endorser(world).endorsement(about=BADGE_ID)])

    report = judge(changed(content, lambda badge: badge.update(name="Other")), world)

    assert (report.verdict, report.endorsements) == (Verdict.INVALID, ())
    assert "did:web:endorser.example" not in world.asked


def test_a_recipient_is_asked_of_the_badge_alone() -> None:
    world = World()
    endorsement = Endorser(world).endorsement(about=BADGE_ID)
    content = badge_with(world, endorsement=[endorsement])

    names = {check.name for check in judge(content, world).endorsements[0][1].checks}

    assert "recipient" not in names
    assert json.loads(content)["endorsement"] == [endorsement]
