"""What another server answered, read within limits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import httpcore2

from badgeservice.verification.errors import (
    SourceGoneError,
    SourceRefusedError,
    SourceUnavailableError,
)

Headers: TypeAlias = Sequence[tuple[bytes, bytes]]

MAXIMUM_HEADERS: Final = 100
MAXIMUM_HEADER_BYTES: Final = 32 * 1024
LONGEST_FRESHNESS_SECONDS: Final = 300
# Of answers that may be kept at all.
SHORTEST_FRESHNESS_SECONDS: Final = 5

_OK: Final = 200
_NOT_FOUND: Final = 404
_GONE: Final = 410
_REDIRECTIONS: Final = frozenset({301, 302, 303, 307, 308})
_MAX_AGE: Final = re.compile(r"max-age=\"?([0-9]{1,9})\"?")
_AGE: Final = re.compile(r"[0-9]{1,9}")
_NOT_KEPT: Final = frozenset({"no-store", "no-cache"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A complete answer.

    `media_type` is in lower case without parameters, or empty. `fresh_seconds` says how long it
    may be used again: at most five minutes and, if it may be kept at all, at least five seconds.
    `url` is what answered in the end, after redirections.
    """

    content: bytes
    media_type: str
    fresh_seconds: int
    url: str = ""


def redirection(response: httpcore2.Response) -> str | None:
    """Return where an answer points to instead, or None when it does not redirect."""
    if response.status not in _REDIRECTIONS:
        return None
    return _header(response.headers, b"location")


def read_answer(response: httpcore2.Response, *, url: str, maximum_bytes: int) -> Answer:
    """Read an answer up to its end.

    Raises:
        SourceGoneError: it is a 410.
        SourceUnavailableError: it is another than 200.
        SourceRefusedError: it is compressed, or has too many bytes.
    """
    if response.status == _GONE:
        raise SourceGoneError(url)
    if response.status != _OK:
        raise SourceUnavailableError(
            url,
            f"it answered with the status {response.status}",
            is_absent=response.status == _NOT_FOUND,
        )
    # Were it unpacked here, a small answer could become a huge one.
    if (_header(response.headers, b"content-encoding") or "identity").lower() != "identity":
        raise SourceRefusedError(url, "its answer is compressed, which was not asked for")
    return Answer(
        content=_read_body(response, url=url, maximum_bytes=maximum_bytes),
        media_type=(_header(response.headers, b"content-type") or "")
        .partition(";")[0]
        .strip()
        .lower(),
        fresh_seconds=_fresh_seconds(response.headers),
        url=url,
    )


def require_modest_headers(headers: Headers, *, url: str) -> None:
    """Refuse more headers than anybody needs.

    Raises:
        SourceRefusedError: there are more than 100, or more than 32 KiB of them.
    """
    length = sum(len(name) + len(value) for name, value in headers)
    if len(headers) > MAXIMUM_HEADERS or length > MAXIMUM_HEADER_BYTES:
        raise SourceRefusedError(url, "its answer has too many headers")


def _read_body(response: httpcore2.Response, *, url: str, maximum_bytes: int) -> bytes:
    too_long = SourceRefusedError(url, f"it is longer than {maximum_bytes} bytes")
    announced = _header(response.headers, b"content-length")
    if announced is not None and announced.isdecimal() and int(announced) > maximum_bytes:
        raise too_long
    content = bytearray()
    for part in response.iter_stream():
        content += part
        if len(content) > maximum_bytes:
            raise too_long
    return bytes(content)


def _fresh_seconds(headers: Headers) -> int:
    """Return how long an answer may be used again.

    Spec: https://www.rfc-editor.org/rfc/rfc9111#section-4.2
    """
    control = (_header(headers, b"cache-control") or "").lower()
    directives = [directive.strip() for directive in control.split(",")]
    if _NOT_KEPT.intersection(directives):
        return 0
    ages = [int(match[1]) for match in map(_MAX_AGE.fullmatch, directives) if match]
    age = _header(headers, b"age") or "0"
    if not ages or not _AGE.fullmatch(age):
        return 0
    left = min(*ages, LONGEST_FRESHNESS_SECONDS) - int(age)
    return max(left, SHORTEST_FRESHNESS_SECONDS) if left > 0 else 0


def _header(headers: Headers, name: bytes) -> str | None:
    """Return the value of a header, all of them when there are several, or None."""
    values = [value.decode("latin-1").strip() for key, value in headers if key.lower() == name]
    return ", ".join(values) if values else None
