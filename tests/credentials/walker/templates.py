"""A badge with slots of every kind, for the tests of templates."""

import copy
from collections.abc import Sequence
from typing import Any, Final

from badgeservice.credentials.strict_json import JsonObject, JsonValue
from tests.credentials.samples import credential


def _badge() -> dict[str, Any]:
    document: dict[str, Any] = credential()
    subject = document["credentialSubject"]
    subject["id"] = "urn:uuid:5f945870-b0ea-4489-b994-8494783cbe43"
    subject["narrative"] = "Ohjasi 100 % ajasta; %b ja _:c14n0."
    subject["creditsEarned"] = 2.5
    document["evidence"] = [
        {"id": "https://portfolio.example/1", "type": ["Evidence"], "narrative": "Yksi."},
        {"id": "https://portfolio.example/2", "type": ["Evidence"], "narrative": "Kaksi."},
        {"type": ["Evidence"], "name": "Työnäyte", "narrative": "Kolme."},
    ]
    return document


BADGE: Final = _badge()
SLOTS: Final = (
    "/id",
    "/validFrom",
    "/awardedDate",
    "/credentialSubject/id",
    "/credentialSubject/identifier/0/identityHash",
    "/credentialSubject/identifier/0/salt",
    "/credentialSubject/narrative",
    "/credentialSubject/creditsEarned",
    "/credentialSubject/result/0/value",
    "/credentialSubject/achievement/tag/1",
    "/credentialSubject/achievement/resultDescription/0/allowedValue/1",
    "/credentialStatus/id",
    "/credentialStatus/statusListIndex",
    "/evidence/0/id",
    "/evidence/1/id",
    "/evidence/1/narrative",
    "/evidence/2/narrative",
)


def value_at(document: JsonObject, pointer: str) -> Any:
    """Return the value at a JSON pointer."""
    value: Any = document
    for step in pointer.split("/")[1:]:
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def filled(document: JsonObject, slots: Sequence[str], values: Sequence[JsonValue]) -> JsonObject:
    """Return a copy of `document` with other values at some JSON pointers."""
    changed = copy.deepcopy(document)
    for slot, value in zip(slots, values, strict=True):
        above, _, step = slot.rpartition("/")
        place = value_at(changed, above)
        place[int(step) if isinstance(place, list) else step] = value
    return changed


VALUES: Final = [value_at(BADGE, slot) for slot in SLOTS]
