"""Open what was presented: JSON, a token, or a picture that holds one of them."""

from __future__ import annotations

from typing import Final

from badgeservice.credentials.baking import extract_png, extract_svg
from badgeservice.credentials.errors import ImageMalformedError, JsonMalformedError
from badgeservice.credentials.strict_json import JsonObject, parse_object
from badgeservice.verification.errors import NotACredentialError
from badgeservice.verification.open_badges_2.opening import (
    Older,
    cautions_beside,
    open_older_document,
    open_older_picture,
    open_older_token,
)
from badgeservice.verification.presented import Presented, presented_token
from badgeservice.verification.report import Caution, Check
from badgeservice.verification.tokens import Token, is_token, open_token

_PNG: Final = b"\x89PNG\r\n\x1a\n"
# White space, and the byte order mark that some editors of drawings write.
_BEFORE_XML: Final = b" \t\r\n\xef\xbb\xbf"


def open_content(content: bytes) -> JsonObject | Token | Older | Presented | Check:
    """Return the badge or presentation in JSON, in a token or in a picture.

    Raises:
        NotACredentialError: there is none.
    """
    try:
        text = _unbaked(content)
        if isinstance(text, Older):
            return text
        if is_token(text):
            return presented_token(text) or _open_token(text)
        return parse_object(text)
    except JsonMalformedError as cause:
        raise NotACredentialError(cause.pointer, cause.reason) from cause
    except ImageMalformedError as cause:
        raise NotACredentialError("", cause.reason) from cause


def _open_token(text: bytes) -> Token | Older | Check:
    """Open a token; one that is no sound one of today may be one of an older standard."""
    try:
        opened = open_token(text)
    except NotACredentialError:
        older = open_older_token(text)
        if older is None:
            raise
        return older
    if isinstance(opened, Token) and open_older_document(opened.document) is None:
        return opened
    return open_older_token(text) or opened


def beside(content: bytes) -> tuple[Caution, ...]:
    """Say what a picture holds beside the badge that is verified."""
    return cautions_beside(content) if _is_picture(content) else ()


def _is_picture(content: bytes) -> bool:
    return content.startswith(_PNG) or content.lstrip(_BEFORE_XML)[:1] == b"<"


def _unbaked(content: bytes) -> bytes | Older:
    """Return the credential inside a baked image, or the content itself when it is no image."""
    if not _is_picture(content):
        return content
    extract = extract_png if content.startswith(_PNG) else extract_svg
    try:
        return extract(content).encode("utf-8")
    except ImageMalformedError:
        older = open_older_picture(content)
        if older is None:
            raise
        return older


def claims_of(content: bytes) -> JsonObject:
    """Return what a credential says, whether or not it holds; empty when it cannot be read.

    Nothing of it may be shown as verified.
    """
    try:
        opened = open_content(content)
    except NotACredentialError:
        return {}
    if isinstance(opened, Token):
        return opened.document
    return opened if isinstance(opened, dict) else {}
