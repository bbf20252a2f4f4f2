"""The words of a registered context that a badge class uses, and the values that it gives them.

Only what files, the API and signatures all write alike is taken; whether a value fits its word is
for the context to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Final, TypeAlias

from pydantic import (
    Field,
    JsonValue,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)

_MOST_WORDS: Final = 100
_MOST_ITEMS: Final = 100
_LONGEST_TEXT: Final = 8_000
# As YAML reads numbers: without exponents.
_BOUND: Final = 10**15
_FRACTION: Final = re.compile(r"-?[0-9]{1,9}\.[0-9]{1,6}")
# Canonical RDF escapes the others, and libraries disagree on how.
_UNSIGNABLE: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f]")

_Scalar: TypeAlias = str | int | float | bool


def _value(given: object) -> _Scalar | tuple[_Scalar, ...]:
    if not isinstance(given, list | tuple):
        return _scalar(given)
    if not 1 <= len(given) <= _MOST_ITEMS:
        message = f"a list has 1 to {_MOST_ITEMS} values"
        raise ValueError(message)
    return tuple(_scalar(item) for item in given)


def _scalar(given: object) -> _Scalar:
    if isinstance(given, str):
        return _text(given)
    if isinstance(given, int):
        if abs(given) < _BOUND:
            return given
        message = "a number has at most 15 digits"
    elif isinstance(given, float):
        if _FRACTION.fullmatch(repr(given)):
            return given
        message = "a number has at most nine digits before the point, and six after it"
    else:
        message = "a value is a text, a number, true or false, or a list of those"
    raise ValueError(message)


def _text(given: str) -> str:
    if not given.strip() or len(given) > _LONGEST_TEXT:
        message = f"a text has 1 to {_LONGEST_TEXT} characters"
        raise ValueError(message)
    if _UNSIGNABLE.search(given):
        message = "a text holds a TAB or another control character"
        raise ValueError(message)
    return given


def as_json(value: _Scalar | tuple[_Scalar, ...]) -> JsonValue:
    """Return a value as JSON data."""
    return list(value) if isinstance(value, tuple) else value


_SCALAR_SCHEMA: Final = {
    "anyOf": [
        {"type": "string", "minLength": 1, "maxLength": _LONGEST_TEXT},
        {"type": "number", "exclusiveMinimum": -_BOUND, "exclusiveMaximum": _BOUND},
        {"type": "boolean"},
    ]
}
_LIST_SCHEMA: Final = {
    "type": "array",
    "items": _SCALAR_SCHEMA,
    "minItems": 1,
    "maxItems": _MOST_ITEMS,
}

WordValue: TypeAlias = Annotated[
    _Scalar | tuple[_Scalar, ...],
    PlainValidator(_value),
    PlainSerializer(as_json, when_used="json"),
    WithJsonSchema({"anyOf": [*_SCALAR_SCHEMA["anyOf"], _LIST_SCHEMA]}),
]
Word: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,63}$")]
Words: TypeAlias = Annotated[Mapping[Word, WordValue], Field(min_length=1, max_length=_MOST_WORDS)]
