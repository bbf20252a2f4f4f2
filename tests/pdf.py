"""Reads what Chromium prints: the pages of a PDF, and the text on each."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\s(.*?)\sendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
_SHOWN = re.compile(r"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)> Tj")
_LIGATURES = "\ufb00\ufb01\ufb02\ufb03\ufb04"
_SINGLES = re.compile(r"beginbfchar\n(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(r"beginbfrange\n(.*?)endbfrange", re.DOTALL)


def pages_of(pdf: bytes) -> list[str]:
    """Return the text of every page, without spaces: where a line breaks is for the printer."""
    objects = {int(found[1]): found[2] for found in _OBJECT.finditer(pdf)}
    pages = [content for content in objects.values() if re.search(rb"/Type\s*/Page\b", content)]
    return ["".join(_text(page, objects)).replace(" ", "") for page in pages]


def _text(page: bytes, objects: dict[int, bytes]) -> Iterator[str]:
    fonts = {
        name.decode(): _characters(int(number), objects)
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", page)
    }
    contents = re.search(rb"/Contents (\d+) 0 R", page)
    assert contents is not None
    font: dict[int, str] = {}
    for found in _SHOWN.finditer(_stream(objects[int(contents[1])])):
        if found[1]:
            font = fonts[found[1]]
            continue
        for index in range(0, len(found[2]), 4):
            shown = font.get(int(found[2][index : index + 4], 16), "\N{REPLACEMENT CHARACTER}")
            yield unicodedata.normalize("NFKC", shown) if shown in _LIGATURES else shown


def _characters(font: int, objects: dict[int, bytes]) -> dict[int, str]:
    """Return what the glyphs of a font stand for (ToUnicode)."""
    table = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    assert table is not None
    told = _stream(objects[int(table[1])])
    found = {}
    for block in _SINGLES.findall(told):
        for glyph, text in re.findall(r"<(\w+)> <(\w+)>", block):
            found[int(glyph, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in _RANGES.findall(told):
        for first, last, text in re.findall(r"<(\w+)> <(\w+)> <(\w+)>", block):
            for step, glyph in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[glyph] = chr(int(text, 16) + step)
    return found


def _stream(content: bytes) -> str:
    found = _STREAM.search(content)
    assert found is not None
    return zlib.decompress(found[1]).decode("latin-1")
