"""JSON without the liberties that make two readers see two documents.

Spec: https://www.rfc-editor.org/rfc/rfc8259 and, for duplicates and numbers,
https://www.rfc-editor.org/rfc/rfc7493 (I-JSON).
"""

import json
import math
import re
from typing import Final, TypeAlias

import orjson

from badgeservice.credentials.errors import JsonMalformedError

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
JsonObject: TypeAlias = dict[str, JsonValue]

MAXIMUM_BYTES: Final = 1024 * 1024
MAXIMUM_DEPTH: Final = 64
MAXIMUM_NODES: Final = 20_000
# Beyond this, JavaScript readers round, and so see another number than the one signed.
MAXIMUM_INTEGER: Final = 2**53 - 1

_STRINGS: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
_BRACKETS: Final = re.compile(r"[\[\]{}]")
# Escapes of U+0000 and of halves of surrogate pairs, whole pairs among them.
_DOUBTFUL: Final = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_FORBIDDEN_CHARACTERS: Final = re.compile("[\x00\ud800-\udfff]")
_NONZERO_MANTISSA: Final = re.compile(r"-?[0.]*[1-9]")
_LONGEST_INTEGER: Final = len(str(-MAXIMUM_INTEGER))
# A value takes two bytes at least, so this many hold no more values than are allowed.
_FEW_BYTES: Final = 2 * MAXIMUM_NODES
# The only shortest form of U+0000.
_ZERO: Final = rb"\u0000"


class _Members(list[tuple[str, object]]):
    """The members of one object as written, duplicates and all."""


class _Numeral(str):
    """A number as written."""

    __slots__ = ()


class _Constant(str):
    """`NaN` or an infinity, which Python reads although JSON has no such thing."""

    __slots__ = ()


def pointer_to(pointer: str, step: str | int) -> str:
    """Return the JSON pointer one step below `pointer`.

    Spec: https://www.rfc-editor.org/rfc/rfc6901#section-3
    """
    return f"{pointer}/{str(step).replace('~', '~0').replace('/', '~1')}"


def parse(
    content: bytes, *, maximum_bytes: int = MAXIMUM_BYTES, maximum_nodes: int = MAXIMUM_NODES
) -> JsonValue:
    """Return the value that `content`, UTF-8 without a byte order mark, holds.

    Every reader of an accepted document sees the same value: names are unique, numbers are finite
    and within ±(2**53 - 1) when whole, strings hold neither U+0000 nor lone surrogates. At most
    64 levels and `maximum_nodes` values are read.

    Raises:
        JsonMalformedError: `content` breaks one of these rules, or is not JSON.
    """
    if len(content) <= maximum_bytes and (known := parse_plain(content)) is not None:
        return known
    text = _decode(content, maximum_bytes)
    if (usual := _parse_usual(text, maximum_nodes)) is not None:
        return usual
    return _parse_anything(text, maximum_nodes)


def _parse_usual(text: str, maximum_nodes: int) -> JsonValue:
    """Return the value of JSON that breaks no rule, or None: `_parse_anything` must decide then.

    It counts what could be a value rather than values, and turns away what is only suspicious.
    """
    starts = text.count("{") + text.count("[")
    if starts + text.count(",") >= maximum_nodes or _DOUBTFUL.search(text):
        return None
    try:
        if starts > MAXIMUM_DEPTH:
            _require_shallow(text, maximum_nodes)
        value: JsonValue = _USUAL.decode(text)
    except (_DoubtError, JsonMalformedError, json.JSONDecodeError):
        return None
    return value


def _parse_anything(text: str, maximum_nodes: int = MAXIMUM_NODES) -> JsonValue:
    """Return the value of JSON, or say what is wrong with it and where.

    Raises:
        JsonMalformedError: as `parse`.
    """
    _require_shallow(text, maximum_nodes)
    try:
        raw = json.loads(
            text,
            object_pairs_hook=_Members,
            parse_int=_Numeral,
            parse_float=_Numeral,
            parse_constant=_Constant,
        )
    except json.JSONDecodeError as cause:
        raise JsonMalformedError(
            "", f"{cause.msg} (line {cause.lineno}, column {cause.colno})"
        ) from cause
    return _Reader(maximum_nodes).read(raw, "")


def parse_object(content: bytes, *, maximum_bytes: int = MAXIMUM_BYTES) -> JsonObject:
    """Return the object that `content` holds; the rules are those of `parse`.

    Raises:
        JsonMalformedError: `content` is not JSON as `parse` wants it, or is no object.
    """
    value = parse(content, maximum_bytes=maximum_bytes)
    if not isinstance(value, dict):
        raise JsonMalformedError("", "an object is needed")
    return value


def serialise(value: JsonValue) -> bytes:
    """Return `value` as compact UTF-8 JSON, members in their own order.

    Raises:
        JsonMalformedError: `value` holds NaN, an infinity or a lone surrogate.
    """
    try:
        content = orjson.dumps(value)
        # orjson writes NaN and the infinities as null.
        if b"null" in content:
            _require_finite(value)
    except orjson.JSONEncodeError as cause:
        # A lone surrogate, or an integer of more than 64 bits.
        raise JsonMalformedError("", "a value has no JSON form") from cause
    return content


def _require_finite(value: JsonValue) -> None:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            _require_finite(item)
    elif isinstance(value, float) and not math.isfinite(value):
        raise JsonMalformedError("", "a value has no JSON form")


def is_same(left: JsonValue, right: JsonValue) -> bool:
    """Whether two JSON values are equal, `1`, `1.0` and `true` kept apart."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(is_same(left[n], right[n]) for n in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(is_same, left, right))
    return type(left) is type(right) and left == right


def parse_plain(content: bytes) -> JsonValue:
    """Return the value of JSON in its shortest form, or None: then ask `parse`.

    What a serialiser writes back byte for byte holds no name twice and no number that was rounded,
    because neither comes back. The long way takes twenty times as long.
    """
    if len(content) > _FEW_BYTES or _ZERO in content:
        return None
    if content.count(b"{") + content.count(b"[") > MAXIMUM_DEPTH:
        # Perhaps wide and perhaps deep.
        return None
    try:
        value: JsonValue = orjson.loads(content)
        shortest = orjson.dumps(value, option=orjson.OPT_STRICT_INTEGER)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return None
    return value if shortest == content else None


def _decode(content: bytes, maximum_bytes: int) -> str:
    if len(content) > maximum_bytes:
        raise JsonMalformedError("", f"more than {maximum_bytes} bytes")
    if content.startswith(b"\xef\xbb\xbf"):
        raise JsonMalformedError("", "a byte order mark comes first")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as cause:
        raise JsonMalformedError("", f"byte {cause.start} is not UTF-8") from cause


def _require_shallow(text: str, maximum_nodes: int) -> None:
    """Refuse deep nesting and far too many values before the parser takes time over them."""
    bare = _STRINGS.sub("", text)
    # A value comes after each comma. If there are only some too many, the reader can say where.
    if max(bare.count(","), bare.count("[") + bare.count("{")) > 2 * maximum_nodes:
        raise JsonMalformedError("", f"more than {maximum_nodes} values")
    depth = 0
    for bracket in _BRACKETS.findall(bare):
        depth += 1 if bracket in "[{" else -1
        if depth > MAXIMUM_DEPTH:
            raise JsonMalformedError("", f"more than {MAXIMUM_DEPTH} levels")


class _DoubtError(Exception):
    """Something may be wrong, and has to be looked at more closely."""


def _distinct(members: list[tuple[str, JsonValue]]) -> JsonObject:
    found = dict(members)
    if len(found) != len(members):
        raise _DoubtError
    return found


def _plain_number(numeral: str) -> int | float:
    return _read_number(numeral, "")


def _doubt(_constant: str) -> JsonValue:
    raise _DoubtError


_USUAL: Final = json.JSONDecoder(
    object_pairs_hook=_distinct,
    parse_int=_plain_number,
    parse_float=_plain_number,
    parse_constant=_doubt,
)


class _Reader:
    """Turns what was written into values, and counts them."""

    __slots__ = ("_maximum", "_nodes")

    def __init__(self, maximum: int) -> None:
        self._maximum = maximum
        self._nodes = 0

    def read(self, raw: object, pointer: str) -> JsonValue:
        self._nodes += 1
        if self._nodes > self._maximum:
            raise JsonMalformedError(pointer, f"more than {self._maximum} values")
        if isinstance(raw, _Members):
            return self._read_members(raw, pointer)
        if isinstance(raw, list):
            return [self.read(item, pointer_to(pointer, at)) for at, item in enumerate(raw)]
        return _read_scalar(raw, pointer)

    def _read_members(self, members: _Members, pointer: str) -> JsonObject:
        result: JsonObject = {}
        for name, raw in members:
            below = pointer_to(pointer, name)
            _require_text(name, pointer)
            if name in result:
                raise JsonMalformedError(below, "the name occurs twice")
            result[name] = self.read(raw, below)
        return result


def _read_scalar(raw: object, pointer: str) -> JsonValue:
    if isinstance(raw, _Constant):
        raise JsonMalformedError(pointer, f"{raw} is not JSON")
    if isinstance(raw, _Numeral):
        return _read_number(raw, pointer)
    if isinstance(raw, str):
        return _require_text(raw, pointer)
    if raw is None or isinstance(raw, bool):
        return raw
    raise JsonMalformedError(pointer, "no JSON value")


def _require_text(text: str, pointer: str) -> str:
    if _FORBIDDEN_CHARACTERS.search(text):
        raise JsonMalformedError(pointer, "a string holds U+0000 or half of a surrogate pair")
    return text


def _read_number(numeral: str, pointer: str) -> int | float:
    if numeral.lstrip("-").isdigit():
        if len(numeral) > _LONGEST_INTEGER or abs(int(numeral)) > MAXIMUM_INTEGER:
            raise JsonMalformedError(pointer, "an integer is beyond ±(2**53 - 1)")
        return int(numeral)
    value = float(numeral)
    if math.isinf(value) or (value == 0 and _NONZERO_MANTISSA.match(numeral)):
        raise JsonMalformedError(pointer, "a number does not fit in 64 bits")
    return value
