"""Tell badges of the standards before 3.0 from all others, and open them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from badgeservice.credentials.errors import (
    CredentialError,
    ImageMalformedError,
    JsonMalformedError,
)
from badgeservice.credentials.jose import base64url, jws
from badgeservice.credentials.open_badges_2.baked import extract_older, holds_older
from badgeservice.credentials.open_badges_2.standards import Standard, standard_of
from badgeservice.credentials.strict_json import JsonObject, parse_object
from badgeservice.verification.errors import NotACredentialError
from badgeservice.verification.report import Caution

_WHITE_SPACE: Final = b" \t\r\n"
_PARTS: Final = 3
_BESIDE: Final = Caution(
    code="source.older-badge-beside",
    message="The picture holds an Open Badge 2.0 too, which was not checked.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Older:
    """A badge of an older standard as it was presented.

    `compact` is the signed token that it came in, if it came in one. A picture may hold but the
    `url` of its badge; then there is no document yet, and no standard.
    """

    standard: Standard = "open-badges-2.0"
    document: JsonObject | None = None
    compact: bytes | None = None
    url: str | None = None


def open_older_document(document: JsonObject) -> Older | None:
    """Return a badge of an older standard that was given as JSON; None if it is of none."""
    standard = standard_of(document)
    return None if standard is None else Older(standard=standard, document=document)


def open_older_token(content: bytes) -> Older | None:
    """Return a badge of an older standard that was given as a token; None if it is of none.

    Its header and its signature are left unread.
    """
    compact = content.strip(_WHITE_SPACE)
    parts = compact.split(b".", _PARTS) if len(compact) <= jws.MAXIMUM_BYTES else []
    if len(parts) != _PARTS:
        return None
    try:
        document = parse_object(base64url.decode(parts[1], part="payload"))
    except CredentialError:
        return None
    standard = standard_of(document)
    if standard is None:
        return None
    return Older(standard=standard, document=document, compact=compact)


def open_older_picture(image: bytes) -> Older | None:
    """Return the badge of an older standard in a picture that holds no newer one.

    Raises:
        ImageMalformedError: it is no sound picture, or does not hold exactly one such badge.
        NotACredentialError: what it holds in the place for such a badge is none.
    """
    text = extract_older(image)
    if text is None:
        return None
    content = text.strip().encode("utf-8")
    if content.startswith((b"https://", b"http://")):
        return Older(url=content.decode("utf-8"))
    older = open_older_text(content)
    if older is None:
        raise NotACredentialError("", "its place for an Open Badge 2.0 holds something else")
    return older


def open_older_text(content: bytes) -> Older | None:
    """Return a badge of an older standard that was given as a token or as JSON text.

    Raises:
        NotACredentialError: it is neither.
    """
    if jws.resembles_compact(content):
        return open_older_token(content)
    try:
        return open_older_document(parse_object(content))
    except JsonMalformedError as cause:
        raise NotACredentialError(cause.pointer, cause.reason) from cause


def cautions_beside(image: bytes) -> tuple[Caution, ...]:
    """Say that a picture, which holds a newer badge, holds an older one too."""
    try:
        return (_BESIDE,) if holds_older(image) else ()
    except ImageMalformedError:
        return ()
