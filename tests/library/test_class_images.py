"""What a badge class may bring along as its image, and what becomes of it."""

from __future__ import annotations

import base64
import io
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from badgeservice.credentials.baking import bake_png, still_png
from badgeservice.library.class_images import (
    MAXIMUM_BYTES,
    MAXIMUM_ENCODED_BYTES,
    PREFIX,
    ImageFault,
    read_image,
)
from badgeservice.library.errors import Finding
from badgeservice.library.files import parse_file, place, render
from badgeservice.library.rules import check_library
from tests.builders import badge_class, criteria_set, unit
from tests.pictures import chunk, data_uri, of_chunks, png, with_chunks
from tests.reference import references

MALFORMED, TOO_LARGE, NOT_SQUARE = "image-malformed", "image-too-large", "image-not-square"
GOOD = data_uri(png())


def palette_that_grows() -> bytes:
    """Return a small file of 4 million pixels that no ordinary writer packs as well."""
    chance = random.Random(1)  # noqa: S311 - noise, the same in every run
    first = b"\0" + chance.randbytes(2_048)
    rows = first + (b"\2" + b"\7" * 2_048) * 2_047
    return of_chunks(2_048, 2_048, chunk(b"PLTE", chance.randbytes(768)), colour=3, rows=rows)


def of_size(size: int) -> bytes:
    """Return a picture of `size` bytes, most of them in a chunk that says nothing."""
    return with_chunks(chunk(b"prVt", bytes(size - len(with_chunks(chunk(b"prVt", b""))))))


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG")
    return out.getvalue()


def findings_of(image: str) -> tuple[Finding, ...]:
    documents = (unit(), criteria_set(), badge_class(image=image))
    return check_library(place(document) for document in documents)


BAD = [
    pytest.param(f"{PREFIX}AAA", MALFORMED, id="a group of base64 cut short"),
    pytest.param(f"{PREFIX}AAAA=", MALFORMED, id="padding after a full group"),
    pytest.param(f"{GOOD[:-4]}gh==", MALFORMED, id="base64 with bits that say nothing"),
    pytest.param(data_uri(b"GIF89a"), MALFORMED, id="a GIF called PNG"),
    pytest.param(data_uri(jpeg()), MALFORMED, id="a JPEG called PNG"),
    pytest.param(data_uri(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), MALFORMED, id="an SVG"),
    pytest.param(data_uri(png()[:-1]), MALFORMED, id="a file cut short"),
    pytest.param(data_uri(png() + b"PK\x03\x04"), MALFORMED, id="something after the end"),
    pytest.param(data_uri(png().replace(b"IDAT", b"iDAT")), MALFORMED, id="a wrong checksum"),
    pytest.param(data_uri(of_chunks(8, 8, rows=b"\0" * 9)), MALFORMED, id="too few pixels"),
    pytest.param(data_uri(of_chunks(8, 8, colour=3, rows=bytes(72))), MALFORMED, id="no palette"),
    pytest.param(data_uri(of_chunks(0, 0)), MALFORMED, id="no pixels at all"),
    pytest.param(data_uri(of_chunks(8, 8, depth=3, rows=bytes(72))), MALFORMED, id="no such depth"),
    pytest.param(data_uri(with_chunks(chunk(b"acTL", bytes(8)))), MALFORMED, id="an animation"),
    pytest.param(data_uri(of_chunks(2_049, 2_049)), TOO_LARGE, id="a pixel too wide and high"),
    pytest.param(data_uri(of_chunks(60_000, 60_000)), TOO_LARGE, id="a decompression bomb"),
    pytest.param(data_uri(of_chunks(12_000, 12_000)), TOO_LARGE, id="a bomb that Pillow warns of"),
    pytest.param(data_uri(of_size(MAXIMUM_BYTES + 1)), TOO_LARGE, id="a byte too many"),
    pytest.param(
        data_uri(palette_that_grows()), TOO_LARGE, id="a file that grows when it is encoded again"
    ),
    pytest.param(data_uri(png(100, 89)), NOT_SQUARE, id="too wide"),
    pytest.param(data_uri(png(89, 100)), NOT_SQUARE, id="too high"),
]


@pytest.mark.parametrize(("image", "code"), BAD)
def test_an_image_that_cannot_be_used_is_found(image: str, code: str) -> None:
    """I02: too many pixels among others."""
    assert [(each.pointer, each.code) for each in findings_of(image)] == [("/image", code)]


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(png(), id="square"),
        pytest.param(png(100, 90), id="a tenth wider"),
        pytest.param(png(90, 100), id="a tenth higher"),
        pytest.param(png(2_048, 2_048, mode="L"), id="as large as can be"),
        pytest.param(png(1, 1), id="one pixel"),
        pytest.param(bake_png(png(), "{}"), id="with a badge in it"),
    ],
)
def test_a_good_image_is_taken(image: bytes) -> None:
    assert findings_of(data_uri(image)) == ()


@pytest.mark.parametrize(
    ("image", "code"),
    [
        pytest.param("badge.png", MALFORMED, id="the name of a file"),
        pytest.param("https://example.org/badge.png", MALFORMED, id="an address"),
        pytest.param("data:image/svg+xml;base64,PHN2Zy8+", MALFORMED, id="another type"),
        pytest.param("data:image/png,abc", MALFORMED, id="no base64"),
        pytest.param(GOOD.replace("base64,", "charset=x;base64,"), MALFORMED, id="a parameter"),
        pytest.param(GOOD.replace("data:", "DATA:"), MALFORMED, id="upper case"),
        pytest.param(f"{PREFIX}", MALFORMED, id="nothing after the comma"),
        pytest.param(f"{GOOD[:40]} {GOOD[40:]}", MALFORMED, id="a space"),
        pytest.param(GOOD[:40] + "-_" + GOOD[40:], MALFORMED, id="the alphabet of addresses"),
        pytest.param(PREFIX + "A" * 4 * (MAXIMUM_BYTES // 3 + 2), TOO_LARGE, id="too long"),
    ],
)
def test_what_no_data_uri_of_a_png_is_stops_at_the_file(image: str, code: str) -> None:
    path, written = render(badge_class(image=GOOD))

    parsed = parse_file(path, written.replace(GOOD, f'"{image}"'))

    assert parsed.document is None
    found = [(each.pointer, each.code) for each in parsed.findings]
    assert found == [("/image", code)]
    assert max(len(each.message) for each in parsed.findings) < 200


def test_the_largest_image_fits_into_a_file_and_comes_back_unchanged() -> None:
    largest = of_size(MAXIMUM_BYTES)
    document = badge_class(image=data_uri(largest))

    assert len(largest) == MAXIMUM_BYTES
    assert findings_of(data_uri(largest)) == ()
    assert parse_file(*render(document)).document == document


def test_what_is_read_is_the_picture_and_nothing_else() -> None:
    picture = Image.effect_noise((64, 64), 90).convert("RGBA")
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "GPS of a home"
    picture.save(out, "PNG", exif=exif, dpi=(300, 300), icc_profile=b"a profile")
    secrets = (
        chunk(b"tEXt", b"Author\0Maija Meikalainen"),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta/>"),
        chunk(b"tIME", bytes((7, 228, 1, 1, 1, 1, 1))),
        chunk(b"prVt", b"<script>alert(1)</script>"),
    )
    sent = bake_png(with_chunks(*secrets, image=out.getvalue()), '{"a": "badge"}')
    sent = with_chunks(*secrets, image=sent)

    read = read_image(data_uri(sent))

    assert isinstance(read, bytes)
    assert _kinds(read) == {b"IHDR", b"IDAT", b"IEND"}
    for trace in (b"GPS", b"Maija", b"xmp", b"script", b"badge", b"profile"):
        assert trace not in read
    with Image.open(io.BytesIO(read)) as drawn:
        assert (drawn.mode, drawn.tobytes()) == ("RGBA", picture.tobytes())


def test_what_hides_among_the_packed_pixels_is_gone() -> None:
    image = of_chunks(8, 8, rows=bytes(8 * 25) + b"<script>alert(1)</script>", level=0)

    read = read_image(data_uri(image))

    assert b"<script>" in image
    assert isinstance(read, bytes)
    assert b"<script>" not in read


@pytest.mark.reference
@pytest.mark.parametrize(
    "path", references("security/image/pngsuite/**/*.png"), ids=lambda path: path.stem
)
def test_pictures_of_all_kinds_keep_their_pixels_or_are_refused(path: Path) -> None:
    read = read_image(data_uri(path.read_bytes()))

    if isinstance(read, ImageFault):
        assert path.stem.startswith("x") or read.code == NOT_SQUARE
        return
    with Image.open(io.BytesIO(read)) as drawn, Image.open(path) as sent:
        assert (drawn.mode, drawn.size) == (sent.mode, sent.size)
        assert drawn.tobytes() == sent.tobytes()
        assert drawn.info.get("transparency") == sent.info.get("transparency")


@given(st.binary(max_size=200), st.booleans())
def test_arbitrary_bytes_are_refused_and_never_a_crash(content: bytes, prefix: bool) -> None:
    image = png()[:33] + content if prefix else content

    assert isinstance(read_image(data_uri(image)), ImageFault)


@given(st.text(max_size=60))
def test_arbitrary_text_is_refused_and_never_a_crash(text: str) -> None:
    assert isinstance(read_image(text), ImageFault)
    assert isinstance(read_image(PREFIX + text), ImageFault)


@given(st.data())
def test_pictures_with_any_bytes_changed_never_crash(data: st.DataObject) -> None:
    """I03: whatever is flipped."""
    colour = data.draw(st.sampled_from([0, 2, 3, 4, 6]))
    more = data.draw(
        st.lists(
            st.builds(
                chunk,
                st.sampled_from([b"PLTE", b"tRNS", b"gAMA", b"iCCP", b"pHYs", b"IHDR", b"IDAT"]),
                st.binary(max_size=30),
            ),
            max_size=3,
        )
    )
    depth = data.draw(st.sampled_from([1, 2, 4, 8, 16]))
    image = of_chunks(4, 4, *more, depth=depth, colour=colour, rows=bytes(4 * 33))

    read = read_image(data_uri(image))

    assert isinstance(read, ImageFault) or still_png(read) == read


def test_what_was_read_is_remembered_within_bounds() -> None:
    for width in range(100, 200):
        read_image(data_uri(png(width, width, mode="L")))

    assert read_image.cache_info().currsize <= 64
    assert read_image(GOOD) is read_image(GOOD)


def test_the_largest_image_leaves_room_for_a_badge() -> None:
    image = base64.b64encode(bytes(MAXIMUM_ENCODED_BYTES))

    assert len(image) + 2 * 1024 * 1024 < 5 * 1024 * 1024


def _kinds(image: bytes) -> set[bytes]:
    kinds: set[bytes] = set()
    at = 8
    while at < len(image):
        kinds.add(image[at + 4 : at + 8])
        at += 12 + int.from_bytes(image[at : at + 4], "big")
    return kinds
