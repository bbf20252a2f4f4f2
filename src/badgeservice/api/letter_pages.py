"""Letters as HTML and as PDF: the same words, as text with a title and a language.

Spec: https://www.w3.org/TR/WCAG22/#page-titled and #language-of-page
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from html import escape
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, Final

from badgeservice.recognition.letters import Block, BlockKind, Letter

if TYPE_CHECKING:
    from fpdf import FPDF

_FONT: Final = "letter"
_TAGS: Final = {BlockKind.TITLE: "h1", BlockKind.HEADING: "h2", BlockKind.PARAGRAPH: "p"}
_POINTS: Final = {BlockKind.TITLE: 18, BlockKind.HEADING: 14}
_BODY_POINTS: Final = 11
_MARGIN_MM: Final = 25
_LINE_HEIGHT: Final = 1.35
_SPACE_BEFORE_MM: Final = {BlockKind.HEADING: 5, BlockKind.TITLE: 0}
_MM_PER_POINT: Final = 0.3528


def html_of(letter: Letter) -> bytes:
    """Return a letter as one HTML page. Whatever stands in it, is text."""
    body = "\n".join(
        _html_items(list(blocks)) if is_list else "\n".join(map(_html_block, blocks))
        for is_list, blocks in groupby(
            letter.blocks, key=lambda block: block.kind is BlockKind.ITEM
        )
    )
    page = (
        f'<!doctype html>\n<html lang="{letter.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(letter.title)}</title>\n</head>\n<body>\n<main>\n{body}\n</main>\n"
        "</body>\n</html>\n"
    )
    return page.encode("utf-8", "replace")


def pdf_of(letter: Letter, *, at: datetime) -> bytes:
    """Return a letter as a PDF on A4 paper. Its font has the Latin, Greek and Cyrillic scripts."""
    # It takes long to load and much memory, and few processes are asked for letters.
    from fpdf import FPDF  # noqa: PLC0415 – see above

    document = FPDF(format="A4")
    document.set_margin(_MARGIN_MM)
    document.set_auto_page_break(auto=True, margin=_MARGIN_MM)
    document.set_title(letter.title)
    document.set_lang(letter.language)
    document.set_creation_date(at)
    document.set_display_mode("default")
    document.add_font(_FONT, fname=_font_file())
    document.add_page()
    for block in letter.blocks:
        _write(document, block)
    return bytes(document.output())


def _html_block(block: Block) -> str:
    tag = _TAGS[block.kind]
    return f"<{tag}>{_html_text(block.text)}</{tag}>"


def _html_items(blocks: list[Block]) -> str:
    items = "".join(f"<li>{_html_text(block.text)}</li>" for block in blocks)
    return f"<ul>{items}</ul>"


def _html_text(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _write(document: FPDF, block: Block) -> None:
    points = _POINTS.get(block.kind, _BODY_POINTS)
    document.set_font(_FONT, size=points)
    document.ln(_SPACE_BEFORE_MM.get(block.kind, 0))
    text = f"•  {block.text}" if block.kind is BlockKind.ITEM else block.text
    document.multi_cell(
        w=0,
        h=points * _MM_PER_POINT * _LINE_HEIGHT,
        text=text,
        align="L",
        new_x="LMARGIN",
        new_y="NEXT",
    )
    document.ln(1.5)


@cache
def _font_file() -> str:
    return str(files("badgeservice.api").joinpath("fonts/NotoSans-Regular.ttf"))
