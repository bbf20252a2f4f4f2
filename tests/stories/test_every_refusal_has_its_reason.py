"""Each reason why a badge does not count is met once, over HTTP, and told by its name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from badgeservice.recognition.outcomes import LeafRefusal
from tests.stories.conftest import Service
from tests.stories.recognising import COUNTY_DID, Sides, leaf, sides, unit_ref
from tests.stories.test_a_strangers_badge_is_recognised import (
    STRANGER,
    foreign_leaf,
    strangers_badge,
)

NOW: Final = datetime.now(UTC)
PATTERN: Final = "coaching-approach"
PRESENCE: Final = "digital-teaching-workshops"
NOWHERE: Final = "did:web:academy.invalid"


def day(days: int) -> str:
    return f"{NOW + timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"


def achievement(reason: str) -> str:
    return f"https://academy.example/achievements/{reason}"


class Scene(Sides):
    """Both sides, with a mapping and a badge class for each reason, called after it."""

    badges: list[dict[str, Any]]

    def publish(self, name: str, *, like: str = PATTERN, **changes: Any) -> None:
        """Publish a badge class of the county that is like one of the shipped ones."""
        (pattern,) = (
            each
            for each in self.library
            if (each["kind"], each.get("id"), each.get("version")) == ("badge-class", like, 1)
        )
        document = {**pattern, "id": name, **changes}
        answer = self.county.post("/v1/library/imports", {"documents": [document]})
        assert answer.json().get("applied") is True, answer.text

    def expect(self, reason: str, *, named: dict[str, Any] | None = None, **terms: Any) -> None:
        """Agree that badges of the class called after a reason are a local unit."""
        target = {
            "kind": "local-unit",
            "unit": unit_ref(reason, "finland"),
            "name": {"fi": reason},
            "description": {"fi": reason},
            "credits": {"value": 1, "unit": "osp"},
        }
        badge = leaf(reason, **(named or {}))
        self.agree(reason, target, badge, **terms)

    def expect_stranger(self, reason: str, issuer: str = STRANGER) -> None:
        target = {
            "kind": "course",
            "unit": unit_ref(reason, "example-uas"),
            "name": {"fi": reason},
            "credits": {"value": 1, "unit": "ects"},
        }
        badge = foreign_leaf(issuer=issuer, achievement=achievement(reason))
        self.agree(reason, target, badge, with_county=False)

    def present(self, badge_class: str, **order: Any) -> dict[str, Any]:
        badge = self.county.issue(badge_class, **order)
        self.badges.append({"url": badge["url"]})
        return badge


@pytest.fixture
def scene(service: Service, library_documents: list[dict[str, Any]]) -> Scene:
    both = sides(service, library_documents)
    both.college.trust(COUNTY_DID)
    found = Scene(both.service, both.college, both.county, both.library)
    found.badges = []
    return found


def test_every_reason_is_given_once(scene: Scene) -> None:
    scene.publish("not-held")
    scene.expect("not-held")
    _out_of_time(scene)
    _taken_back(scene)
    _not_verified(scene)
    _not_trusted(scene)
    _not_what_was_agreed(scene)
    _not_agreed_for_this(scene)

    answer = scene.ask(*scene.badges, recipientEmail="aino@example.org")

    told = {
        each["mapping"]: [one["refusal"] for one in each["leaves"]] for each in answer["mappings"]
    }
    assert told == {reason.value: [reason.value] for reason in LeafRefusal}
    assert not any(each["satisfied"] for each in answer["mappings"])


def _out_of_time(scene: Scene) -> None:
    for reason in ("expired", "too-old", "not-yet-valid"):
        scene.publish(reason)
    scene.expect("expired")
    scene.present("expired", validFrom=day(-900), validUntil=day(-1))
    scene.expect("too-old", currency={"maximumAge": "P1Y"})
    scene.present("too-old", validFrom=day(-500), awardedAt=day(-500))
    scene.expect("not-yet-valid")
    scene.present("not-yet-valid", validFrom=day(3))


def _taken_back(scene: Scene) -> None:
    scene.publish("revoked")
    scene.expect("revoked")
    revoked = scene.present("revoked")
    scene.county.post(f"/v1/badges/{revoked['id']}/revocation", {"reason": "mistake"})
    scene.publish("suspended", suspendable=True)
    scene.expect("suspended")
    suspended = scene.present("suspended")
    scene.county.http.put(
        f"/v1/badges/{suspended['id']}/suspension",
        json={"reason": "looked at again"},
        headers=scene.county.headers,
    )


def _not_verified(scene: Scene) -> None:
    scene.publish("bad-signature")
    scene.expect("bad-signature")
    forged = scene.county.issue("bad-signature")["credential"]
    scene.badges.append({"credential": {**forged, "awardedDate": day(-1)}})
    scene.expect_stranger("invalid")
    crooked = strangers_badge(achievement=achievement("invalid"), credentialSchema={"id": "x"})
    scene.badges.append({"credential": crooked})
    scene.expect_stranger("unverifiable", NOWHERE)
    unknown = strangers_badge(issuer=NOWHERE, achievement=achievement("unverifiable"))
    scene.badges.append({"credential": unknown})


def _not_trusted(scene: Scene) -> None:
    scene.publish("other-recipient")
    scene.expect("other-recipient")
    scene.present("other-recipient", recipient={"email": "matti@example.org"})
    scene.publish("untrusted-issuer")
    scene.expect("untrusted-issuer", trust={"issuers": ["did:web:somebody.example"]})
    scene.present("untrusted-issuer")
    scene.publish("not-endorsed")
    scene.expect("not-endorsed", trust={"endorsedBy": "did:web:chamber.example"})
    scene.present("not-endorsed")


def _not_what_was_agreed(scene: Scene) -> None:
    scene.publish("wrong-assessment")
    scene.expect("wrong-assessment", trust={"assessment": ["oral-examination"]})
    scene.present("wrong-assessment")
    scene.publish("wrong-version")
    scene.present("wrong-version")
    scene.publish("wrong-version", version=2)
    scene.expect("wrong-version", named={"minimumVersion": 2})
    scene.publish("not-graded")
    scene.expect("not-graded", named={"graded": True})
    scene.present("not-graded")
    scene.publish("participation-only", like=PRESENCE)
    scene.present("participation-only")
    scene.publish("participation-only", version=2)
    scene.expect("participation-only", named={"minimumVersion": 2})


def _not_agreed_for_this(scene: Scene) -> None:
    scene.publish("mapping-not-valid")
    scene.expect("mapping-not-valid", validFrom="2999-01-01")
    scene.present("mapping-not-valid")
    basis = {"kind": "basis", "system": "finland", "name": {"fi": "Perusteet"}, "units": []}
    scene.take_in({**basis, "code": "OPH-0001-2020"})
    scene.publish("basis-not-in-force")
    scene.expect("basis-not-in-force", basis="OPH-0001-2020")
    scene.present("basis-not-in-force")
    scene.take_in({**basis, "code": "OPH-0002-2026", "replaces": ["OPH-0001-2020"]})
