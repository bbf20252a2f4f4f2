"""The picture of a badge class: the image that it brings along, else the one drawn for it.

No SVG is taken from anybody; one around a PNG is written here.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

from badgeservice.library.class_images import PREFIX, read_image
from badgeservice.web import images, negotiation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from badgeservice.web.images import Motif

# An SVG opened by itself shows the PNG inside; it still runs nothing and loads nothing.
_SVG_HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src data:; frame-ancestors 'none'; sandbox"
    ),
}
_HEADERS: Final[Mapping[str, Mapping[str, str]]] = {negotiation.SVG: _SVG_HEADERS}


def picture(motif: Motif, image: str | None, *, media_type: str) -> bytes:
    """Return a class's picture as PNG, or as SVG where `media_type` says so.

    `image` is the data URI of the class. No class is published with one that cannot be read; such
    a one is passed over.
    """
    own = read_image(image) if image is not None else None
    if isinstance(own, bytes):
        return _wrapped(own, motif) if media_type == negotiation.SVG else own
    return images.svg(motif) if media_type == negotiation.SVG else images.png(motif)


def headers_of(media_type: str) -> Mapping[str, str]:
    """Return the headers that a picture of this type needs besides those of every document."""
    return _HEADERS.get(media_type, {})


def _wrapped(png: bytes, motif: Motif) -> bytes:
    size = images.SIZE_PIXELS
    parts = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"',
        f' width="{size}" height="{size}" role="img">',
        images.title(motif),
        f'<image width="{size}" height="{size}" href="{PREFIX}{base64.b64encode(png).decode()}"/>',
        "</svg>",
    )
    return "".join(parts).encode()
