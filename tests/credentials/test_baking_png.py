import io
import json
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from badgeservice.credentials.baking import bake_png, extract_png, still_png
from badgeservice.credentials.errors import ImageMalformedError
from tests.reference import reference, references

OWN = "security/own-generated"


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (10, 20, 30, 40)).save(out, "PNG")
    return out.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checksum


def with_chunks(*chunks: bytes) -> bytes:
    """Put chunks after the header, which takes 33 bytes with the signature."""
    image = picture()
    return image[:33] + b"".join(chunks) + image[33:]


def credential_chunk(
    text: bytes = b"{}", *, flags: bytes = b"\0\0", kind: bytes = b"iTXt"
) -> bytes:
    return chunk(kind, b"openbadgecredential\0" + flags + b"\0\0" + text)


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_what_is_baked_in_comes_out(text: str) -> None:
    assert extract_png(bake_png(picture(), text)) == text


def test_the_picture_stays_and_holds_one_uncompressed_chunk_before_its_pixels() -> None:
    baked = bake_png(picture(), '{"ä":1}')

    assert Image.open(io.BytesIO(baked)).tobytes() == bytes((10, 20, 30, 40)) * 16
    assert credential_chunk('{"ä":1}'.encode()) in baked
    assert baked.index(b"iTXt") < baked.index(b"IDAT")


def test_baking_again_replaces_the_badge_and_drops_metadata() -> None:
    """I04: one badge, and no trace of before."""
    image = with_chunks(
        credential_chunk(b"old"),
        chunk(b"tEXt", b"openbadgecredential\0older"),
        chunk(b"eXIf", b"GPS"),
        chunk(b"acTL", bytes(8)),
    )

    baked = bake_png(image, "new")

    assert extract_png(baked) == "new"
    for trace in (b"old", b"older", b"GPS", b"acTL"):
        assert trace not in baked


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(picture(), id="no-badge"),
        pytest.param(b"", id="nothing"),
        pytest.param(picture()[:-1], id="cut-short"),
        pytest.param(picture()[:20], id="cut-in-header"),
        pytest.param(picture()[:8], id="signature-only"),
        pytest.param(b"GIF89a", id="gif"),
        pytest.param(with_chunks(credential_chunk(), credential_chunk()), id="two-badges"),
        pytest.param(
            with_chunks(credential_chunk(), chunk(b"tEXt", b"openbadgecredential\0{}")),
            id="text-too",
        ),
        pytest.param(with_chunks(chunk(b"tEXt", b"openbadgecredential\0{}")), id="text-chunk"),
        pytest.param(with_chunks(credential_chunk(flags=b"\1\0")), id="compressed"),
        pytest.param(with_chunks(credential_chunk(flags=b"\0\1")), id="method-1"),
        pytest.param(with_chunks(chunk(b"iTXt", b"openbadgecredential\0\0\0")), id="no-language"),
        pytest.param(with_chunks(chunk(b"iTXt", b"openbadgecredential")), id="keyword-only"),
        pytest.param(with_chunks(credential_chunk(b"\xff")), id="not-utf-8"),
        pytest.param(with_chunks(credential_chunk(bytes(1024 * 1024 + 1))), id="long-badge"),
        pytest.param(with_chunks(credential_chunk()) + b"x", id="something-after-the-end"),
        pytest.param(with_chunks(credential_chunk().replace(b"{}", b"[]")), id="checksum"),
        pytest.param(picture()[:8] + credential_chunk() + picture()[8:], id="before-the-header"),
        pytest.param(with_chunks(*[chunk(b"gAMA", b"")] * 10_001, credential_chunk()), id="chunks"),
        pytest.param(
            with_chunks(credential_chunk(), chunk(b"prVt", bytes(5 * 1024 * 1024))), id="large"
        ),
    ],
)
def test_what_does_not_hold_exactly_one_sound_badge_is_refused(image: bytes) -> None:
    """I01, I02: several, compressed, damaged, too long."""
    with pytest.raises(ImageMalformedError):
        extract_png(image)


@pytest.mark.parametrize(
    ("keyword", "word"), [(b"openbadges", "2.0"), (b"clrcredential", "Comprehensive")]
)
def test_the_refusal_tells_other_badges_apart(keyword: bytes, word: str) -> None:
    with pytest.raises(ImageMalformedError, match=word):
        extract_png(with_chunks(chunk(b"iTXt", keyword + b"\0\0\0\0\0{}")))


@pytest.mark.parametrize("image", [b"", b"GIF89a", picture()[:-1], picture() + b"PK"])
def test_nothing_is_baked_into_what_is_no_picture(image: bytes) -> None:
    with pytest.raises(ImageMalformedError):
        bake_png(image, "{}")


def test_a_badge_beyond_reading_is_not_baked() -> None:
    with pytest.raises(ImageMalformedError):
        bake_png(picture(), "x" * (1024 * 1024 + 1))


def test_a_still_picture_is_left_with_what_it_needs() -> None:
    image = with_chunks(
        credential_chunk(b"badge"), chunk(b"eXIf", b"GPS"), chunk(b"gAMA", bytes(4))
    )

    assert still_png(image) == with_chunks(chunk(b"gAMA", bytes(4)))


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(with_chunks(chunk(b"acTL", bytes(8))), id="animated"),
        pytest.param(with_chunks(chunk(b"fcTL", bytes(26))), id="a-frame"),
        pytest.param(picture()[:-1], id="cut-short"),
        pytest.param(picture() + b"PK", id="something-after-the-end"),
        pytest.param(b"GIF89a", id="gif"),
    ],
)
def test_what_is_no_still_picture_is_refused(image: bytes) -> None:
    """I04: animations, and archives behind a picture."""
    with pytest.raises(ImageMalformedError):
        still_png(image)


HOSTILE = (
    "bad-crc-itxt",
    "chunk-length-overflow",
    "itxt-after-iend",
    "itxt-bomb-100MB",
    "itxt-compressed",
    "itxt-then-text",
    "keyword-case",
    "two-itxt-same-keyword",
    "zip-polyglot",
    "ztxt-bomb-100MB",
)


@pytest.mark.reference
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pictures_are_refused(name: str) -> None:
    """I01, I02: the made ones, bombs among them."""
    with pytest.raises(ImageMalformedError):
        extract_png(reference(f"{OWN}/{name}.png").read_bytes())


@pytest.mark.reference
def test_the_newer_of_two_kinds_of_badges_is_taken() -> None:
    text = extract_png(reference(f"{OWN}/v3-and-v2-keywords.png").read_bytes())

    assert text == _first_text(reference(f"{OWN}/v3-and-v2-keywords.png"))


def _first_text(path: Path) -> str:
    content = path.read_bytes()
    start = content.index(b"openbadgecredential\0")
    length = int.from_bytes(content[start - 8 : start - 4], "big")
    return content[start + 24 : start + length].decode()


@pytest.mark.reference
@pytest.mark.parametrize(
    "path", references("security/image/pngsuite/**/*.png"), ids=lambda p: p.stem
)
def test_pictures_of_all_kinds_are_baked_or_refused(path: Path) -> None:
    """I03: all of PngSuite."""
    image = path.read_bytes()

    try:
        baked = bake_png(image, "{}")
    except ImageMalformedError:
        assert path.stem.startswith("x")
        return

    assert extract_png(baked) == "{}"


@pytest.mark.reference
def test_a_published_badge_is_extracted() -> None:
    text = extract_png(reference("security/openbadges/ob30/simple-json.png").read_bytes())

    assert "OpenBadgeCredential" in json.loads(text)["type"]


@given(image=st.binary(max_size=200), prefix=st.booleans())
def test_arbitrary_bytes_are_refused_and_never_a_crash(image: bytes, prefix: bool) -> None:
    """I03: and whatever else."""
    with pytest.raises(ImageMalformedError):
        extract_png(picture()[:33] + image if prefix else image)
