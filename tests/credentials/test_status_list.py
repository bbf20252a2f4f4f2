import base64
import gzip
import time
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.credentials.canonical import canonicalise
from badgeservice.credentials.errors import StatusListMalformedError
from badgeservice.credentials.shape import find_shape_faults
from badgeservice.credentials.status_list import (
    MAXIMUM_LENGTH_BYTES,
    MINIMUM_LENGTH,
    StatusEntry,
    StatusList,
    parse_index,
    read_status_list,
    status_entry,
    status_list_credential,
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
    with pytest.raises(StatusListMalformedError) as refusal:
        StatusList.decode(text)

    assert refusal.value.code == code


@pytest.mark.reference
def test_a_gigabyte_in_a_nutshell_is_refused_at_once() -> None:
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
        pytest.param({"statusListIndex": 7}, id="index-as-number"),
        pytest.param({"statusListIndex": "-1"}, id="negative-index"),
        pytest.param({"statusListCredential": None}, id="no-list"),
        pytest.param({"statusPurpose": ["revocation"]}, id="purpose-list"),
        pytest.param({"statusSize": 2}, id="two-bits"),
        pytest.param({"id": URL}, id="id-of-the-list"),
    ],
)
def test_another_entry_is_refused(changes: dict[str, JsonValue]) -> None:
    entry = {**status_entry(list_url=URL, index=7, purpose="revocation"), **changes}

    with pytest.raises(StatusListMalformedError):
        StatusEntry.read(entry)


def test_no_object_is_no_entry() -> None:
    with pytest.raises(StatusListMalformedError):
        StatusEntry.read([])


def credential() -> dict[str, Any]:
    return status_list_credential(
        list_url=URL,
        issuer_id="did:web:badges.example.fi",
        purpose="revocation",
        encoded=StatusList.marking([7]).encode(),
        valid_from=datetime(2026, 11, 24, tzinfo=UTC),
        valid_until=datetime(2026, 11, 25, tzinfo=UTC),
        ttl=timedelta(minutes=5),
    )


def test_a_list_credential_is_sound_and_gives_its_list_back() -> None:
    document = credential()

    assert document["credentialSubject"]["ttl"] == 300_000
    assert document["validUntil"] == "2026-11-25T00:00:00Z"
    assert find_shape_faults(document) == ()
    assert canonicalise(document)
    assert read_status_list(document, list_url=URL, purpose="revocation").is_set(7)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(lambda d: d.update(type=["VerifiableCredential"]), "credential", id="type"),
        pytest.param(lambda d: d.update(id=f"{URL}/"), "credential", id="other-id"),
        pytest.param(lambda d: d.update(credentialSubject=[]), "credential", id="no-subject"),
        pytest.param(
            lambda d: d["credentialSubject"].update(type="List"), "credential", id="subject-type"
        ),
        pytest.param(
            lambda d: d["credentialSubject"].update(statusPurpose="suspension"),
            "purpose",
            id="purpose",
        ),
        pytest.param(
            lambda d: d["credentialSubject"].update(encodedList=5), "encoding", id="no-text"
        ),
    ],
)
def test_another_list_credential_is_never_read(change: Any, code: str) -> None:
    document = credential()
    change(document)

    with pytest.raises(StatusListMalformedError) as refusal:
        read_status_list(document, list_url=URL, purpose="revocation")

    assert refusal.value.code == code
