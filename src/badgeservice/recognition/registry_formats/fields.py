"""Take values out of a list of issuers, and say where one is not as it should be."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.errors import DateMalformedError
from badgeservice.credentials.strict_json import JsonObject, JsonValue, pointer_to
from badgeservice.recognition.errors import RegistryInvalidError
from badgeservice.recognition.registries import RegisteredIssuer

LONGEST_TEXT: Final = 1_000
LONGEST_ID: Final = 2_000
ISSUER_ID_PATTERN: Final = (
    r"^(?:did:[a-z0-9]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._-]|https://[^\s<>\"\x00-\x20\x7f]+)$"
)
_ISSUER_ID: Final = re.compile(ISSUER_ID_PATTERN)
_URL: Final = re.compile(r"https?://[^\s<>\"\x00-\x20\x7f]{1,1990}")


def object_at(value: JsonValue, pointer: str) -> JsonObject:
    """Return an object.

    Raises:
        RegistryInvalidError: it is something else.
    """
    if not isinstance(value, dict):
        raise RegistryInvalidError(pointer, "an object is needed")
    return value


def list_at(value: JsonValue, pointer: str) -> list[JsonValue]:
    """Return a list.

    Raises:
        RegistryInvalidError: it is something else.
    """
    if not isinstance(value, list):
        raise RegistryInvalidError(pointer, "a list is needed")
    return value


def text_in(holder: JsonObject, name: str, pointer: str) -> str:
    """Return a text of one to a thousand characters, without white space around it.

    Raises:
        RegistryInvalidError: it is missing or something else.
    """
    value = holder.get(name)
    said = value.strip() if isinstance(value, str) else ""
    if not 0 < len(said) <= LONGEST_TEXT:
        raise RegistryInvalidError(
            pointer_to(pointer, name), f"a text of at most {LONGEST_TEXT} characters is needed"
        )
    return said


def issuer_id_at(value: JsonValue, pointer: str) -> str:
    """Return the id of an issuer as it stands in badges.

    Raises:
        RegistryInvalidError: it is neither a DID nor an https URL.
    """
    if not isinstance(value, str) or len(value) > LONGEST_ID or not _ISSUER_ID.fullmatch(value):
        raise RegistryInvalidError(pointer, "an issuer is named by a DID or an https URL")
    return value


def url_in(holder: JsonObject, name: str) -> str | None:
    """Return a web address, or None where there is none: it is only shown."""
    value = holder.get(name)
    return value if isinstance(value, str) and _URL.fullmatch(value) else None


def moment_in(holder: JsonObject, name: str, pointer: str) -> datetime | None:
    """Return a moment, or None where there is none.

    Raises:
        RegistryInvalidError: it is no RFC 3339 date and time with a time zone.
    """
    value = holder.get(name)
    if value is None:
        return None
    try:
        return parse_datetime(value if isinstance(value, str) else "")
    except DateMalformedError as cause:
        raise RegistryInvalidError(
            pointer_to(pointer, name), "a date and time with a time zone is needed"
        ) from cause


def is_in_order(issuer: RegisteredIssuer) -> bool:
    """Ask whether an issuer's time on the list does not end before it begins."""
    return issuer.since is None or issuer.until is None or issuer.since <= issuer.until
