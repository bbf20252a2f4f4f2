"""Badges of one shape signed quickly: all that is alike in them is worked out once.

A template never has the last word on what is refused. Where a value is unusual in any way, it has
no answer, and the caller takes `canonical`. `docs/canonicalisation.md` says why both find the same.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, NamedTuple, Self, cast

from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.strict_json import JsonObject, JsonValue, serialise
from badgeservice.credentials.walker import canonical
from badgeservice.credentials.walker.gaps import Marks, Text
from badgeservice.credentials.walker.outside import OutsideShapesError
from badgeservice.credentials.walker.slots import (
    Slot,
    TemplateError,
    find_slots,
    marks_of,
    unique_values,
    value_at,
    with_values,
)
from badgeservice.credentials.walker.statements import Statements
from badgeservice.credentials.walker.tables import root_of
from badgeservice.credentials.walker.walk import walk

_TEXT_ONLY: Final = frozenset({str})


class Filled(NamedTuple):
    """A document with its values: its JSON, and the SHA-256 of its canonical form (32 bytes)."""

    content: bytes
    document_hash: bytes


@dataclass(frozen=True, slots=True)
class _Array:
    """A list with slots in it: what stands in it otherwise, and which slots."""

    fixed: frozenset[str]
    slots: tuple[int, ...]


class IssueTemplate:
    """A document with slots, its statements worked out but for what stands in the slots.

    It is for documents of one shape: the same members, types and numbers of items. Threads may
    share one.
    """

    __slots__ = (
        *("_arrays", "_content", "_ids", "_numbers", "_others", "_statements", "_texts"),
        "_writers",
    )

    def __init__(
        self,
        slots: Sequence[Slot],
        *,
        content: Text,
        statements: Statements,
        arrays: Sequence[_Array],
    ) -> None:
        self._writers: Final = [slot.write for slot in slots]
        self._texts: Final = [at for at, slot in enumerate(slots) if slot.kind == "text"]
        self._others: Final = [
            (at, slot.write) for at, slot in enumerate(slots) if slot.kind != "text"
        ]
        self._ids: Final = [at for at, slot in enumerate(slots) if slot.kind == "iri"]
        self._numbers: Final = [at for at, slot in enumerate(slots) if slot.kind == "number"]
        self._content: Final = content
        self._statements: Final = statements
        self._arrays: Final = arrays

    @classmethod
    def compile(
        cls, document: JsonObject, *, slots: Sequence[str], contexts: Contexts = PINNED_CONTEXTS
    ) -> Self:
        """Return a template of `document`, without proof, that varies at the JSON pointers `slots`.

        A slot is an id, a text or a number; types, truth values and words of a vocabulary make
        another shape.

        Raises:
            TemplateError: a slot cannot be there, or the document is not plain enough.
        """
        try:
            return cls._compiled(document, slots, contexts)
        except OutsideShapesError as cause:
            raise TemplateError("", "it is not of a shape that the walker knows") from cause

    @classmethod
    def _compiled(cls, document: JsonObject, pointers: Sequence[str], contexts: Contexts) -> Self:
        walk(document, contexts=contexts)
        slots = find_slots(document, pointers, root_of(document, contexts))
        values = unique_values(document, slots)
        example = with_values(document, slots, values)
        written = [slot.write(value) for slot, value in zip(slots, values, strict=True)]
        statements = Statements(walk(example, contexts=contexts).graph.canonical(), written)
        _require_one_notation(example)
        content = Text(Marks([str(value) for value in values]).split(serialise(example).decode()))
        arrays = _arrays(document, slots)
        made = cls(slots, content=content, statements=statements, arrays=arrays)
        filled = made.fill([value_at(document, slot.steps) for slot in slots])
        document_hash = sha256(canonical.canonicalise(document, contexts=contexts)).digest()
        if filled != Filled(serialise(document), document_hash):
            raise TemplateError("", "its ids or its nodes are too much alike")
        return made

    def fill(self, values: Sequence[JsonValue]) -> Filled | None:
        """Return the document with `values` in the slots, in their order.

        None says nothing but that a template cannot tell: ask `canonicalise`, which takes the
        document, with the same outcome but slowly, or says what is wrong with it.

        Raises:
            ValueError: there are more or fewer values than slots.
        """
        texts = self._written(values)
        if texts is None:
            return None
        ids = {texts[at] for at in self._ids}
        if len(ids) < len(self._ids) or not ids.isdisjoint(self._statements.named):
            return None
        if self._arrays and self._has_repetition(values):
            return None
        # None of them holds a line feed, and to encode all at once takes a third of the time.
        pieces = "\n".join(texts).encode("utf-8").split(b"\n")
        document_hash = self._statements.digest(pieces)
        if document_hash is None:
            return None
        for at in self._ids:
            pieces[at] = pieces[at][1:-1]
        for at in self._numbers:
            pieces[at] = serialise(values[at])
            if b"e" in pieces[at]:
                # Serialisers disagree on exponents; see `_require_one_notation`.
                return None
        return Filled(self._content.render(pieces), document_hash)

    def _written(self, values: Sequence[JsonValue]) -> list[str] | None:
        """Return the values as they stand in N-Quads, or None if one is not plainly in order."""
        if len(values) != len(self._writers):
            message = f"{len(values)} values for {len(self._writers)} slots"
            raise ValueError(message)
        try:
            if not self._are_plain(values):
                return [write(value) for write, value in zip(self._writers, values, strict=True)]
            # A text like that stands there as it is.
            written = list(values)
            for at, write in self._others:
                written[at] = write(values[at])
        except OutsideShapesError:
            return None
        return cast("list[str]", written)

    def _are_plain(self, values: Sequence[JsonValue]) -> bool:
        """Whether nothing in any text is written in another way, or looked at more closely."""
        texts = [values[at] for at in self._texts]
        if not set(map(type, texts)) <= _TEXT_ONLY:
            return False
        joined = " ".join(cast("list[str]", texts))
        return (
            joined.isprintable() and "\\" not in joined and '"' not in joined and "_:" not in joined
        )

    def _has_repetition(self, values: Sequence[JsonValue]) -> bool:
        """Whether a value is twice in a list: JSON-LD would make one of the two."""
        for array in self._arrays:
            marks = {values[at] for at in array.slots}
            if len(marks) < len(array.slots) or not marks.isdisjoint(array.fixed):
                return True
        return False


def _require_one_notation(document: JsonObject) -> None:
    """Refuse numbers like 1e-06, which `serialise` writes as 1e-6 if no text is like `null`."""
    other = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    if other.encode("utf-8") != serialise(document):
        raise TemplateError("", "it has a number with an exponent")


def _arrays(document: JsonObject, slots: Sequence[Slot]) -> list[_Array]:
    """Return the lists with texts in slots; that ids differ is looked at anyway."""
    found = []
    for array in dict.fromkeys(slot.array for slot in slots if slot.kind == "text"):
        if array is not None:
            inside = tuple(at for at, slot in enumerate(slots) if slot.array == array)
            changing = {value_at(document, slots[at].steps) for at in inside}
            fixed = frozenset(marks_of(value_at(document, array))) - changing
            found.append(_Array(fixed, inside))
    return found
