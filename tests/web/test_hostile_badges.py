"""What a stranger writes into a badge is text on our pages: it neither runs nor loads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

import pytest
from fastapi.testclient import TestClient

from tests.reference import reference
from tests.web.foreign import hostile_badge

_PER_BADGE: Final = 40
_LISTS: Final = (
    "html-xss/patt-intruders/BRUTELOGIC-XSS-STRINGS.txt",
    "html-xss/patt-intruders/IntrudersXSS.txt",
    "html-xss/patt-intruders/JHADDIX_XSS.txt",
    "html-xss/patt-intruders/MarioXSSVectors.txt",
    "html-xss/patt-intruders/RSNAKE_XSS.txt",
    "html-xss/patt-intruders/XSS_Polyglots.txt",
    "html-xss/patt-intruders/xss_payloads_quick.txt",
    "html-xss/fuzzdb/XSSPolyglot.txt",
    "html-xss/fuzzdb/xss-rsnake.txt",
    "html-xss/fuzzdb/xss-uri.txt",
)
# What a page of ours has at most; whatever else stands in one came from a badge.
_LOADING: Final = {"script", "link", "img"}
_HARMLESS: Final = frozenset(
    re.findall(
        "[a-z0-9]+",
        "article body blockquote br button circle code dd details div dl dt em footer form h1 h2 h3"
        " head header hr html input label li main meta nav ol p path pre section small span strong"
        " sub summary sup svg table tbody td textarea th thead time title tr ul video",
    )
)
# What no credential may hold, or differs between libraries, is refused before it comes to a page.
_UNSOUND: Final = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufdd0-\\ufdef\\ufffe\\uffff]")


class _Watcher(HTMLParser):
    """Notes every element that could run or load something that is not ours."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.links = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        address = given.get("src", given.get("href", ""))
        if tag in _LOADING:
            is_ours = address.startswith("/static/")
        elif tag == "a":
            self.links += 1
            # The address of a forbidden link is taken away, and its text stays.
            is_ours = re.match(r"(?:https?://|/|#|$)", address) is not None
        else:
            is_ours = tag in _HARMLESS and not {"src", "href"} & given.keys()
        forbidden = {"style", "srcdoc", "xlink:href", "formaction", "ping", "background"}
        if not is_ours or any(name.startswith("on") or name in forbidden for name in given):
            self.found.append(f"<{tag} {given}>")


def watched(page: str) -> _Watcher:
    watcher = _Watcher()
    watcher.feed(page)
    watcher.close()
    return watcher


def _lines(path: str) -> list[str]:
    text = reference(f"security/{path}").read_text(encoding="utf-8", errors="replace")
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _badges(lines: list[str]) -> Iterator[bytes]:
    sound = [line for line in lines if not _UNSOUND.search(line)]
    for start in range(0, len(sound), _PER_BADGE):
        yield hostile_badge(sound[start : start + _PER_BADGE])


def _watch_all(lines: list[str], client: TestClient) -> tuple[list[str], int]:
    found, shown = [], 0
    for badge in _badges(lines):
        page = client.post("/verify?lang=en", files={"file": ("b.json", badge)}).text
        shown += "The badge is genuine" in page
        found += watched(page).found
    return found, shown


@pytest.mark.reference
@pytest.mark.parametrize("path", _LISTS)
def test_no_script_of_a_badge_becomes_one_of_the_page(path: str, client: TestClient) -> None:
    """X02: names, Markdown and links of a foreign badge are shown as text."""
    lines = _lines(path)

    found, shown = _watch_all(lines, client)

    assert found == []
    assert shown > 0


@pytest.mark.reference
def test_naughty_strings_are_shown_and_break_nothing(client: TestClient) -> None:
    """V06: every naughty string can stand in a badge whose page is made."""
    lines = json.loads(reference("security/strings/blns.json").read_text(encoding="utf-8"))

    found, shown = _watch_all([line for line in lines if line.strip()], client)

    assert found == []
    assert shown > 5


def test_the_watcher_sees_what_it_watches_for() -> None:
    for part in (
        "<script>x</script>",
        '<script src="https://evil.example/x.js"></script>',
        '<img src="https://evil.example/x">',
        '<a href="javascript:x">',
        "<p onclick=x>",
        '<p style="x">',
        "<iframe>",
        "<svg onload=x>",
    ):
        assert watched(f"<html>{part}").found, part
