import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.web.narrative import narrative, own_document, visible

ALLOWED = {
    "a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul",
}  # fmt: skip


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


def _seen(html: str) -> _Seen:
    seen = _Seen()
    seen.feed(html)
    return seen


def _is_harmless(html: str) -> bool:
    seen = _seen(html)
    links = [value for tag, name, value in seen.attributes if name == "href"]
    names = {(tag, name) for tag, name, _ in seen.attributes}
    return (
        seen.tags <= ALLOWED
        and names <= {("a", "href"), ("a", "rel"), ("ol", "start"), ("p", "class")}
        and all(re.match(r"(?:https?|mailto):", link) for link in links)
    )


@pytest.mark.parametrize(
    "markdown",
    [
        pytest.param("<script>alert(1)</script>", id="script"),
        pytest.param("<img src=x onerror=alert(1)>", id="event-handler"),
        pytest.param("<svg/onload=alert(1)>", id="svg"),
        pytest.param("![x](https://tracker.example/pixel.png)", id="remote-image"),
        pytest.param("![x](data:image/svg+xml;base64,PHN2Zz4=)", id="data-image"),
        pytest.param("[x](javascript:alert(1))", id="javascript-link"),
        pytest.param("[x](JaVaScRiPt&colon;alert(1))", id="javascript-with-an-entity"),
        pytest.param("[x](\tjava\nscript:alert(1))", id="javascript-broken-up"),
        pytest.param("[x](data:text/html,<script>alert(1)</script>)", id="data-link"),
        pytest.param("[x](//evil.example)", id="link-without-scheme"),
        pytest.param("<https://ok.example/?a=<b>>", id="autolink"),
        pytest.param('[x](https://ok.example "onmouseover=alert(1)")', id="title"),
        pytest.param("<style>*{display:none}</style>", id="style"),
        pytest.param("<iframe src=https://evil.example></iframe>", id="iframe"),
        pytest.param("<!--><script>alert(1)</script>-->", id="comment"),
        pytest.param("```html\n<script>alert(1)</script>\n```", id="code-fence"),
        pytest.param("&lt;script&gt;alert(1)&lt;/script&gt;", id="escaped-twice"),
    ],
)
def test_a_stranger_s_markdown_becomes_harmless_html(markdown: str) -> None:
    """H01, H02: scripts, handlers, remote pictures."""
    assert _is_harmless(narrative(markdown))


@given(st.text(alphabet="<>\"'&;:()[]!/\\#*_`= abonerscriptjvx\n\t\u202e", max_size=120))
def test_no_markdown_at_all_becomes_harmful_html(markdown: str) -> None:
    """H01: whatever is typed."""
    assert _is_harmless(narrative(markdown))


def test_what_people_write_is_kept() -> None:
    html = narrative("1. *yksi*\n2. **kaksi**\n\n[linkki](https://example.org/)")

    assert "<em>yksi</em>" in html
    assert "<strong>kaksi</strong>" in html
    assert 'href="https://example.org/"' in html
    assert 'rel="noopener noreferrer nofollow"' in html


def test_headings_of_a_stranger_do_not_join_the_page_s_own() -> None:
    assert narrative("# Iso\n\nPieni\n===") == (
        '<p class="narrative-heading">Iso</p>\n<p class="narrative-heading">Pieni</p>\n'
    )


def test_marks_that_turn_the_reading_direction_are_spelled_out() -> None:
    """F14: what is read is what stands there."""
    assert visible("photo_\u202egnp.exe") == "photo_[U+202E]gnp.exe"
    assert "[U+202E]" in narrative("photo_\u202egnp.exe")


def test_our_own_pages_keep_their_headings_and_tables() -> None:
    assert _seen(own_document("## Mitä\n\n|a|b|\n|-|-|\n|1|2|")).tags >= {"h2", "table", "td"}
