"""National bases of Finland, from ePerusteet, in both generations of its JSON.

Since 2019 every requirement has a code. Before, requirements were lists in HTML; each line of such
a list becomes a requirement here, numbered within its unit, so that mappings can name it.
What a document does not say stays unknown.

Spec: https://virkailija.opintopolku.fi/eperusteet-service/swagger-ui/index.html (external API)
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final

from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.library.documents import (
    LANGUAGES,
    Credits,
    CreditUnit,
    Language,
    LocalisedText,
    Requirement,
    Source,
    Unit,
)
from badgeservice.library.errors import RegisterDocumentError
from badgeservice.library.pointers import pointer, step
from badgeservice.library.register_text import (
    a_day,
    a_decimal,
    a_list,
    an_object,
    localised,
    localised_or_none,
    words,
)
from badgeservice.library.register_units import SYSTEM, units_of_basis
from badgeservice.qualifications.bases import Basis, QualificationUnit, SubArea, UnitKind

_COMMON: Final = frozenset({"tutke2", "reformi_tutke2"})
_SCALE: Final = "arviointiasteikkoammatillinen15"


def basis_of(document: JsonObject, *, source: Source) -> Basis:
    """Return the basis that a document of ePerusteet describes, with all its units in order.

    Raises:
        RegisterDocumentError: the document is of another shape.
    """
    code = document.get("diaarinumero")
    if not isinstance(code, str) or not code.strip():
        raise RegisterDocumentError("/diaarinumero", "a basis needs its record number")
    return Basis(
        system=SYSTEM,
        code=code.strip(),
        name=localised(document.get("nimi"), "/nimi"),
        qualifications=_codes(document.get("koulutukset"), "/koulutukset", "koulutuskoodiUri"),
        in_force_from=a_day(document.get("voimassaoloAlkaa"), "/voimassaoloAlkaa"),
        in_force_until=a_day(document.get("voimassaoloLoppuu"), "/voimassaoloLoppuu"),
        transition_until=a_day(document.get("siirtymaPaattyy"), "/siirtymaPaattyy"),
        replaces=tuple(
            text
            for text in a_list(
                document.get("korvattavatDiaarinumerot"), "/korvattavatDiaarinumerot"
            )
            if isinstance(text, str)
        ),
        units=_units(document, source),
        source=source,
    )


def _codes(value: JsonValue, where: str, member: str) -> tuple[str, ...]:
    found = [
        an_object(each, step(where, index)).get(member)
        for index, each in enumerate(a_list(value, where))
    ]
    return tuple(code for code in found if isinstance(code, str))


def _units(document: JsonObject, source: Source) -> tuple[QualificationUnit, ...]:
    described: dict[str, tuple[str, JsonObject]] = {}
    for index, part in enumerate(a_list(document.get("tutkinnonOsat"), "/tutkinnonOsat")):
        where = pointer("tutkinnonOsat", index)
        whole = an_object(part, where)
        code = _code_of(whole, where)
        if code is not None:
            described.setdefault(code, (where, whole))
    return tuple(
        _unit(unit, *described[unit.code]) for unit in units_of_basis(document, source=source)
    )


def _code_of(described: JsonObject, where: str) -> str | None:
    code = an_object(described.get("koodi") or {}, step(where, "koodi")).get("uri")
    found = code or described.get("koodiUri")
    return found if isinstance(found, str) else None


def _unit(unit: Unit, where: str, described: JsonObject) -> QualificationUnit:
    is_common = described.get("tyyppi") in _COMMON
    areas = _sub_areas(described, step(where, "osaAlueet")) if is_common else ()
    requirements = unit.requirements or _written_requirements(unit.code, described)
    return QualificationUnit(
        ref=unit.ref,
        version=unit.version,
        kind=UnitKind.COMMON if is_common else UnitKind.NATIONAL,
        name=unit.name,
        credits=unit.credits,
        requirements=requirements,
        sub_areas=areas,
        grade_scale=_scale_of(described, where),
        note=None if requirements or areas else unit.note,
    )


def _sub_areas(described: JsonObject, where: str) -> tuple[SubArea, ...]:
    found: list[SubArea] = []
    for index, each in enumerate(a_list(described.get("osaAlueet"), where)):
        spot = step(where, index)
        area = an_object(each, spot)
        code = _code_of(area, spot)
        coded = an_object(area.get("koodi") or {}, step(spot, "koodi"))
        # Those in Swedish alone have no Finnish name of their own; their code has.
        name = localised_or_none(area.get("nimi"), step(spot, "nimi")) or localised_or_none(
            coded.get("nimi"), step(spot, "koodi")
        )
        if code is None or name is None:
            continue
        version = coded.get("versio")
        language = an_object(area.get("kielikoodi") or {}, step(spot, "kielikoodi")).get("uri")
        found.append(
            SubArea(
                code=code,
                version=version if isinstance(version, int) else None,
                name=name,
                compulsory=_area_extent(area, spot, is_compulsory=True),
                optional=_area_extent(area, spot, is_compulsory=False),
                language=language if isinstance(language, str) else None,
            )
        )
    return tuple(found)


def _area_extent(area: JsonObject, where: str, *, is_compulsory: bool) -> Credits | None:
    """Return the extent of the compulsory or the optional part of a sub-area.

    Of the older generation, which lists objectives by themselves, it is known only when all of
    them that are of this kind have the same.
    """
    member = "pakollisetOsaamistavoitteet" if is_compulsory else "valinnaisetOsaamistavoitteet"
    new = area.get(member)
    if new is not None:
        place = step(where, member)
        extents = {a_decimal(an_object(new, place).get("laajuus"), step(place, "laajuus"))}
    else:
        place = step(where, "osaamistavoitteet")
        extents = {
            a_decimal(objective.get("laajuus"), step(place, index))
            for index, each in enumerate(a_list(area.get("osaamistavoitteet"), place))
            for objective in [an_object(each, step(place, index))]
            if objective.get("pakollinen") is is_compulsory
        }
    extent = extents.pop() if len(extents) == 1 else None
    if extent is None or extent <= 0:
        return None
    return Credits(value=extent, unit=CreditUnit.OSP)


def _scale_of(described: JsonObject, where: str) -> str | None:
    """Return the scale of grades, where the levels of the assessment name theirs."""
    place = step(where, "geneerinenArviointiasteikko")
    generic = an_object(described.get("geneerinenArviointiasteikko") or {}, place)
    for index, each in enumerate(
        a_list(generic.get("osaamistasonKriteerit"), step(place, "osaamistasonKriteerit"))
    ):
        level = an_object(each, f"{place}/osaamistasonKriteerit/{index}").get("osaamistaso")
        code = level.get("koodi") if isinstance(level, dict) else None
        uri = code.get("uri") if isinstance(code, dict) else None
        if isinstance(uri, str) and uri.startswith(f"{_SCALE}_"):
            return _SCALE
    return None


def _written_requirements(code: str, described: JsonObject) -> tuple[Requirement, ...]:
    """Return the lines of the requirements of the older generation, numbered from 1."""
    texts = described.get("ammattitaitovaatimukset")
    if not isinstance(texts, dict):
        return ()
    items: dict[Language, list[str]] = {
        language: _items(texts.get(language)) for language in LANGUAGES
    }
    count = len(items["fi"])
    matching = {language: lines for language, lines in items.items() if len(lines) == count}
    return tuple(
        Requirement(
            code=f"{code}.{number + 1}",
            version=1,
            text=LocalisedText.model_validate(
                {language: lines[number] for language, lines in matching.items()}
            ),
        )
        for number in range(count)
    )


def _items(text: JsonValue) -> list[str]:
    if not isinstance(text, str):
        return []
    reader = _Items()
    reader.feed(text)
    reader.close()
    return [line for item in reader.items if (line := words(item))]


class _Items(HTMLParser):
    """Collects the words of list items, each by itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.items: list[str] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs  # Words only.
        if tag == "li":
            self.items.append("")
            self._is_inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "li":
            self._is_inside = False

    def handle_data(self, data: str) -> None:
        if self._is_inside:
            self.items[-1] += data
