"""The picture of a badge class that brings none along: drawn from its name and its id.

The same class always gives the same bytes, and no two classes share an edge: the marks around the
rim spell out a part of the hash of the class.
"""

from __future__ import annotations

import hashlib
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from badgeservice.web import lettering
from badgeservice.web.colours import WHITE, Palette, palette

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE_PIXELS: Final = 512

_CENTRE: Final = 256.0
_OUTER: Final = 244.0
_SCALLOP: Final = 217.0
_NAME_WIDTH: Final = 306.0
_NAME_LINES: Final = 4
_NAME_SIZES: Final = (50, 46, 42, 38, 34, 31, 28)
# The largest size of letters by how many lines have to fit.
_LARGEST: Final = (50, 50, 46, 42, 34)
_RIM_MARKS: Final = 48
_INITIALS: Final = 3
_NOT_IN_XML: Final = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Motif:
    """What a picture shows.

    `key` names the badge class in one of its versions and decides shape and colour.
    """

    key: str
    name: str
    issuer: str


@lru_cache(maxsize=256)
def svg(motif: Motif) -> bytes:
    """Return the picture as SVG, 512 units square, with its text as shapes."""
    digest = hashlib.sha256(motif.key.encode()).digest()
    colours = palette(int.from_bytes(digest[:2]) / 65_536)
    size = SIZE_PIXELS
    parts = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"',
        f' width="{size}" height="{size}" role="img">',
        title(motif),
        _ground(digest, colours),
        _rim(digest, colours),
        _emblem(digest, colours),
        f'<g fill="{WHITE}">{_name(lettering.drawable(motif.name))}</g>',
        _initials(lettering.drawable(motif.issuer), colours),
        "</svg>",
    )
    return "".join(parts).encode()


@lru_cache(maxsize=256)
def png(motif: Motif) -> bytes:
    """Return the picture as PNG, 512 pixels square, transparent around the shape."""
    # A process that only answers programs never draws.
    import resvg_py  # noqa: PLC0415 – see above

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg(motif).decode(), width=SIZE_PIXELS, skip_system_fonts=True
        )
    )


def title(motif: Motif) -> str:
    """Return the SVG element that names the picture, without what XML 1.0 cannot hold."""
    text = _NOT_IN_XML.sub("", f"{motif.name} – {motif.issuer}")
    return f"<title>{escape(text)}</title>"


def _ground(digest: bytes, colours: Palette) -> str:
    outline = _SHAPES[digest[2] % len(_SHAPES)]()
    return (
        f'<path d="{outline}" fill="{colours.deep}"/>'
        f'<path d="{outline}" fill="none" stroke="{colours.tint}" stroke-width="5" '
        f'stroke-linejoin="round" transform="translate(7.7 7.7) scale(0.97)"/>'
        f'<circle cx="256" cy="256" r="184" fill="{colours.mid}"/>'
    )


def _rim(digest: bytes, colours: Palette) -> str:
    """Draw marks around the disc: each is long or short as one bit of the hash says."""
    bits = int.from_bytes(digest[8:14])
    marks = []
    for at in range(_RIM_MARKS):
        angle = 2 * math.pi * at / _RIM_MARKS
        end = 200 if bits >> at & 1 else 193.5
        marks.append(f"M{_point(angle, 190)}L{_point(angle, end)}")
    return (
        f'<path d="{"".join(marks)}" stroke="{colours.tint}" stroke-width="3.4" '
        'stroke-linecap="round"/>'
    )


def _emblem(digest: bytes, colours: Palette) -> str:
    """Draw a rosette: petals, their length and waist come from the hash."""
    petals = 5 + digest[3] % 8
    length = 34 + digest[4] % 11
    waist = 0.28 + (digest[5] % 8) * 0.045
    turn = 360 * digest[6] / 256 / petals
    bend = length * math.tan(math.pi / petals) * waist * 2
    petal = f"M0 0C{bend:.1f} {-length * 0.35:.1f} {bend:.1f} {-length * 0.8:.1f} 0 {-length}"
    petal += f"C{-bend:.1f} {-length * 0.8:.1f} {-bend:.1f} {-length * 0.35:.1f} 0 0Z"
    drawn = "".join(
        f'<path d="{petal}" transform="rotate({turn + 360 * at / petals:.2f})"/>'
        for at in range(petals)
    )
    heart = 5 + digest[7] % 6
    return (
        f'<g transform="translate(256 138)" fill="{colours.tint}">{drawn}'
        f'<circle r="{heart}" fill="{colours.mid}"/></g>'
    )


def _name(name: str) -> str:
    size, lines = _fitted(name)
    leading = size * 1.16
    first = 278 - leading * (len(lines) - 1) / 2 + size * 0.25
    return "".join(
        lettering.outlines(line, centre=_CENTRE, baseline=first + leading * at, size=size)
        for at, line in enumerate(lines)
    )


def _fitted(name: str) -> tuple[int, tuple[str, ...]]:
    """Return the largest size at which every word of the name stands whole."""
    for size in _NAME_SIZES:
        lines, whole = lettering.wrap(name, width=_NAME_WIDTH, size=size, lines=_NAME_LINES)
        if whole and size <= _LARGEST[len(lines)]:
            return size, lines
    return size, lines


def _initials(issuer: str, colours: Palette) -> str:
    letters = "".join(word[0] for word in issuer.split() if word[0].isalnum())[:_INITIALS].upper()
    if not letters:
        return ""
    width = lettering.width_of(letters, size=27) + 40
    return (
        f'<rect x="{_CENTRE - width / 2:.1f}" y="366" width="{width:.1f}" height="42" rx="21" '
        f'fill="{colours.tint}"/><g fill="{colours.deep}">'
        + lettering.outlines(letters, centre=_CENTRE, baseline=396.6, size=27)
        + "</g>"
    )


def _point(angle: float, radius: float) -> str:
    """Return the point at `angle` clockwise from the top."""
    return f"{_CENTRE + radius * math.sin(angle):.1f} {_CENTRE - radius * math.cos(angle):.1f}"


def _circle() -> str:
    return "M256 12A244 244 0 1 1 255.9 12Z"


def _polygon(corners: int, *, turn: float = 0.0) -> str:
    """Draw a polygon whose corners are rounded."""
    reach = _OUTER / math.cos(math.pi / corners) ** 0.4
    points = [
        (math.sin(angle) * reach + _CENTRE, -math.cos(angle) * reach + _CENTRE)
        for angle in (2 * math.pi * (at + turn) / corners for at in range(corners))
    ]
    path: list[str] = []
    for at, (x, y) in enumerate(points):
        before, after = points[at - 1], points[(at + 1) % corners]
        start = (x + (before[0] - x) * 0.16, y + (before[1] - y) * 0.16)
        end = (x + (after[0] - x) * 0.16, y + (after[1] - y) * 0.16)
        path.append(
            f"{'L' if path else 'M'}{start[0]:.1f} {start[1]:.1f}"
            f"Q{x:.1f} {y:.1f} {end[0]:.1f} {end[1]:.1f}"
        )
    return "".join(path) + "Z"


def _scallop(lobes: int) -> str:
    chord = 2 * _SCALLOP * math.sin(math.pi / lobes)
    arcs = "".join(
        f"A{chord * 0.56:.1f} {chord * 0.56:.1f} 0 0 1 {_point(2 * math.pi * at / lobes, _SCALLOP)}"
        for at in range(1, lobes + 1)
    )
    return f"M{_point(0, _SCALLOP)}{arcs}Z"


_SHAPES: Final[tuple[Callable[[], str], ...]] = (
    _circle,
    lambda: _polygon(6),
    lambda: _polygon(8, turn=0.5),
    lambda: _scallop(12),
    lambda: _scallop(18),
    lambda: _polygon(10),
)
