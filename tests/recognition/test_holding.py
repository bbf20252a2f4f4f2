"""What weighing takes from badges as they were presented: signed content, and nobody's say-so."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from badgeservice.credentials.strict_json import JsonObject
from badgeservice.issuing.addresses import issuer_did
from badgeservice.library.shelf import ClassFacts, ClassVersion
from badgeservice.recognition.holding import SeenBadge, class_versions, held
from badgeservice.recognition.outcomes import HeldBadge
from badgeservice.recognition.trust import Trust
from badgeservice.verification.report import Report, Verdict
from tests.builders import NOW, ORIGIN

OURS = issuer_did(ORIGIN, "county")
ADDRESS = f"{ORIGIN}/achievements/county/guidance/3/fi"
STRANGER = "did:web:stranger.example"
COLLEGE = "did:web:college.example"
FACTS = {
    ClassVersion("county", "guidance", 3): ClassFacts(
        is_participation=False, evidence_kinds=frozenset({"portfolio"})
    )
}


def credential(
    issuer: str = OURS, achievement: str = ADDRESS, subject: JsonObject | None = None, **more: Any
) -> JsonObject:
    named: JsonObject = {"id": achievement, "name": "Ohjaus", "version": more.pop("version", "7")}
    return {
        "id": "urn:uuid:1",
        "issuer": {"id": issuer},
        "validFrom": "2026-03-01T00:00:00Z",
        "credentialSubject": {"achievement": named, **(subject or {})},
        **more,
    }


def report(content: JsonObject, *endorsements: tuple[str, Report]) -> Report:
    return Report(
        verdict=Verdict.VALID,
        checks=(),
        warnings=(),
        credential=content,
        verified_at=NOW,
        endorsements=endorsements,
    )


def seen(content: JsonObject, *endorsements: tuple[str, Report]) -> SeenBadge:
    return SeenBadge(
        index=0, content=b"", report=report(content, *endorsements), claims=content, refusal=None
    )


def weighed(badge: SeenBadge, *trusts: Trust, facts: Any = FACTS) -> HeldBadge | None:
    found = held([badge], origin=ORIGIN, at=NOW, trusts=trusts, facts=facts)
    return found[0] if found else None


def one(badge: SeenBadge, *trusts: Trust, facts: Any = FACTS) -> HeldBadge:
    found = weighed(badge, *trusts, facts=facts)
    assert found is not None
    return found


def trust(issuer: str, *classes: str) -> Trust:
    return Trust(
        id="trust-1",
        organisation_id="college",
        issuer_id=issuer,
        class_ids=classes,
        valid_from=NOW,
        valid_until=None,
        granted_by="x",
        granted_at=NOW,
        reason="x",
    )


def test_a_badge_of_ours_is_of_its_class_in_the_version_of_its_address() -> None:
    found = one(seen(credential(awardedDate="2026-02-01T00:00:00Z")), trust(OURS, "guidance"))

    assert (found.class_key, found.version, found.is_trusted) == ("county/guidance", 3, True)
    assert found.awarded_on == date(2026, 2, 1)
    assert found.assessments == {"portfolio"}


def test_a_stranger_who_names_a_class_of_ours_issues_no_badge_of_that_class() -> None:
    found = one(seen(credential(issuer=STRANGER)), trust(STRANGER))

    assert found.class_key == ADDRESS
    assert found.assessments == frozenset()


@pytest.mark.parametrize("name", ["county/guidance", "guidance", ""])
def test_an_achievement_that_has_no_address_is_of_no_class(name: str) -> None:
    badge = seen(credential(issuer=STRANGER, achievement=name))

    assert weighed(badge, trust(STRANGER)) is None


def test_trust_in_some_classes_of_a_stranger_is_no_trust_in_others() -> None:
    badge = seen(credential(issuer=STRANGER, achievement="https://stranger.example/a/1"))

    assert one(badge, trust(STRANGER, "https://stranger.example/a/1")).is_trusted
    assert not one(badge, trust(STRANGER, "https://stranger.example/a/2")).is_trusted
    assert not one(badge, trust(OURS)).is_trusted


def test_a_participation_badge_is_known_by_its_class() -> None:
    shows_presence = ClassFacts(is_participation=True, evidence_kinds=frozenset())
    facts = {ClassVersion("county", "guidance", 3): shows_presence}

    assert one(seen(credential()), facts=facts).is_participation
    assert not one(seen(credential())).is_participation


def test_only_an_endorsement_of_the_achievement_that_holds_itself_endorses_it() -> None:
    def endorsed(place: str, verdict: Verdict) -> frozenset[str]:
        inner = Report(
            verdict=verdict,
            checks=(),
            warnings=(),
            credential={"issuer": {"id": COLLEGE}},
            verified_at=NOW,
        )
        return one(seen(credential(), (place, inner))).endorsers

    of_achievement = "/credentialSubject/achievement/endorsement/0"
    assert endorsed(of_achievement, Verdict.VALID) == {COLLEGE}
    assert endorsed(of_achievement, Verdict.INVALID) == frozenset()
    assert endorsed(of_achievement, Verdict.INDETERMINATE) == frozenset()
    assert endorsed("/issuer/endorsement/0", Verdict.VALID) == frozenset()


@pytest.mark.parametrize(
    ("written", "version"),
    [
        ("7", 7),
        ("100000", 100_000),
        ("1.2", None),
        ("٣", None),
        ("-1", None),
        ("9" * 5_000, None),
    ],
)
def test_the_version_of_a_strangers_class_is_a_number_of_usual_length_or_unknown(
    written: str, version: int | None
) -> None:
    badge = seen(credential(STRANGER, "https://stranger.example/a/1", version=written))

    assert one(badge).version == version


def test_the_first_result_is_the_grade_and_genres_are_how_a_stranger_assessed() -> None:
    badge = seen(
        credential(
            STRANGER,
            "https://stranger.example/a/1",
            {"result": [{"status": "Completed"}, {"value": "4"}]},
            evidence=[{"genre": "portfolio"}, {"name": "x"}],
        )
    )

    found = one(badge)

    assert found.grade == "4"
    assert found.assessments == {"portfolio"}


def test_classes_of_ours_are_asked_for_at_once_and_those_of_others_not_at_all() -> None:
    foreign = seen(credential(STRANGER, "https://stranger.example/a/1"))

    assert class_versions([seen(credential()), foreign], origin=ORIGIN) == set(FACTS)
