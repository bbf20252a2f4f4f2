"""The slots of a template: where values differ from badge to badge, and what may stand there."""

import copy
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Final, Literal, TypeAlias

from badgeservice.credentials.errors import CredentialError
from badgeservice.credentials.strict_json import JsonObject, JsonValue, serialise
from badgeservice.credentials.walker.lexical import escaped, iri, scalar
from badgeservice.credentials.walker.outside import OutsideShapesError
from badgeservice.credentials.walker.tables import END, Root, Table, Term

Kind: TypeAlias = Literal["iri", "text", "number"]
# None of its successors, in any notation, is part of another.
_FIRST_NUMBER: Final = 4_000_000_000_000_000
_POINTER: Final = re.compile("(?:/(?:[^/~]|~[01])*)+")
_INDEX: Final = re.compile("0|[1-9][0-9]*")


class TemplateError(CredentialError):
    """A document and slots of which no template can be made."""

    def __init__(self, pointer: str, reason: str) -> None:
        self.pointer = pointer
        self.reason = reason
        super().__init__(f"No template can have {pointer or 'this document'}: {reason}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Where a value stands, and how it stands in N-Quads.

    `write` raises `OutsideShapesError` for each value that the walker does not take there. What it
    returns of an IRI has its angle brackets, of a text no quotation marks, and of a number all that
    follows the first. `array` is the list that the value, or the object it is the id of, stands in.
    """

    steps: tuple[str, ...]
    kind: Kind
    write: Callable[[JsonValue], str]
    array: tuple[str, ...] | None


def find_slots(document: JsonObject, pointers: Sequence[str], root: Root) -> tuple[Slot, ...]:
    """Return the slots at these JSON pointers.

    Raises:
        TemplateError: a pointer leads to nothing, or to what no slot can be.
        OutsideShapesError: the document is not of a shape the walker knows.
    """
    slots = tuple(_find_slot(document, pointer, root) for pointer in pointers)
    if len({slot.steps for slot in slots}) < len(slots):
        raise TemplateError("", "a slot is named twice")
    return slots


def with_values(
    document: JsonObject, slots: Sequence[Slot], values: Sequence[JsonValue]
) -> JsonObject:
    """Return a copy of `document` with these values in the slots."""
    filled = copy.deepcopy(document)
    for slot, value in zip(slots, values, strict=True):
        below = value_at(filled, slot.steps[:-1])
        if isinstance(below, dict):
            below[slot.steps[-1]] = value
        elif isinstance(below, list):
            below[int(slot.steps[-1])] = value
    return filled


def value_at(document: JsonObject, steps: Sequence[str]) -> JsonValue:
    """Return the value that these steps lead to, which must exist."""
    value: JsonValue = document
    for step in steps:
        if isinstance(value, dict):
            value = value[step]
        elif isinstance(value, list):
            value = value[int(step)]
    return value


def unique_values(document: JsonObject, slots: Sequence[Slot]) -> tuple[JsonValue, ...]:
    """Return a value for each slot that occurs nowhere in `document` and in no other value."""
    content = serialise(document)
    attempts = (tuple(_values(slots, attempt)) for attempt in count())
    return next(
        values for values in attempts if not any(str(value).encode() in content for value in values)
    )


def _values(slots: Sequence[Slot], attempt: int) -> Iterator[JsonValue]:
    for at, slot in enumerate(slots):
        if slot.kind == "number":
            yield _FIRST_NUMBER + 1_000_000 * attempt + at
        else:
            yield f"urn:slot-{attempt}-{at}."


def marks_of(document: JsonValue) -> Iterator[str]:
    """Yield what makes each item of a list one that may stand in it once."""
    for item in document if isinstance(document, list) else []:
        mark = item.get("id") if isinstance(item, dict) else item
        if isinstance(mark, str):
            yield mark


@dataclass(frozen=True, slots=True)
class _Found:
    """A value on the way to a slot; what it is a value of, and what its members mean."""

    value: JsonValue
    term: Term | None
    table: Table | None

    def step(self, step: str, pointer: str) -> "_Found":
        """Return what is found one step below."""
        try:
            return self._step(step)
        except LookupError as cause:
            raise TemplateError(pointer, "it leads to nothing") from cause

    def _step(self, step: str) -> "_Found":
        if isinstance(self.value, list):
            if _INDEX.fullmatch(step) is None:
                raise KeyError(step)
            item = self.value[int(step)]
            return _Found(item, self.term, _table(item, self.term))
        if not isinstance(self.value, dict):
            raise KeyError(step)
        member = self.value[step]
        if step == "id":
            return _Found(member, self.term, self.table)
        if self.table is None:
            raise KeyError(step)
        term = self.table.term(step)
        return _Found(member, term, _table(member, term))


def _find_slot(document: JsonObject, pointer: str, root: Root) -> Slot:
    if _POINTER.fullmatch(pointer) is None:
        raise TemplateError(pointer, "it is no JSON pointer to a member")
    steps = tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer[1:].split("/"))
    if not {"@context", "type"}.isdisjoint(steps):
        raise TemplateError(pointer, "contexts and types make the shape")
    found = _Found(document, None, _table(document, root))
    for step in steps:
        found = found.step(step, pointer)
    kind, write = _writer(found, pointer, is_id=steps[-1] == "id")
    return Slot(steps=steps, kind=kind, write=write, array=_array(document, steps))


def _writer(found: _Found, pointer: str, *, is_id: bool) -> tuple[Kind, Callable[[JsonValue], str]]:
    value, term = found.value, found.term
    if is_id and (place := found.table or term) is not None:
        return "iri", partial(iri, place=place)
    if term is not None and isinstance(value, str):
        if term.text == "iri":
            return "iri", partial(iri, place=term)
        if term.text == "literal":
            return "text", _text
    if term is not None and isinstance(value, int | float) and not isinstance(value, bool):
        return "number", partial(_number, term=term)
    raise TemplateError(pointer, "a slot is an id, a text or a number")


def _array(document: JsonObject, steps: tuple[str, ...]) -> tuple[str, ...] | None:
    above = steps[:-2] if steps[-1] == "id" else steps[:-1]
    return above if isinstance(value_at(document, above), list) else None


def _table(value: JsonValue, place: "Root | Term | None") -> Table | None:
    """Return what the members of a node mean that the walker has been to."""
    if place is None or not isinstance(value, dict) or value.keys() == {"id"}:
        return None
    types, contexts = value.get("type", []), value.get("@context")
    names = tuple(types) if isinstance(types, list) else (types,)
    repeats = isinstance(contexts, list) and not isinstance(place, Root)
    key = (names, len(contexts) if repeats and isinstance(contexts, list) else 0)
    return place.nodes.get(key) or place.node(key)


def _text(value: JsonValue) -> str:
    if type(value) is not str:
        raise OutsideShapesError
    return escaped(value)


def _number(value: JsonValue, term: Term) -> str:
    return scalar(value, term).removesuffix(END)
