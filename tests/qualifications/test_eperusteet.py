"""National bases in both generations of the register's JSON."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest

from badgeservice.library.documents import Source
from badgeservice.library.errors import RegisterDocumentError
from badgeservice.qualifications.bases import BasisStatus, UnitKind
from badgeservice.qualifications.eperusteet import basis_of
from tests.recognition.mappings import osp
from tests.reference import reference

SOURCE = Source(title="ePerusteet", retrieved=date(2026, 11, 24))
FILES = {
    "common units 2022": "amosaa__yhteiset-tutkinnon-osat-2022__OPH-456-2022.json",
    "health and social care 2014": "koski__rakenne-sosiaali-ja-terveysala__79-011-2014.json",
    "gardening 2020": "tarjonta-indeksoija__peruste-6942140__puutarha-OPH-901-2020.json",
    "vehicles 2025": "koski__eperusteet-search-result-shape__ajoneuvoala-OPH-3418-2025.json",
}


def raw(name: str) -> dict[str, Any]:
    path = reference(f"domain/raw/{FILES[name]}")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def minimal(**changes: Any) -> dict[str, Any]:
    return {"diaarinumero": "OPH-1-2020", "nimi": {"fi": "Peruste"}, "tutkinnonOsat": [], **changes}


def units_in(document: dict[str, Any]) -> dict[str, int]:
    """Count the units and their requirements straight from the file, by another way."""
    found: dict[str, int] = {}
    for part in document["tutkinnonOsat"]:
        code = (part.get("koodi") or {}).get("uri") or part.get("koodiUri")
        if code is None:
            continue
        new = part.get("ammattitaitovaatimukset2019") or {}
        coded = list(new.get("vaatimukset") or [])
        for area in new.get("kohdealueet") or []:
            coded += area.get("vaatimukset") or []
        texts = part.get("ammattitaitovaatimukset")
        html = (texts or {}).get("fi") or "" if not coded else ""
        listed = [item for item in re.findall(r"<li>(.*?)</li>", html, re.DOTALL) if item.strip()]
        found.setdefault(code, len({each["koodi"]["uri"] for each in coded}) or len(listed))
    return found


@pytest.mark.reference
@pytest.mark.parametrize("name", FILES)
def test_units_and_requirements_are_as_many_as_in_the_file(name: str) -> None:
    document = raw(name)

    basis = basis_of(document, source=SOURCE)

    assert {unit.ref.code: len(unit.requirements) for unit in basis.units} == units_in(document)


@pytest.mark.reference
def test_the_requirements_of_the_older_generation_are_those_of_a_careful_reading() -> None:
    known = json.loads(
        reference("domain/derived/sote-79-011-2014-units.json").read_text(encoding="utf-8")
    )

    basis = basis_of(raw("health and social care 2014"), source=SOURCE)

    found = {unit.ref.code: [each.text.fi for each in unit.requirements] for unit in basis.units}
    wanted = {
        # Where it took away markup, that reading left a space.
        unit["unitUri"]: [
            " ".join(text.replace(" ,", ",").split())
            for text in unit["requirements"].get("fi") or []
        ]
        for unit in known["units"]
    }
    assert found == wanted


@pytest.mark.reference
def test_a_basis_says_when_it_is_in_force_and_what_it_replaces() -> None:
    basis = basis_of(raw("gardening 2020"), source=SOURCE)

    assert (basis.system, basis.code, basis.name.sv) == (
        "finland",
        "OPH-901-2020",
        "Grundexamen inom trädgårdsbranschen",
    )
    assert basis.qualifications == ("koulutus_361201",)
    assert basis.replaces == ("OPH-2846-2017",)
    assert (basis.in_force_from, basis.in_force_until) == (date(2021, 1, 1), None)
    assert basis.status_on(date(2020, 12, 31)) is BasisStatus.COMING
    assert basis.status_on(date(2021, 1, 1)) is BasisStatus.IN_FORCE


@pytest.mark.reference
def test_common_units_have_their_sub_areas_with_the_extent_of_both_parts() -> None:
    basis = basis_of(raw("common units 2022"), source=SOURCE)

    common = [unit for unit in basis.units if unit.kind is UnitKind.COMMON]
    assert [(unit.ref.code, len(unit.sub_areas)) for unit in common] == [
        ("tutkinnonosat_106727", 17),
        ("tutkinnonosat_106728", 2),
        ("tutkinnonosat_106729", 6),
    ]
    area = common[1].sub_area("ammatillisenoppiaineet_mlma")
    assert area is not None
    assert (area.compulsory, area.optional, area.language) == (osp(4), osp(3), None)


@pytest.mark.reference
def test_a_scale_of_grades_is_known_only_where_the_document_names_it() -> None:
    common = basis_of(raw("common units 2022"), source=SOURCE)
    old = basis_of(raw("health and social care 2014"), source=SOURCE)

    scales = {unit.grade_scale for unit in common.units}
    assert "arviointiasteikkoammatillinen15" in scales
    assert {unit.grade_scale for unit in old.units} == {None}


def unit_with(**changes: Any) -> dict[str, Any]:
    return {"koodi": {"uri": "tutkinnonosat_1", "versio": 1}, "nimi": {"fi": "Osa"}, **changes}


def test_a_list_of_requirements_is_numbered_within_its_unit() -> None:
    html = "<p>Osaa</p><ul><li>hoitaa <b>hyvin</b></li><li> </li><li>kirjata</li></ul>"
    swedish = "<ul><li>vårda</li><li>anteckna</li></ul>"
    part = unit_with(ammattitaitovaatimukset={"fi": html, "sv": swedish, "en": "<li>one</li>"})

    (unit,) = basis_of(minimal(tutkinnonOsat=[part]), source=SOURCE).units

    assert [
        (each.code, each.text.fi, each.text.sv, each.text.en) for each in unit.requirements
    ] == [
        ("tutkinnonosat_1.1", "hoitaa hyvin", "vårda", None),
        ("tutkinnonosat_1.2", "kirjata", "anteckna", None),
    ]


def test_what_the_register_does_not_say_stays_unknown() -> None:
    (unit,) = basis_of(minimal(tutkinnonOsat=[unit_with()]), source=SOURCE).units

    assert (unit.credits, unit.requirements, unit.sub_areas, unit.grade_scale) == (
        None,
        (),
        (),
        None,
    )


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        pytest.param(minimal(diaarinumero=None), "/diaarinumero", id="no record number"),
        pytest.param(minimal(nimi=None), "/nimi", id="no name"),
        pytest.param(minimal(tutkinnonOsat={}), "/tutkinnonOsat", id="units that are no list"),
        pytest.param(minimal(voimassaoloAlkaa="soon"), "/voimassaoloAlkaa", id="no day"),
        pytest.param(
            minimal(koulutukset=["x"]), "/koulutukset/0", id="a qualification that is a text"
        ),
    ],
)
def test_a_document_of_another_shape_is_refused_with_the_place(
    document: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(RegisterDocumentError) as refusal:
        basis_of(document, source=SOURCE)

    assert refusal.value.pointer == pointer
