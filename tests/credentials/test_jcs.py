import json
import math
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.credentials.errors import JsonMalformedError
from badgeservice.credentials.jcs import canonicalise
from badgeservice.credentials.strict_json import JsonObject
from tests.reference import reference, references

# Appendix B of RFC 8785: the bits of a double, and how it is written.
NUMBERS = [
    ("0000000000000000", "0"),
    ("8000000000000000", "0"),
    ("0000000000000001", "5e-324"),
    ("8000000000000001", "-5e-324"),
    ("7fefffffffffffff", "1.7976931348623157e+308"),
    ("ffefffffffffffff", "-1.7976931348623157e+308"),
    ("4340000000000000", "9007199254740992"),
    ("c340000000000000", "-9007199254740992"),
    ("4430000000000000", "295147905179352830000"),
    ("44b52d02c7e14af5", "9.999999999999997e+22"),
    ("44b52d02c7e14af6", "1e+23"),
    ("44b52d02c7e14af7", "1.0000000000000001e+23"),
    ("444b1ae4d6e2ef4e", "999999999999999700000"),
    ("444b1ae4d6e2ef4f", "999999999999999900000"),
    ("444b1ae4d6e2ef50", "1e+21"),
    ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
    ("3eb0c6f7a0b5ed8d", "0.000001"),
    ("41b3de4355555553", "333333333.3333332"),
    ("41b3de4355555554", "333333333.33333325"),
    ("41b3de4355555555", "333333333.3333333"),
    ("41b3de4355555556", "333333333.3333334"),
    ("41b3de4355555557", "333333333.33333343"),
    ("becbf647612f3696", "-0.0000033333333333333333"),
    ("43143ff3c1cb0959", "1424953923781206.2"),
]
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
VALUES = st.recursive(
    SCALARS, lambda below: st.lists(below) | st.dictionaries(st.text(), below), max_leaves=20
)


@pytest.mark.parametrize(("bits", "text"), NUMBERS)
def test_numbers_are_written_as_in_the_rfc(bits: str, text: str) -> None:
    (value,) = struct.unpack(">d", bytes.fromhex(bits))

    assert canonicalise(value).decode() == text


@pytest.mark.reference
@pytest.mark.parametrize(
    "path", references("security/json/jcs/input/*.json"), ids=lambda path: str(path.stem)
)
def test_the_published_documents_come_out_byte_for_byte(path: Any) -> None:
    """Source: the test data beside RFC 8785, cyberphone/json-canonicalization."""
    expected = reference(f"security/json/jcs/outhex/{path.stem}.txt").read_text("utf-8")

    assert canonicalise(json.loads(path.read_bytes())) == bytes.fromhex(expected)


def test_members_are_sorted_by_utf_16_code_units() -> None:
    # Section 3.2.3 of RFC 8785.
    document: JsonObject = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }

    assert list(json.loads(canonicalise(document))) == [
        "\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33",
    ]  # fmt: skip


def test_only_what_must_be_escaped_is() -> None:
    assert canonicalise('\x00\x1f\b\t\n\f\r"\\/\x7f\u2028é') == (
        '"\\u0000\\u001f\\b\\t\\n\\f\\r\\"\\\\/\x7f\u2028é"'.encode()
    )


def test_composed_and_decomposed_letters_stay_different() -> None:
    """F14: nothing is normalised."""
    assert canonicalise("\u00e9") != canonicalise("e\u0301")


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        pytest.param(math.nan, "", id="nan"),
        pytest.param({"a": [math.inf]}, "/a/0", id="infinity"),
        pytest.param({"a/b": -math.inf}, "/a~1b", id="minus-infinity"),
        pytest.param(2**53, "", id="integer-beyond"),
        pytest.param([-(2**53)], "/0", id="negative-integer-beyond"),
        pytest.param({"a": "\ud800"}, "/a", id="half-pair"),
        pytest.param({"\udfff": 1}, "", id="half-pair-in-name"),
    ],
)
def test_what_readers_see_differently_has_no_canonical_form(value: Any, pointer: str) -> None:
    with pytest.raises(JsonMalformedError) as refusal:
        canonicalise(value)

    assert refusal.value.pointer == pointer


@given(value=VALUES)
def test_the_canonical_form_reads_back_as_the_value(value: Any) -> None:
    assert json.loads(canonicalise(value), parse_int=float) == value


@given(value=st.dictionaries(st.text(), SCALARS))
def test_the_order_of_members_does_not_matter(value: dict[str, Any]) -> None:
    assert canonicalise(dict(reversed(value.items()))) == canonicalise(value)


@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_as_itself(value: float) -> None:
    assert float(canonicalise(value)) == value
