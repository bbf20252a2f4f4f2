import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.credentials.errors import MultibaseMalformedError
from badgeservice.credentials.multibase import decode, encode


@pytest.mark.parametrize(
    ("content", "text"),
    [(b"", "z"), (b"\0\0\x01", "z112"), (b"Hello World!", "z2NEpo7TZRRrLZSi2U")],
)
def test_known_values_are_written_and_read(content: bytes, text: str) -> None:
    assert encode(content) == text
    assert decode(text) == content


@given(content=st.binary(max_size=80))
def test_bytes_survive(content: bytes) -> None:
    assert decode(encode(content)) == content


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("u2NEp", id="base64url"),
        pytest.param("f00", id="hex"),
        pytest.param("2NEp", id="no-prefix"),
        pytest.param("z0", id="zero"),
        pytest.param("zO", id="capital-o"),
        pytest.param("zI", id="capital-i"),
        pytest.param("zl", id="small-l"),
        pytest.param("z2NEp\n", id="line-break"),
        pytest.param("z2NEp ", id="space"),
        pytest.param("z" + "2" * 160, id="too-long"),
    ],
)
def test_other_texts_are_refused(text: str) -> None:
    """K10: other alphabets."""
    with pytest.raises(MultibaseMalformedError):
        decode(text)
