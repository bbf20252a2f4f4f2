"""JSON in one canonical text: the JSON Canonicalization Scheme.

Spec: https://www.rfc-editor.org/rfc/rfc8785
"""

import math
import re
from decimal import Decimal
from typing import Final

from badgeservice.credentials.errors import JsonMalformedError
from badgeservice.credentials.strict_json import (
    MAXIMUM_INTEGER,
    JsonObject,
    JsonValue,
    pointer_to,
)

_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_ESCAPED: Final = re.compile('[\x00-\x1f"\\\\]')
_SHORT_ESCAPES: Final = {
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
}
# ECMAScript writes a number plainly while its decimal point is at most so far from its digits.
_PLAIN_BEFORE_POINT: Final = 21
_PLAIN_ZEROS_AFTER_POINT: Final = 6


def canonicalise(value: JsonValue) -> bytes:
    """Return the RFC 8785 form of `value`, as UTF-8.

    Two values that differ only in the order of members, in white space or in the notation of
    numbers give equal bytes. Strings are not normalised: "é" as one code point and as two stay
    different, as the RFC requires.

    Spec: https://www.rfc-editor.org/rfc/rfc8785#section-3.2

    Raises:
        JsonMalformedError: `value` holds NaN, an infinity, an integer beyond ±(2**53 - 1) or half
            of a surrogate pair.
    """
    return _text(value, "").encode("utf-8")


def _text(value: JsonValue, pointer: str) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(value, pointer)
    if isinstance(value, list):
        return f"[{','.join(_text(item, pointer_to(pointer, i)) for i, item in enumerate(value))}]"
    if isinstance(value, dict):
        return _object(value, pointer)
    return _number(value, pointer)


def _object(members: JsonObject, pointer: str) -> str:
    for name in members:
        _require_whole_characters(name, pointer)
    # The order of UTF-16 code units, in which 😀 (0xD83D…) comes before ﬁ (0xFB01).
    names = sorted(members, key=lambda name: name.encode("utf-16-be"))
    return "{" + ",".join(_member(name, members[name], pointer) for name in names) + "}"


def _member(name: str, value: JsonValue, pointer: str) -> str:
    return f"{_string(name, pointer)}:{_text(value, pointer_to(pointer, name))}"


def _string(text: str, pointer: str) -> str:
    _require_whole_characters(text, pointer)
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _require_whole_characters(text: str, pointer: str) -> None:
    if _SURROGATES.search(text):
        raise JsonMalformedError(pointer, "a string holds half of a surrogate pair")


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _SHORT_ESCAPES.get(character) or f"\\u{ord(character):04x}"


def _number(value: float, pointer: str) -> str:
    """Return a number as ECMAScript writes it.

    Spec: https://tc39.es/ecma262/#sec-numeric-types-number-tostring
    """
    if isinstance(value, int):
        if abs(value) > MAXIMUM_INTEGER:
            raise JsonMalformedError(pointer, "an integer is beyond ±(2**53 - 1)")
        return str(value)
    if not math.isfinite(value):
        raise JsonMalformedError(pointer, "a number is not finite")
    if value == 0:
        return "0"
    return ("-" if value < 0 else "") + _positive(abs(value))


def _positive(value: float) -> str:
    # Python too finds the shortest digits that read back as the same number.
    shortest = Decimal(repr(value)).normalize().as_tuple()
    digits = "".join(map(str, shortest.digits))
    before_point = len(digits) + int(shortest.exponent)
    if len(digits) <= before_point <= _PLAIN_BEFORE_POINT:
        return digits.ljust(before_point, "0")
    if 0 < before_point <= _PLAIN_BEFORE_POINT:
        return f"{digits[:before_point]}.{digits[before_point:]}"
    if -_PLAIN_ZEROS_AFTER_POINT < before_point <= 0:
        return f"0.{'0' * -before_point}{digits}"
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{fraction}e{before_point - 1:+d}"
