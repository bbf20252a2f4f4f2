"""Drafts from the national competence badges (osaamismerkit) of liberal adult education.

The register says what is learned and how it is assessed. It says nothing about the form of
participation or the assurance of quality, so the drafts say that it does not, for a person to fill
in before the draft is published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pydantic import ValidationError

from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.library.documents import (
    BadgeClass,
    BadgeKind,
    CriteriaSet,
    Criterion,
    LocalisedText,
    Source,
    Status,
    Unit,
    UnitRef,
    VersionRef,
)
from badgeservice.library.errors import RegisterDocumentError
from badgeservice.library.pointers import step
from badgeservice.library.register_text import (
    a_day,
    a_list,
    an_object,
    localised,
    localised_or_none,
)
from badgeservice.library.register_units import SYSTEM

_CODE: Final = re.compile(r"osaamismerkit_[0-9]{1,10}")
_NOT_STATED: Final = LocalisedText(
    fi="Ei ilmoitettu lähteessä.", sv="Uppges inte i källan.", en="Not stated in the source."
)
_NOTE: Final = (
    "A national competence badge of liberal adult education. It is no qualification unit, and has "
    "no requirements of a unit."
)
_LONGEST_TAG: Final = 400
_ID_LIMIT: Final = 10**15


def badge_drafts(document: JsonObject, where: str) -> tuple[CriteriaSet, BadgeClass]:
    """Return a national badge as drafts of a criteria set and a badge class.

    Raises:
        RegisterDocumentError: the document is of another shape.
    """
    code = _code(document, where)
    name = localised(document.get("nimi"), step(where, "nimi"))
    description = localised_or_none(document.get("kuvaus"), step(where, "kuvaus"))
    slug = code.replace("_", "-")
    criteria = tuple(_criteria(document, where))
    if not criteria:
        raise RegisterDocumentError(where, "the badge has neither objectives nor criteria")
    try:
        criteria_set = CriteriaSet(
            id=slug,
            version=1,
            status=Status.DRAFT,
            name=name,
            valid_from=a_day(document.get("voimassaoloAlkaa"), step(where, "voimassaoloAlkaa")),
            valid_until=a_day(document.get("voimassaoloLoppuu"), step(where, "voimassaoloLoppuu")),
            criteria=criteria,
        )
        badge_class = BadgeClass(
            id=slug,
            version=1,
            status=Status.DRAFT,
            badge_kind=BadgeKind.COMPETENCE,
            achievement_type="Badge",
            criteria_set=VersionRef(id=slug, version=1),
            name=name,
            description=description or name,
            credits=None,
            units=(UnitRef(system=SYSTEM, code=code),),
            validity=None,
            level=None,
            assessment=_NOT_STATED,
            participation=_NOT_STATED,
            quality_assurance=_NOT_STATED,
            tags=_tags(document, where),
        )
    except ValidationError as error:
        detail = error.errors()[0]
        raise RegisterDocumentError(where, f"{detail['loc']}: {detail['msg']}") from error
    return criteria_set, badge_class


def badge_as_unit(document: JsonObject, where: str, *, source: Source) -> Unit:
    """Return what a national badge is called, so that a badge class can align with it as a whole.

    Raises:
        RegisterDocumentError: the document is of another shape.
    """
    return Unit(
        system=SYSTEM,
        code=_code(document, where),
        version=None,
        name=localised(document.get("nimi"), step(where, "nimi")),
        credits=None,
        basis=None,
        source=source,
        requirements=(),
        note=_NOTE,
    )


def is_national_badge(document: JsonObject) -> bool:
    """Tell whether a document looks like a national competence badge."""
    return "osaamistavoitteet" in document and "arviointikriteerit" in document


def _code(document: JsonObject, where: str) -> str:
    code = document.get("koodiUri")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        reason = "a code such as osaamismerkit_1000 is needed here"
        raise RegisterDocumentError(step(where, "koodiUri"), reason)
    return code


def _criteria(document: JsonObject, where: str) -> Iterator[Criterion]:
    lists = (
        ("osaamistavoitteet", "osaamistavoite", "objective"),
        ("arviointikriteerit", "arviointikriteeri", "criterion"),
    )
    for plural, singular, word in lists:
        place = step(where, plural)
        for index, value in enumerate(a_list(document.get(plural), place)):
            described = an_object(value, step(place, index))
            text = localised(described.get(singular), step(step(place, index), singular))
            yield Criterion(id=f"{word}-{_number(described, index)}", text=text)


def _number(described: JsonObject, index: int) -> int:
    # The register's own number stays with a criterion when others come and go.
    number: JsonValue = described.get("id")
    if isinstance(number, int) and not isinstance(number, bool) and 0 < number < _ID_LIMIT:
        return number
    return index + 1


def _tags(document: JsonObject, where: str) -> tuple[str, ...]:
    place = step(where, "kategoria")
    category = an_object(document.get("kategoria") or {}, place)
    name = localised_or_none(category.get("nimi"), step(place, "nimi"))
    return () if name is None else (name.fi[:_LONGEST_TAG].rstrip(),)
