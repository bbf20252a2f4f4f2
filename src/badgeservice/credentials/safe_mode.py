"""Guards that make the JSON a reader sees and the RDF a signature covers one and the same.

A Data Integrity signature covers an RDF dataset, while expiry, status, recipient and everything on
a page are read from JSON. Whatever the way from one to the other may drop, merge or rename is
refused in three steps: here, before JSON-LD sees the document; in `nodes`, in its expanded form;
and in `compaction`, by demanding that it equals the compacted form of its own expansion.

Spec: https://www.w3.org/TR/vc-data-integrity/#context-validation
"""

import math
import re
from collections.abc import Mapping
from typing import Final

from badgeservice.credentials import strict_json
from badgeservice.credentials.contexts import pinned
from badgeservice.credentials.errors import (
    TooComplexError,
    UnknownContextError,
    UnsafeDocumentError,
    UnsignedDataError,
)
from badgeservice.credentials.strict_json import JsonObject, JsonValue, pointer_to

# The work of JSON-LD grows with the square of a list, and no badge says so much at once.
MAXIMUM_ITEMS: Final = 500
MAXIMUM_CONTEXTS: Final = 8
_FIRST_CONTEXTS: Final = frozenset({pinned.CREDENTIALS_V1, pinned.CREDENTIALS_V2})

# Canonical N-Quads escape these, and implementations disagree on how.
_CONTROL_CHARACTERS: Final = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# RFC 3987 in outline: a scheme, then no character that N-Quads or RFC 3987 forbid in an IRI, and no
# white space of any kind, nor U+FEFF, which JavaScript counts among it: PyLD or jsonld.js leave a
# statement with such an IRI out, so nothing signs it.
_IRI: Final = re.compile(
    '[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f-\xa0<>"{}|\\\\^`\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufdd0-\ufdef\ufeff]+'
)
_MAXIMUM_NUMBER: Final = 2**53 - 1
# JSON-LD libraries disagree on smaller ones.
_MINIMUM_FRACTION: Final = 1e-6


def is_absolute_iri(text: str) -> bool:
    """Whether `text` is an absolute IRI without characters that RDF forbids in one.

    Spec: https://www.rfc-editor.org/rfc/rfc3987#section-2.2
    """
    return _IRI.fullmatch(text) is not None


def require_known_contexts(document: JsonObject, known: Mapping[str, object]) -> None:
    """Refuse any `@context` but a list of `known` URLs, each once, credentials first.

    Raises:
        UnsafeDocumentError: the list is missing, too long, in disorder or holds an object.
        UnknownContextError: a URL in it is not among `known`.
    """
    contexts = document.get("@context")
    if not isinstance(contexts, list) or not contexts:
        raise UnsafeDocumentError(
            "/@context", "context-list", "the contexts must be a list of URLs"
        )
    if len(contexts) > MAXIMUM_CONTEXTS:
        raise UnsafeDocumentError(
            "/@context", "context-list", f"more than {MAXIMUM_CONTEXTS} contexts"
        )
    for at, url in enumerate(contexts):
        _require_known_context(url, pointer_to("/@context", at), known)
        if url in contexts[:at]:
            raise UnsafeDocumentError(
                pointer_to("/@context", at), "context-repeated", "the context occurs twice"
            )
    if contexts[0] not in _FIRST_CONTEXTS:
        raise UnsafeDocumentError(
            "/@context/0", "context-order", "a Verifiable Credentials context must come first"
        )


def _require_known_context(url: JsonValue, pointer: str, known: Mapping[str, object]) -> None:
    if not isinstance(url, str):
        raise UnsafeDocumentError(pointer, "inline-context", "a context must be named by its URL")
    if url not in known:
        raise UnknownContextError(url, pointer)


def require_plain_json(document: JsonObject) -> None:
    """Refuse what can hide data from a JSON reader or from a signature, contexts unseen.

    Those are: names that are keywords, absolute or compact IRIs; `null`; empty lists and lists in
    lists; control characters other than line breaks; numbers that readers round differently;
    values listed twice; blank node ids. Embedded endorsements may repeat
    the root's first contexts.

    Raises:
        UnsignedDataError: a name is a keyword or an IRI.
        UnsafeDocumentError: any of the others; `code` tells which.
        TooComplexError: the document is nested more than 64 levels deep.
    """
    members = {name: value for name, value in document.items() if name != "@context"}
    _Guard(document.get("@context")).check_members(members, "", 1)


class _Guard:
    """Walks a document; remembers the root's contexts."""

    __slots__ = ("_contexts",)

    def __init__(self, contexts: JsonValue) -> None:
        self._contexts = contexts

    def check_members(self, members: JsonObject, pointer: str, depth: int) -> None:
        if depth > strict_json.MAXIMUM_DEPTH:
            raise TooComplexError(f"more than {strict_json.MAXIMUM_DEPTH} levels")
        for name, value in members.items():
            _require_plain_name(name, pointer)
            below = pointer_to(pointer, name)
            if name == "endorsement":
                value = self._without_contexts(value)  # noqa: PLW2901  # the same value, seen plainer
            self._check(value, below, depth)

    def _without_contexts(self, value: JsonValue) -> JsonValue:
        """Leave out the `@context` of endorsements where it adds nothing to the root's."""
        if isinstance(value, list):
            return [self._without_contexts(item) for item in value]
        return without_known_contexts(value, self._contexts)

    def _check(self, value: JsonValue, pointer: str, depth: int) -> None:
        if isinstance(value, dict):
            self.check_members(value, pointer, depth + 1)
        elif isinstance(value, list):
            self._check_items(value, pointer, depth)
        else:
            _require_plain_scalar(value, pointer)

    def _check_items(self, items: list[JsonValue], pointer: str, depth: int) -> None:
        if not items:
            raise UnsafeDocumentError(pointer, "empty-list", "an empty list is not signed")
        if len(items) > MAXIMUM_ITEMS:
            raise TooComplexError(f"a list with more than {MAXIMUM_ITEMS} items")
        seen: set[str] = set()
        for at, item in enumerate(items):
            below = pointer_to(pointer, at)
            if isinstance(item, list):
                raise UnsafeDocumentError(below, "nested-list", "a list stands in a list")
            self._check(item, below, depth)
            _require_new(item, seen, below)


def without_known_contexts(value: JsonValue, contexts: JsonValue) -> JsonValue:
    """Leave out a `@context` that only repeats the first of the root's, in their order."""
    if not isinstance(value, dict) or not isinstance(contexts, list):
        return value
    own = value.get("@context")
    if isinstance(own, list) and own and own == contexts[: len(own)]:
        return {name: member for name, member in value.items() if name != "@context"}
    return value


def _require_new(item: JsonValue, seen: set[str], pointer: str) -> None:
    """Refuse the second of two equal values: as RDF they are one, and one could be taken away."""
    mark = item.get("id") if isinstance(item, dict) else item
    if mark is None:
        return
    if (key := f"{type(mark).__name__}:{mark}") in seen:
        raise UnsafeDocumentError(pointer, "repeated-value", "a value is listed twice")
    seen.add(key)


def _require_plain_name(name: str, pointer: str) -> None:
    if name.startswith("@") or ":" in name or "/" in name or not name:
        raise UnsignedDataError(pointer_to(pointer, name), name)
    if _CONTROL_CHARACTERS.search(name):
        raise UnsafeDocumentError(pointer, "control-character", "a name holds a control character")


def _require_plain_scalar(value: JsonValue, pointer: str) -> None:
    if value is None:
        raise UnsafeDocumentError(pointer, "null", "a null is not signed")
    if isinstance(value, str):
        if _CONTROL_CHARACTERS.search(value):
            raise UnsafeDocumentError(
                pointer, "control-character", "a text holds a control character"
            )
        if value.startswith("_:"):
            raise UnsafeDocumentError(pointer, "blank-node-id", "a blank node is named")
    elif not isinstance(value, (bool, dict, list)):
        _require_exact_number(value, pointer)


def _require_exact_number(value: float, pointer: str) -> None:
    if value == 0 and math.copysign(1, value) < 0:
        raise UnsafeDocumentError(pointer, "unsafe-number", "readers write minus zero differently")
    finite = math.isfinite(value) and abs(value) <= _MAXIMUM_NUMBER
    if not finite or (value != 0 and abs(value) < _MINIMUM_FRACTION):
        raise UnsafeDocumentError(pointer, "unsafe-number", "readers round this number differently")
    # Canonical RDF keeps sixteen digits of a fraction; more would be shown but not signed.
    if float(f"{value:.15E}") != value:
        raise UnsafeDocumentError(pointer, "unsafe-number", "a number has too many digits")
