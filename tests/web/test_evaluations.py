"""The counsellor's page: who gets it, what it says, and what it never does."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from badgeservice.library.documents import LANGUAGES, Language, Strength
from badgeservice.library.mapping_documents import Route
from badgeservice.recognition.coverage import Reach
from badgeservice.recognition.evaluation_pages import EvaluationPage
from badgeservice.recognition.outcomes import LeafRefusal
from badgeservice.recognition.sheets import Sheet, Standing
from badgeservice.web.evaluation_view import view_of
from badgeservice.web.words import Words
from tests.fakes import ORIGIN
from tests.recognition.mappings import ects, osp
from tests.web.evaluation import COLLEGE, FIVE, MANY, PERSON, Evaluations, build_evaluations
from tests.web.service import NOW, build_app
from tests.web.sheets import badge, leaf, long_sheet, mapping, requirement, sheet, unit

BROWSER = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def evaluations() -> Evaluations:
    return build_evaluations()


@pytest.fixture(scope="module")
def reader(evaluations: Evaluations) -> Iterator[TestClient]:
    with TestClient(evaluations.app, base_url=ORIGIN, headers=BROWSER) as client:
        yield client


@pytest.fixture(scope="module")
def path(evaluations: Evaluations) -> str:
    return evaluations.make(*FIVE)[1]


def view(content: Sheet, language: Language = "en") -> Any:
    page = EvaluationPage(
        id="page-1",
        organisation_id=COLLEGE,
        sheet=content,
        made_by="college",
        made_at=NOW,
        expires_at=NOW + timedelta(hours=1),
    )
    return view_of(page, Words(language))


def test_a_page_is_kept_by_nobody_and_told_to_nobody(reader: TestClient, path: str) -> None:
    answer = reader.get(path)

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert '<meta name="robots" content="noindex' in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert reader.head(path).status_code == 200


def test_the_address_holds_as_much_chance_as_a_key(path: str) -> None:
    capability = path.rpartition("/")[2]

    assert len(base64.urlsafe_b64decode(f"{capability}=")) >= 16


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda right: right[:-2] + ("AA" if right[-2:] != "AA" else "BA"), id="wrong"),
        pytest.param(lambda right: right[:-1], id="too short"),
        pytest.param(lambda right: right + "A", id="too long"),
        pytest.param(lambda _: "ä" * 43, id="no base64url"),
        pytest.param(lambda _: "page-MDEyMzQ1Njc4OWFi", id="the id of a page"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_address_is_not_found_in_the_language_of_the_reader(
    reader: TestClient, path: str, change: Any, language: Language
) -> None:
    front, _, capability = path.rpartition("/")

    answer = reader.get(f"{front}/{change(capability)}?lang={language}")

    assert answer.status_code == 404
    assert PERSON not in answer.text
    assert Words(language)("failure.slugs.evaluation-page-not-found") in answer.text


def test_an_expired_page_looks_like_none_at_all(evaluations: Evaluations) -> None:
    page, path = evaluations.make(*FIVE, lifetime=timedelta(minutes=5))
    late, time = replace(evaluations.wiring, now=lambda: page.expires_at), page.expires_at
    early = replace(evaluations.wiring, now=lambda: time - timedelta(microseconds=1))

    with TestClient(build_app(early), base_url=ORIGIN) as client:
        before = client.get(path)
    with TestClient(build_app(late), base_url=ORIGIN) as client:
        after, never = client.get(path), client.get(f"/evaluations/{'A' * 43}")

    assert (before.status_code, after.status_code) == (200, 404)
    assert after.json() == never.json()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", ("Mitä tämä henkilö voisi saada?", "Koko tutkinnon osa", "Kattaa", "5 osp")),
        ("sv", ("Vad skulle den här personen kunna få?", "Hela examensdelen", "Täcker", "5 kp")),
        ("en", ("What could this person get?", "Whole unit", "Covers", "5 competence points")),
    ],
)
def test_the_page_says_what_was_come_to(
    reader: TestClient, path: str, language: Language, words: tuple[str, ...]
) -> None:
    text = reader.get(f"{path}?lang={language}").text

    assert [each for each in words if each not in text] == []
    assert PERSON in text
    assert PERSON not in text[: text.index("<body>")]
    assert "instructor" in text
    assert Words(language)("evaluation.version", version=3) in text


def test_a_page_without_a_name_names_nobody(evaluations: Evaluations, reader: TestClient) -> None:
    _, path = evaluations.make(*FIVE, person=None)

    text = reader.get(path).text

    assert PERSON not in text
    assert "aino.esimerkki@example.org" not in text


def test_texts_of_strangers_run_nothing(reader: TestClient, path: str) -> None:
    text = reader.get(path).text

    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text
    assert "<img src=https" not in text
    assert "\u202e" not in text


def test_every_badge_says_whether_it_counts_or_why_not(evaluations: Evaluations) -> None:
    page, _ = evaluations.make(*MANY)

    assert [(each.standing, each.refusal) for each in page.sheet.badges] == [
        *[(Standing.COUNTS, None)] * 4,
        (Standing.REFUSED, LeafRefusal.REVOKED),
        (Standing.REFUSED, LeafRefusal.EXPIRED),
        (Standing.REFUSED, LeafRefusal.UNTRUSTED_ISSUER),
        (Standing.REFUSED, LeafRefusal.BAD_SIGNATURE),
        (Standing.REFUSED, LeafRefusal.UNVERIFIABLE),
        *[(Standing.DUPLICATE, None)] * 3,
    ]


def test_a_name_that_was_not_signed_is_not_shown(evaluations: Evaluations) -> None:
    page, _ = evaluations.make("changed")

    (found,) = page.sheet.badges
    assert (found.name, found.issuer_name) == (None, None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_a_sentence_of_its_own(language: Language) -> None:
    sentences = [
        view(sheet(badges=(badge(standing=Standing.REFUSED, refusal=each),)), language)
        .badges[0]
        .sentence
        for each in LeafRefusal
    ]
    sentences += [
        view(sheet(badges=(badge(standing=each),)), language).badges[0].sentence
        for each in Standing
        if each is not Standing.REFUSED
    ]

    assert len(set(sentences)) == len(LeafRefusal) + len(Standing) - 1
    assert all(re.search(r"\w.*\.$", each) for each in sentences)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_route_reach_and_target_has_words(language: Language) -> None:
    kinds = ("whole-unit", "part-of-unit", "sub-area", "local-unit", "course")
    units = tuple(
        unit(reach=reach, mappings=(mapping(route=route, kind=kind),))
        for reach in Reach
        for route in Route
        for kind in kinds
    )

    found = view(sheet(units=units), language)

    assert len({each.routes for each in found.units}) == len(Route)
    assert len({each.mappings[0].target for each in found.units}) == len(kinds)


def test_the_matrix_tells_covers_contributes_and_nothing_apart() -> None:
    lines = (
        requirement(1, (0, Strength.COVERS), (1, Strength.CONTRIBUTES)),
        requirement(2, (1, Strength.CONTRIBUTES)),
        requirement(3),
    )
    made = unit("u", *lines, mappings=(mapping(leaf(0), leaf(1)),))

    (found,) = view(sheet(badges=(badge(), badge("Toinen")), units=(made,))).units

    (matrix,) = found.matrices
    assert [(row.cells, row.together) for row in matrix.rows] == [
        (("covers", "contributes"), "covers"),
        (("nothing", "contributes"), "contributes"),
        (("nothing", "nothing"), "nothing"),
    ]
    assert [row.code for row in found.missing] == [
        "ammattitaitovaatimukset_2",
        "ammattitaitovaatimukset_3",
    ]


def test_a_matrix_is_never_wider_than_a_sheet_of_paper() -> None:
    wide = view(long_sheet()).units[0]

    assert [len(each.columns) for each in wide.matrices] == [5, 5, 2]
    assert {len(each.rows) for each in wide.matrices} == {60}


def test_credits_of_two_kinds_are_never_added() -> None:
    units = (unit(credits=osp(15)), unit(credits=osp(5)), unit(credits=ects(5)))

    found = view(sheet(units=units))

    assert found.totals == ("20 competence points", "5 ECTS credits")
    assert not found.is_total_open


def test_credits_that_are_not_known_leave_the_total_open() -> None:
    found = view(sheet(units=(unit(credits=None), unit(credits=osp(5)))))

    assert found.totals == ("5 competence points",)
    assert found.is_total_open


def test_units_that_no_badge_concerns_are_folded_away(reader: TestClient, path: str) -> None:
    text = reader.get(f"{path}?lang=en").text
    folded = text[text.index("<details>") : text.index("</details>")]

    assert folded.count("<li>") == 21
    assert "Workplace instructor training" not in folded


def test_a_text_in_another_language_than_the_page_says_so(reader: TestClient, path: str) -> None:
    text = reader.get(f"{path}?lang=en").text

    assert re.search(r'<span lang="fi">\s*Työpaikkaohjaaja\s*</span>', text)
