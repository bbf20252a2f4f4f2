"""What must hold between the members of an achievement credential; no schema can say it.

Codes start with the rule they belong to, `OB-DM-…`.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#data-models
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from badgeservice.credentials.data_models import data_model_of
from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.errors import DateMalformedError
from badgeservice.credentials.faults import ShapeFault
from badgeservice.credentials.strict_json import JsonObject, JsonValue, pointer_to

# Open Badges lets a refresh service live under the id of the credential it refreshes.
_MAY_SHARE_ID = "refreshService"


def texts(value: JsonValue) -> frozenset[str]:
    """Return the texts in `value`, a text or a list of them."""
    items = value if isinstance(value, list) else [value]
    return frozenset(item for item in items if isinstance(item, str))


def achievement_faults(document: JsonObject) -> Iterator[ShapeFault]:
    """Yield what is wrong between the members of an achievement credential.

    Members of a wrong kind are passed over; those are faults of their own.
    """
    yield from period_faults(document)
    yield from _shared_id_faults(document)
    subject = document.get("credentialSubject")
    if isinstance(subject, dict):
        yield from subject_faults(subject, "/credentialSubject")


def period_faults(document: JsonObject) -> Iterator[ShapeFault]:
    """Yield what is wrong with when a credential begins and ends."""
    model = data_model_of(document)
    start, end = _moment(document.get(model.begins)), _moment(document.get(model.ends))
    if start is not None and end is not None and end < start:
        yield ShapeFault(
            pointer_to("", model.ends), "OB-DM-9", f"{model.ends} lies before {model.begins}"
        )


def _moment(value: JsonValue) -> datetime | None:
    try:
        return parse_datetime(value) if isinstance(value, str) else None
    except DateMalformedError:
        return None


def _shared_id_faults(document: JsonObject) -> Iterator[ShapeFault]:
    own = document.get("id")
    if not isinstance(own, str):
        return
    for name, value in document.items():
        if name not in {_MAY_SHARE_ID, "endorsement"}:
            for pointer in _places_of(value, own, pointer_to("", name)):
                yield ShapeFault(pointer, "OB-DM-10", "a part has the id of the credential")


def _places_of(value: JsonValue, id_: str, pointer: str) -> Iterator[str]:
    if isinstance(value, list):
        for at, item in enumerate(value):
            yield from _places_of(item, id_, pointer_to(pointer, at))
    elif isinstance(value, dict):
        if value.get("id") == id_:
            yield pointer_to(pointer, "id")
        for name, below in value.items():
            if name != "endorsement":
                yield from _places_of(below, id_, pointer_to(pointer, name))


def subject_faults(subject: JsonObject, pointer: str) -> Iterator[ShapeFault]:
    """Yield what is wrong between the members of an achievement subject."""
    if not subject.get("id") and not _objects(subject.get("identifier"), pointer):
        yield ShapeFault(pointer, "OB-DM-1", "the subject needs an id or an identifier")
    achievement = subject.get("achievement")
    if not isinstance(achievement, dict):
        return
    below = pointer_to(pointer, "achievement")
    yield from _criteria_faults(achievement, below)
    described: dict[str, JsonObject] = {}
    listed = achievement.get("resultDescription")
    for at, description in _objects(listed, pointer_to(below, "resultDescription")):
        yield from _description_faults(description, at)
        if isinstance(id_ := description.get("id"), str):
            described[id_] = description
    for at, result in _objects(subject.get("result"), pointer_to(pointer, "result")):
        yield from _result_faults(result, described, at)


def _criteria_faults(achievement: JsonObject, pointer: str) -> Iterator[ShapeFault]:
    criteria = achievement.get("criteria")
    if isinstance(criteria, dict) and not (criteria.get("id") or criteria.get("narrative")):
        yield ShapeFault(
            pointer_to(pointer, "criteria"), "OB-DM-2", "the criteria need an id or a narrative"
        )


def _description_faults(description: JsonObject, pointer: str) -> Iterator[ShapeFault]:
    level = description.get("requiredLevel")
    if level is not None and level not in _levels(description):
        yield ShapeFault(
            pointer_to(pointer, "requiredLevel"), "OB-DM-5", "the level is not described here"
        )
    value = description.get("requiredValue")
    if isinstance(value, str) and not _is_allowed(value, description):
        yield ShapeFault(
            pointer_to(pointer, "requiredValue"), "OB-DM-6", "the value is not one of those allowed"
        )


def _result_faults(
    result: JsonObject, described: Mapping[str, JsonObject], pointer: str
) -> Iterator[ShapeFault]:
    link = result.get("resultDescription")
    if not isinstance(link, str):
        return
    description = described.get(link)
    if description is None:
        yield ShapeFault(
            pointer_to(pointer, "resultDescription"),
            "OB-DM-3",
            "the achievement describes no such result",
        )
        return
    if description.get("resultType") == "Status" and "status" not in result:
        yield ShapeFault(pointer_to(pointer, "status"), "OB-DM-4", "the status is missing")
    level = result.get("achievedLevel")
    if level is not None and level not in _levels(description):
        yield ShapeFault(
            pointer_to(pointer, "achievedLevel"), "OB-DM-5", "the level is not described"
        )
    value = result.get("value")
    if isinstance(value, str) and not _is_allowed(value, description):
        yield ShapeFault(
            pointer_to(pointer, "value"), "OB-DM-6", "the value is not one of those allowed"
        )


def _levels(description: JsonObject) -> list[JsonValue]:
    return [level.get("id") for _, level in _objects(description.get("rubricCriterionLevel"), "")]


def _is_allowed(value: str, description: JsonObject) -> bool:
    allowed = description.get("allowedValue")
    if allowed is not None:
        return value in texts(allowed)
    number = _number(value)
    lowest, highest = _number(description.get("valueMin")), _number(description.get("valueMax"))
    if lowest is None and highest is None:
        return True
    if number is None:
        return False
    return (lowest is None or lowest <= number) and (highest is None or number <= highest)


def _number(value: JsonValue) -> Decimal | None:
    """Return the finite number a text holds, if it holds one."""
    if not isinstance(value, str):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _objects(value: JsonValue, pointer: str) -> list[tuple[str, JsonObject]]:
    """Return the objects in `value`, one or a list, with their pointers."""
    if isinstance(value, dict):
        return [(pointer, value)]
    if not isinstance(value, list):
        return []
    return [
        (pointer_to(pointer, at), item) for at, item in enumerate(value) if isinstance(item, dict)
    ]
