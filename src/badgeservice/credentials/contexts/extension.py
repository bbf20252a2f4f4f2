"""Contexts that organisations register for words of their own, under rules that keep ours.

A badge may say more than Open Badges foresees, if a context defines the words for it. A context can
do a great deal more than that: redefine words, rename them, give them scopes, lead on to others.
All that is refused here, so that a registered context can only add words, and a document without
them means the same with it as without it.

Spec: https://www.w3.org/TR/vc-data-model-2.0/#extensibility and
https://www.w3.org/TR/json-ld11/#context-definitions
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, NoReturn

from badgeservice.credentials import strict_json
from badgeservice.credentials.contexts import pinned
from badgeservice.credentials.errors import (
    ContextAlteredError,
    ExtensionContextInvalidError,
    JsonMalformedError,
)
from badgeservice.credentials.strict_json import JsonObject, JsonValue, pointer_to

MAXIMUM_BYTES: Final = 16 * 1024
MAXIMUM_TERMS: Final = 100

_CONTEXT: Final = "@context"
_PROTECTED: Final = "@protected"
_VERSION: Final = "@version"
# JSON-LD knows no other version than this one.
_VERSION_NUMBER: Final = 1.1
_TERM: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_DEFINED_BY: Final = frozenset({"@id", "@type", "@container"})
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_DATATYPES: Final = frozenset(
    f"{_XSD}{name}"
    for name in (
        *("string", "boolean", "decimal", "integer", "double", "float", "long", "int", "short"),
        *("byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "unsignedByte"),
        *("negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "date", "time"),
        *("dateTime", "dateTimeStamp", "duration", "dayTimeDuration", "yearMonthDuration"),
        *("gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay", "anyURI", "language", "token"),
        *("normalizedString", "Name", "NCName", "NMTOKEN", "hexBinary", "base64Binary"),
    )
)


@dataclass(frozen=True, slots=True)
class ExtensionContext:
    """A registered context: the URL documents name, its bytes, and their SHA-256 in hex."""

    url: str
    content: bytes
    sha256: str


def read_extension_context(content: bytes, *, url: str, vocabulary: str) -> ExtensionContext:
    """Return the context in `content`, to be registered under `url`, if it only adds words.

    It must be `{"@context": {…}}`, with `"@protected": true` and one to a hundred terms that no
    pinned context has, in at most 16 KiB. Each term stands for an IRI of its own, which is
    `vocabulary` (such as `https://badges.example.org/contexts/college/care/1#`) followed by a
    plain name. Its values may be coerced to a datatype of XML Schema or to ids, and be a set.

    Raises:
        ExtensionContextInvalidError: it does anything else; the pointer is into the document.
    """
    if len(content) > MAXIMUM_BYTES:
        _refuse("", f"more than {MAXIMUM_BYTES} bytes")
    try:
        document = strict_json.parse_object(content, maximum_bytes=MAXIMUM_BYTES)
    except JsonMalformedError as cause:
        raise ExtensionContextInvalidError(cause.pointer, cause.reason) from cause
    _require_extension(document, vocabulary)
    return ExtensionContext(url, content, hashlib.sha256(content).hexdigest())


def read_intact(context: ExtensionContext) -> JsonObject:
    """Return the document of a registered context, having compared its bytes with their hash.

    Raises:
        ContextAlteredError: the bytes have another SHA-256.
    """
    found = hashlib.sha256(context.content).hexdigest()
    if found != context.sha256:
        raise ContextAlteredError(context.url, expected=context.sha256, found=found)
    return strict_json.parse_object(context.content)


def terms_of(document: JsonObject) -> frozenset[str]:
    """Return the terms that the document of a registered context defines."""
    members = document[_CONTEXT]
    if not isinstance(members, dict):
        return frozenset()
    return frozenset(name for name in members if not name.startswith("@"))


def _require_extension(document: JsonObject, vocabulary: str) -> None:
    for name in document:
        if name != _CONTEXT:
            _refuse(pointer_to("", name), "beside @context there must be nothing")
    members = document.get(_CONTEXT)
    if not isinstance(members, dict):
        _refuse("/@context", "it must be one object, and neither a list nor a URL")
    _require_keywords(members)
    terms = {name: value for name, value in members.items() if not name.startswith("@")}
    if not 1 <= len(terms) <= MAXIMUM_TERMS:
        _refuse("/@context", f"it must define 1 to {MAXIMUM_TERMS} terms")
    iris: dict[str, str] = {}
    for name, definition in terms.items():
        pointer = pointer_to("/@context", name)
        _require_new_name(name, pointer)
        stated, at = _stated_iri(definition, pointer)
        iri = _require_own_iri(stated, at, vocabulary)
        if iri in iris:
            _refuse(at, f"{iris[iri]} stands for the same IRI")
        iris[iri] = name


def _require_keywords(members: JsonObject) -> None:
    for name, value in members.items():
        if not name.startswith("@"):
            continue
        pointer = pointer_to("/@context", name)
        if name == _VERSION:
            if type(value) is not float or value != _VERSION_NUMBER:
                _refuse(pointer, "the version must be the number 1.1")
        elif name != _PROTECTED:
            _refuse(pointer, "of all keywords only @protected and @version may stand here")
    if members.get(_PROTECTED) is not True:
        _refuse(pointer_to("/@context", _PROTECTED), "it must be true")


def _require_new_name(name: str, pointer: str) -> None:
    if not _TERM.fullmatch(name):
        _refuse(
            pointer, "a term must be a letter, then at most 63 letters, digits, hyphens and _ more"
        )
    if name in _taken_names():
        _refuse(pointer, "the specifications define this term already")


def _stated_iri(definition: JsonValue, pointer: str) -> tuple[JsonValue, str]:
    """Return what a term stands for, and where that is said; refuse all but plain definitions."""
    if not isinstance(definition, dict):
        return definition, pointer
    for name in definition:
        if name not in _DEFINED_BY:
            _refuse(pointer_to(pointer, name), "a term may have @id, @type and @container only")
    if "@type" in definition:
        _require_type(definition["@type"], pointer_to(pointer, "@type"))
    if definition.get("@container", "@set") != "@set":
        _refuse(pointer_to(pointer, "@container"), "the only container may be @set")
    return definition.get("@id"), pointer_to(pointer, "@id")


def _require_type(wanted: JsonValue, pointer: str) -> None:
    if not isinstance(wanted, str) or (wanted != "@id" and wanted not in _DATATYPES):
        _refuse(pointer, f"it must be @id or the full IRI of a datatype, such as {_XSD}date")


def _require_own_iri(iri: JsonValue, pointer: str, vocabulary: str) -> str:
    own = iri if isinstance(iri, str) and iri.startswith(vocabulary) else ""
    # A plain name does not end in a character that would make the term a prefix of other IRIs.
    if not _TERM.fullmatch(own.removeprefix(vocabulary)):
        _refuse(pointer, f"it must be {vocabulary} followed by a plain name")
    return own


@cache
def _taken_names() -> frozenset[str]:
    """Return every name that any pinned context defines, in whatever scope."""
    return frozenset(
        name for document in pinned.documents().values() for name in _names_in(document)
    )


def _names_in(value: JsonValue) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _names_in(item)
    elif isinstance(value, dict):
        yield from _defined_names(value)
        for below in value.values():
            yield from _names_in(below)


def _defined_names(value: Mapping[str, JsonValue]) -> Iterator[str]:
    local = value.get(_CONTEXT)
    for context in local if isinstance(local, list) else [local]:
        if isinstance(context, dict):
            yield from context


def _refuse(pointer: str, reason: str) -> NoReturn:
    raise ExtensionContextInvalidError(pointer, reason)
