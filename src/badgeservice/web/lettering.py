"""Text as shapes, so that an image looks the same wherever it is drawn.

A picture that names a font shows whatever the reader's machine has instead, and a machine without
fonts shows nothing. The outlines in `glyphs/` need no font at all.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNITS_PER_EM: Final = 1000
_REPLACEMENT: Final = "•"
_HYPHEN: Final = "-"
_ELLIPSIS: Final = "…"


@dataclass(frozen=True, slots=True)
class _Glyph:
    """One character: how far it moves the pen, and its SVG path; 1000 units to the em."""

    advance: int
    outline: str


@lru_cache(maxsize=1)
def _glyphs() -> Mapping[str, _Glyph]:
    raw = files("badgeservice.web").joinpath("glyphs/roboto-medium.json").read_bytes()
    return {
        character: _Glyph(advance, outline)
        for character, (advance, outline) in json.loads(raw)["glyphs"].items()
    }


def drawable(text: str) -> str:
    """Return `text` with every character that has no outline replaced by its base or a dot."""
    glyphs = _glyphs()
    return "".join(
        character if character in glyphs else _base_of(character)
        for character in unicodedata.normalize("NFC", text)
        if unicodedata.category(character) not in {"Cc", "Cf", "Mn"}
    )


def _base_of(character: str) -> str:
    base = unicodedata.normalize("NFKD", character)[0]
    return base if base in _glyphs() else _REPLACEMENT


def width_of(text: str, *, size: float) -> float:
    """Return how wide drawable `text` is, in the unit of `size`."""
    glyphs = _glyphs()
    return sum(glyphs[character].advance for character in text) * size / _UNITS_PER_EM


def outlines(text: str, *, centre: float, baseline: float, size: float) -> str:
    """Return SVG paths that draw drawable `text` centred on `centre`."""
    glyphs = _glyphs()
    scale = size / _UNITS_PER_EM
    pen = centre - width_of(text, size=size) / 2
    paths: list[str] = []
    for character in text:
        glyph = glyphs[character]
        if glyph.outline:
            paths.append(
                f'<path transform="translate({pen:.1f} {baseline:.1f}) scale({scale:.4f})" '
                f'd="{glyph.outline}"/>'
            )
        pen += glyph.advance * scale
    return "".join(paths)


def wrap(text: str, *, width: float, size: float, lines: int) -> tuple[tuple[str, ...], bool]:
    """Break drawable `text` into at most `lines` lines of `width`.

    Returns the lines, and whether all of the text stands on them with every word whole.
    """
    broken: list[str] = []
    whole = True
    for word in text.split():
        rest = word
        joined = f"{broken[-1]} {rest}" if broken else rest
        if broken and width_of(joined, size=size) <= width:
            broken[-1] = joined
            continue
        while width_of(rest, size=size) > width:
            whole = False
            head = _longest_head(rest, width=width, size=size)
            broken.append(head + _HYPHEN)
            rest = rest[len(head) :]
        broken.append(rest)
    if len(broken) <= lines:
        return tuple(broken), whole
    kept = broken[:lines]
    kept[-1] = _shorten(kept[-1], width=width, size=size)
    return tuple(kept), False


def _longest_head(word: str, *, width: float, size: float) -> str:
    length = len(word) - 1
    while length > 1 and width_of(word[:length] + _HYPHEN, size=size) > width:
        length -= 1
    return word[:length]


def _shorten(line: str, *, width: float, size: float) -> str:
    kept = line.rstrip(_HYPHEN)
    while kept and width_of(kept + _ELLIPSIS, size=size) > width:
        kept = kept[:-1].rstrip()
    return kept + _ELLIPSIS
