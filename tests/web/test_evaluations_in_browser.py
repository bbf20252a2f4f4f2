"""The counsellor's page in a real browser: for everybody to read, and on paper."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import pytest
from playwright.sync_api import Browser

from badgeservice.library.documents import LANGUAGES, Source
from badgeservice.qualifications.eperusteet import basis_of
from badgeservice.recognition.coverage import Reach
from badgeservice.recognition.evaluation_pages import EvaluationPage
from badgeservice.recognition.sheets import Sheet
from tests.browser import running_chromium
from tests.pdf import pages_of
from tests.reference import reference
from tests.web.browsing import Visit, serving, violations, visiting
from tests.web.evaluation import (
    COLLEGE,
    FIVE,
    INSTRUCTOR,
    MANY,
    PERSON,
    Evaluations,
    build_evaluations,
)
from tests.web.service import NOW
from tests.web.sheets import LONG_WORD, long_sheet

# What is left of A4 between the margins, in CSS pixels.
_PAPER: Final = {"width": 687, "height": 996}
_MOST_PAGES: Final = 8


@pytest.fixture(scope="module")
def evaluations() -> Evaluations:
    return build_evaluations()


@pytest.fixture(scope="module")
def address(evaluations: Evaluations) -> Iterator[str]:
    with serving(evaluations.app) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    with visiting(browser) as visit:
        yield visit


@pytest.fixture(scope="module")
def five(evaluations: Evaluations) -> str:
    return evaluations.make(*FIVE)[1]


@pytest.fixture(scope="module")
def many(evaluations: Evaluations) -> str:
    return evaluations.make(*MANY)[1]


@pytest.fixture(scope="module")
def long(evaluations: Evaluations) -> str:
    return keep(evaluations, long_sheet())


def keep(evaluations: Evaluations, content: Sheet) -> str:
    page = EvaluationPage(
        id="page-long",
        organisation_id=COLLEGE,
        sheet=content,
        made_by="college",
        made_at=NOW,
        expires_at=NOW + timedelta(hours=1),
    )
    with evaluations.wiring.open_books(True) as books:
        books.evaluation_pages.put_page(page, capability=bytes(32))
    return f"/evaluations/{'A' * 43}"


def printed(visit: Visit, url: str) -> list[str]:
    visit.page.goto(url)
    return pages_of(visit.page.pdf(prefer_css_page_size=True))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["five", "many", "long"])
def test_the_page_has_no_barriers_and_loads_nothing_from_elsewhere(
    name: str, language: str, visit: Visit, address: str, request: pytest.FixtureRequest
) -> None:
    visit.page.goto(f"{address}{request.getfixturevalue(name)}?lang={language}")

    assert violations(visit.page) == []
    assert [url for url in visit.requests if not url.startswith(f"{address}/")] == []
    assert visit.complaints == []
    assert visit.page.evaluate("document.documentElement.lang") == language


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("name", ["many", "long"])
def test_contrast_holds_in_the_dark_and_on_a_phone(
    name: str, scheme: str, visit: Visit, address: str, request: pytest.FixtureRequest
) -> None:
    visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    visit.page.set_viewport_size({"width": 320, "height": 640})
    visit.page.goto(address + request.getfixturevalue(name))

    assert violations(visit.page) == []
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_page_works_without_scripts(browser: Browser, address: str, five: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{five}?lang=en")

    page.get_by_text("Units that these badges do not concern").click()
    page.get_by_role("link", name="Suomi").click()

    assert page.inner_text("h1") == "Mitä tämä henkilö voisi saada?"
    context.close()


def test_every_cell_says_in_words_what_its_sign_and_colour_say(
    visit: Visit, address: str, five: str
) -> None:
    visit.page.goto(f"{address}{five}?lang=en")

    cells = visit.page.locator(".matrix tbody td").all_inner_texts()

    assert {each.strip() for each in cells} == {"Covers", "Contributes", "Nothing"}
    assert visit.page.locator("th:not([scope])").count() == 0
    assert visit.page.locator("table:not(:has(caption)):not([aria-labelledby])").count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_paper_everything_is_there_with_numbered_pages(
    language: str, visit: Visit, address: str, five: str
) -> None:
    url = f"{address}{five}?lang={language}"
    pages = printed(visit, url)
    whole = "".join(pages)

    rows = visit.page.locator(".sheet th[scope=row]").all_inner_texts()
    sentences = visit.page.locator(".badges td:last-child").all_inner_texts()
    folded = visit.page.locator("details li").all_text_contents()

    assert 2 <= len(pages) <= _MOST_PAGES
    assert [f"{number}/{len(pages)}" in page for number, page in enumerate(pages, 1)] == [
        True
    ] * len(pages)
    assert "".join(PERSON.split()) in whole
    lines = [line for text in (*rows, *sentences, *folded) for line in text.splitlines()]
    assert len(lines) > 60
    assert [line for line in lines if "".join(line.split()) not in whole] == []
    menu = visit.page.locator(".menu").inner_text()
    assert "".join(menu.split()) not in whole


def test_on_paper_a_table_goes_on_with_its_heading_and_no_row_is_cut(
    visit: Visit, address: str, long: str
) -> None:
    pages = printed(visit, f"{address}{long}?lang=fi")

    with_rows = [page for page in pages if "suomeksi.ammattitaitovaatimukset_" in page]
    assert len(with_rows) >= 3
    assert all("Ammattitaitovaatimus" in page for page in with_rows)
    # Text and code of a requirement are one row, so they are on one page, in each of three tables.
    for number in range(60):
        row = f"Vaatimus-{number}suomeksi.ammattitaitovaatimukset_{number}v2"
        assert sum(page.count(row) for page in pages) == 3, number


@pytest.mark.parametrize("name", ["five", "many", "long"])
def test_nothing_is_wider_than_the_paper(
    name: str, visit: Visit, address: str, request: pytest.FixtureRequest
) -> None:
    visit.page.emulate_media(media="print")
    visit.page.set_viewport_size(_PAPER)  # type: ignore[arg-type]  # a width and a height
    visit.page.goto(f"{address}{request.getfixturevalue(name)}?lang=fi")

    widest = visit.page.evaluate(
        "Math.max(...[...document.querySelectorAll('main *')].map("
        "node => Math.max(node.getBoundingClientRect().right, node.scrollWidth)))"
    )

    assert widest <= _PAPER["width"]
    assert name != "long" or LONG_WORD in visit.page.inner_text("main")


def test_paper_is_black_on_white_also_for_those_who_read_in_the_dark(
    visit: Visit, address: str, five: str
) -> None:
    visit.page.emulate_media(media="print", color_scheme="dark")
    visit.page.goto(address + five)

    colours = visit.page.evaluate(
        "[...new Set([...document.querySelectorAll('main *')].map("
        "node => getComputedStyle(node).color))]"
    )
    ground = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert colours == ["rgb(0, 0, 0)"]
    assert ground == "rgb(255, 255, 255)"
    assert not visit.page.locator("header.top").is_visible()
    assert not visit.page.locator("footer").is_visible()


@pytest.mark.reference
def test_five_badges_against_the_national_common_units(browser: Browser) -> None:
    document = reference("domain/raw/amosaa__yhteiset-tutkinnon-osat-2022__OPH-456-2022.json")
    source = Source(title="ePerusteet", retrieved=date(2026, 11, 24))
    evaluations = build_evaluations(basis_of(json.loads(document.read_bytes()), source=source))
    page, path = evaluations.make(*FIVE)

    reaches = {each.code: each.reach for each in page.sheet.units}
    with serving(evaluations.app) as address, visiting(browser) as visit:
        visit.page.goto(f"{address}{path}?lang=fi")
        barriers, pages = violations(visit.page), printed(visit, f"{address}{path}?lang=fi")

    assert len(reaches) == 9
    assert reaches.pop(INSTRUCTOR) is Reach.WHOLE_UNIT
    assert sorted(set(reaches.values())) == [Reach.NOTHING, Reach.PARTS]
    assert barriers == []
    assert len(pages) <= _MOST_PAGES
    assert "Työpaikkaohjaajaksivalmentautuminen" in pages[0]
