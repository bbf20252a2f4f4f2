"""The pages in a real browser: no barrier that axe knows, and nothing from other hosts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser

from badgeservice.issuing.addresses import badge_url
from badgeservice.library.documents import LANGUAGES
from tests.browser import running_chromium
from tests.fakes import ORIGIN
from tests.web.browsing import Visit, serving, violations, visiting
from tests.web.service import CLASS_ID, HOSTILE, ISSUER, Service

_MAIN_PAGES: Final = ("badge", "form", "fault", "valid-report", "invalid-report", "front")
_OTHER_PAGES: Final = (
    "revoked",
    "hostile",
    "open-report",
    "issuer",
    "achievement",
    "problem",
    "missing",
    "accessibility",
    "check",
    "checks",
)


@pytest.fixture(scope="module")
def address(service: Service) -> Iterator[str]:
    with serving(service.app) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    with visiting(browser) as visit:
        yield visit


def _paths(service: Service) -> dict[str, str]:
    return {
        "badge": f"/badges/{service.valid.id}",
        "revoked": f"/badges/{service.revoked.id}",
        "hostile": f"/badges/{service.hostile.id}",
        "form": "/verify",
        "fault": "/verify?url=nonsense",
        "valid-report": f"/verify?url={badge_url(ORIGIN, service.valid.id)}",
        "invalid-report": f"/verify?url={badge_url(ORIGIN, service.revoked.id)}",
        "open-report": "/verify?url=https://elsewhere.example/badge",
        "front": "/",
        "issuer": f"/issuers/{ISSUER}",
        "achievement": f"/achievements/{ISSUER}/{CLASS_ID}/1/fi",
        "problem": "/problems/badge-not-found",
        "missing": "/badges/nothing",
        "accessibility": "/accessibility",
        "check": "/checks/status.revoked",
        "checks": "/checks",
    }


def _in_language(path: str, language: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={language}"


@pytest.mark.parametrize(
    ("name", "language"),
    [
        *((name, language) for name in _MAIN_PAGES for language in LANGUAGES),
        *((name, "fi") for name in _OTHER_PAGES),
    ],
)
def test_a_page_has_no_barriers_and_loads_nothing_from_elsewhere(
    name: str, language: str, visit: Visit, address: str, service: Service
) -> None:
    """H02: in a real browser."""
    visit.page.goto(address + _in_language(_paths(service)[name], language))

    assert violations(visit.page) == []
    assert [url for url in visit.requests if not url.startswith(f"{address}/")] == []
    assert visit.page.evaluate("document.documentElement.lang") == language


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("name", ["badge", "revoked", "fault", "invalid-report", "open-report"])
def test_contrast_holds_in_the_dark_and_on_a_phone(
    name: str, scheme: str, visit: Visit, address: str, service: Service
) -> None:
    visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    visit.page.set_viewport_size({"width": 320, "height": 640})
    visit.page.goto(address + _paths(service)[name])

    assert violations(visit.page) == []
    # WCAG 1.4.10: at 320 pixels a page is read without scrolling sideways.
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_hostile_texts_run_nothing(visit: Visit, address: str, service: Service) -> None:
    """H01: in a real browser."""
    visit.page.goto(address + _paths(service)["hostile"])

    assert "<script>alert(1)</script>" in visit.page.inner_text("main")
    assert "onerror" in HOSTILE
    assert visit.complaints == []


def test_the_keyboard_comes_first_to_the_skip_link(visit: Visit, address: str) -> None:
    visit.page.goto(f"{address}/verify?lang=en")

    visit.page.keyboard.press("Tab")
    skip = visit.page.evaluate("document.activeElement.textContent")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**#content")

    assert skip == "Skip to the content"
    assert visit.page.evaluate("document.activeElement.id") == "content"


def test_the_form_is_sent_with_the_keyboard_alone(
    visit: Visit, address: str, service: Service
) -> None:
    visit.page.goto(f"{address}/verify?lang=en")

    visit.page.get_by_label("Address of the badge").fill(badge_url(ORIGIN, service.valid.id))
    with visit.page.expect_navigation():
        visit.page.keyboard.press("Enter")

    assert visit.page.inner_text("h1") == "The badge is genuine and valid"


def test_pages_work_without_scripts(browser: Browser, address: str, service: Service) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(address + _paths(service)["badge"])

    assert page.get_by_role("link", name="PNG").is_visible()
    assert not page.locator("button[data-copy]").is_visible()
    context.close()


def test_the_address_can_be_copied(browser: Browser, address: str, service: Service) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}{_paths(service)['badge']}?lang=en")

    page.get_by_role("button", name="Copy the address").click()
    page.get_by_text("The address was copied").wait_for()

    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == badge_url(ORIGIN, service.valid.id)
    context.close()
