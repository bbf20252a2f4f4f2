"""What kind of credential a document is, by its types."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from badgeservice.credentials.semantics import texts
from badgeservice.credentials.strict_json import JsonObject

Kind: TypeAlias = Literal["open-badge", "endorsement"]

OPEN_BADGE: Final = "open-badge"
ENDORSEMENT: Final = "endorsement"

_BADGES: Final = frozenset({"AchievementCredential", "OpenBadgeCredential"})
_ENDORSEMENTS: Final = frozenset({"EndorsementCredential"})


def kind_of(document: JsonObject) -> Kind | None:
    """Return the kind of a credential; None if it is of no kind known here, or of two."""
    types = texts(document.get("type"))
    is_badge, is_endorsement = bool(types & _BADGES), bool(types & _ENDORSEMENTS)
    if is_badge == is_endorsement:
        return None
    return OPEN_BADGE if is_badge else ENDORSEMENT
