"""Documents of Open Badges 2.0 at their addresses, and whether they say what was presented."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from badgeservice.credentials.errors import JsonMalformedError
from badgeservice.credentials.jcs import canonicalise
from badgeservice.credentials.open_badges_2.errors import (
    OlderBadgeMalformedError,
    OlderBadgeUnreadableError,
)
from badgeservice.credentials.strict_json import JsonObject, JsonValue, parse_object
from badgeservice.verification.checks import undetermined
from badgeservice.verification.errors import (
    SourceGoneError,
    SourceRefusedError,
    SourceUnavailableError,
)
from badgeservice.verification.report import Check
from badgeservice.verification.sources import Sources

_Value = TypeVar("_Value")


def document_at(url: str, name: str, sources: Sources) -> JsonObject | Check:
    """Return the JSON object at `url`, or the check `name` that says why there is none."""
    try:
        content = sources.hosted.hosted_document(url)
    except SourceGoneError as cause:
        return undetermined(name, "gone", str(cause))
    except (SourceUnavailableError, SourceRefusedError) as cause:
        return undetermined(name, "unreachable", str(cause))
    try:
        with sources.turn:
            return parse_object(content)
    except JsonMalformedError as cause:
        return undetermined(name, "unreadable", f"{url[:200]} answers no sound JSON: {cause}")


def read_with(read: Callable[[], _Value], name: str) -> _Value | Check:
    """Return what `read` reads, or the check `name` that says why a linked document is unsound.

    It is not the badge that is wrong then, so the badge stays undecided.
    """
    try:
        return read()
    except (OlderBadgeMalformedError, OlderBadgeUnreadableError) as cause:
        return undetermined(name, "unreadable", str(cause))


def difference(presented: JsonObject, hosted: JsonObject) -> str | None:
    """Return the name of a member that is presented otherwise than it is hosted, or None.

    A hosted document may say more: what counts is read from it alone. A document that is linked
    to may have been written into the place of its address.
    """
    for name, value in presented.items():
        if value is not None and _told(name, value) != _told(name, hosted.get(name)):
            return name
    return None


def _told(name: str, value: JsonValue) -> bytes:
    if name == "@context":
        # Both were found to be the one context there is, in one of its forms.
        return b""
    if name in ("badge", "issuer") and isinstance(value, dict):
        return canonicalise(value.get("id"))
    if name == "type":
        listed = value if isinstance(value, list) else [value]
        return b" ".join(sorted(map(canonicalise, listed)))
    return canonicalise(value)
