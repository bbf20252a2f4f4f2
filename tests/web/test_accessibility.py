"""The pages in a real browser: no barrier that axe knows, and nothing from other hosts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, FilePayload

from badgeservice.issuing.addresses import badge_url
from badgeservice.library.documents import LANGUAGES
from badgeservice.web.qr import verification_url
from tests.browser import running_chromium
from tests.fakes import ORIGIN
from tests.reference import references
from tests.web.browsing import Visit, serving, violations, visiting
from tests.web.foreign import hostile_badge
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
@pytest.mark.parametrize(
    "name", ["badge", "revoked", "form", "fault", "valid-report", "invalid-report", "open-report"]
)
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


def test_a_strangers_hostile_badge_runs_and_loads_nothing(visit: Visit, address: str) -> None:
    """X02, V06: a sample of hostile texts, in a real browser."""
    xss = references("security/html-xss/patt-intruders/*XSS*.txt")
    lines = [line for file in xss for line in file.read_text("utf-8", "replace").splitlines()]
    sample = [line for line in dict.fromkeys(lines) if line.isprintable() and line.strip()][::9]
    badge = hostile_badge([HOSTILE, "<svg onload=alert(1)>", *sample[:40]])
    visit.page.goto(f"{address}/verify?lang=en")

    file: FilePayload = {"name": "b.json", "mimeType": "application/json", "buffer": badge}
    visit.page.get_by_label("File of the badge").set_input_files(file)
    with visit.page.expect_navigation():
        visit.page.get_by_role("button", name="Verify", exact=True).click()
    visit.page.wait_for_load_state("networkidle")

    assert visit.page.inner_text("h1") == "The badge is genuine and valid"
    assert "<svg onload=alert(1)>" in visit.page.inner_text("main")
    assert visit.complaints == []
    assert [url for url in visit.requests if not url.startswith(f"{address}/")] == []
    assert violations(visit.page) == []


def test_a_file_can_be_dropped_on_the_form(visit: Visit, address: str, service: Service) -> None:
    visit.page.goto(f"{address}/verify?lang=en")
    content = (service.valid.secured or b"").decode()
    dropped = visit.page.evaluate_handle(
        "text => { const data = new DataTransfer();"
        " data.items.add(new File([text], 'mine.json')); return data; }",
        content,
    )

    assert visit.page.get_by_text("You can also drop the file here.").is_visible()
    visit.page.dispatch_event("[data-drop]", "drop", {"dataTransfer": dropped})
    assert visit.page.get_by_role("status").inner_text() == "Chosen file: mine.json"
    with visit.page.expect_navigation():
        visit.page.get_by_role("button", name="Verify", exact=True).click()

    assert visit.page.inner_text("h1") == "The badge is genuine and valid"
    assert visit.complaints == []


_CAMERA: Final = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { return [{ rawValue: "TEXT" }]; }
};
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = document.createElement("canvas");
  canvas.getContext("2d").fillRect(0, 0, 10, 10);
  return canvas.captureStream();
};
"""


def test_a_code_from_the_camera_fills_in_the_address(
    visit: Visit, address: str, service: Service
) -> None:
    url = badge_url(ORIGIN, service.valid.id)
    visit.page.add_init_script(_CAMERA.replace("TEXT", verification_url(ORIGIN, url)))
    visit.page.goto(f"{address}/verify?lang=en")

    button = visit.page.get_by_role("button", name="Scan a QR code with the camera")
    button.wait_for()
    assert violations(visit.page) == []
    button.click()
    visit.page.get_by_text("The code was read. You can verify it now.").wait_for()

    assert visit.page.get_by_label("Address of the badge").input_value() == url
    assert visit.page.evaluate("document.activeElement.type") == "submit"
    assert button.get_attribute("aria-pressed") == "false"
    assert visit.complaints == []


def test_no_camera_is_offered_where_codes_cannot_be_read(visit: Visit, address: str) -> None:
    visit.page.add_init_script("delete window.BarcodeDetector;")
    visit.page.goto(f"{address}/verify?lang=en")

    assert not visit.page.locator("button[data-scan]").is_visible()


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
