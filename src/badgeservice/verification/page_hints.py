"""Find in an HTML page where it says that a badge is: linked, or written into it.

The page is a stranger's. It is read as text and never run, up to a bounded length, and only for the
two ways that standards foresee: a link to an alternate, and a block of data. Pictures are not
followed: a badge may be baked into any, and nobody says into which.

Spec: https://html.spec.whatwg.org/multipage/links.html#rel-alternate
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final, TypeAlias
from urllib.parse import urldefrag, urljoin, urlsplit

from badgeservice.credentials.errors import JsonMalformedError
from badgeservice.credentials.strict_json import parse_object

MAXIMUM_BYTES: Final = 256 * 1024
MOST_HINTS: Final = 2
_LONGEST_URL: Final = 2_000
_BEGINNING_BYTES: Final = 4_096
# Whatever may stand before the first element of a page, in moderation.
_PAGE: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,200}(?:<\?xml[^>]{0,200}\?>\s{0,20})?"
    rb"(?:<!--(?:(?!-->).){0,1000}-->\s{0,20}){0,3}<(?:!doctype\s+html|html|head)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_DATA_TYPES: Final = frozenset({"application/ld+json", "application/vc+ld+json", "application/vc"})
_LINK_TYPES: Final = _DATA_TYPES | {"application/json", "application/vc+jwt"}
_CREDENTIAL_TYPES: Final = frozenset({"VerifiableCredential", "VerifiablePresentation"})

Attributes: TypeAlias = list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """Where a badge may be: at `url`, or in `content`, which stands in the page at `url`."""

    url: str
    content: bytes | None = None


def is_page(content: bytes) -> bool:
    """Ask whether content is an HTML page, by how it begins."""
    return _PAGE.match(content[:_BEGINNING_BYTES]) is not None


def page_hints(content: bytes, url: str) -> tuple[Hint, ...]:
    """Return the first places where the page at `url` says that a badge is, at most two."""
    reader = _Reader(url)
    # It is never told that the page ends: what is open then would be looked at again and again.
    reader.feed(content[:MAXIMUM_BYTES].decode("utf-8", errors="replace"))
    return tuple(reader.hints[:MOST_HINTS])


class _Reader(HTMLParser):
    """Goes through a page once and notes the hints in their order."""

    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.hints: list[Hint] = []
        self._url = url
        self._base: str | None = None
        self._data: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Note a link, or that a block of data begins."""
        if len(self.hints) >= MOST_HINTS:
            return
        given = {name: value or "" for name, value in reversed(attrs)}
        if tag == "base" and self._base is None and "href" in given:
            self._base = _joined(self._url, given["href"])
        elif tag == "link":
            self._note_link(given)
        elif tag == "script" and _media_type(given) in _DATA_TYPES:
            self._data = []

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        """Take an element that closes itself as one that begins; only scripts have an end."""
        if tag != "script":
            self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        """Keep what stands in a block of data."""
        if self._data is not None:
            self._data.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Note what stood in a block of data, if it is a credential."""
        if tag != "script" or self._data is None:
            return
        content = "".join(self._data).strip().encode("utf-8", errors="replace")
        self._data = None
        if _is_credential(content):
            self.hints.append(Hint(url=self._url, content=content))

    def _note_link(self, given: dict[str, str]) -> None:
        relations = given.get("rel", "").lower().split()
        if "alternate" not in relations or _media_type(given) not in _LINK_TYPES:
            return
        target = _joined(self._base or self._url, given.get("href", ""))
        if target is not None and _may_be_asked(target, self._url) and target != self._url:
            self.hints.append(Hint(url=target))


def _media_type(given: dict[str, str]) -> str:
    return given.get("type", "").partition(";")[0].strip().lower()


def _joined(base: str, href: str) -> str | None:
    """Return the address that `href` stands for in a page, without its fragment."""
    written = href.strip()
    if not written or len(written) > _LONGEST_URL:
        return None
    try:
        return urldefrag(urljoin(base, written)).url
    except ValueError:
        return None


def _may_be_asked(url: str, page_url: str) -> bool:
    """Ask whether a page may send us there: over https, or to where it is itself."""
    try:
        target, page = urlsplit(url), urlsplit(page_url)
    except ValueError:
        return False
    is_same_origin = (target.scheme, target.netloc) == (page.scheme, page.netloc)
    return bool(target.netloc) and (target.scheme == "https" or is_same_origin)


def _is_credential(content: bytes) -> bool:
    """Ask whether a block of data means to be a credential: most are about other things."""
    try:
        document = parse_object(content)
    except JsonMalformedError:
        return False
    named = document.get("type")
    types = named if isinstance(named, list) else [named]
    found = {each for each in types if isinstance(each, str)}
    return "@context" in document and not found.isdisjoint(_CREDENTIAL_TYPES)
