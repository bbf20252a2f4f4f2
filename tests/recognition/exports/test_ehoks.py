"""A decided case becomes the earlier competence that eHOKS takes, or says what it lacks."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from badgeservice.credentials.strict_json import JsonObject
from badgeservice.library.mapping_documents import Route
from badgeservice.recognition.cases import Case, DecisionKind
from badgeservice.recognition.errors import (
    ExportIncompleteError,
    ExportInvalidError,
    ExportNotPossibleError,
)
from badgeservice.recognition.exports.details import ExportDetails
from badgeservice.recognition.exports.ehoks import SCHEMA_VERSION
from badgeservice.recognition.exports.export import export
from badgeservice.recognition.exports.facts import ExportFormat
from tests.recognition.exports.decided import (
    ANNA,
    AREA,
    COURSE,
    JAANA,
    LOCAL,
    PART,
    PROVIDER,
    TIINA,
    WHOLE,
    decided,
    details,
)
from tests.recognition.exports.test_ehoks_types import fragment_of
from tests.recognition.mappings import osp
from tests.reference import reference

DEMONSTRATION = {
    "environment": "Kotihoito Oy",
    "businessId": "1852679-9",
    "content": ["Ohjaa asiakasta kotona"],
    "beginsOn": "2026-09-01",
    "endsOn": "2026-09-02",
}


def ehoks(case: Case, added: ExportDetails) -> JsonObject:
    return export(case, ExportFormat.EHOKS, added).document


@pytest.mark.reference
def test_the_worked_case_is_reproduced() -> None:
    path = reference("domain/examples/ehoks-post-hoks-recognised-by-badge.json")
    worked = fragment_of(json.loads(path.read_bytes()))
    described = LOCAL.description.model_copy(
        update={"fi": "Paikallisen tutkinnon osan ammattitaitovaatimukset ..."}
    )
    local = LOCAL.model_copy(update={"description": described})

    vocational = ehoks(decided(WHOLE, assessors=(ANNA,)), details())
    own = ehoks(decided(local, route=Route.DIRECT, assessors=()), details())

    assert {**vocational, **own} == worked


@pytest.mark.parametrize(
    ("route", "process"),
    [(Route.DIRECT, "0001"), (Route.ASSESSORS, "0002"), (Route.DEMONSTRATION, "0003")],
)
def test_each_route_is_one_of_the_three_processes(route: Route, process: str) -> None:
    case = decided(WHOLE, route=route, assessors=(ANNA, TIINA))

    document: Any = ehoks(case, details(demonstration=DEMONSTRATION))

    unit = document["aiemmin-hankitut-ammat-tutkinnon-osat"][0]
    uri = unit["valittu-todentamisen-prosessi-koodi-uri"]
    assert uri == f"osaamisentodentamisenprosessi_{process}"
    assert ("tarkentavat-tiedot-osaamisen-arvioija" in unit) == (route is Route.ASSESSORS)
    assert ("tarkentavat-tiedot-naytto" in unit) == (route is Route.DEMONSTRATION)


def test_a_demonstration_names_the_assessors_of_the_college_and_of_working_life() -> None:
    case = decided(WHOLE, route=Route.DEMONSTRATION, assessors=(ANNA, TIINA))

    document: Any = ehoks(case, details(demonstration=DEMONSTRATION))

    shown = document["aiemmin-hankitut-ammat-tutkinnon-osat"][0]["tarkentavat-tiedot-naytto"][0]
    assert shown["koulutuksen-jarjestaja-osaamisen-arvioijat"] == [
        {"nimi": ANNA.name, "organisaatio": {"oppilaitos-oid": PROVIDER}}
    ]
    assert shown["tyoelama-osaamisen-arvioijat"] == [
        {"nimi": TIINA.name, "organisaatio": {"nimi": "Koti Oy"}}
    ]
    assert shown["jarjestaja"] == {"oppilaitos-oid": PROVIDER}
    assert (shown["alku"], shown["loppu"]) == ("2026-09-01", "2026-09-02")


def test_a_sub_area_stands_in_its_common_unit() -> None:
    case = decided(AREA, route=Route.DIRECT, assessors=())

    document: Any = ehoks(case, details(subAreaVersion=1, isMaterial=True))

    unit = document["aiemmin-hankitut-yhteiset-tutkinnon-osat"][0]
    area = unit["osa-alueet"][0]
    assert unit["tutkinnon-osa-koodi-uri"] == "tutkinnonosat_106729"
    assert area["osa-alue-koodi-uri"] == "ammatillisenoppiaineet_yttt"
    assert area["valittu-todentamisen-prosessi-koodi-uri"].endswith("_0001")
    assert area["olennainen-seikka"] is True


def test_deviations_of_the_decision_are_told() -> None:
    case = decided(WHOLE, assessors=(ANNA,), deviations="Lääkehoito puuttuu.")

    document: Any = ehoks(case, details())

    unit = document["aiemmin-hankitut-ammat-tutkinnon-osat"][0]
    assert unit["vaatimuksista-tai-tavoitteista-poikkeaminen"] == "Lääkehoito puuttuu."


UNVERSIONED = WHOLE.model_copy(update={"unit_version": None})
MISSING: dict[str, tuple[Any, dict[str, Any], dict[str, Any], str]] = {
    "the unit version": (UNVERSIONED, {"assessors": (ANNA,)}, {}, "unit-version-missing"),
    "the provider": (WHOLE, {"assessors": (ANNA,)}, {"providerOid": None}, "provider-missing"),
    "the assessors": (WHOLE, {"assessors": ()}, {}, "assessors-missing"),
    "the organisation of an assessor": (
        WHOLE,
        {"assessors": (JAANA,)},
        {},
        "assessor-organisation-missing",
    ),
    "the day it was sent": (
        WHOLE,
        {"assessors": (ANNA,), "sent_to_assessors_on": None},
        {},
        "sent-on-missing",
    ),
    "the demonstration": (
        WHOLE,
        {"route": Route.DEMONSTRATION, "assessors": (ANNA, TIINA)},
        {},
        "demonstration-missing",
    ),
    "the version of a sub-area": (
        AREA,
        {"route": Route.DIRECT, "assessors": ()},
        {},
        "sub-area-version-missing",
    ),
    "whole points": (
        LOCAL,
        {"credits": osp(5).model_copy(update={"value": osp(5).value / 2})},
        {},
        "whole-credits-missing",
    ),
}


@pytest.mark.parametrize(("target", "said", "added", "code"), MISSING.values(), ids=MISSING)
def test_an_export_says_that_it_lacks(
    target: Any, said: dict[str, Any], added: dict[str, Any], code: str
) -> None:
    with pytest.raises(ExportIncompleteError) as caught:
        ehoks(decided(target, **said), details(**added))

    assert code in [fault.code for fault in caught.value.faults]


def test_a_basis_without_a_record_number_is_missing() -> None:
    case = decided(WHOLE, assessors=(ANNA,))
    basis = replace(case.basis, mapping={**case.basis.mapping, "basis": None})

    with pytest.raises(ExportIncompleteError) as caught:
        ehoks(replace(case, basis=basis), details())

    assert [fault.code for fault in caught.value.faults] == ["basis-missing"]


def test_what_ehoks_would_refuse_does_not_leave() -> None:
    case = decided(WHOLE, assessors=(ANNA,))
    basis = replace(case.basis, mapping={**case.basis.mapping, "basis": "OPH/2021"})

    with pytest.raises(ExportInvalidError) as caught:
        ehoks(replace(case, basis=basis), details())

    place = "/aiemmin-hankitut-ammat-tutkinnon-osat/0/tutkinnon-osan-perusteen-diaarinro"
    assert [fault.pointer for fault in caught.value.faults] == [place]


IMPOSSIBLE: dict[str, Case] = {
    "a part of a unit": decided(PART),
    "less than the whole unit": decided(WHOLE, kind=DecisionKind.PARTLY),
    "a course": decided(COURSE),
    "a whole common unit": decided(WHOLE.model_copy(update={"unit": AREA.unit})),
    "a mapping that cannot be read": replace(
        decided(WHOLE), basis=replace(decided(WHOLE).basis, mapping={"id": "mapping"})
    ),
}


@pytest.mark.parametrize("case", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_ehoks_has_no_place_for_is_refused(case: Case) -> None:
    with pytest.raises(ExportNotPossibleError):
        ehoks(case, details())


def test_an_export_names_the_version_of_the_schema_that_it_was_made_for() -> None:
    found = export(decided(WHOLE, assessors=(ANNA,)), ExportFormat.EHOKS, details())

    assert found.schema_version == SCHEMA_VERSION
    assert found.notes
