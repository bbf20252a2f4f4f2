"""Which Open Badges standard before 3.0 a document is written in, if in any.

Spec: https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html
"""

from hashlib import sha256
from typing import Final, Literal, TypeAlias

from badgeservice.credentials.errors import JsonMalformedError
from badgeservice.credentials.jcs import canonicalise
from badgeservice.credentials.strict_json import JsonObject, JsonValue

Standard: TypeAlias = Literal[
    "open-badges-2.0", "open-badges-1.1", "open-badges-1.0", "open-badges-0.5"
]

CONTEXT: Final = "https://w3id.org/openbadges/v2"
_CONTEXT_1: Final = "https://w3id.org/openbadges/v1"
# Some write the whole context into each document. It means the same only if it is the same: the
# SHA-256 of its canonical JSON.
_WRITTEN_OUT: Final = "f0e3d4893d6d879fa78b384d58ead36bfc38a6891ff224efb410f59eb484f8df"
_CREDENTIALS: Final = ("https://www.w3.org/2018/credentials/", "https://www.w3.org/ns/credentials/")


def standard_of(document: JsonObject) -> Standard | None:
    """Return the standard that `document` claims; None for 3.0, and for all that is no badge.

    What names a context of Verifiable Credentials is none of these, whatever else it names: a
    badge never becomes an older one by words that were added to it.
    """
    if "@context" not in document:
        return _without_context(document)
    named = document["@context"]
    listed = named if isinstance(named, list) else [named]
    if any(isinstance(item, str) and item.startswith(_CREDENTIALS) for item in listed):
        return None
    if any(is_context(item) for item in listed):
        return "open-badges-2.0"
    return "open-badges-1.1" if _CONTEXT_1 in listed else None


def is_context(value: JsonValue) -> bool:
    """Whether `value` is the context of Open Badges 2.0, by its address or written out whole."""
    if not isinstance(value, dict):
        return value == CONTEXT
    try:
        return sha256(canonicalise(value)).hexdigest() == _WRITTEN_OUT
    except JsonMalformedError:
        return False


def _without_context(document: JsonObject) -> Standard | None:
    recipient, badge = document.get("recipient"), document.get("badge")
    if isinstance(recipient, str) and isinstance(badge, dict):
        return "open-badges-0.5"
    if isinstance(recipient, dict) and isinstance(badge, str) and "verify" in document:
        return "open-badges-1.0"
    return None
