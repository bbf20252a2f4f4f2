"""Badges in SVG pictures, as one `openbadges:credential` element.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#svg
"""

import re
from typing import Final
from xml.etree.ElementTree import ParseError
from xml.sax.saxutils import quoteattr

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from badgeservice.credentials.errors import ImageMalformedError

MAXIMUM_BYTES: Final = 5 * 1024 * 1024
MAXIMUM_CREDENTIAL_BYTES: Final = 1024 * 1024
MAXIMUM_DEPTH: Final = 256

_SVG: Final = "http://www.w3.org/2000/svg"
_OPEN_BADGES: Final = "https://purl.imsglobal.org/ob/v3p0"
CREDENTIAL: Final = f"{{{_OPEN_BADGES}}}credential"
_OTHER_NAMESPACES: Final = {
    "http://openbadges.org": "an Open Badges 2.0 badge",
    "https://purl.imsglobal.org/clr/v2p0": "a Comprehensive Learner Record",
}
_DECLARATION: Final = re.compile(
    r"<\?xml\s+version\s*=\s*['\"]1\.0['\"]"
    r"(?:\s+encoding\s*=\s*['\"]([A-Za-z0-9._-]+)['\"])?"
    r"(?:\s+standalone\s*=\s*['\"](?:yes|no)['\"])?\s*\?>"
)
# Drawing programs write these by the million; they say nothing, and are cut off unread. Any other
# document type definition is refused.
_KNOWN_DOCTYPE: Final = re.compile(
    r"<!DOCTYPE\s+svg\s+PUBLIC\s+\"-//W3C//DTD SVG 1\.[01](?: Basic| Tiny)?//EN\"\s+"
    r"\"https?://www\.w3\.org/[A-Za-z0-9/.-]+\.dtd\"\s*>",
    re.DOTALL,
)
_SPACE: Final = re.compile(r"\s*")
# Nothing once matched is given back, so it takes one reading whether it fits or not.
_START_TAG: Final = re.compile(r"""<[^\s/>]++((?:[^"'>]++|"[^"]*"|'[^']*')*+)>""")
_PREFIX_TAKEN: Final = re.compile(r"""\sxmlns:openbadges\s*=""")
_COMPACT_JWS: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+")


class _Finder:
    """Receives the elements of a picture; keeps what credentials it meets."""

    def __init__(self, tag: str) -> None:
        self._tag = tag
        self.credentials: list[Element] = []
        self.others: set[str] = set()
        self._depth = 0
        self._within: Element | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAXIMUM_DEPTH:
            raise ImageMalformedError(f"more than {MAXIMUM_DEPTH} levels")
        if self._depth == 1 and tag != f"{{{_SVG}}}svg":
            raise ImageMalformedError("it is no SVG")
        if self._within is not None:
            raise ImageMalformedError("the credential element holds other elements")
        if tag == self._tag:
            self._within = Element(attributes.get("verify"))
            self.credentials.append(self._within)
        self.others.add(tag.partition("}")[0].removeprefix("{"))

    def end(self, _tag: str) -> None:
        self._depth -= 1
        self._within = None

    def data(self, text: str) -> None:
        if self._within is not None:
            self._within.text += text

    def pi(self, target: str, _text: str) -> None:
        raise ImageMalformedError(f"it holds the processing instruction {target!r}")

    def close(self) -> None:
        """Nothing is left to do."""


class Element:
    """One credential element: its `verify` attribute and its text."""

    __slots__ = ("text", "verify")

    def __init__(self, verify: str | None) -> None:
        self.verify = verify
        self.text = ""

    def read(self) -> str:
        """Return what is baked: the attribute or the text, whichever there is.

        Raises:
            ImageMalformedError: both are there, or neither, or it is too long.
        """
        body = self.text.strip()
        if self.verify is not None and body:
            raise ImageMalformedError("the credential is given twice")
        found = (self.verify or "").strip() or body
        if not found:
            raise ImageMalformedError("the credential element is empty")
        if len(found.encode("utf-8")) > MAXIMUM_CREDENTIAL_BYTES:
            raise ImageMalformedError(
                f"the credential has more than {MAXIMUM_CREDENTIAL_BYTES} bytes"
            )
        return found


def bake_svg(image: bytes, text: str) -> bytes:
    """Return `image` with `text`, a secured credential as JSON or compact JWS, baked into it.

    Everything else in the picture stays as it was, but for the XML declaration and the document
    type of SVG itself, which say nothing and go.

    Raises:
        ImageMalformedError: `image` is no SVG in UTF-8 of at most 5 MiB, holds a DTD or a
            processing instruction, or holds a badge already.
    """
    drawing = _decode(image)
    found = _find(drawing)
    tag = _START_TAG.match(drawing, _after_comments(drawing))
    if found.credentials or tag is None or _PREFIX_TAKEN.search(tag[1]):
        raise ImageMalformedError("it holds a badge already")
    end = tag.end() - (2 if tag[1].endswith("/") else 1)
    is_empty = drawing[end] == "/"
    closing = f"</{tag[0][1:].split()[0].rstrip('/>')}>" if is_empty else ""
    baked = (
        f'{drawing[:end]} xmlns:openbadges="{_OPEN_BADGES}">'
        f"{_element(text)}{closing}{drawing[tag.end() :]}"
    )
    return baked.encode("utf-8")


def _element(text: str) -> str:
    if _COMPACT_JWS.fullmatch(text):
        return f"<openbadges:credential verify={quoteattr(text)}/>"
    # "]]>" can stand only inside a JSON string, where ">" may be written so.
    content = text.replace("]]>", "]]\\u003e")
    return f"<openbadges:credential><![CDATA[{content}]]></openbadges:credential>"


def extract_svg(image: bytes) -> str:
    """Return the credential baked into `image`: JSON or a compact JWS.

    Raises:
        ImageMalformedError: `image` is no SVG in UTF-8 of at most 5 MiB, holds a DTD or a
            processing instruction, or does not hold exactly one Open Badges 3.0 credential.
    """
    found = _find(_decode(image))
    if not found.credentials:
        others = [name for key, name in _OTHER_NAMESPACES.items() if key in found.others]
        raise ImageMalformedError(
            f"it holds {others[0]}, and no Open Badges 3.0 credential"
            if others
            else "it holds no credential"
        )
    if len(found.credentials) > 1:
        raise ImageMalformedError("it holds more than one credential")
    return found.credentials[0].read()


def find_elements(image: bytes, tag: str) -> list[Element]:
    """Return the elements of a picture that have the tag `{namespace}name`.

    Raises:
        ImageMalformedError: `image` is no SVG in UTF-8 of at most 5 MiB, holds a DTD or a
            processing instruction, or such an element holds others.
    """
    return _find(_decode(image), tag).credentials


def _decode(image: bytes) -> str:
    """Return the drawing as text, without XML declaration and well-known document type."""
    if len(image) > MAXIMUM_BYTES:
        raise ImageMalformedError(f"it has more than {MAXIMUM_BYTES} bytes")
    try:
        drawing = image.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        raise ImageMalformedError("it is not UTF-8") from cause
    declaration = _DECLARATION.match(drawing)
    if declaration is None and drawing.startswith("<?xml"):
        raise ImageMalformedError("its XML declaration is not understood")
    if declaration is not None and (declaration[1] or "utf-8").lower() != "utf-8":
        raise ImageMalformedError("it is not UTF-8")
    drawing = drawing[declaration.end() :] if declaration else drawing
    doctype = _KNOWN_DOCTYPE.match(drawing, _after_comments(drawing))
    return drawing[doctype.end() :] if doctype else drawing


def _after_comments(drawing: str) -> int:
    """Return where the white space and the comments at the start of a drawing end.

    By hand, because a regular expression may read a text of many comments in very many ways.
    """
    at = 0
    while True:
        space = _SPACE.match(drawing, at)
        at = space.end() if space else at
        end = drawing.find("-->", at + 4) if drawing.startswith("<!--", at) else -1
        if end < 0:
            return at
        at = end + 3


def _find(drawing: str, tag: str = CREDENTIAL) -> _Finder:
    finder = _Finder(tag)
    parser = DefusedXMLParser(
        target=finder,
        encoding="utf-8",
        forbid_dtd=True,
        forbid_entities=True,
        forbid_external=True,
    )
    try:
        parser.feed(drawing.encode("utf-8").lstrip())
        parser.close()
    except DefusedXmlException as cause:
        raise ImageMalformedError("it holds a document type definition") from cause
    except ParseError as cause:
        raise ImageMalformedError("it is no well-formed XML") from cause
    return finder
