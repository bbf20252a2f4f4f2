"""What kind of credential a document is, by its types."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from badgeservice.credentials.strict_json import JsonObject

Kind: TypeAlias = Literal["open-badge", "endorsement"]

OPEN_BADGE: Final = "open-badge"
ENDORSEMENT: Final = "endorsement"


def kind_of(document: JsonObject) -> Kind | None:
    """Return the kind of a credential; None if it is of no kind known here, or of two."""
    types = document.get("type")
    named = types if isinstance(types, list) else [types]
    is_badge = "OpenBadgeCredential" in named or "AchievementCredential" in named
    is_endorsement = "EndorsementCredential" in named
    if is_badge == is_endorsement:
        return None
    return OPEN_BADGE if is_badge else ENDORSEMENT
