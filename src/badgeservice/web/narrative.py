"""Markdown written by strangers, as HTML that can do nothing.

Three locks: the parser refuses HTML, the sanitiser keeps a short list of tags, and the pages'
Content-Security-Policy would stop what slipped through. Images are dropped: a picture fetched
from another host tells that host who reads the badge.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_INLINE: Final = frozenset({"a", "br", "code", "em", "strong"})
_BLOCKS: Final = frozenset({"blockquote", "hr", "li", "ol", "p", "pre", "ul"})
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4"})
_TABLES: Final = frozenset({"table", "thead", "tbody", "tr", "th", "td"})
_HEADING_CLASS: Final = "narrative-heading"
_LONGEST: Final = 50_000

# Marks that turn the reading direction, and so can make a text read as another one.
# Spec: https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
_DIRECTION: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """Return `text` with marks that change the reading direction spelled out."""
    return _DIRECTION.sub(lambda mark: f"[U+{ord(mark[0]):04X}]", text)


def narrative(markdown: str) -> Markup:
    """Return a stranger's Markdown as HTML without headings, images, classes or scripts.

    Headings become bold paragraphs, so that they cannot upset the order of the page's own.
    """
    reader = _reader()
    tokens = reader.parse(visible(markdown[:_LONGEST]))
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "p"
            token.attrs = {"class": _HEADING_CLASS} if token.type == "heading_open" else {}
    return _clean(reader.renderer.render(tokens, reader.options, {}), tags=_INLINE | _BLOCKS)


def own_document(markdown: str) -> Markup:
    """Return Markdown that ships with the service as HTML, headings and tables included."""
    reader = _reader().enable("table")
    return _clean(reader.render(markdown), tags=_INLINE | _BLOCKS | _HEADINGS | _TABLES)


def _reader() -> MarkdownIt:
    # A process that only answers programs reads no Markdown.
    from markdown_it import MarkdownIt  # noqa: PLC0415 – see above

    return MarkdownIt("commonmark", {"html": False}).disable("image")


def _clean(html: str, *, tags: frozenset[str]) -> Markup:
    import nh3  # noqa: PLC0415 – as in `_reader`

    cleaned = nh3.clean(
        html,
        tags=set(tags),
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        allowed_classes={"p": {_HEADING_CLASS}},
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(cleaned)  # noqa: S704 – cleaned one line above
