"""Read the documents of national registers: units from ePerusteet, and national badges."""

from __future__ import annotations

import json
from enum import StrEnum

from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.library.documents import AnyDocument, BadgeClass, CriteriaSet, Source, Unit
from badgeservice.library.errors import RegisterDocumentError
from badgeservice.library.pointers import step
from badgeservice.library.register_badges import badge_as_unit, badge_drafts, is_national_badge
from badgeservice.library.register_text import a_list, an_object
from badgeservice.library.register_units import unit_alone, units_of_basis

_UNIT_CODE = "tutkinnonosat_"


class RegisterFormat(StrEnum):
    """The shapes of register documents that are understood."""

    BASIS = "eperusteet-basis"
    UNIT = "eperusteet-unit"
    NATIONAL_BADGES = "osaamismerkit"


def detect_format(document: JsonValue) -> RegisterFormat:
    """Return which shape a register document has.

    Raises:
        RegisterDocumentError: none that is understood.
    """
    if isinstance(document, list):
        if document and all(
            isinstance(each, dict) and is_national_badge(each) for each in document
        ):
            return RegisterFormat.NATIONAL_BADGES
        raise RegisterDocumentError("", "a list, but not of national badges (osaamismerkit)")
    described = an_object(document, "")
    if is_national_badge(described):
        return RegisterFormat.NATIONAL_BADGES
    if isinstance(described.get("tutkinnonOsat"), list):
        return RegisterFormat.BASIS
    if str(described.get("koodiUri")).startswith(_UNIT_CODE):
        return RegisterFormat.UNIT
    if isinstance(described.get("data"), list):
        reason = "a page of search results; fetch one basis by its id instead"
        raise RegisterDocumentError("/data", reason)
    reason = "neither a basis (tutkinnonOsat), nor a unit (koodiUri), nor national badges"
    raise RegisterDocumentError("", reason)


def read_register(content: bytes) -> JsonValue:
    """Return what a register answered; a whole basis has several megabytes.

    Raises:
        RegisterDocumentError: it is no JSON.
    """
    try:
        value: JsonValue = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise RegisterDocumentError("", "this is not JSON") from error
    return value


def documents_from_register(document: JsonValue, *, source: Source) -> tuple[AnyDocument, ...]:
    """Return everything that a register document holds, as documents of a library.

    Raises:
        RegisterDocumentError: the document has a shape that is not understood.
    """
    if detect_format(document) is not RegisterFormat.NATIONAL_BADGES:
        return units_from_eperusteet(document, source=source)
    units = units_from_osaamismerkit(document, source=source)
    drafts = badges_from_osaamismerkit(document)
    return (*units, *(draft for pair in drafts for draft in pair))


def units_from_eperusteet(document: JsonValue, *, source: Source) -> tuple[Unit, ...]:
    """Return the units of a basis, or the one unit of a document about a single unit.

    Raises:
        RegisterDocumentError: the document has a shape that is not understood.
    """
    described = an_object(document, "")
    match detect_format(described):
        case RegisterFormat.BASIS:
            return units_of_basis(described, source=source)
        case RegisterFormat.UNIT:
            return (unit_alone(described, source=source),)
        case other:
            raise RegisterDocumentError("", f"units were expected, and this is {other}")


def units_from_osaamismerkit(document: JsonValue, *, source: Source) -> tuple[Unit, ...]:
    """Return national badges as things that a badge class can align with as a whole.

    Raises:
        RegisterDocumentError: the document has a shape that is not understood.
    """
    badges = _national_badges(document)
    return tuple(badge_as_unit(badge, where, source=source) for where, badge in badges)


def badges_from_osaamismerkit(document: JsonValue) -> tuple[tuple[CriteriaSet, BadgeClass], ...]:
    """Return national badges as drafts: a criteria set and a badge class each.

    Raises:
        RegisterDocumentError: the document has a shape that is not understood.
    """
    return tuple(badge_drafts(badge, where) for where, badge in _national_badges(document))


def _national_badges(document: JsonValue) -> tuple[tuple[str, JsonObject], ...]:
    if isinstance(document, dict):
        return (("", document),)
    return tuple(
        (step("", index), an_object(each, step("", index)))
        for index, each in enumerate(a_list(document, ""))
    )
