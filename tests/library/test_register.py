from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badgeservice.library.documents import (
    Basis,
    Credits,
    CreditUnit,
    LocalisedText,
    Source,
    Status,
    Unit,
)
from badgeservice.library.errors import RegisterDocumentError
from badgeservice.library.files import parse_file, place, render
from badgeservice.library.register import (
    RegisterFormat,
    badges_from_osaamismerkit,
    detect_format,
    documents_from_register,
    read_register,
    units_from_eperusteet,
)
from badgeservice.library.register_text import a_day, lines, words
from badgeservice.library.rules import check_library
from tests.reference import reference

SOURCE = Source(title="A test", retrieved=date(2026, 11, 24))
FIXTURES = Path(__file__).parent / "fixtures"
NEW, OLD, BADGES = "basis-2022.json", "basis-2014.json", "osaamismerkit.json"


def fixture(name: str) -> Any:
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))


def units(name: str) -> dict[str, Unit]:
    found = units_from_eperusteet(fixture(name), source=SOURCE)
    return {unit.code.removeprefix("tutkinnonosat_"): unit for unit in found}


def osp(value: int) -> Credits:
    return Credits(value=Decimal(value), unit=CreditUnit.OSP)


def test_a_new_basis_gives_its_units_in_order_without_empty_and_removed_ones() -> None:
    assert list(units(NEW)) == ["990001", "990002", "990003"]


def test_the_facts_of_a_unit_come_from_the_basis() -> None:
    unit = units(NEW)["990001"]

    assert (unit.system, unit.version) == ("finland", 2)
    assert unit.name == LocalisedText(fi="Keksitty osa", sv="Påhittad del")
    assert unit.credits == osp(15)
    assert unit.basis == Basis(
        code="OPH-1-2022", qualification="koulutus_999901", in_force_from=date(2022, 8, 1)
    )
    assert unit.source == SOURCE
    assert unit.note is None


def test_requirements_have_codes_versions_areas_and_clean_texts_in_order() -> None:
    first, second, third = units(NEW)["990001"].requirements

    assert (first.code, first.version, first.area) == ("ammattitaitovaatimukset_990001", 1, None)
    assert first.text == LocalisedText(fi="suunnittelee työtä", sv="planerar arbetet")
    assert (second.version, second.area) == (
        3,
        LocalisedText(fi="Työn tekeminen", sv="Att arbeta"),
    )
    assert second.text.fi == "noudattaa ohjeita & säädöksiä"
    assert third.text.fi == "siivoaa"


def test_some_requirements_without_codes_make_all_of_them_unknown() -> None:
    unit = units(NEW)["990002"]

    assert unit.requirements == ()
    assert unit.note is not None
    assert "2 requirements, 1 of them without a code" in unit.note


def test_an_extent_that_is_a_range_is_unknown() -> None:
    assert units(NEW)["990002"].credits is None


def test_a_common_unit_says_that_it_consists_of_sub_areas() -> None:
    unit = units(NEW)["990003"]

    assert (unit.requirements, unit.credits) == ((), osp(11))
    assert unit.note is not None
    assert "2 sub-areas" in unit.note


def test_an_old_basis_gives_units_without_requirements_and_their_text_as_a_note() -> None:
    unit = units(OLD)["990101"]

    assert unit.requirements == ()
    assert unit.version is None
    assert unit.note == (
        "The register gives the requirements as text without codes:\n"
        "Opiskelija osaa\ntehdä työtä\nlevätä"
    )


def test_an_extent_is_looked_up_in_every_structure() -> None:
    assert units(OLD)["990101"].credits == osp(20)


def test_a_unit_that_stands_twice_is_one_unit_with_what_is_known_of_it() -> None:
    assert list(units(OLD)) == ["990101", "990102", "990103"]
    assert units(OLD)["990102"].credits == osp(15)


def test_several_extents_are_none_and_a_note() -> None:
    unit = units(OLD)["990103"]

    assert unit.credits is None
    assert unit.note is not None
    assert "10 osp, 30 osp" in unit.note


def test_a_basis_of_several_qualifications_names_none_of_them() -> None:
    assert units(OLD)["990101"].basis == Basis(code="9/011/2014", in_force_from=date(2015, 8, 1))


def test_credits_that_are_neither_osp_nor_ects_are_unknown() -> None:
    document = fixture(NEW)
    document["suoritustavat"][0]["laajuusYksikko"] = "OPINTOVIIKKO"

    found = units_from_eperusteet(document, source=SOURCE)

    assert {unit.credits for unit in found} == {None}


def test_an_extent_of_a_unit_itself_is_in_the_points_of_its_basis() -> None:
    document = fixture(NEW)
    document["tutkinnonOsat"][0]["laajuus"] = 7.5

    found = units_from_eperusteet(document, source=SOURCE)

    assert found[0].credits == Credits(value=Decimal("7.5"), unit=CreditUnit.OSP)


def test_a_unit_alone_has_no_basis() -> None:
    (unit,) = units_from_eperusteet(fixture(NEW)["tutkinnonOsat"][0], source=SOURCE)

    assert unit.basis is None
    assert len(unit.requirements) == 3


def test_national_badges_become_drafts() -> None:
    ((criteria_set, badge_class),) = badges_from_osaamismerkit(fixture(BADGES))

    assert (criteria_set.id, badge_class.id) == ("osaamismerkit-9901", "osaamismerkit-9901")
    assert {criteria_set.status, badge_class.status} == {Status.DRAFT}
    assert criteria_set.valid_from == date(2024, 1, 9)
    assert criteria_set.valid_until is None
    assert badge_class.name == LocalisedText(fi="Keksitty merkki")
    assert badge_class.tags == ("Keksityt taidot",)
    assert [unit.code for unit in badge_class.units] == ["osaamismerkit_9901"]


def test_criteria_of_a_national_badge_keep_the_numbers_of_the_register() -> None:
    ((criteria_set, _),) = badges_from_osaamismerkit(fixture(BADGES))

    assert [(each.id, each.text) for each in criteria_set.criteria] == [
        ("objective-40", LocalisedText(fi="osaa jotakin", sv="kan något")),
        ("criterion-31", LocalisedText(fi="tekee jotakin")),
        ("criterion-30", LocalisedText(fi="kertoo jotakin")),
    ]


def test_one_national_badge_alone_is_understood_too() -> None:
    assert len(badges_from_osaamismerkit(fixture(BADGES)[0])) == 1


@pytest.mark.parametrize("name", [NEW, OLD, BADGES])
def test_what_a_register_gives_is_a_library_without_errors(name: str) -> None:
    documents = documents_from_register(fixture(name), source=SOURCE)

    assert not [finding for finding in check_library(map(place, documents)) if finding.is_error]
    for document in documents:
        assert parse_file(*render(document)).document == document


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param(fixture(NEW), RegisterFormat.BASIS, id="a new basis"),
        pytest.param(fixture(OLD), RegisterFormat.BASIS, id="an old basis"),
        pytest.param(fixture(NEW)["tutkinnonOsat"][0], RegisterFormat.UNIT, id="a unit"),
        pytest.param(fixture(BADGES), RegisterFormat.NATIONAL_BADGES, id="badges"),
        pytest.param(fixture(BADGES)[0], RegisterFormat.NATIONAL_BADGES, id="one badge"),
    ],
)
def test_the_shape_tells_the_format(document: Any, expected: RegisterFormat) -> None:
    assert detect_format(document) is expected


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(None, id="null"),
        pytest.param([], id="an empty list"),
        pytest.param({}, id="an empty object"),
        pytest.param([{"koodiUri": "osaamismerkit_1"}], id="a code list"),
        pytest.param({"data": [], "sivu": 0}, id="search results"),
        pytest.param("tutkinnonOsat", id="a word"),
        pytest.param({"koodiUri": "koulutus_1"}, id="a qualification"),
    ],
)
def test_other_shapes_are_refused(document: Any) -> None:
    with pytest.raises(RegisterDocumentError):
        documents_from_register(document, source=SOURCE)


def test_units_are_not_looked_for_in_national_badges() -> None:
    with pytest.raises(RegisterDocumentError):
        units_from_eperusteet(fixture(BADGES)[0], source=SOURCE)


@pytest.mark.parametrize(
    ("path", "value", "pointer"),
    [
        pytest.param(("tutkinnonOsat", 0, "nimi"), 5, "/tutkinnonOsat/0/nimi", id="no text"),
        pytest.param(
            ("tutkinnonOsat", 0, "nimi", "fi"), 5, "/tutkinnonOsat/0/nimi/fi", id="a number as text"
        ),
        pytest.param(
            ("tutkinnonOsat", 2, "koodiUri"), "a b", "/tutkinnonOsat/2", id="an impossible code"
        ),
        pytest.param(
            ("tutkinnonOsat", 0, "koodi", "versio"),
            "2",
            "/tutkinnonOsat/0/koodi/versio",
            id="a version as text",
        ),
        pytest.param(("tutkinnonOsat", 0), 5, "/tutkinnonOsat/0", id="a number as unit"),
        pytest.param(("voimassaoloAlkaa",), 10**30, "/voimassaoloAlkaa", id="a day beyond time"),
        pytest.param(("voimassaoloAlkaa",), "soon", "/voimassaoloAlkaa", id="a word as day"),
        pytest.param(("diaarinumero",), "", "/diaarinumero", id="an empty number"),
        pytest.param(("koulutukset",), {}, "/koulutukset", id="an object as list"),
        pytest.param(
            ("suoritustavat", 0, "tutkinnonOsaViitteet", 0, "laajuus"),
            "15",
            "/suoritustavat/0/tutkinnonOsaViitteet/0/laajuus",
            id="an extent as text",
        ),
        pytest.param(
            ("tutkinnonOsat", 0, "ammattitaitovaatimukset2019", "vaatimukset", 0, "vaatimus"),
            {"sv": "a"},
            "/tutkinnonOsat/0/ammattitaitovaatimukset2019/vaatimukset/0/vaatimus",
            id="a requirement without Finnish",
        ),
    ],
)
def test_what_is_wrong_in_a_register_document_is_pointed_at(
    path: Sequence[str | int], value: Any, pointer: str
) -> None:
    document = fixture(NEW)
    _put(document, path, value)
    if path[-1] == "koodiUri":
        document["tutkinnonOsat"][2]["koodi"] = None

    with pytest.raises(RegisterDocumentError) as refused:
        documents_from_register(document, source=SOURCE)

    assert refused.value.pointer == pointer


def _put(document: Any, path: Sequence[str | int], value: Any) -> None:
    for name in path[:-1]:
        document = document[name]
    document[path[-1]] = value


def _places(value: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    members = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [found for name, each in members for found in [(*at, name), *_places(each, (*at, name))]]


_ODD_VALUES = st.sampled_from(
    [None, True, False, 0, -1, 1.5, 10**80, "", "x", "-", "\ud800", [], [5], {}, {"fi": "\x00"},
     {"fi": "a" * 9000}, {"fi": ["a"]}, [None], float("inf"), float("nan")]
)  # fmt: skip


@pytest.mark.parametrize("name", [NEW, OLD, BADGES])
@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_a_damaged_register_document_is_read_or_refused_and_never_breaks_the_reader(
    name: str, data: st.DataObject
) -> None:
    document = copy.deepcopy(fixture(name))
    path = data.draw(st.sampled_from(_places(document)))
    _put(document, path, data.draw(_ODD_VALUES))

    try:
        found = documents_from_register(document, source=SOURCE)
    except RegisterDocumentError:
        return

    for each in found:
        assert parse_file(*render(each)).document == each


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html>", id="a page"),
        pytest.param(b"\xff{}", id="not text"),
        pytest.param(b"[" * 100_000, id="brackets without end"),
    ],
)
def test_an_answer_that_is_no_json_is_refused(content: bytes) -> None:
    with pytest.raises(RegisterDocumentError):
        read_register(content)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a\t\x00b\x85c\u200b d", "a b c\u200b d"),
        ("<p>a</p><p>b</p>", "a b"),
        ("a &lt; b", "a < b"),
        ("a < b & c", "a < b & c"),
        ("a<br/>b", "a b"),
        ("<style>p{}</style>a", "a"),
    ],
)
def test_texts_lose_markup_and_control_characters(written: str, read: str) -> None:
    assert words(written) == read


@given(st.text())
def test_cleaned_text_is_a_text_or_empty(written: str) -> None:
    cleaned = lines(written.encode("utf-8", "ignore").decode())

    assert cleaned == "" or LocalisedText(fi=cleaned[:8000]).fi
    assert lines(cleaned) == cleaned or "<" in cleaned or "&" in cleaned


@pytest.mark.parametrize(
    ("value", "day"),
    [
        pytest.param(1659301200000, date(2022, 8, 1), id="midnight in summer"),
        pytest.param(1609452000000, date(2021, 1, 1), id="midnight in winter"),
        pytest.param(1609451999999, date(2020, 12, 31), id="a moment before"),
        pytest.param(-1, date(1970, 1, 1), id="before 1970"),
        pytest.param("2022-08-01T00:00:00.000+0300", date(2022, 8, 1), id="an ISO date"),
        pytest.param(None, None, id="nothing"),
    ],
)
def test_days_are_days_in_finland(value: int | str | None, day: date | None) -> None:
    assert a_day(value, "") == day


RAW = "domain/raw"


@pytest.mark.reference
@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("amosaa__yhteiset-tutkinnon-osat-2022__OPH-456-2022.json", (9, 101)),
        ("tarjonta-indeksoija__peruste-6942140__puutarha-OPH-901-2020.json", (30, 449)),
        ("koski__rakenne-sosiaali-ja-terveysala__79-011-2014.json", (29, 0)),
        ("konfo__tutkinnonosa-106512-shape.json", (1, 28)),
    ],
)
def test_official_documents_give_all_their_units_and_requirements(
    name: str, counts: tuple[int, int]
) -> None:
    document = read_register(reference(f"{RAW}/{name}").read_bytes())

    found = units_from_eperusteet(document, source=SOURCE)

    assert (len(found), sum(len(unit.requirements) for unit in found)) == counts
    for unit in found:
        assert parse_file(*render(unit)).document == unit


@pytest.mark.reference
def test_the_unit_of_workplace_instructors_is_read_as_the_basis_says() -> None:
    name = "amosaa__yhteiset-tutkinnon-osat-2022__OPH-456-2022.json"
    document = read_register(reference(f"{RAW}/{name}").read_bytes())

    found = {unit.code: unit for unit in units_from_eperusteet(document, source=SOURCE)}

    unit = found["tutkinnonosat_106731"]
    assert unit.credits == osp(5)
    assert unit.name.in_language("en") == "Workplace instructor training"
    assert len(unit.requirements) == 15
    assert {requirement.version for requirement in unit.requirements} == {1}
    assert len({requirement.area for requirement in unit.requirements}) == 3


@pytest.mark.reference
def test_official_national_badges_become_drafts() -> None:
    name = "koski__osaamismerkit-api-shape__images-stripped.json"
    document = read_register(reference(f"{RAW}/{name}").read_bytes())

    drafts = badges_from_osaamismerkit(document)

    assert [badge_class.id for _, badge_class in drafts] == [
        "osaamismerkit-1000",
        "osaamismerkit-1001",
        "osaamismerkit-1002",
    ]
    assert len(drafts[0][0].criteria) == 6
    assert drafts[0][1].name.missing() == ("sv", "en")
