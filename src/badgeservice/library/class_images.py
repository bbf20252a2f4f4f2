"""The image that a badge class brings along, believed only once it was decoded and drawn anew.

It comes from whoever writes the library and ends up on public pages and in badges. So what is
served is never what was sent, but the same pixels encoded again.

Spec: https://www.rfc-editor.org/rfc/rfc2397 and https://www.w3.org/TR/png-3/
"""

from __future__ import annotations

import base64
import binascii
import io
import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from badgeservice.credentials.baking import still_png
from badgeservice.credentials.errors import ImageMalformedError

if TYPE_CHECKING:
    from PIL import Image

PREFIX: Final = "data:image/png;base64,"
MAXIMUM_BYTES: Final = 256 * 1024
MAXIMUM_SIDE: Final = 2_048
MAXIMUM_ENCODED_BYTES: Final = 1024 * 1024
"""How large the image may be once drawn anew, so that a badge always fits in beside it."""

# A side may be a tenth shorter than the other.
_SQUARE_TOLERANCE: Final = 10
# What Pillow raises, at the opening and at the decoding of broken files.
_PILLOW_ERRORS: Final = (OSError, ValueError, SyntaxError, EOFError, struct.error)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageFault:
    """Why an image is refused: a stable code, and a reason that follows “the image”."""

    code: Literal["image-malformed", "image-too-large", "image-not-square"]
    reason: str


# Every change of a library asks about all of its images, and every picture of a badge needs one.
# At worst an entry takes 1.4 MB.
@lru_cache(maxsize=64)
def read_image(uri: str) -> bytes | ImageFault:
    """Return the image in a data URI as a PNG drawn anew, without metadata; or what is wrong."""
    decoded = _decoded(uri)
    if isinstance(decoded, ImageFault):
        return decoded
    try:
        still = still_png(decoded)
    except ImageMalformedError as error:
        return _malformed(error.reason)
    # Many a process serves for days without one, and Pillow takes four megabytes.
    from PIL import Image  # noqa: PLC0415 – see above

    try:
        with Image.open(io.BytesIO(still), formats=["PNG"]) as picture:
            # Only the header has been read so far.
            return _size_fault(*picture.size) or _drawn_anew(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return _too_many_pixels()
    except _PILLOW_ERRORS:
        return _malformed("it cannot be decoded")


def _decoded(uri: str) -> bytes | ImageFault:
    encoded = uri.removeprefix(PREFIX)
    if encoded == uri:
        return _malformed(f"it does not begin with {PREFIX}")
    try:
        content = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return _malformed("it is not base64")
    # Bits that say nothing would give one image several spellings.
    if base64.b64encode(content).decode() != encoded:
        return _malformed("it is not base64 as everybody writes it")
    if len(content) > MAXIMUM_BYTES:
        return ImageFault(
            code="image-too-large",
            reason=f"has {len(content)} bytes; at most {MAXIMUM_BYTES} are allowed",
        )
    return content


def _size_fault(width: int, height: int) -> ImageFault | None:
    if max(width, height) > MAXIMUM_SIDE:
        return _too_many_pixels()
    if abs(width - height) * _SQUARE_TOLERANCE > max(width, height):
        return ImageFault(
            code="image-not-square",
            reason=f"is {width} × {height} pixels; the sides may differ by a tenth",
        )
    return None


def _drawn_anew(picture: Image.Image) -> bytes | ImageFault:
    picture.load()
    if picture.mode == "P" and picture.palette is None:
        return _malformed("its colours are missing")
    kept = picture.info.get("transparency")
    picture.info = {} if kept is None else {"transparency": kept}
    out = io.BytesIO()
    picture.save(out, "PNG")
    content = out.getvalue()
    if len(content) > MAXIMUM_ENCODED_BYTES:
        return ImageFault(
            code="image-too-large",
            reason=f"takes {len(content)} bytes once encoded again; "
            f"at most {MAXIMUM_ENCODED_BYTES} are allowed",
        )
    return content


def _too_many_pixels() -> ImageFault:
    reason = f"has more than {MAXIMUM_SIDE} × {MAXIMUM_SIDE} pixels"
    return ImageFault(code="image-too-large", reason=reason)


def _malformed(reason: str) -> ImageFault:
    return ImageFault(code="image-malformed", reason=f"is no PNG that can be used: {reason}")
