"""Units from ePerusteet, the register of the national regulations (perusteet).

Two generations are read. Since 2019 each requirement has a code of its own
(`ammattitaitovaatimukset2019`). Before that, requirements were text without codes; such a unit
comes with no requirements and a note that holds the text, because nothing can align with it.

Spec: https://virkailija.opintopolku.fi/eperusteet-service/swagger-ui/index.html (external API)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from pydantic import ValidationError

from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.library.documents import (
    Basis,
    Credits,
    CreditUnit,
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
    lines,
    localised,
    localised_or_none,
)

SYSTEM: Final = "finland"

_CREDIT_UNITS: Final[Mapping[str, CreditUnit]] = {
    "OSAAMISPISTE": CreditUnit.OSP,
    "OPINTOPISTE": CreditUnit.ECTS,
}
_LONGEST_EXCERPT: Final = 4_000
_REMOVED: Final = "poistettu"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Surroundings:
    """What the basis around a unit says about it."""

    source: Source
    basis: Basis | None = None
    extents: Mapping[str, frozenset[Credits]] = field(default_factory=dict)
    credit_unit: CreditUnit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Requirements:
    """The requirements of a unit, or why they are not known."""

    known: tuple[Requirement, ...] = ()
    note: str | None = None


def units_of_basis(document: JsonObject, *, source: Source) -> tuple[Unit, ...]:
    """Return the units of a whole basis, in its order, each once.

    Raises:
        RegisterDocumentError: the document is of another shape.
    """
    extents, credit_unit = _extents(document)
    surroundings = _Surroundings(
        source=source, basis=_basis(document), extents=extents, credit_unit=credit_unit
    )
    found: dict[tuple[str, int | None], Unit] = {}
    for index, part in enumerate(a_list(document.get("tutkinnonOsat"), "/tutkinnonOsat")):
        where = pointer("tutkinnonOsat", index)
        described = an_object(part, where)
        # The register leaves empty and removed parts in its documents.
        if not described or described.get("tila") == _REMOVED:
            continue
        unit = _unit(described, where, surroundings)
        earlier = found.get((unit.code, unit.version))
        if earlier is None or (earlier.credits is None and unit.credits is not None):
            found[unit.code, unit.version] = unit
    return tuple(found.values())


def unit_alone(document: JsonObject, *, source: Source) -> Unit:
    """Return the unit that a document about a single unit describes.

    Such a document names no basis, and no unit of its extent; requirements with codes came with
    competence points, so the extent is in those where there are any.

    Raises:
        RegisterDocumentError: the document is of another shape.
    """
    is_new = document.get("ammattitaitovaatimukset2019") is not None
    credit_unit = CreditUnit.OSP if is_new else None
    return _unit(document, "", _Surroundings(source=source, credit_unit=credit_unit))


def _unit(described: JsonObject, where: str, surroundings: _Surroundings) -> Unit:
    code = an_object(described.get("koodi") or {}, step(where, "koodi"))
    uri = code.get("uri") or described.get("koodiUri")
    if not isinstance(uri, str):
        raise RegisterDocumentError(step(where, "koodiUri"), "the unit has no code")
    name = localised_or_none(described.get("nimi"), step(where, "nimi"))
    requirements = _requirements(described, where)
    extent, extent_note = _credits(described, where, surroundings)
    notes = [note for note in (requirements.note, extent_note) if note is not None]
    try:
        return Unit(
            system=SYSTEM,
            code=uri,
            version=_version(code, step(where, "koodi")),
            name=name or localised(code.get("nimi"), step(where, "nimi")),
            credits=extent,
            basis=surroundings.basis,
            source=surroundings.source,
            requirements=requirements.known,
            note="\n".join(notes) or None,
        )
    except ValidationError as error:
        raise _not_understood(error, where) from error


def _not_understood(error: ValidationError, where: str) -> RegisterDocumentError:
    detail = error.errors()[0]
    names = ", ".join(str(name) for name in detail["loc"])
    return RegisterDocumentError(where, f"{names}: {detail['msg']}")


def _version(code: JsonObject, where: str) -> int | None:
    version = code.get("versio")
    if version is None:
        return None
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise RegisterDocumentError(step(where, "versio"), "a version is a whole number from 1")
    return version


def _basis(document: JsonObject) -> Basis | None:
    code = document.get("diaarinumero")
    if code is None:
        return None
    degrees = [
        an_object(degree, pointer("koulutukset", index)).get("koulutuskoodiUri")
        for index, degree in enumerate(a_list(document.get("koulutukset"), "/koulutukset"))
    ]
    # A basis of several qualifications belongs to none of them in particular.
    qualification = degrees[0] if len(degrees) == 1 else None
    try:
        return Basis.model_validate(
            {
                "code": code,
                "qualification": qualification,
                "inForceFrom": a_day(document.get("voimassaoloAlkaa"), "/voimassaoloAlkaa"),
            }
        )
    except ValidationError as error:
        raise _not_understood(error, "/diaarinumero") from error


def _extents(
    document: JsonObject,
) -> tuple[Mapping[str, frozenset[Credits]], CreditUnit | None]:
    """Return what each unit is worth in each structure (suoritustapa), by the register's own id."""
    found: dict[str, set[Credits]] = {}
    units: set[CreditUnit | None] = set()
    for number, path in enumerate(a_list(document.get("suoritustavat"), "/suoritustavat")):
        where = pointer("suoritustavat", number)
        structure = an_object(path, where)
        credit_unit = _CREDIT_UNITS.get(str(structure.get("laajuusYksikko")))
        units.add(credit_unit)
        references = a_list(
            structure.get("tutkinnonOsaViitteet"), step(where, "tutkinnonOsaViitteet")
        )
        for index, reference in enumerate(references):
            place = f"{where}/tutkinnonOsaViitteet/{index}"
            described = an_object(reference, place)
            extent = _extent(described, place, credit_unit)
            if extent is not None:
                found.setdefault(str(described.get("_tutkinnonOsa")), set()).add(extent)
    only_unit = units.pop() if len(units) == 1 else None
    return {name: frozenset(extents) for name, extents in found.items()}, only_unit


def _extent(described: JsonObject, where: str, credit_unit: CreditUnit | None) -> Credits | None:
    least = a_decimal(described.get("laajuus"), step(where, "laajuus"))
    most = a_decimal(described.get("laajuusMaksimi"), step(where, "laajuusMaksimi"))
    is_range = most is not None and most != least
    if least is None or least <= Decimal(0) or is_range or credit_unit is None:
        return None
    try:
        return Credits(value=least, unit=credit_unit)
    except ValidationError as error:
        raise _not_understood(error, step(where, "laajuus")) from error


def _credits(
    described: JsonObject, where: str, surroundings: _Surroundings
) -> tuple[Credits | None, str | None]:
    """Return the extent of a unit, or None with a note where the basis gives several."""
    own = _extent(described, where, surroundings.credit_unit)
    if own is not None:
        return own, None
    extents = surroundings.extents.get(str(described.get("id")), frozenset())
    if len(extents) > 1:
        values = sorted(f"{extent.value} {extent.unit}" for extent in extents)
        return None, f"The basis gives several extents for this unit: {', '.join(values)}."
    return next(iter(extents), None), None


def _requirements(described: JsonObject, where: str) -> _Requirements:
    place = step(where, "ammattitaitovaatimukset2019")
    new = an_object(described.get("ammattitaitovaatimukset2019") or {}, place)
    written = [*_listed(new.get("vaatimukset"), None, step(place, "vaatimukset"))]
    areas = a_list(new.get("kohdealueet"), step(place, "kohdealueet"))
    for index, area in enumerate(areas):
        spot = f"{place}/kohdealueet/{index}"
        target = an_object(area, spot)
        heading = localised_or_none(target.get("kuvaus"), step(spot, "kuvaus"))
        written += _listed(target.get("vaatimukset"), heading, step(spot, "vaatimukset"))
    if not written:
        return _Requirements(note=_why_unknown(described, where))
    known = tuple(requirement for requirement in written if requirement is not None)
    if len(known) < len(written):
        # Some of the requirements would look like all of them.
        note = (
            f"The register gives {len(written)} requirements, {len(written) - len(known)} of them "
            "without a code or version, so they are not listed here."
        )
        return _Requirements(note=note)
    return _Requirements(known=tuple({each.code: each for each in known}.values()))


def _listed(
    value: JsonValue, area: LocalisedText | None, where: str
) -> tuple[Requirement | None, ...]:
    return tuple(
        _requirement(an_object(each, step(where, index)), area, step(where, index))
        for index, each in enumerate(a_list(value, where))
    )


def _requirement(
    described: JsonObject, area: LocalisedText | None, where: str
) -> Requirement | None:
    code = an_object(described.get("koodi") or {}, step(where, "koodi"))
    uri, version = code.get("uri"), _version(code, step(where, "koodi"))
    if not isinstance(uri, str) or version is None:
        return None
    text = localised(described.get("vaatimus") or code.get("nimi"), step(where, "vaatimus"))
    try:
        return Requirement(code=uri, version=version, area=area, text=text)
    except ValidationError as error:
        raise _not_understood(error, where) from error


def _why_unknown(described: JsonObject, where: str) -> str:
    areas = a_list(described.get("osaAlueet"), step(where, "osaAlueet"))
    if areas:
        return (
            f"A common unit of {len(areas)} sub-areas (osa-alueet), whose objectives are not "
            "requirements of the unit."
        )
    old = described.get("ammattitaitovaatimukset")
    finnish = old.get("fi") if isinstance(old, dict) else None
    text = lines(finnish) if isinstance(finnish, str) else ""
    if not text:
        return "The register gives no requirements for this unit."
    return f"The register gives the requirements as text without codes:\n{text[:_LONGEST_EXCERPT]}"
