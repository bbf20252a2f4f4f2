"""The public addresses that stand inside credentials. They are promises and never change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, cast

from badgeservice.credentials.did import did_web
from badgeservice.library.documents import Language

_ACHIEVEMENT: Final = re.compile(
    r"/achievements/([a-z0-9-]{1,63})/([a-z0-9-]{1,63})/([1-9][0-9]{0,5})/(fi|sv|en)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievementKey:
    """What an achievement address names: one language of one version of a class."""

    organisation_id: str
    class_id: str
    version: int
    language: Language


def badge_url(origin: str, badge_id: str) -> str:
    """Return the badge URL, which is also the credential's id."""
    return f"{origin}/badges/{badge_id}"


def issuer_url(origin: str, organisation_id: str) -> str:
    """Return the page of an issuer."""
    return f"{origin}/issuers/{organisation_id}"


def issuer_did(origin: str, organisation_id: str) -> str:
    """Return the did:web of an issuer; it resolves to `did.json` under `issuer_url`.

    Spec: https://w3c-ccg.github.io/did-method-web/#read-resolve
    """
    return did_web(origin, "issuers", organisation_id)


def achievement_url(origin: str, key: AchievementKey) -> str:
    """Return the id of an achievement."""
    path = f"{key.organisation_id}/{key.class_id}/{key.version}/{key.language}"
    return f"{origin}/achievements/{path}"


def achievement_image_url(origin: str, key: AchievementKey) -> str:
    """Return the address of the class's unbaked PNG image, the same in every language."""
    path = f"{key.organisation_id}/{key.class_id}/{key.version}"
    return f"{origin}/achievements/{path}/image.png"


def parse_achievement_url(origin: str, url: str) -> AchievementKey | None:
    """Return what an achievement id names, or None when it is not under our origin."""
    if not url.startswith(f"{origin}/"):
        return None
    found = _ACHIEVEMENT.fullmatch(url.removeprefix(origin))
    if found is None:
        return None
    organisation_id, class_id, version, language = found.groups()
    return AchievementKey(
        organisation_id=organisation_id,
        class_id=class_id,
        version=int(version),
        language=cast("Language", language),
    )


def status_list_url(origin: str, list_id: str) -> str:
    """Return the id and address of a status list credential."""
    return f"{origin}/status-lists/{list_id}"
