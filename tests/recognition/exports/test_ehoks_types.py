"""What eHOKS takes passes, and nothing that it would refuse does."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from badgeservice.recognition.exports.checking import read_as
from badgeservice.recognition.exports.ehoks_types import AiemminHankitut
from tests.recognition.exports.test_koski_types import GONE, changed, is_told_at
from tests.reference import reference

LISTS = (
    "aiemmin-hankitut-ammat-tutkinnon-osat",
    "aiemmin-hankitut-paikalliset-tutkinnon-osat",
    "aiemmin-hankitut-yhteiset-tutkinnon-osat",
)
VOCATIONAL, LOCAL, COMMON = LISTS
PROVIDER = "1.2.246.562.10.99191194051"


def faults(fragment: dict[str, Any]) -> list[str]:
    found = read_as(AiemminHankitut, fragment)
    return [fault.pointer for fault in found] if isinstance(found, tuple) else []


def fragment_of(hoks: dict[str, Any]) -> dict[str, Any]:
    """Return the lists of a whole HOKS that are about earlier competence."""
    return {name: hoks[name] for name in LISTS if hoks.get(name)}


@pytest.mark.reference
def test_the_worked_case_is_what_ehoks_takes() -> None:
    hoks = json.loads(
        reference("domain/examples/ehoks-post-hoks-recognised-by-badge.json").read_bytes()
    )

    assert faults(fragment_of(hoks)) == []


@pytest.mark.reference
def test_the_earlier_competence_of_ehoks_s_own_demonstration_data_passes() -> None:
    path = reference("domain/raw/ehoks__demo-hoks-three-recognition-routes.json")
    found = [fragment_of(each) for each in walk(json.loads(path.read_bytes()))]

    assert found
    assert [faults(each) for each in found] == [[] for _ in found]


def walk(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        here = [value] if fragment_of(value) else []
        return here + [found for inner in value.values() for found in walk(inner)]
    return [found for inner in value for found in walk(inner)] if isinstance(value, list) else []


def schema_refuses(fragment: dict[str, Any]) -> bool:
    """Ask the published JSON Schema, in a HOKS that has everything else."""
    schema = json.loads(
        reference("domain/examples/ehoks-recognition-part.schema.json").read_bytes()
    )
    hoks = {
        "oppija-oid": "1.2.246.562.24.44651722625",
        "opiskeluoikeus-oid": "1.2.246.562.15.76811932029",
        "osaamisen-hankkimisen-tarve": True,
        **fragment,
    }
    return not jsonschema.Draft202012Validator(schema).is_valid(hoks)


def assessed() -> dict[str, Any]:
    return {
        "tutkinnon-osa-koodi-uri": "tutkinnonosat_106228",
        "tutkinnon-osa-koodi-versio": 2,
        "tutkinnon-osan-perusteen-diaarinro": "OPH-5085-2021",
        "koulutuksen-jarjestaja-oid": PROVIDER,
        "valittu-todentamisen-prosessi-koodi-uri": "osaamisentodentamisenprosessi_0002",
        "valittu-todentamisen-prosessi-koodi-versio": 1,
        "tarkentavat-tiedot-osaamisen-arvioija": {
            "lahetetty-arvioitavaksi": "2026-09-01",
            "aiemmin-hankitun-osaamisen-arvioijat": [
                {"nimi": "Arvioija, Anna", "organisaatio": {"oppilaitos-oid": PROVIDER}}
            ],
        },
    }


def demonstrated() -> dict[str, Any]:
    return {
        "tutkinnon-osa-koodi-uri": "tutkinnonosat_106228",
        "tutkinnon-osa-koodi-versio": 2,
        "valittu-todentamisen-prosessi-koodi-uri": "osaamisentodentamisenprosessi_0003",
        "valittu-todentamisen-prosessi-koodi-versio": 1,
        "tarkentavat-tiedot-naytto": [
            {
                "jarjestaja": {"oppilaitos-oid": PROVIDER},
                "nayttoymparisto": {"nimi": "Koti Oy", "y-tunnus": "1852679-9"},
                "sisallon-kuvaus": ["Ohjaa kotona"],
                "alku": "2026-09-01",
                "loppu": "2026-09-02",
                "tyoelama-osaamisen-arvioijat": [
                    {"nimi": "Työ, Tiina", "organisaatio": {"nimi": "Koti Oy"}}
                ],
            }
        ],
    }


def local() -> dict[str, Any]:
    return {
        "nimi": "Etähoivan välineet",
        "laajuus": 5,
        "tavoitteet-ja-sisallot": "Käyttää välineitä.",
        "koulutuksen-jarjestaja-oid": PROVIDER,
        "valittu-todentamisen-prosessi-koodi-uri": "osaamisentodentamisenprosessi_0001",
        "valittu-todentamisen-prosessi-koodi-versio": 1,
    }


def common() -> dict[str, Any]:
    return {
        "tutkinnon-osa-koodi-uri": "tutkinnonosat_106729",
        "tutkinnon-osa-koodi-versio": 1,
        "osa-alueet": [
            {
                "osa-alue-koodi-uri": "ammatillisenoppiaineet_yttt",
                "osa-alue-koodi-versio": 1,
                "koulutuksen-jarjestaja-oid": PROVIDER,
                "valittu-todentamisen-prosessi-koodi-uri": "osaamisentodentamisenprosessi_0001",
                "valittu-todentamisen-prosessi-koodi-versio": 1,
            }
        ],
    }


A, D, L, C = (
    {VOCATIONAL: [assessed()]},
    {VOCATIONAL: [demonstrated()]},
    {LOCAL: [local()]},
    {COMMON: [common()]},
)
SOUND = {"through assessors": A, "to a demonstration": D, "a local unit": L, "a sub-area": C}


@pytest.mark.parametrize("sound", SOUND.values(), ids=SOUND)
def test_a_sound_fragment_passes(sound: dict[str, Any]) -> None:
    assert faults(sound) == []


@pytest.mark.reference
@pytest.mark.parametrize("sound", SOUND.values(), ids=SOUND)
def test_the_schema_agrees_about_what_is_sound(sound: dict[str, Any]) -> None:
    assert not schema_refuses(sound)


V, P = f"{VOCATIONAL}/0", f"{LOCAL}/0"
TOLD = f"{V}/tarkentavat-tiedot-osaamisen-arvioija"
SHOWN = f"{V}/tarkentavat-tiedot-naytto/0"
AREA = f"{COMMON}/0/osa-alueet/0"
# Those that the JSON Schema refuses as well.
BOTH: dict[str, tuple[dict[str, Any], str, Any]] = {
    "no unit": (A, f"{V}/tutkinnon-osa-koodi-uri", GONE),
    "a unit without its list": (A, f"{V}/tutkinnon-osa-koodi-uri", "106228"),
    "no unit version": (A, f"{V}/tutkinnon-osa-koodi-versio", GONE),
    "a unit version as a text": (A, f"{V}/tutkinnon-osa-koodi-versio", "2"),
    "a process without its list": (A, f"{V}/valittu-todentamisen-prosessi-koodi-uri", "0002"),
    "a process version as a text": (A, f"{V}/valittu-todentamisen-prosessi-koodi-versio", "1"),
    "a site's number with a letter": (A, f"{V}/koulutuksen-jarjestaja-oid", PROVIDER + "x"),
    "a learner's number for a provider": (
        A,
        f"{V}/koulutuksen-jarjestaja-oid",
        "1.2.246.562.24.44651722625",
    ),
    "a badge, which eHOKS has no place for": (A, f"{V}/osaamismerkki", "https://badges.example"),
    "a grade, which eHOKS has no place for": (A, f"{V}/arvosana", "4"),
    "a day with a time": (A, f"{TOLD}/lahetetty-arvioitavaksi", "2026-09-01T10:00:00Z"),
    "an assessor without a name": (
        A,
        f"{TOLD}/aiemmin-hankitun-osaamisen-arvioijat/0/nimi",
        GONE,
    ),
    "an assessor of no organisation": (
        A,
        f"{TOLD}/aiemmin-hankitun-osaamisen-arvioijat/0/organisaatio",
        GONE,
    ),
    "an assessor with a role": (
        A,
        f"{TOLD}/aiemmin-hankitun-osaamisen-arvioijat/0/rooli",
        "opettaja",
    ),
    "a question for a fact": (A, f"{V}/olennainen-seikka", "true"),
    "a demonstration without an environment": (D, f"{SHOWN}/nayttoymparisto", GONE),
    "a demonstration without content": (D, f"{SHOWN}/sisallon-kuvaus", GONE),
    "a demonstration without a beginning": (D, f"{SHOWN}/alku", GONE),
    "a demonstration without an end": (D, f"{SHOWN}/loppu", GONE),
    "a local unit without a process": (L, f"{P}/valittu-todentamisen-prosessi-koodi-uri", GONE),
    "a local unit without a process version": (
        L,
        f"{P}/valittu-todentamisen-prosessi-koodi-versio",
        GONE,
    ),
    "half a point": (L, f"{P}/laajuus", 5.5),
    "a common unit without sub-areas": (C, f"{COMMON}/0/osa-alueet", GONE),
}
# Those that the JSON Schema lets pass, because it cannot say it or was left open there.
OURS: dict[str, tuple[dict[str, Any], str, Any]] = {
    "a process that there is not": (
        A,
        f"{V}/valittu-todentamisen-prosessi-koodi-uri",
        "osaamisentodentamisenprosessi_0004",
    ),
    "a process without a version": (
        A,
        f"{V}/valittu-todentamisen-prosessi-koodi-versio",
        GONE,
    ),
    "a unit version of nothing": (A, f"{V}/tutkinnon-osa-koodi-versio", 0),
    "a record number of no office": (A, f"{V}/tutkinnon-osan-perusteen-diaarinro", "OPH/2021"),
    "a day that the calendar has not": (A, f"{TOLD}/lahetetty-arvioitavaksi", "2026-02-30"),
    "assessors that nobody names": (A, TOLD, GONE),
    "assessors that nobody asked": (A, f"{TOLD}/lahetetty-arvioitavaksi", GONE),
    "a demonstration that there is not": (D, f"{V}/tarkentavat-tiedot-naytto", []),
    "a demonstration that ends before it begins": (D, f"{SHOWN}/loppu", "2026-08-31"),
    "an environment without a name": (D, f"{SHOWN}/nayttoymparisto/nimi", GONE),
    "a business id with a wrong check digit": (
        D,
        f"{SHOWN}/nayttoymparisto/y-tunnus",
        "1852679-8",
    ),
    "a common unit among the vocational ones": (
        A,
        f"{V}/tutkinnon-osa-koodi-uri",
        "tutkinnonosat_106729",
    ),
    "a local unit of nothing": (L, f"{P}/laajuus", 0),
    "a sub-area without its list": (C, f"{AREA}/osa-alue-koodi-uri", "YTTT"),
    "a sub-area without its version": (C, f"{AREA}/osa-alue-koodi-versio", GONE),
    "no sub-area in the list": (C, f"{COMMON}/0/osa-alueet", []),
    "nothing": (A, VOCATIONAL, GONE),
}


@pytest.mark.parametrize(
    ("sound", "pointer", "value"), [*BOTH.values(), *OURS.values()], ids=[*BOTH, *OURS]
)
def test_a_seeded_fault_is_caught(sound: dict[str, Any], pointer: str, value: Any) -> None:
    found = faults(changed(sound, pointer, value))

    assert any(is_told_at(told, f"/{pointer}") for told in found), found


@pytest.mark.reference
@pytest.mark.parametrize(("sound", "pointer", "value"), BOTH.values(), ids=BOTH)
def test_the_schema_agrees_about_what_is_wrong(
    sound: dict[str, Any], pointer: str, value: Any
) -> None:
    assert schema_refuses(changed(sound, pointer, value))
