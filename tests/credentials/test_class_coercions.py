"""What a context that coerces members to classes lets through: one way to write each thing."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from badgeservice.credentials.canonical import canonicalise
from badgeservice.credentials.contexts.pinned import (
    CREDENTIALS_V1,
    OPEN_BADGES_3_0_0,
    OPEN_BADGES_3_0_1,
    OPEN_BADGES_3_0_2,
    OPEN_BADGES_3_0_3,
)
from badgeservice.credentials.errors import CredentialError

DOCUMENT: dict[str, Any] = {
    "@context": [CREDENTIALS_V1, OPEN_BADGES_3_0_0],
    "id": "https://issuer.example/badges/1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "image": {"id": "https://issuer.example/badge.png", "type": "Image"},
    "issuer": {
        "id": "https://issuer.example/",
        "type": ["Profile"],
        "name": "Issuer",
        "parentOrg": {"id": "https://parent.example/", "type": ["Profile"], "name": "Parent"},
    },
    "issuanceDate": "2022-11-20T00:00:00Z",
    "credentialSubject": {
        "id": "urn:uuid:5b2ba8a9-11c7-4d0c-a3a2-2f3d0a1f3d11",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://issuer.example/achievements/1",
            "type": ["Achievement"],
            "name": "Teamwork",
            "description": "Works with others",
            "criteria": {"narrative": "Worked with others"},
            "creator": {"id": "https://creator.example/", "type": ["Profile"], "name": "Creator"},
            "alignment": [
                {
                    "type": ["Alignment"],
                    "targetName": "Unit",
                    "targetUrl": "https://framework.example/unit",
                }
            ],
        },
    },
}


def achievement(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["credentialSubject"]["achievement"]
    return found


def renamed(members: dict[str, Any], old: str, new: str) -> None:
    members[new] = members.pop(old)


def test_a_badge_of_the_first_context_has_a_canonical_form() -> None:
    form = canonicalise(DOCUMENT).decode()

    assert '"Teamwork"' in form
    assert "<https://purl.imsglobal.org/spec/vc/ob/vocab.html#alignment>" in form


@pytest.mark.parametrize("context", [OPEN_BADGES_3_0_1, OPEN_BADGES_3_0_2, OPEN_BADGES_3_0_3])
def test_an_image_has_one_name_for_its_type_under_every_context(context: str) -> None:
    """F11: a second name for a type of a signed badge would be more than was signed."""
    named = {**copy.deepcopy(DOCUMENT), "@context": [CREDENTIALS_V1, context]}
    twice = copy.deepcopy(named)
    twice["image"]["type"] = ["Image", "image"]

    assert canonicalise(named)
    with pytest.raises(CredentialError):
        canonicalise(twice)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(
            lambda doc: renamed(doc["credentialSubject"], "achievement", "Achievement"),
            id="a member under the name of its class",
        ),
        pytest.param(
            lambda doc: renamed(achievement(doc), "criteria", "Criteria"),
            id="so further in",
        ),
        pytest.param(
            lambda doc: renamed(achievement(doc), "creator", "Profile"),
            id="a creator called a profile",
        ),
        pytest.param(
            lambda doc: doc["credentialSubject"].update(
                Achievement={"id": "https://issuer.example/achievements/2", "type": ["Achievement"]}
            ),
            id="a second achievement under the name of the class",
        ),
        pytest.param(
            lambda doc: achievement(doc).update(alignment="a text of the type of a class"),
            id="a text where the class is an object",
        ),
        pytest.param(
            lambda doc: doc["issuer"].update(parentOrg="https://parent.example/"),
            id="an organisation that is only named, by a text",
        ),
        pytest.param(
            lambda doc: achievement(doc).update(xq="unsigned"), id="a word that is in no context"
        ),
        pytest.param(lambda doc: doc.update(Image=doc.pop("image")), id="an image called Image"),
        pytest.param(
            lambda doc: doc["image"].update(type=["Image", "image"]), id="a type under two names"
        ),
        pytest.param(lambda doc: doc["image"].update(type="image"), id="a type called by a member"),
    ],
)
def test_no_other_way_of_writing_it_passes(change: Any) -> None:
    """F01, F08: a name that a reader does not look for, under an intact signature."""
    document = copy.deepcopy(DOCUMENT)
    change(document)

    with pytest.raises(CredentialError):
        canonicalise(document)
