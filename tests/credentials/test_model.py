from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.credentials.canonical import canonicalise
from badgeservice.credentials.errors import UnsafeDocumentError
from badgeservice.credentials.model import (
    Achievement,
    BadgeContent,
    Criteria,
    Profile,
    Recipient,
    achievement_credential,
    achievement_document,
    profile_document,
)
from badgeservice.credentials.shape import find_shape_faults
from badgeservice.credentials.strict_json import JsonValue
from tests.credentials.samples import ISSUER, content, credential


def test_a_badge_follows_the_emission_profile() -> None:
    document: dict[str, Any] = credential()

    assert document["@context"] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]
    assert document["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert document["issuer"]["type"] == ["Profile"]
    assert document["validFrom"] == "2026-11-22T08:00:00Z"
    assert document["awardedDate"] == "2026-11-20T08:00:00Z"
    assert document["credentialSubject"]["type"] == ["AchievementSubject"]
    assert document["credentialSubject"]["identifier"] == [
        {
            "type": "IdentityObject",
            "hashed": True,
            "identityType": "emailAddress",
            "identityHash": document["credentialSubject"]["identifier"][0]["identityHash"],
            "salt": "5e0a",
        }
    ]
    assert document["credentialStatus"] == {
        "id": "https://badges.example.fi/status-lists/7#94567",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "94567",
        "statusListCredential": "https://badges.example.fi/status-lists/7",
    }
    assert "proof" not in document
    assert find_shape_faults(document) == ()


MINIMAL = BadgeContent(
    id="urn:uuid:1",
    issuer=Profile(id=ISSUER, name="Esimerkkiopisto"),
    achievement=Achievement(
        id="urn:uuid:2",
        name="Osallistui",
        description="Oli paikalla.",
        criteria=Criteria(narrative="Ole."),
    ),
    recipient=Recipient(id="urn:uuid:3"),
    valid_from=content().valid_from,
)


def _absent(value: JsonValue) -> bool:
    if isinstance(value, dict):
        return any(_absent(item) for item in value.values())
    if isinstance(value, list):
        return not value or any(_absent(item) for item in value)
    return value is None


def test_what_is_absent_is_left_out() -> None:
    document = achievement_credential(MINIMAL)

    assert not _absent(document)
    assert find_shape_faults(document) == ()
    assert canonicalise(document)
    assert document["name"] == "Osallistui"


def test_tags_are_a_set() -> None:
    achievement = replace(MINIMAL.achievement, tags=("a", "b", "a"))

    document: dict[str, Any] = achievement_credential(replace(MINIMAL, achievement=achievement))

    assert document["credentialSubject"]["achievement"]["tag"] == ["a", "b"]
    assert canonicalise(document)


@pytest.mark.parametrize("character", ["\0", "\t", "\b", "\x0b", "\x1f", "\x7f", "\ud800"])
def test_a_text_with_a_control_character_is_refused_where_it_stands(character: str) -> None:
    achievement = replace(MINIMAL.achievement, name=f"a{character}b")

    with pytest.raises(UnsafeDocumentError) as refusal:
        achievement_credential(replace(MINIMAL, name="x", achievement=achievement))

    assert refusal.value.pointer == "/credentialSubject/achievement/name"
    assert refusal.value.code == "control-character"


def test_an_achievement_and_a_profile_stand_alone_too() -> None:
    achievement = achievement_document(content().achievement)
    profile = profile_document(content().issuer)

    assert achievement["id"] == content().achievement.id
    assert profile["id"] == ISSUER
    assert canonicalise(achievement)
    assert canonicalise(profile)


# Everything a person may type, but for the characters that are refused.
typed = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), min_size=1, max_size=20
).filter(lambda text: not text.startswith("_:"))


@given(name=typed, narrative=typed, tags=st.lists(typed, max_size=4))
def test_whatever_is_typed_can_be_signed(name: str, narrative: str, tags: list[str]) -> None:
    achievement = replace(
        MINIMAL.achievement, name=name, criteria=Criteria(narrative=narrative), tags=tuple(tags)
    )

    document = achievement_credential(replace(MINIMAL, achievement=achievement))

    assert canonicalise(document)
    assert find_shape_faults(document) == ()
