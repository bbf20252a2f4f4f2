"""Answers with the headers that every page and every public document carries.

Spec: https://www.rfc-editor.org/rfc/rfc9110#name-conditional-requests
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from fastapi import Request, Response

if TYPE_CHECKING:
    from collections.abc import Mapping

# Nothing may run or load but our own files; a page can be neither framed nor made to send a
# form elsewhere.
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_DOCUMENT_POLICY: Final = "default-src 'none'; frame-ancestors 'none'; sandbox"

_PERMISSIONS: Final = "camera=({camera}), geolocation=(), microphone=(), payment=(), usb=()"

COMMON_HEADERS: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": _PERMISSIONS.format(camera=""),
}
PAGE_HEADERS: Final[Mapping[str, str]] = {
    **COMMON_HEADERS,
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
# Anybody's program, in a browser too, may read what is public anyway.
_DOCUMENT_HEADERS: Final[Mapping[str, str]] = {
    **COMMON_HEADERS,
    "Content-Security-Policy": _DOCUMENT_POLICY,
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
# For pages meant for one person alone: no cache and no search engine may keep one.
PRIVATE: Final[Mapping[str, str]] = {
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "no-store",
}
# For the one page that reads QR codes; the browser still asks the visitor.
CAMERA_ALLOWED: Final[Mapping[str, str]] = {
    "Permissions-Policy": _PERMISSIONS.format(camera="self")
}
UNLISTED: Final[Mapping[str, str]] = {"X-Robots-Tag": "noindex"}
NEGOTIATED: Final[Mapping[str, str]] = {"Vary": "Accept, Accept-Language"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicDocument:
    """Bytes for programs: what they are, and for how long a cache may keep them."""

    content: bytes
    media_type: str
    maximum_age_seconds: int
    entity_tag: str | None = None

    @property
    def etag(self) -> str:
        """The strong entity tag: the one given, or one made of type and bytes."""
        if self.entity_tag is not None:
            return self.entity_tag
        digest = hashlib.sha256(self.media_type.encode() + b"\0" + self.content)
        return f'"{digest.hexdigest()[:32]}"'


class Prepared:
    """A document whose answers are made once, for all who will ask."""

    def __init__(
        self, document: PublicDocument, *, headers: Mapping[str, str] | None = None
    ) -> None:
        self._etag = document.etag
        sent = _sent(self._etag, document.maximum_age_seconds, headers)
        self._whole = Response(document.content, media_type=document.media_type, headers=sent)
        self._unchanged = Response(status_code=HTTPStatus.NOT_MODIFIED, headers=sent)

    def answer(self, if_none_match: str | None) -> Response:
        """Return the document, or 304 when the client has it already, as `answer` would."""
        return self._unchanged if _has(if_none_match, self._etag) else self._whole


def answer(
    request: Request, document: PublicDocument, *, headers: Mapping[str, str] | None = None
) -> Response:
    """Return the document, or 304 when the client has it already."""
    age = document.maximum_age_seconds
    unchanged = not_modified(request, document.etag, maximum_age_seconds=age, headers=headers)
    if unchanged is not None:
        return unchanged
    sent = _sent(document.etag, age, headers)
    return Response(document.content, media_type=document.media_type, headers=sent)


def not_modified(
    request: Request,
    etag: str,
    *,
    maximum_age_seconds: int,
    headers: Mapping[str, str] | None = None,
) -> Response | None:
    """Return 304 when the client has the document with this tag already, else None.

    It can be asked before the document is made.
    """
    if not _has(request.headers.get("if-none-match"), etag):
        return None
    sent = _sent(etag, maximum_age_seconds, headers)
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=sent)


def _sent(etag: str, maximum_age_seconds: int, headers: Mapping[str, str] | None) -> dict[str, str]:
    return {
        **_DOCUMENT_HEADERS,
        "ETag": etag,
        "Cache-Control": f"public, max-age={maximum_age_seconds}",
        **(headers or {}),
    }


def _has(if_none_match: str | None, etag: str) -> bool:
    if if_none_match is None:
        return False
    known = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return "*" in known or etag in known
