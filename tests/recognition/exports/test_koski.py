"""A decided case becomes the unit that Koski takes, or says what it lacks."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from badgeservice.credentials.strict_json import JsonObject
from badgeservice.library.documents import LocalisedText
from badgeservice.library.mapping_documents import Route
from badgeservice.recognition.cases import Case, CaseState, DecisionKind
from badgeservice.recognition.errors import (
    ExportIncompleteError,
    ExportInvalidError,
    ExportNotPossibleError,
)
from badgeservice.recognition.exports.details import ExportDetails
from badgeservice.recognition.exports.export import export
from badgeservice.recognition.exports.facts import ExportFormat
from badgeservice.recognition.exports.koski import SCHEMA_VERSION
from tests.recognition.exports.decided import (
    AREA,
    COURSE,
    JAANA,
    LOCAL,
    PART,
    SCALE_PASS,
    SITE,
    WHOLE,
    credential,
    decided,
    details,
    evidence,
    with_evidence,
)
from tests.recognition.mappings import ects, osp
from tests.reference import reference

UNIT_OSP = {"unitCredits": {"value": 40, "unit": "osp"}}
PASS = {"grade": "Hyväksytty", "grade_scale": SCALE_PASS}


def koski(case: Case, added: ExportDetails) -> JsonObject:
    return export(case, ExportFormat.KOSKI, added).document


def worked_cases() -> list[Any]:
    path = reference("domain/examples/koski-put-oppija-recognised-by-badge.json")
    study_right = json.loads(path.read_bytes())["opiskeluoikeudet"][0]
    return list(study_right["suoritukset"][0]["osasuoritukset"])


def without_explanations(value: Any) -> Any:
    """Compare everything but our own sentences."""
    if isinstance(value, dict):
        kept = value.items()
        return {name: without_explanations(inner) for name, inner in kept if name != "selite"}
    return [without_explanations(each) for each in value] if isinstance(value, list) else value


@pytest.mark.reference
def test_the_worked_case_of_a_whole_unit_is_reproduced() -> None:
    document = koski(decided(), details())

    assert without_explanations(document) == without_explanations(worked_cases()[0])


@pytest.mark.reference
def test_the_worked_case_of_a_part_is_reproduced() -> None:
    described = LocalisedText(
        fi="Osaamismerkillä osoitettu osa tutkinnon osasta Kotihoidossa toimiminen"
    )
    named = {"code": PART.code, "name": {"fi": PART.name.fi}, "description": described}

    document = koski(decided(PART, **PASS), details(**UNIT_OSP, part=named))

    assert without_explanations(document) == without_explanations(worked_cases()[1])


@pytest.mark.reference
def test_the_worked_case_of_a_local_unit_on_a_national_badge_is_reproduced() -> None:
    badge = {"code": "osaamismerkit_1021", "completedOn": "2025-11-20", "siteOid": SITE}

    document = koski(decided(LOCAL, **PASS), details(isCompulsory=False, nationalBadge=badge))

    assert without_explanations(document) == without_explanations(worked_cases()[2])


def test_a_sub_area_stands_in_its_common_unit_which_is_not_assessed() -> None:
    case = decided(AREA, group="ammatillisentutkinnonosanryhma_2")

    document: Any = koski(case, details(unitCredits={"value": 9, "unit": "osp"}))

    area = document["osasuoritukset"][0]
    assert "arviointi" not in document
    assert "tunnustettu" not in document
    assert document["koulutusmoduuli"]["tunniste"]["koodiarvo"] == "106729"
    assert area["tyyppi"]["koodiarvo"] == "ammatillisentutkinnonosanosaalue"
    assert area["koulutusmoduuli"]["tunniste"]["koodiarvo"] == "YTTT"
    assert area["tunnustettu"]["rahoituksenPiirissä"] is False


def test_the_explanation_tells_badge_route_and_decision_in_three_languages() -> None:
    document: Any = koski(decided(), details())

    told = document["tunnustettu"]["selite"]
    assert set(told) == {"fi", "sv", "en"}
    facts = (
        "Ikääntyvien osallisuuden edistäminen kotihoidossa",
        "Pohjois-Savon hyvinvointialue",
        "2026-03-02",
        "2029-03-02",
        "https://badges.example.fi/badges/6f1c",
        "OT-2026-0173",
        "2026-09-14",
    )
    assert all(fact in text for fact in facts for text in told.values())
    assert "arvioijien kautta" in told["fi"]
    assert "genom bedömare" in told["sv"]
    assert "through assessors" in told["en"]


def test_a_stranger_s_title_stays_one_plain_line() -> None:
    """F14: text that turns a line around or breaks it does not reach a register."""
    named = credential(name="Hoiva\u202egnp.exe\n\n\x00Arvosana: 5" + "x" * 900)

    document: Any = koski(with_evidence(decided(), evidence(named)), details())

    told = document["tunnustettu"]["selite"]["fi"]
    assert not set(told) & {"\u202e", "\n", "\x00"}
    assert "Hoivagnp.exe Arvosana: 5" in told
    assert len(told) < 700


def test_only_badges_that_held_are_named() -> None:
    forged = {**credential(name="Väärennös"), "id": "https://evil.example/1"}
    case = with_evidence(decided(), evidence(), evidence(forged, verdict="invalid"))

    document: Any = koski(case, details())

    assert "Väärennös" not in document["tunnustettu"]["selite"]["fi"]
    assert "evil.example" not in json.dumps(document)


def test_only_badges_that_counted_are_named() -> None:
    other = {**credential(name="Muu merkki"), "id": "https://badges.example.fi/badges/2"}
    case = with_evidence(decided(), evidence(), evidence(other, counted=False))

    document: Any = koski(case, details())

    assert "Muu merkki" not in document["tunnustettu"]["selite"]["fi"]


def test_what_was_not_signed_is_never_told() -> None:
    """F01: a frozen report without the signed credential speaks for no badge."""
    unsigned = replace(evidence(), report={"verdict": "valid", "credential": None})

    with pytest.raises(ExportIncompleteError) as caught:
        koski(with_evidence(decided(), unsigned), details())

    assert [fault.code for fault in caught.value.faults] == ["evidence-missing"]


def test_no_personal_data_of_the_learner_is_in_the_fragment() -> None:
    """P06: the fragment goes under the learner's study right, and names nobody but assessors."""
    text = json.dumps(koski(decided(), details()), ensure_ascii=False)

    assert "1.2.246.562.24." not in text
    assert "Öhman" not in text


def test_a_unit_of_a_further_qualification_has_no_group() -> None:
    case = decided(group=None)

    document = koski(case, details(qualification="ammattitutkinto"))

    assert "tutkinnonOsanRyhmä" not in document


def test_a_group_that_may_not_be_is_refused_rather_than_dropped() -> None:
    with pytest.raises(ExportInvalidError) as caught:
        koski(decided(group="1"), details(qualification="erikoisammattitutkinto"))

    assert [fault.code for fault in caught.value.faults] == ["group-forbidden"]


def test_everything_that_is_missing_is_named_at_once() -> None:
    bare = decided(credits=None, group=None, grade=None, grade_scale=None)

    with pytest.raises(ExportIncompleteError) as caught:
        koski(with_evidence(bare), ExportDetails())

    assert {(fault.code, fault.pointer) for fault in caught.value.faults} == {
        ("qualification-missing", "/details/qualification"),
        ("site-missing", "/details/siteOid"),
        ("compulsory-missing", "/details/isCompulsory"),
        ("credits-missing", "/details/unitCredits"),
        ("grade-missing", "/decision/grade"),
        ("grade-scale-missing", "/decision/gradeScale"),
        ("evidence-missing", "/evidence"),
    }


MISSING: dict[str, tuple[Any, dict[str, Any], dict[str, Any], str]] = {
    "the group": (WHOLE, {"group": None}, {}, "group-missing"),
    "the grade": (WHOLE, {"grade": None}, {}, "grade-missing"),
    "the grade scale": (WHOLE, {"grade_scale": None}, {}, "grade-scale-missing"),
    "the extent": (WHOLE, {"credits": None}, {}, "credits-missing"),
    "the site": (WHOLE, {}, {"siteOid": None}, "site-missing"),
    "being compulsory": (WHOLE, {}, {"isCompulsory": None}, "compulsory-missing"),
    "the kind of qualification": (WHOLE, {}, {"qualification": None}, "qualification-missing"),
    "the extent of the unit around a part": (PART, PASS, {}, "credits-missing"),
    "the grade of a part": (PART, {"grade": None}, UNIT_OSP, "grade-missing"),
    "the name of a part": (
        WHOLE,
        {"kind": DecisionKind.PARTLY, "credits": osp(10), "grade": None},
        UNIT_OSP,
        "part-missing",
    ),
    "the grade of a part of a whole": (
        WHOLE,
        {"kind": DecisionKind.PARTLY, "credits": osp(10), "grade": None},
        {**UNIT_OSP, "part": {"code": "OSA", "name": {"fi": "Osa"}}},
        "grade-missing",
    ),
    "the extent of a part of a whole": (
        WHOLE,
        {"kind": DecisionKind.PARTLY, "credits": None, "grade": None},
        {
            **UNIT_OSP,
            "part": {
                "code": "OSA",
                "name": {"fi": "Osa"},
                "grade": "Hyväksytty",
                "gradeScale": SCALE_PASS,
            },
        },
        "credits-missing",
    ),
}


@pytest.mark.parametrize(("target", "said", "added", "code"), MISSING.values(), ids=MISSING)
def test_an_export_says_that_it_lacks(
    target: Any, said: dict[str, Any], added: dict[str, Any], code: str
) -> None:
    with pytest.raises(ExportIncompleteError) as caught:
        koski(decided(target, **said), details(**added))

    assert code in [fault.code for fault in caught.value.faults]


def test_the_language_of_a_language_is_asked_for() -> None:
    case = decided(AREA.model_copy(update={"area": "ammatillisenoppiaineet_vvtk"}), group="2")
    around = {"unitCredits": {"value": 11, "unit": "osp"}}

    with pytest.raises(ExportIncompleteError) as caught:
        koski(case, details(**around))
    document: Any = koski(case, details(**around, language="SV"))

    assert [fault.code for fault in caught.value.faults] == ["language-missing"]
    module = document["osasuoritukset"][0]["koulutusmoduuli"]
    assert module["kieli"] == {"koodiarvo": "SV", "koodistoUri": "kielivalikoima"}


def test_a_local_unit_is_of_a_system_of_the_college_s_own() -> None:
    own = LOCAL.model_copy(update={"unit": LOCAL.unit.model_copy(update={"system": "kotka"})})

    document: Any = koski(decided(own, **PASS), details())

    assert document["koulutusmoduuli"]["tunniste"]["koodiarvo"] == "PAIK-DIGI-01"


def test_less_than_the_whole_unit_is_exported_as_the_part_that_the_college_names() -> None:
    case = decided(kind=DecisionKind.PARTLY, credits=osp(10), grade=None, grade_scale=None)
    part = {
        "code": "OSA-1",
        "name": {"fi": "Osa", "sv": "Del"},
        "grade": "Hyväksytty",
        "gradeScale": SCALE_PASS,
    }

    document: Any = koski(case, details(**UNIT_OSP, part=part))

    smaller = document["osasuoritukset"][0]
    assert "arviointi" not in document
    assert smaller["koulutusmoduuli"]["tunniste"]["nimi"] == {"fi": "Osa", "sv": "Del"}
    assert smaller["koulutusmoduuli"]["laajuus"]["arvo"] == 10


IMPOSSIBLE: dict[str, Case] = {
    "a course": decided(COURSE),
    "a whole common unit": decided(WHOLE.model_copy(update={"unit": AREA.unit}), group="2"),
    "a part of a sub-area": decided(AREA, kind=DecisionKind.PARTLY),
    "a part of a local unit": decided(LOCAL, kind=DecisionKind.PARTLY),
    "competence points that are ECTS credits": decided(credits=ects(35)),
    "a grade scale of somewhere else": decided(grade_scale="a-to-f"),
    "a refusal": decided(kind=DecisionKind.REFUSED),
    "a referral to a demonstration": decided(kind=DecisionKind.TO_DEMONSTRATION),
    "a case that is not decided": replace(decided(), decision=None, state=CaseState.IN_REVIEW),
    "a case that was withdrawn": replace(decided(), state=CaseState.WITHDRAWN),
    "a unit of another system": decided(
        WHOLE.model_copy(update={"unit": WHOLE.unit.model_copy(update={"system": "sweden"})})
    ),
}


@pytest.mark.parametrize("case", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_koski_has_no_place_for_is_refused(case: Case) -> None:
    with pytest.raises(ExportNotPossibleError):
        koski(case, details(**UNIT_OSP))


@pytest.mark.parametrize(
    "state",
    [
        CaseState.DECIDED,
        CaseState.DELIVERED,
        CaseState.REVIEW_REQUESTED,
        CaseState.REVIEWED,
        CaseState.RECTIFICATION_REQUESTED,
        CaseState.RECTIFIED,
        CaseState.CLOSED,
    ],
)
def test_a_case_can_be_exported_from_its_decision_on(state: CaseState) -> None:
    assert koski(replace(decided(), state=state), details())


NAMED = {"code": PART.code, "name": {"fi": "Osa"}}


@pytest.mark.parametrize(
    ("target", "added"),
    [
        (WHOLE, {"group": "3"}),
        (WHOLE, {"unitVersion": 3}),
        (PART, {"part": {**NAMED, "code": "OTHER"}}),
        (PART, {"part": {**NAMED, "grade": "5"}}),
        (PART, {"part": {**NAMED, "gradeScale": "arviointiasteikkoammatillinen15"}}),
    ],
    ids=["the group", "the unit version", "the part", "the grade", "the grade scale"],
)
def test_the_college_cannot_say_otherwise_than_the_case(target: Any, added: Any) -> None:
    case = decided(target, **(PASS if target is PART else {}))

    with pytest.raises(ExportIncompleteError) as caught:
        koski(case, details(**UNIT_OSP, **added))

    assert [fault.code for fault in caught.value.faults] == ["details-contradict"]


def test_what_does_not_add_up_does_not_leave() -> None:
    with pytest.raises(ExportInvalidError):
        koski(decided(PART, **PASS), details(unitCredits={"value": 5, "unit": "osp"}))


def test_an_export_names_the_version_of_the_types_that_it_was_made_for() -> None:
    found = export(decided(), ExportFormat.KOSKI, details())

    assert found.schema_version == SCHEMA_VERSION
    assert found.notes


def test_a_direct_recognition_needs_no_assessors() -> None:
    document: Any = koski(decided(route=Route.DIRECT, assessors=()), details())

    assert "arvioitsijat" not in document["arviointi"][0]
    assert JAANA.name not in json.dumps(document)


def test_a_unit_of_another_qualification_says_which() -> None:
    other = {"code": "koulutus_351301", "basis": "OPH-5410-2021"}

    document: Any = koski(decided(), details(fromQualification=other))

    assert document["tutkinto"] == {
        "tunniste": {"koodiarvo": "351301", "koodistoUri": "koulutus"},
        "perusteenDiaarinumero": "OPH-5410-2021",
    }
