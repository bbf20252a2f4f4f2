"""A recognised unit, sub-area or part as Koski's `osasuoritus`.

The fragment goes under `suoritukset[].osasuoritukset` of the learner's study right, by the
college's own system.
"""

from __future__ import annotations

from typing import Final

from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.library.documents import Credits, CreditUnit, LocalisedText
from badgeservice.library.mapping_documents import (
    Course,
    LocalUnit,
    PartOfUnit,
    SubAreaTarget,
    WholeUnit,
)
from badgeservice.recognition.errors import ExportInvalidError, ExportNotPossibleError
from badgeservice.recognition.exports.checking import without_nulls
from badgeservice.recognition.exports.details import OtherQualification, QualificationKind
from badgeservice.recognition.exports.explanation import explanation
from badgeservice.recognition.exports.facts import Export, ExportFormat, Facts
from badgeservice.recognition.exports.koski_checks import koski_faults
from badgeservice.recognition.exports.koski_codes import COMMON_UNITS, GRADES
from badgeservice.recognition.exports.koski_types import is_language

SCHEMA_VERSION: Final = "Koski's published types of 2026-08-21 (180e806b73)"
_NOTES: Final = (
    "Checked against Koski's types and code lists; the structure of the basis is checked by Koski.",
    "It belongs under suoritukset[].osasuoritukset of the learner's study right.",
    "Koski replaces the whole study right, so send it together with what is there.",
)
_UNIT_LIST: Final = "tutkinnonosat_"
_AREA_LIST: Final = "ammatillisenoppiaineet_"


def koski_export(facts: Facts) -> Export:
    """Return the `osasuoritus` of what was recognised.

    Raises:
        ExportNotPossibleError: Koski has no place for it.
        ExportIncompleteError: something is missing; every single thing is named.
        ExportInvalidError: what came out is not what Koski takes.
    """
    facts.require_system("finland")
    unit = _unit(facts)
    facts.require_badges()
    facts.lacking.settle()
    document = without_nulls(unit)
    if faults := koski_faults(document, qualification=facts.details.qualification):
        raise ExportInvalidError(faults)
    return Export(
        format=ExportFormat.KOSKI, schema_version=SCHEMA_VERSION, document=document, notes=_NOTES
    )


def _unit(facts: Facts) -> JsonObject:
    target = facts.mapping.target
    if isinstance(target, WholeUnit):
        return _part_unnamed(facts, target) if facts.is_partly else _whole(facts, target)
    if isinstance(target, PartOfUnit):
        return _part(facts, target)
    if isinstance(target, SubAreaTarget):
        return _sub_area(facts, target)
    if isinstance(target, LocalUnit):
        return _local(facts, target)
    return _refuse_course(facts, target)


def _refuse_course(facts: Facts, target: Course) -> JsonObject:
    reason = f"the course {target.unit.code} is of a university, and Koski has no place for it."
    raise ExportNotPossibleError(facts.case.id, reason)


def _whole(facts: Facts, target: WholeUnit) -> JsonObject:
    code = target.unit.code.removeprefix(_UNIT_LIST)
    if code in COMMON_UNITS:
        reason = "a common unit is recognised sub-area by sub-area."
        raise ExportNotPossibleError(facts.case.id, reason)
    decision = facts.decision
    given = decision.credits or facts.case.target_credits or facts.details.unit_credits
    module = _national(facts, code, given, is_compulsory=facts.details.is_compulsory)
    assessment = _assessment(facts, decision.grade, decision.grade_scale, "/decision")
    return {**_around(facts, module), "arviointi": assessment, "tunnustettu": _recognised(facts)}


def _local(facts: Facts, target: LocalUnit) -> JsonObject:
    if facts.is_partly:
        reason = "a part of a local unit has no place in Koski."
        raise ExportNotPossibleError(facts.case.id, reason)
    decision = facts.decision
    module: JsonObject = {
        "tunniste": {"koodiarvo": target.unit.code, "nimi": _text(target.name)},
        "kuvaus": _text(target.description),
        "pakollinen": facts.details.is_compulsory or False,
        "laajuus": _extent(facts, decision.credits or target.credits, "/decision/credits"),
    }
    assessment = _assessment(facts, decision.grade, decision.grade_scale, "/decision")
    return {**_around(facts, module), "arviointi": assessment, "tunnustettu": _recognised(facts)}


def _part(facts: Facts, target: PartOfUnit) -> JsonObject:
    """The unit around it carries no assessment: it is not complete."""
    decision, named = facts.decision, facts.details.part
    part = _smaller(
        facts,
        code=target.code,
        name=target.name,
        description=named.description if named else None,
        given=decision.credits or target.credits,
    )
    if facts.is_partly:
        part["arviointi"] = _part_assessment(facts)
    else:
        grade, scale = decision.grade, decision.grade_scale
        part["arviointi"] = _assessment(facts, grade, scale, "/decision")
    return _unit_of_part(facts, target.unit.code, part)


def _part_unnamed(facts: Facts, target: WholeUnit) -> JsonObject:
    """A decision recognised less than the whole unit of its mapping; the college names the part."""
    need, named = facts.lacking.need, facts.details.part
    need(named, "part-missing", "/details/part", "The recognised part has no code and name.")
    part = _smaller(
        facts,
        code=named.code if named else "",
        name=named.name if named else None,
        description=named.description if named else None,
        given=facts.decision.credits,
    )
    part["arviointi"] = _part_assessment(facts)
    return _unit_of_part(facts, target.unit.code, part)


def _part_assessment(facts: Facts) -> JsonValue:
    named = facts.details.part
    grade, scale = (named.grade, named.grade_scale) if named else (None, None)
    return _assessment(facts, grade, scale, "/details/part")


def _smaller(
    facts: Facts,
    *,
    code: str,
    name: LocalisedText | None,
    description: LocalisedText | None,
    given: Credits | None,
) -> JsonObject:
    title = None if name is None else _text(name)
    return {
        "koulutusmoduuli": {
            "tunniste": {"koodiarvo": code, "nimi": title},
            "kuvaus": title if description is None else _text(description),
            "laajuus": _extent(facts, given, "/decision/credits"),
        },
        "tunnustettu": _recognised(facts),
        "tyyppi": _type("ammatillisentutkinnonosaapienempikokonaisuus"),
    }


def _unit_of_part(facts: Facts, unit: str, part: JsonObject) -> JsonObject:
    given = facts.details.unit_credits
    code = unit.removeprefix(_UNIT_LIST)
    module = _national(facts, code, given, is_compulsory=facts.details.is_compulsory)
    return {**_around(facts, module), "osasuoritukset": [part]}


def _sub_area(facts: Facts, target: SubAreaTarget) -> JsonObject:
    if facts.is_partly:
        reason = "a part of a sub-area has no place in Koski."
        raise ExportNotPossibleError(facts.case.id, reason)
    decision, details = facts.decision, facts.details
    # Koski writes the values of this list in capitals, their addresses in small letters.
    area = target.area.removeprefix(_AREA_LIST).upper()
    language: JsonValue = None
    if is_language(area):
        message = "A sub-area that is a language needs the language."
        facts.lacking.need(details.language, "language-missing", "/details/language", message)
        language = _code(details.language, "kielivalikoima")
    part: JsonObject = {
        "koulutusmoduuli": {
            "tunniste": _code(area, "ammatillisenoppiaineet"),
            "pakollinen": _compulsory(facts, details.is_compulsory),
            "kieli": language,
            "laajuus": _extent(facts, decision.credits or target.credits, "/decision/credits"),
        },
        "arviointi": _assessment(facts, decision.grade, decision.grade_scale, "/decision"),
        "tunnustettu": _recognised(facts),
        "tyyppi": _type("ammatillisentutkinnonosanosaalue"),
    }
    around = details.unit_is_compulsory
    module = _national(
        facts,
        target.unit.code.removeprefix(_UNIT_LIST),
        details.unit_credits,
        is_compulsory=details.is_compulsory if around is None else around,
    )
    return {**_around(facts, module), "osasuoritukset": [part]}


def _around(facts: Facts, module: JsonObject) -> JsonObject:
    """Return what every unit has."""
    details, need = facts.details, facts.lacking.need
    kind, group = details.qualification, facts.group()
    need(kind, "qualification-missing", "/details/qualification", "The kind is not known.")
    if kind is QualificationKind.VOCATIONAL:
        message = "A unit of a perustutkinto needs its group (tutkinnonOsanRyhmä)."
        need(group, "group-missing", "/details/group", message)
    message = "The site (toimipiste) is not known."
    need(details.site_oid, "site-missing", "/details/siteOid", message)
    other = details.from_qualification
    return {
        "koulutusmoduuli": module,
        "tutkinto": None if other is None else _qualification(other),
        "tutkinnonOsanRyhmä": group and _code(group, "ammatillisentutkinnonosanryhma"),
        "toimipiste": {"oid": details.site_oid},
        "tyyppi": _type("ammatillisentutkinnonosa"),
    }


def _qualification(other: OtherQualification) -> JsonObject:
    return {
        "tunniste": _code(other.code.removeprefix("koulutus_"), "koulutus"),
        "perusteenDiaarinumero": other.basis,
    }


def _national(
    facts: Facts, code: str, given: Credits | None, *, is_compulsory: bool | None
) -> JsonObject:
    return {
        "tunniste": _code(code, "tutkinnonosat"),
        "pakollinen": _compulsory(facts, is_compulsory),
        "laajuus": _extent(facts, given, "/details/unitCredits"),
    }


def _compulsory(facts: Facts, value: bool | None) -> bool | None:  # noqa: FBT001 – it is a fact
    message = "It is not said whether it is compulsory (pakollinen)."
    return facts.lacking.need(value, "compulsory-missing", "/details/isCompulsory", message)


def _extent(facts: Facts, given: Credits | None, pointer: str) -> JsonValue:
    value = facts.credits(given, unit=CreditUnit.OSP, pointer=pointer)
    if value is None:
        return None
    return {"arvo": float(value), "yksikkö": _code("6", "opintojenlaajuusyksikko")}


def _assessment(facts: Facts, grade: str | None, scale: str | None, place: str) -> JsonValue:
    need = facts.lacking.need
    need(grade, "grade-missing", f"{place}/grade", "There is no grade yet.")
    need(scale, "grade-scale-missing", f"{place}/gradeScale", "The grade scale is not known.")
    if scale is not None and scale not in GRADES:
        reason = f"Koski has no grade scale {scale} for this."
        raise ExportNotPossibleError(facts.case.id, reason)
    assessors: list[JsonValue] = [{"nimi": each.name} for each in facts.decision.assessors]
    return [
        {
            "arvosana": _code(grade, scale),
            "päivä": facts.decision.decided_on.isoformat(),
            "arvioitsijat": assessors or None,
            "hyväksytty": True,
        }
    ]


def _recognised(facts: Facts) -> JsonObject:
    texts = explanation(facts.decision, facts.badges, national=facts.details.national_badge)
    return {
        "osaaminen": _national_badge(facts),
        "selite": dict(texts.items()),
        "rahoituksenPiirissä": facts.decision.is_funded,
    }


def _national_badge(facts: Facts) -> JsonValue:
    badge = facts.details.national_badge
    if badge is None:
        return None
    return {
        "koulutusmoduuli": {
            "tunniste": _code(badge.code.removeprefix("osaamismerkit_"), "osaamismerkit")
        },
        "toimipiste": {"oid": badge.site_oid},
        "arviointi": [
            {
                "arvosana": _code("Hyväksytty", "arviointiasteikkovst"),
                "päivä": badge.completed_on.isoformat(),
                "hyväksytty": True,
            }
        ],
        "tyyppi": _type("vstosaamismerkki"),
    }


def _text(text: LocalisedText) -> JsonObject:
    return {"fi": text.fi, "sv": text.sv, "en": text.en}


def _code(value: str | None, code_list: str | None) -> JsonObject:
    return {"koodiarvo": value, "koodistoUri": code_list}


def _type(value: str) -> JsonObject:
    return _code(value, "suorituksentyyppi")
