from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.credentials.cbor import CborValue, read
from badgeservice.credentials.errors import CborMalformedError

NUMBERS = st.integers(0, 2**64 - 1)


def head(kind: int, argument: int) -> bytes:
    if argument < 24:
        return bytes([kind << 5 | argument])
    length = next(length for length in (1, 2, 4, 8) if argument < 1 << 8 * length)
    return bytes([kind << 5 | 23 + (1, 2, 4, 8).index(length) + 1]) + argument.to_bytes(
        length, "big"
    )


def write(value: CborValue) -> bytes:
    if isinstance(value, int):
        return head(0, value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(write, value))
    return head(5, len(value)) + b"".join(write(name) + write(item) for name, item in value.items())


@pytest.mark.parametrize(
    ("content", "value"),
    [
        # RFC 8949, appendix A.
        ("00", 0),
        ("17", 23),
        ("1818", 24),
        ("1903e8", 1000),
        ("1a000f4240", 1_000_000),
        ("1b000000e8d4a51000", 1_000_000_000_000),
        ("1bffffffffffffffff", 18446744073709551615),
        ("40", b""),
        ("4401020304", b"\1\2\3\4"),
        ("80", []),
        ("8301820203820405", [1, [2, 3], [4, 5]]),
        ("a0", {}),
        ("a201020304", {1: 2, 3: 4}),
    ],
)
def test_the_examples_of_the_rfc_are_read(content: str, value: Any) -> None:
    assert read(bytes.fromhex(content)) == value


@given(
    value=st.lists(
        NUMBERS | st.binary(max_size=300) | st.dictionaries(NUMBERS, st.binary(max_size=40))
    )
)
def test_what_is_written_reads_back(value: CborValue) -> None:
    assert read(write(value)) == value


@given(content=st.binary(max_size=60))
def test_bytes_are_read_in_one_way_only_or_not_at_all(content: bytes) -> None:
    try:
        value = read(content)
    except CborMalformedError:
        return

    assert write(value) == content


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="nothing"),
        pytest.param("0000", id="two-values"),
        pytest.param("1800", id="long-number"),
        pytest.param("190017", id="longer-number"),
        pytest.param("1a0000ffff", id="number-in-four"),
        pytest.param("1b00000000ffffffff", id="number-in-eight"),
        pytest.param("5801ff", id="long-length"),
        pytest.param("20", id="negative"),
        pytest.param("6161", id="text"),
        pytest.param("c074323031332d30332d32315432303a30343a30305a", id="tag"),
        pytest.param("c249010000000000000000", id="bignum"),
        pytest.param("d95d0100", id="self-tagged"),
        pytest.param("f4", id="false"),
        pytest.param("f6", id="null"),
        pytest.param("fb3ff199999999999a", id="float"),
        pytest.param("5f42010243030405ff", id="endless-bytes"),
        pytest.param("9fff", id="endless-list"),
        pytest.param("bf01020304ff", id="endless-map"),
        pytest.param("1c", id="reserved"),
        pytest.param("42ff", id="bytes-cut-off"),
        pytest.param("8201", id="list-cut-off"),
        pytest.param("a101", id="map-cut-off"),
        pytest.param("19ff", id="number-cut-off"),
        pytest.param("9bffffffffffffffff", id="list-that-is-not-there"),
        pytest.param("5bffffffffffffffff", id="bytes-that-are-not-there"),
        pytest.param("a14100" + "00", id="name-of-bytes"),
        pytest.param("a201000100", id="name-twice"),
        pytest.param("8181818100", id="four-levels"),
        pytest.param("81" * 10_000 + "00", id="ten-thousand-levels"),
    ],
)
def test_other_bytes_are_refused(content: str) -> None:
    with pytest.raises(CborMalformedError):
        read(bytes.fromhex(content))
