"""Recognised competence as the `aiemmin-hankitut-*` lists of eHOKS.

eHOKS takes them only with a whole HOKS, so the college's own system carries them in. It has no
place for grades, decisions or badges, and none for a part of a unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.library.documents import CreditUnit
from badgeservice.library.mapping_documents import LocalUnit, Route, SubAreaTarget, WholeUnit
from badgeservice.recognition.cases import Assessor, AssessorRole
from badgeservice.recognition.errors import ExportInvalidError, ExportNotPossibleError
from badgeservice.recognition.exports.checking import read_as, without_nulls
from badgeservice.recognition.exports.ehoks_types import (
    ASSESSORS,
    DEMONSTRATION,
    DIRECTLY,
    AiemminHankitut,
)
from badgeservice.recognition.exports.facts import Export, ExportFormat, Facts
from badgeservice.recognition.exports.koski_codes import COMMON_UNITS

SCHEMA_VERSION: Final = "oph.ehoks.hoks.schema of 2026-07-16 (2a04d34f)"
_NOTES: Final = (
    "eHOKS takes these lists with a whole HOKS alone (POST, or PUT of everything that is there).",
    "eHOKS has no place for the grade, the decision and the badge; Koski has.",
)
_PROCESSES: Final[Mapping[Route, str]] = {
    Route.DIRECT: DIRECTLY,
    Route.ASSESSORS: ASSESSORS,
    Route.DEMONSTRATION: DEMONSTRATION,
}
_PROCESS_VERSION: Final = 1
_AREA_LIST: Final = "ammatillisenoppiaineet_"


def ehoks_export(facts: Facts) -> Export:
    """Return the fragment of a HOKS with what was recognised.

    Raises:
        ExportNotPossibleError: eHOKS has no place for it.
        ExportIncompleteError: something is missing; every single thing is named.
        ExportInvalidError: what came out is not what eHOKS takes.
    """
    facts.require_system("finland")
    name, item = _item(facts)
    facts.lacking.settle()
    document = without_nulls({name: [item]})
    read = read_as(AiemminHankitut, document)
    if isinstance(read, tuple):
        raise ExportInvalidError(read)
    return Export(
        format=ExportFormat.EHOKS, schema_version=SCHEMA_VERSION, document=document, notes=_NOTES
    )


def _item(facts: Facts) -> tuple[str, JsonObject]:
    target = facts.mapping.target
    if facts.is_partly or not isinstance(target, WholeUnit | SubAreaTarget | LocalUnit):
        reason = "eHOKS knows whole units and sub-areas as earlier competence, and nothing else."
        raise ExportNotPossibleError(facts.case.id, reason)
    if isinstance(target, SubAreaTarget):
        return "aiemmin-hankitut-yhteiset-tutkinnon-osat", _common(facts, target)
    if isinstance(target, LocalUnit):
        return "aiemmin-hankitut-paikalliset-tutkinnon-osat", _local(facts, target)
    if target.unit.code.removeprefix("tutkinnonosat_") in COMMON_UNITS:
        reason = "a common unit is recognised sub-area by sub-area."
        raise ExportNotPossibleError(facts.case.id, reason)
    unit = _unit(facts, target.unit.code, target.unit_version)
    return "aiemmin-hankitut-ammat-tutkinnon-osat", {**unit, **_verified(facts)}


def _unit(facts: Facts, code: str, version: int | None) -> JsonObject:
    basis = facts.mapping.basis
    message = "The record number (diaarinumero) of the basis is not known."
    facts.lacking.need(basis, "basis-missing", "/mapping/basis", message)
    return {
        "tutkinnon-osa-koodi-uri": code,
        "tutkinnon-osa-koodi-versio": facts.unit_version(version),
        "tutkinnon-osan-perusteen-diaarinro": basis,
    }


def _common(facts: Facts, target: SubAreaTarget) -> JsonObject:
    version = facts.details.sub_area_version
    message = "The version of the code of the sub-area is not known."
    pointer = "/details/subAreaVersion"
    facts.lacking.need(version, "sub-area-version-missing", pointer, message)
    unit = _unit(facts, target.unit.code, target.unit_version)
    area: JsonObject = {
        "osa-alue-koodi-uri": f"{_AREA_LIST}{target.area.removeprefix(_AREA_LIST).lower()}",
        "osa-alue-koodi-versio": version,
        **_verified(facts),
    }
    return {**unit, "osa-alueet": [area]}


def _local(facts: Facts, target: LocalUnit) -> JsonObject:
    given = facts.decision.credits or target.credits
    value = facts.credits(given, unit=CreditUnit.OSP, pointer="/decision/credits")
    is_whole = value is not None and value == value.to_integral_value()
    message = "eHOKS counts the extent of a local unit in whole points."
    extent = int(value) if value is not None and is_whole else None
    facts.lacking.need(extent, "whole-credits-missing", "/decision/credits", message)
    return {
        "nimi": target.name.fi,
        "laajuus": extent,
        "tavoitteet-ja-sisallot": target.description.fi,
        "amosaa-tunniste": facts.details.local_unit_id,
        **_verified(facts),
    }


def _verified(facts: Facts) -> JsonObject:
    """Return by which process it was verified, with what that process asks for."""
    decision, details = facts.decision, facts.details
    message = "The education provider is not known."
    facts.lacking.need(details.provider_oid, "provider-missing", "/details/providerOid", message)
    return {
        "koulutuksen-jarjestaja-oid": details.provider_oid,
        "valittu-todentamisen-prosessi-koodi-uri": _PROCESSES[decision.route],
        "valittu-todentamisen-prosessi-koodi-versio": _PROCESS_VERSION,
        "vaatimuksista-tai-tavoitteista-poikkeaminen": (decision.deviations or "").strip() or None,
        "olennainen-seikka": details.is_material,
        "tarkentavat-tiedot-osaamisen-arvioija": (
            _assessed(facts) if decision.route is Route.ASSESSORS else None
        ),
        "tarkentavat-tiedot-naytto": (
            [_demonstration(facts)] if decision.route is Route.DEMONSTRATION else None
        ),
    }


def _assessed(facts: Facts) -> JsonValue:
    decision, need = facts.decision, facts.lacking.need
    message = "It is not known when it was sent to the assessors."
    pointer = "/decision/sentToAssessorsOn"
    sent = need(decision.sent_to_assessors_on, "sent-on-missing", pointer, message)
    named = decision.assessors or None
    need(named, "assessors-missing", "/decision/assessors", "Nobody is named as an assessor.")
    return {
        "lahetetty-arvioitavaksi": None if sent is None else sent.isoformat(),
        "aiemmin-hankitun-osaamisen-arvioijat": [
            _teacher(facts, index, each) for index, each in enumerate(decision.assessors)
        ],
    }


def _teacher(facts: Facts, index: int, assessor: Assessor) -> JsonObject:
    oid = assessor.organisation_oid
    if assessor.role is AssessorRole.TEACHER:
        message = f"The organisation of the assessor {assessor.name} has no OID."
        pointer = f"/decision/assessors/{index}/organisationOid"
        facts.lacking.need(oid, "assessor-organisation-missing", pointer, message)
    return {"nimi": assessor.name, "organisaatio": {"oppilaitos-oid": oid}}


def _demonstration(facts: Facts) -> JsonValue:
    found = facts.details.demonstration
    message = "The demonstration (näyttö) is not told: where, what, from when to when."
    facts.lacking.need(found, "demonstration-missing", "/details/demonstration", message)
    if found is None:
        return None
    people = tuple(enumerate(facts.decision.assessors))
    teachers: list[JsonValue] = [
        _teacher(facts, index, each) for index, each in people if each.role is AssessorRole.TEACHER
    ]
    others: list[JsonValue] = [
        {"nimi": each.name, "organisaatio": {"nimi": each.organisation}}
        for _, each in people
        if each.role is AssessorRole.WORKING_LIFE
    ]
    organiser = found.organiser_oid or facts.details.provider_oid
    return {
        "jarjestaja": {"oppilaitos-oid": organiser},
        "nayttoymparisto": {
            "nimi": found.environment,
            "y-tunnus": found.business_id,
            "kuvaus": found.description,
        },
        "sisallon-kuvaus": list(found.content),
        "alku": found.begins_on.isoformat(),
        "loppu": found.ends_on.isoformat(),
        "koulutuksen-jarjestaja-osaamisen-arvioijat": teachers or None,
        "tyoelama-osaamisen-arvioijat": others or None,
    }
