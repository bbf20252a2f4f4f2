"""Colours whose contrast is worked out, not guessed.

Spec: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

from __future__ import annotations

import colorsys
from dataclasses import dataclass
from typing import Final

WHITE: Final = "#ffffff"
TEXT_CONTRAST: Final = 7.0
ORNAMENT_CONTRAST: Final = 4.5

_LINEAR_BELOW: Final = 0.04045
_STEP: Final = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of one image: `deep` carries white text, `tint` stands out from `deep`."""

    deep: str
    mid: str
    tint: str


def palette(hue: float) -> Palette:
    """Return the palette of a hue in [0, 1).

    White on `deep` and on `mid` has a contrast of 7 or more, `tint` on either 4.5 or more.
    """
    mid = _darkened(hue, saturation=0.58, lightness=0.38)
    deep = _hex(hue, lightness=_lightness(mid) * 0.72, saturation=0.62)
    tint = _lightened(hue, against=mid)
    return Palette(deep=deep, mid=mid, tint=tint)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two `#rrggbb` colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    if channel <= _LINEAR_BELOW:
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)


def _darkened(hue: float, *, saturation: float, lightness: float) -> str:
    while contrast(_hex(hue, lightness=lightness, saturation=saturation), WHITE) < TEXT_CONTRAST:
        lightness -= _STEP
    return _hex(hue, lightness=lightness, saturation=saturation)


def _lightened(hue: float, *, against: str) -> str:
    lightness = 0.76
    while contrast(_hex(hue, lightness=lightness, saturation=0.7), against) < ORNAMENT_CONTRAST:
        lightness += _STEP
    return _hex(hue, lightness=lightness, saturation=0.7)


def _lightness(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return colorsys.rgb_to_hls(red, green, blue)[1]


def _hex(hue: float, *, lightness: float, saturation: float) -> str:
    channels = colorsys.hls_to_rgb(hue, min(lightness, 1.0), saturation)
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
