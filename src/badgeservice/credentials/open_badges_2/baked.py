"""Open Badges 2.0 in pictures: JSON, a signed token, or the address of a hosted badge.

Spec: https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/baking/index.html
"""

from typing import Final

from badgeservice.credentials import baking_png, baking_svg
from badgeservice.credentials.errors import ImageMalformedError

_KEYWORD: Final = b"openbadges"
_HOST: Final = b"openbadges.org"
_TAG: Final = "{http://openbadges.org}assertion"


def extract_older(image: bytes) -> str | None:
    """Return the Open Badges 2.0 badge baked into a picture that holds no 3.0 credential.

    None when it holds none, or a 3.0 credential, even an unsound one: whoever spoils the newer
    badge in a picture must not be believed by the older one.

    Raises:
        ImageMalformedError: it is no sound picture, or holds several such badges or a broken one.
    """
    if not _may_hold_older(image):
        return None
    if baking_png.is_png(image):
        return _from_png(image)
    newer = baking_svg.find_elements(image, baking_svg.CREDENTIAL)
    older = baking_svg.find_elements(image, _TAG)
    if newer or not older:
        return None
    if len(older) > 1:
        raise ImageMalformedError("it holds more than one badge")
    return older[0].read()


def holds_older(image: bytes) -> bool:
    """Whether a picture holds an Open Badges 2.0 badge, alone or beside another.

    Raises:
        ImageMalformedError: it is no sound picture.
    """
    if not _may_hold_older(image):
        return False
    if baking_png.is_png(image):
        return any(chunk.keyword == _KEYWORD for chunk in baking_png.read_chunks(image))
    return bool(baking_svg.find_elements(image, _TAG))


def _may_hold_older(image: bytes) -> bool:
    """Tell quickly that most pictures do not. A namespace written in escapes is not looked for."""
    return (_KEYWORD + b"\0" if baking_png.is_png(image) else _HOST) in image


def _from_png(image: bytes) -> str | None:
    chunks = [chunk for chunk in baking_png.read_chunks(image) if chunk.keyword is not None]
    older = [chunk for chunk in chunks if chunk.keyword == _KEYWORD]
    if not older or any(chunk.keyword == baking_png.KEYWORD for chunk in chunks):
        return None
    if len(older) > 1:
        raise ImageMalformedError("it holds more than one badge")
    if older[0].kind == b"tEXt":
        return older[0].content.partition(b"\0")[2].decode("latin-1")
    return baking_png.read_text(older[0])
