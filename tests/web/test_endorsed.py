"""Endorsements on the verification page: their words only where they were signed."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient

from badgeservice.credentials.strict_json import JsonObject, serialise
from badgeservice.verification.report import Report
from badgeservice.verification.verify import verify
from badgeservice.web.endorsed import endorsements
from tests.builders import NOW
from tests.verification.forms import BADGE_ID, DAY, Endorser
from tests.world import TestSigner, World


def report_with(world: World, *made: JsonObject) -> Report:
    document: JsonObject = {**world.unsigned_badge(), "endorsement": list(made)}
    return verify(world.sign(document, at=NOW - DAY), at=NOW, sources=world.sources)


def test_a_signed_endorsement_is_quoted_with_who_says_it() -> None:
    world = World()

    [shown] = endorsements(report_with(world, Endorser(world).endorsement(about=BADGE_ID)))

    assert (shown.verdict, shown.by, shown.comment) == ("valid", "Endorser", "Worth its name")


def test_the_words_of_an_altered_endorsement_are_not_quoted() -> None:
    """F17: an endorsement that nobody signed is not shown as somebody's words."""
    world = World()
    endorsement: Any = Endorser(world).endorsement(about=BADGE_ID)
    endorsement["credentialSubject"]["endorsementComment"] = "The best of all"

    [shown] = endorsements(report_with(world, endorsement))

    assert (shown.verdict, shown.by, shown.comment) == ("invalid", None, None)


def test_an_endorsement_by_itself_is_shown_as_one(client: TestClient) -> None:
    # Whom the service finds on its network.
    endorser = Endorser(World(), did="did:web:issuer.example", signer=TestSigner())
    subject = {
        "id": BADGE_ID,
        "type": ["EndorsementSubject"],
        "endorsementComment": "<b>Worth</b> its name",
    }
    content = serialise(endorser.endorsement(about=BADGE_ID, credentialSubject=subject))

    page = client.post("/verify?lang=sv", data={"text": content.decode()}).text

    assert "Rekommendationer" in page
    assert "&lt;b&gt;Worth&lt;/b&gt; its name" in page
    assert "Det här är en rekommendation" in page
