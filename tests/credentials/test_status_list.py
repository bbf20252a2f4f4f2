import base64
import gzip
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.credentials.errors import StatusListMalformedError
from badgeservice.credentials.status_list import (
    MAXIMUM_LENGTH_BYTES,
    MINIMUM_LENGTH,
    StatusEntry,
    StatusList,
    parse_index,
    status_entry,
)
from badgeservice.credentials.strict_json import JsonValue
from tests.reference import reference

URL = "https://badges.example.fi/status-lists/7"
indices = st.integers(0, MINIMUM_LENGTH - 1)


def packed(content: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@given(revoked=st.frozensets(indices, max_size=50), other=indices)
def test_a_badge_is_marked_exactly_when_it_was_revoked(revoked: frozenset[int], other: int) -> None:
    listing = StatusList.decode(StatusList.marking(revoked).encode())

    assert all(listing.is_set(index) for index in revoked)
    assert listing.is_set(other) == (other in revoked)


def test_the_first_index_is_the_left_most_bit() -> None:
    """S04: as the specification counts."""
    bits = StatusList.marking([0, 7, 8, 131_071]).bits

    assert bits[:2] == b"\x81\x80"
    assert bits[-1] == 0x01
    assert sum(bits) == 0x81 + 0x80 + 0x01


def test_the_published_example_is_read() -> None:
    example = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"

    assert StatusList.decode(example) == StatusList.marking([])


def test_equal_lists_are_written_the_same_without_a_date() -> None:
    first = StatusList.marking([5, 6]).encode()

    assert first == StatusList.marking([6, 5]).encode()
    assert base64.urlsafe_b64decode(first[1:] + "==")[4:8] == b"\0\0\0\0"


@pytest.mark.parametrize("index", [-1, MINIMUM_LENGTH, 2**31, 2**64])
def test_an_index_outside_the_list_is_never_read_as_not_revoked(index: int) -> None:
    with pytest.raises(StatusListMalformedError) as refusal:
        StatusList.marking([]).is_set(index)

    assert refusal.value.code == "range"
    with pytest.raises(StatusListMalformedError):
        StatusList.marking([index])


@pytest.mark.parametrize("length", [0, 8, MINIMUM_LENGTH - 8, MINIMUM_LENGTH + 1])
def test_a_list_that_is_short_or_uneven_is_refused(length: int) -> None:
    """S05: too short to hide anybody in."""
    with pytest.raises(StatusListMalformedError):
        StatusList.marking([], length=length)


ZEROS = bytes(MINIMUM_LENGTH // 8)
GZIPPED = gzip.compress(ZEROS, mtime=0)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("", "encoding", id="nothing"),
        pytest.param("u", "encoding", id="prefix-only"),
        pytest.param(packed(GZIPPED)[1:], "encoding", id="no-prefix"),
        pytest.param("z" + packed(GZIPPED)[1:], "encoding", id="other-prefix"),
        pytest.param(packed(GZIPPED) + "=", "encoding", id="padding"),
        pytest.param(packed(GZIPPED) + "\n", "encoding", id="line-break"),
        pytest.param(packed(GZIPPED).replace("A", "A!", 1), "encoding", id="foreign-letter"),
        pytest.param("u" + base64.b64encode(b"\xfb\xff" * 9).decode(), "encoding", id="base64"),
        pytest.param("uAB", "encoding", id="loose-bits"),
        pytest.param("uA", "encoding", id="impossible-length"),
        pytest.param(packed(ZEROS), "encoding", id="not-packed"),
        pytest.param(packed(zlib.compress(ZEROS)), "encoding", id="zlib"),
        pytest.param(packed(zlib.compress(ZEROS)[2:-4]), "encoding", id="raw-deflate"),
        pytest.param(packed(GZIPPED[:-1]), "encoding", id="cut-short"),
        pytest.param(packed(GZIPPED[:-8] + b"\1" * 4 + GZIPPED[-4:]), "encoding", id="checksum"),
        pytest.param(packed(GZIPPED + b"x"), "encoding", id="trailing-byte"),
        pytest.param(packed(GZIPPED + GZIPPED), "encoding", id="two-members"),
        pytest.param(packed(gzip.compress(GZIPPED, mtime=0)), "length", id="packed-twice"),
        pytest.param(packed(gzip.compress(ZEROS[1:], mtime=0)), "length", id="one-byte-short"),
        pytest.param(
            packed(gzip.compress(bytes(MAXIMUM_LENGTH_BYTES + 1), mtime=0)), "length", id="too-long"
        ),
    ],
)
def test_a_list_in_another_form_is_refused(text: str, code: str) -> None:
    """S05: other packings and encodings."""
    with pytest.raises(StatusListMalformedError) as refusal:
        StatusList.decode(text)

    assert refusal.value.code == code


@pytest.mark.reference
def test_a_gigabyte_in_a_nutshell_is_refused_at_once() -> None:
    """S05: bounded inflate."""
    bomb = packed(reference("security/own-generated/statuslist-bomb-1GiB.gz").read_bytes())
    start = time.perf_counter()

    with pytest.raises(StatusListMalformedError) as refusal:
        StatusList.decode(bomb)

    assert refusal.value.code == "length"
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    ("text", "index"), [("0", 0), ("131071", 131_071), ("9999999999", 9_999_999_999)]
)
def test_a_plain_decimal_number_is_an_index(text: str, index: int) -> None:
    assert parse_index(text) == index


@pytest.mark.parametrize(
    "text",
    [
        "-1",
        "05",
        "5.0",
        "1e3",
        " 5",
        "5 ",
        "5\n",
        "５",
        "+5",
        "1_0",
        "0x5",
        "",
        "five",
        "1" * 11,
        "00",
        5,
        None,
        True,
        ["5"],
    ],
)
def test_anything_else_is_no_index(text: JsonValue) -> None:
    """S03: what Python would take for a number too."""
    with pytest.raises(StatusListMalformedError) as refusal:
        parse_index(text)

    assert refusal.value.code == "index"


def test_an_entry_is_read_as_written() -> None:
    entry = StatusEntry(list_url=URL, index=7, purpose="suspension")

    assert StatusEntry.read(entry.to_json()) == entry
    assert entry.to_json()["id"] == f"{URL}#7"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"type": "1EdTechRevocationList"}, id="other-type"),
        pytest.param({"type": None}, id="no-type"),
        pytest.param({"statusListIndex": True}, id="index-as-truth"),
        pytest.param({"statusListIndex": "-1"}, id="negative-index"),
        pytest.param({"statusListIndex": -1}, id="negative-number"),
        pytest.param({"statusListIndex": 7.0}, id="fraction"),
        pytest.param({"statusListCredential": "status-lists/7"}, id="relative-list"),
        pytest.param({"id": 5}, id="id-as-number"),
        pytest.param({"statusListCredential": None}, id="no-list"),
        pytest.param({"statusPurpose": ["revocation"]}, id="purpose-list"),
        pytest.param({"statusSize": 2}, id="two-bits-without-messages"),
        pytest.param({"statusSize": 0}, id="no-bits"),
        pytest.param({"statusReference": "why"}, id="relative-reference"),
        pytest.param({"id": URL}, id="id-of-the-list"),
    ],
)
def test_another_entry_is_refused(changes: dict[str, JsonValue]) -> None:
    entry = {**status_entry(list_url=URL, index=7, purpose="revocation"), **changes}

    with pytest.raises(StatusListMalformedError):
        StatusEntry.read(entry)


def test_an_index_that_is_a_number_is_told() -> None:
    entry = status_entry(list_url=URL, index=7, purpose="revocation")

    assert StatusEntry.read(entry).has_text_index
    read = StatusEntry.read({**entry, "statusListIndex": 7})
    assert (read.index, read.has_text_index) == (7, False)


@given(
    values=st.lists(st.integers(0, 7), min_size=3, max_size=9),
    size=st.sampled_from([1, 2, 3, 5, 8]),
    start=st.integers(0, 1000),
)
def test_an_entry_of_several_bits_is_a_number_from_left_to_right(
    values: list[int], size: int, start: int
) -> None:
    texts = [f"{value % 2**size:0{size}b}" for value in values]
    digits = "0" * (start * size) + "".join(texts)
    bits = digits.ljust(8 * MINIMUM_LENGTH, "0")
    listing = StatusList(int(bits, 2).to_bytes(MINIMUM_LENGTH, "big"))

    read = [listing.value(start + place, size=size) for place in range(len(values))]

    assert read == [value % 2**size for value in values]


@pytest.mark.parametrize("size", [1, 2, 3, 8])
def test_an_entry_beyond_the_list_is_never_read_as_nothing(size: int) -> None:
    listing = StatusList(bytes(MINIMUM_LENGTH // 8))
    last = MINIMUM_LENGTH // size - 1

    assert listing.value(last, size=size) == 0
    for index in (-1, last + 1):
        with pytest.raises(StatusListMalformedError) as refusal:
            listing.value(index, size=size)
        assert refusal.value.code == "range"


@pytest.mark.parametrize(
    "text",
    [
        packed(GZIPPED)[1:],
        base64.b64encode(GZIPPED).decode(),
        base64.urlsafe_b64encode(GZIPPED).decode(),
    ],
    ids=["base64url", "base64-padded", "base64url-padded"],
)
def test_an_older_list_is_read_without_prefix_in_either_alphabet(text: str) -> None:
    assert StatusList.decode_bare(text) == StatusList(ZEROS)
