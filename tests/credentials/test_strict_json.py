import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.credentials.errors import JsonMalformedError
from badgeservice.credentials.strict_json import (
    JsonValue,
    _parse_anything,
    is_same,
    parse,
    parse_object,
    serialise,
)
from tests.reference import references

SUITE = "security/json/JSONTestSuite/*.json"

# The suite calls these valid (y) or leaves them open (i); we refuse them on purpose.
REFUSED_ON_PURPOSE = {
    "y_object_duplicated_key.json",
    "y_object_duplicated_key_and_value.json",
    "y_object_escaped_null_in_key.json",
    "y_string_null_escape.json",
    "y_string_allowed_escapes.json",
}


@pytest.mark.reference
@pytest.mark.parametrize("path", references(SUITE), ids=lambda path: path.name)
def test_the_public_suite_is_judged_as_its_names_say(path: Path) -> None:
    """F13, F15: what is JSON, and what is none."""
    content = path.read_bytes()

    try:
        value = parse(content)
        accepted = True
    except JsonMalformedError:
        accepted = False

    if path.name.startswith("n_"):
        assert not accepted
    elif (
        path.name.startswith("y_")
        and path.name not in REFUSED_ON_PURPOSE
        and b"\\u0000" not in content
    ):
        assert accepted
        assert value == json.loads(content)


@pytest.mark.parametrize(
    ("content", "pointer"),
    [
        pytest.param(b'{"a":{"b":1,"b":1}}', "/a/b", id="duplicate-name"),
        pytest.param(b'{"a":1,"\\u0061":2}', "/a", id="duplicate-name-escaped"),
        pytest.param(b"[NaN]", "/0", id="nan"),
        pytest.param(b"[1,-Infinity]", "/1", id="infinity"),
        pytest.param(b'{"x/y":1e400}', "/x~1y", id="overflow"),
        pytest.param(b"[1e-400]", "/0", id="underflow"),
        pytest.param(b"[9007199254740992]", "/0", id="integer-beyond-javascript"),
        pytest.param(b"[-9007199254740992]", "/0", id="negative-integer-beyond-javascript"),
        pytest.param(b"[" + b"1" * 5000 + b"]", "/0", id="five-thousand-digits"),
        pytest.param(b'["\\ud800"]', "/0", id="lone-surrogate"),
        pytest.param(b'{"\\udfff":1}', "", id="lone-surrogate-in-name"),
        pytest.param(b'["\\u0000"]', "/0", id="nul"),
        pytest.param(b"\xef\xbb\xbf{}", "", id="byte-order-mark"),
        pytest.param('{"a":1}'.encode("utf-16"), "", id="utf-16"),
        pytest.param(b'["\xff"]', "", id="not-utf-8"),
        pytest.param(b"[" * 65 + b"]" * 65, "", id="too-deep"),
        pytest.param(b"[" * 100_000, "", id="hundred-thousand-brackets"),
        pytest.param(b'{"a":' * 100_000, "", id="hundred-thousand-objects"),
        pytest.param(b"[" + b"1," * 20_000 + b"1]", "/19999", id="too-many-values"),
        pytest.param(b"[" + b"1," * 50_000 + b"1]", "", id="far-too-many-values"),
        pytest.param(b"[" + b"[[]]," * 30_000 + b"1]", "", id="far-too-many-lists"),
        pytest.param(b'["\t"]', "", id="raw-control-character"),
        pytest.param(b"", "", id="nothing"),
        pytest.param(b"{} {}", "", id="two-values"),
    ],
)
def test_what_two_readers_could_read_differently_is_refused(content: bytes, pointer: str) -> None:
    """F13, F14, F15: double names, half characters, numbers beyond what all can count."""
    with pytest.raises(JsonMalformedError) as refusal:
        parse(content)

    assert refusal.value.pointer == pointer


@pytest.mark.parametrize("content", [b"[" * 64 + b"]" * 64, b'["[[[[' + b"[" * 100 + b'"]'])
def test_brackets_count_only_outside_texts_and_up_to_the_limit(content: bytes) -> None:
    assert isinstance(parse(content), list)


def test_more_bytes_than_allowed_are_refused() -> None:
    assert parse(b'"1234"', maximum_bytes=6) == "1234"
    with pytest.raises(JsonMalformedError):
        parse(b'"12345"', maximum_bytes=6)


@pytest.mark.parametrize("content", [b"[]", b"null", b'"{}"'])
def test_an_object_is_needed_where_one_is_asked_for(content: bytes) -> None:
    with pytest.raises(JsonMalformedError):
        parse_object(content)


def test_writing_keeps_order_and_letters() -> None:
    assert serialise({"ö": "ä€", "a": [1, True, None]}) == '{"ö":"ä€","a":[1,true,null]}'.encode()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_what_has_no_json_form_is_not_written(value: JsonValue) -> None:
    with pytest.raises(JsonMalformedError):
        serialise(value)


texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=8)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


@given(value=values)
def test_what_was_written_is_read_back(value: JsonValue) -> None:
    assert is_same(parse(serialise(value)), value)


@pytest.mark.parametrize(
    ("left", "right"), [(1, True), (1, 1.0), ([1], 1), ({"a": 1}, {"a": 1, "b": 1}), ("1", 1)]
)
def test_values_of_different_kinds_are_not_the_same(left: JsonValue, right: JsonValue) -> None:
    assert not is_same(left, right)


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**70), 2**70)
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=20,
    ),
    st.sampled_from(
        [(b"", b""), (b'"a":', b'"b":'), (b"1", b"1e400"), (b'"', b'\\u0000"'), (b"0", b"-0")]
    ),
)
def test_the_short_way_says_what_the_long_way_says(
    value: JsonValue, change: tuple[bytes, bytes]
) -> None:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    content = text.encode("utf-8", "surrogatepass").replace(*change)

    # A space at the end is nothing to JSON, and never in its shortest form.
    longest = _outcome(content, _parse_anything)
    assert _outcome(content, parse) == longest
    assert _outcome(content + b" ", parse) == longest


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b'{"a":1,"a":1}', id="a-name-twice"),
        pytest.param(b"[9007199254740992]", id="an-integer-too-large"),
        pytest.param(b"[1e400]", id="a-number-too-large"),
        pytest.param(b'["\\u0000"]', id="a-zero-character"),
        pytest.param(b"[" * 65 + b"]" * 65, id="too-deep"),
    ],
)
def test_the_short_way_lets_nothing_pass_that_the_long_way_refuses(content: bytes) -> None:
    with pytest.raises(JsonMalformedError):
        parse(content)


def _outcome(content: bytes, read: Callable[[Any], JsonValue]) -> object:
    try:
        return repr(read(content.decode() if read is _parse_anything else content))
    except UnicodeDecodeError:
        return ""
    except JsonMalformedError as error:
        return error.pointer
