"""What Koski takes passes, and nothing that it would refuse does."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from badgeservice.recognition.exports.details import QualificationKind
from badgeservice.recognition.exports.koski_checks import koski_faults
from tests.reference import reference

VOCATIONAL = QualificationKind.VOCATIONAL
WORKED = "domain/examples/koski-put-oppija-recognised-by-badge.json"
OWN = (
    "domain/raw/ammatillinen-tunnustettu_2022-07-14.json",
    "domain/raw/ammatillinen-osittainensuoritususeastatutkinnosta_2025-10-29.json",
)


def units(path: str) -> Iterator[dict[str, Any]]:
    body = json.loads(reference(path).read_bytes())
    for study_right in body["opiskeluoikeudet"]:
        for completion in study_right["suoritukset"]:
            yield from completion["osasuoritukset"]


@pytest.mark.reference
def test_the_three_worked_cases_are_what_koski_takes() -> None:
    found = [koski_faults(unit, qualification=VOCATIONAL) for unit in units(WORKED)]

    assert found == [(), (), ()]


@pytest.mark.reference
@pytest.mark.parametrize("path", OWN, ids=["recognised", "of-several-qualifications"])
def test_units_of_koski_s_own_bodies_pass(path: str) -> None:
    found = {
        unit["koulutusmoduuli"]["tunniste"]["koodiarvo"]: koski_faults(unit, qualification=None)
        for unit in units(path)
    }

    assert found
    assert not any(found.values()), found


def unit() -> dict[str, Any]:
    """A recognised unit of our own making."""
    return {
        "koulutusmoduuli": {
            "tunniste": {"koodiarvo": "106228", "koodistoUri": "tutkinnonosat"},
            "pakollinen": True,
            "laajuus": extent(35.0),
        },
        "tutkinnonOsanRyhmä": {"koodiarvo": "1", "koodistoUri": "ammatillisentutkinnonosanryhma"},
        "toimipiste": {"oid": "1.2.246.562.10.42456023292"},
        "arviointi": [assessment()],
        "tunnustettu": recognised(),
        "tyyppi": kind("ammatillisentutkinnonosa"),
    }


def extent(value: float) -> dict[str, Any]:
    return {
        "arvo": value,
        "yksikkö": {"koodiarvo": "6", "koodistoUri": "opintojenlaajuusyksikko"},
    }


def kind(value: str) -> dict[str, Any]:
    return {"koodiarvo": value, "koodistoUri": "suorituksentyyppi"}


def assessment() -> dict[str, Any]:
    return {
        "arvosana": grade("4"),
        "päivä": "2026-09-14",
        "arvioitsijat": [{"nimi": "Jaana Arstila"}],
        "hyväksytty": True,
    }


def grade(value: str) -> dict[str, Any]:
    return {"koodiarvo": value, "koodistoUri": "arviointiasteikkoammatillinen15"}


def failed() -> dict[str, Any]:
    return {**assessment(), "arvosana": grade("Hylätty"), "hyväksytty": False}


def recognised() -> dict[str, Any]:
    return {"selite": {"fi": "Tunnustettu."}, "rahoituksenPiirissä": False}


def smaller_part() -> dict[str, Any]:
    return {
        "koulutusmoduuli": {
            "tunniste": {"koodiarvo": "OSA", "nimi": {"fi": "Osa"}},
            "kuvaus": {"fi": "Osa"},
            "laajuus": extent(10),
        },
        "arviointi": [assessment()],
        "tunnustettu": recognised(),
        "tyyppi": kind("ammatillisentutkinnonosaapienempikokonaisuus"),
    }


def sub_area(code: str = "YTTT", value: float = 2) -> dict[str, Any]:
    return {
        "koulutusmoduuli": {
            "tunniste": {"koodiarvo": code, "koodistoUri": "ammatillisenoppiaineet"},
            "pakollinen": True,
            "laajuus": extent(value),
        },
        "arviointi": [assessment()],
        "tunnustettu": recognised(),
        "tyyppi": kind("ammatillisentutkinnonosanosaalue"),
    }


def common() -> dict[str, Any]:
    found = unit()
    found["koulutusmoduuli"]["tunniste"]["koodiarvo"] = "106729"
    found["koulutusmoduuli"]["laajuus"]["arvo"] = 9
    found["tutkinnonOsanRyhmä"]["koodiarvo"] = "2"
    del found["arviointi"], found["tunnustettu"]
    found["osasuoritukset"] = [sub_area()]
    return found


def with_part() -> dict[str, Any]:
    found = unit()
    del found["arviointi"], found["tunnustettu"]
    found["osasuoritukset"] = [smaller_part()]
    return found


def national_badge() -> dict[str, Any]:
    found = unit()
    found["tunnustettu"]["osaaminen"] = {
        "koulutusmoduuli": {"tunniste": {"koodiarvo": "1021", "koodistoUri": "osaamismerkit"}},
        "toimipiste": {"oid": "1.2.246.562.10.42456023292"},
        "arviointi": [
            {
                "arvosana": {"koodiarvo": "Hyväksytty", "koodistoUri": "arviointiasteikkovst"},
                "päivä": "2025-11-20",
            }
        ],
        "tyyppi": kind("vstosaamismerkki"),
    }
    return found


SOUND = {
    "a whole unit": unit(),
    "a part": with_part(),
    "a sub-area": common(),
    "on a national badge": national_badge(),
}


@pytest.mark.parametrize("sound", SOUND.values(), ids=SOUND)
def test_a_sound_unit_passes(sound: dict[str, Any]) -> None:
    assert koski_faults(sound, qualification=VOCATIONAL) == ()


GONE = object()


def changed(where: dict[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    """Return a copy with one thing changed, added or, with GONE, taken away."""
    copied = copy.deepcopy(where)
    *way, last = pointer.split("/")
    place: Any = copied
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    if value is GONE:
        del place[last]
    else:
        place[last] = value
    return copied


def is_told_at(told: str, pointer: str) -> bool:
    """A fault of several members together is told at what holds them."""
    return pointer.startswith(told) or told.startswith(pointer)


PART = "osasuoritukset/0"
MERKKI = "tunnustettu/osaaminen"
# What is wrong: in which sound unit, where, and what is there instead.
SEEDED: dict[str, tuple[dict[str, Any], str, Any]] = {
    "a unit code of five digits": (unit(), "koulutusmoduuli/tunniste/koodiarvo", "10622"),
    "a unit code with its list in front": (
        unit(),
        "koulutusmoduuli/tunniste/koodiarvo",
        "tutkinnonosat_106228",
    ),
    "another code list for a unit": (unit(), "koulutusmoduuli/tunniste/koodistoUri", "koulutus"),
    "no word on being compulsory": (unit(), "koulutusmoduuli/pakollinen", GONE),
    "compulsory as a text": (unit(), "koulutusmoduuli/pakollinen", "true"),
    "an extent of nothing": (unit(), "koulutusmoduuli/laajuus/arvo", 0),
    "a negative extent": (unit(), "koulutusmoduuli/laajuus/arvo", -5),
    "an extent as a text": (unit(), "koulutusmoduuli/laajuus/arvo", "35"),
    "ECTS credits for competence points": (
        unit(),
        "koulutusmoduuli/laajuus/yksikkö/koodiarvo",
        "2",
    ),
    "a group that there is not": (unit(), "tutkinnonOsanRyhmä/koodiarvo", "5"),
    "no group in a perustutkinto": (unit(), "tutkinnonOsanRyhmä", GONE),
    "no site": (unit(), "toimipiste", GONE),
    "a learner's number for a site": (unit(), "toimipiste/oid", "1.2.246.562.24.44651722625"),
    "a grade that the scale has not": (unit(), "arviointi/0/arvosana/koodiarvo", "6"),
    "a scale that there is not": (unit(), "arviointi/0/arvosana/koodistoUri", "arviointiasteikko"),
    "a grade of another scale": (
        unit(),
        "arviointi/0/arvosana/koodistoUri",
        "arviointiasteikkoammatillinenhyvaksyttyhylatty",
    ),
    "a failed grade": (
        unit(),
        "arviointi",
        [failed()],
    ),
    "passed that contradicts the grade": (unit(), "arviointi/0/hyväksytty", False),
    "a day that the calendar has not": (unit(), "arviointi/0/päivä", "2026-02-30"),
    "a day with a time": (unit(), "arviointi/0/päivä", "2026-09-14T10:00:00Z"),
    "a day in the Finnish order": (unit(), "arviointi/0/päivä", "14.9.2026"),
    "an assessment without its day": (unit(), "arviointi/0/päivä", GONE),
    "no assessment in the list": (unit(), "arviointi", []),
    "an assessor without a name": (unit(), "arviointi/0/arvioitsijat/0/nimi", " "),
    "no explanation": (unit(), "tunnustettu/selite", GONE),
    "an explanation in no language": (unit(), "tunnustettu/selite", {}),
    "an explanation in a language that Koski has not": (
        unit(),
        "tunnustettu/selite",
        {"de": "Anerkannt."},
    ),
    "an explanation that says nothing": (unit(), "tunnustettu/selite", {"fi": ""}),
    "no word on funding": (unit(), "tunnustettu/rahoituksenPiirissä", GONE),
    "another kind of completion": (unit(), "tyyppi/koodiarvo", "ammatillinentutkinto"),
    "no kind": (unit(), "tyyppi", GONE),
    "a member that Koski has not": (unit(), "osaamismerkki", "https://badges.example"),
    "a member by a name of ours": (
        unit(),
        "koulutusmoduuli/tunniste",
        {"koodiarvo": "106228", "koodisto_uri": "tutkinnonosat"},
    ),
    "a demonstration that ends before it begins": (
        unit(),
        "näyttö",
        {"suoritusaika": {"alku": "2026-09-02", "loppu": "2026-09-01"}},
    ),
    "a part that failed": (with_part(), f"{PART}/arviointi", [failed()]),
    "a sub-area that failed": (common(), f"{PART}/arviointi", [failed()]),
    "a number where a code is": (unit(), "koulutusmoduuli/tunniste/koodiarvo", 106228),
    "a common unit in the group of vocational ones": (
        common(),
        "tutkinnonOsanRyhmä/koodiarvo",
        "1",
    ),
    "an assessed unit of which a part is recognised": (with_part(), "arviointi", [assessment()]),
    "a part larger than its unit": (
        with_part(),
        f"{PART}/koulutusmoduuli/laajuus/arvo",
        40,
    ),
    "a part without a description": (with_part(), f"{PART}/koulutusmoduuli/kuvaus", GONE),
    "a part by a national code": (
        with_part(),
        f"{PART}/koulutusmoduuli/tunniste",
        {"koodiarvo": "106228", "koodistoUri": "tutkinnonosat"},
    ),
    "a part with a confirmation": (with_part(), f"{PART}/vahvistus", {"päivä": "2026-09-14"}),
    "a sub-area in a unit that is not common": (with_part(), "osasuoritukset", [sub_area()]),
    "a smaller part in a common unit": (common(), "osasuoritukset", [smaller_part()]),
    "a language without its name": (
        common(),
        f"{PART}/koulutusmoduuli/tunniste/koodiarvo",
        "VVTK",
    ),
    "a sub-area by its address": (
        common(),
        f"{PART}/koulutusmoduuli/tunniste/koodiarvo",
        "ammatillisenoppiaineet_yttt",
    ),
    "an assessed common unit larger than its sub-areas": (common(), "arviointi", [assessment()]),
    "a national badge with a vocational grade": (
        national_badge(),
        f"{MERKKI}/arviointi/0/arvosana/koodistoUri",
        "arviointiasteikkoammatillinen15",
    ),
    "a national badge before there were any": (
        national_badge(),
        f"{MERKKI}/arviointi/0/päivä",
        "2023-12-31",
    ),
    "a national badge without a site": (national_badge(), f"{MERKKI}/toimipiste", GONE),
    "an Open Badge for a completion": (
        national_badge(),
        MERKKI,
        {"credential": "https://badges.example.fi/badges/1"},
    ),
    "a local unit of another qualification": (
        changed(
            unit(),
            "koulutusmoduuli",
            {
                "tunniste": {"koodiarvo": "P", "nimi": {"fi": "P"}},
                "kuvaus": {"fi": "P"},
                "pakollinen": False,
            },
        ),
        "tutkinto",
        {"tunniste": {"koodiarvo": "351301", "koodistoUri": "koulutus"}},
    ),
}


@pytest.mark.parametrize(("sound", "pointer", "value"), SEEDED.values(), ids=SEEDED)
def test_a_seeded_fault_is_caught(sound: dict[str, Any], pointer: str, value: Any) -> None:
    assert koski_faults(sound, qualification=VOCATIONAL) == ()

    faults = koski_faults(changed(sound, pointer, value), qualification=VOCATIONAL)

    assert any(is_told_at(fault.pointer, f"/{pointer}") for fault in faults), faults


@pytest.mark.parametrize("further", [QualificationKind.FURTHER, QualificationKind.SPECIALIST])
def test_a_group_is_forbidden_where_only_a_perustutkinto_has_groups(
    further: QualificationKind,
) -> None:
    with_group = koski_faults(unit(), qualification=further)
    without = koski_faults(changed(unit(), "tutkinnonOsanRyhmä", GONE), qualification=further)

    assert [fault.code for fault in with_group] == ["group-forbidden"]
    assert without == ()


def test_a_fault_says_where_it_is() -> None:
    wrong = changed(with_part(), f"{PART}/koulutusmoduuli/laajuus/arvo", "10")

    pointers = {fault.pointer for fault in koski_faults(wrong, qualification=VOCATIONAL)}

    assert "/osasuoritukset/0/koulutusmoduuli/laajuus/arvo" in pointers
