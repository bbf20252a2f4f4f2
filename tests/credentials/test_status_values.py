"""What the values of a status of several bits mean."""

from typing import Any

import pytest

from badgeservice.credentials.errors import StatusListMalformedError
from badgeservice.credentials.status_values import read_messages, read_references, read_size
from badgeservice.credentials.strict_json import JsonValue

FOUR: list[Any] = [
    {"status": "0x1", "message": "one"},
    {"status": "0x0", "message": "none"},
    {"status": "0x3", "message": "three"},
    {"status": "0x2", "message": "two"},
]


def test_messages_are_found_by_their_value_and_not_by_their_place() -> None:
    assert read_messages(FOUR, size=2) == ("none", "one", "two", "three")


def test_one_bit_needs_no_messages() -> None:
    assert read_size(None) == 1
    assert read_messages(None, size=1) == ()


def test_hexadecimal_digits_may_be_of_either_case() -> None:
    sixteen: list[JsonValue] = [
        {"status": f"0x{value:X}", "message": str(value)} for value in range(16)
    ]

    assert read_messages(sixteen, size=4)[10:12] == ("10", "11")


@pytest.mark.parametrize("size", [0, -1, 9, 2**40, 1.0, "2", True, [1], {}])
def test_another_size_is_refused(size: JsonValue) -> None:
    with pytest.raises(StatusListMalformedError) as refusal:
        read_size(size)

    assert refusal.value.code == "entry"


@pytest.mark.parametrize(
    "messages",
    [
        pytest.param(None, id="none"),
        pytest.param([], id="empty"),
        pytest.param(FOUR[:3], id="one-too-few"),
        pytest.param([*FOUR, FOUR[0]], id="one-twice-more"),
        pytest.param([*FOUR[:3], FOUR[0]], id="one-twice-instead"),
        pytest.param([*FOUR[:3], {"status": "0x4", "message": "x"}], id="value-out-of-range"),
        pytest.param([*FOUR[:3], {"status": "2", "message": "x"}], id="no-prefix"),
        pytest.param([*FOUR[:3], {"status": "0xg", "message": "x"}], id="no-digit"),
        pytest.param([*FOUR[:3], {"status": "0x", "message": "x"}], id="no-digits"),
        pytest.param([*FOUR[:3], {"status": 2, "message": "x"}], id="number"),
        pytest.param([*FOUR[:3], {"status": "0x2"}], id="no-message"),
        pytest.param([*FOUR[:3], {"message": "x"}], id="no-status"),
        pytest.param([*FOUR[:3], {"status": "0x2", "message": 5}], id="message-as-number"),
        pytest.param([*FOUR[:3], "two"], id="text"),
        pytest.param({"status": "0x0", "message": "x"}, id="no-list"),
    ],
)
def test_other_messages_are_refused(messages: Any) -> None:
    with pytest.raises(StatusListMalformedError) as refusal:
        read_messages(messages, size=2)

    assert refusal.value.code == "entry"


@pytest.mark.parametrize(
    ("reference", "urls"),
    [
        (None, ()),
        ("https://issuer.example/why", ("https://issuer.example/why",)),
        (
            ["https://a.example/", "https://b.example/"],
            ("https://a.example/", "https://b.example/"),
        ),
    ],
)
def test_a_reference_is_a_url_or_several(reference: JsonValue, urls: tuple[str, ...]) -> None:
    assert read_references(reference) == urls


@pytest.mark.parametrize("reference", ["why", 5, [], ["https://a.example/", "b"], {"id": "urn:x"}])
def test_another_reference_is_refused(reference: JsonValue) -> None:
    with pytest.raises(StatusListMalformedError):
        read_references(reference)
