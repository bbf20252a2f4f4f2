import hashlib
import io

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from badgeservice.web import images, lettering
from badgeservice.web.colours import (
    ORNAMENT_CONTRAST,
    TEXT_CONTRAST,
    WHITE,
    contrast,
    palette,
)
from badgeservice.web.images import Motif

MOTIF = Motif(key="opisto/ohjaaja/1", name="Työpaikkaohjaaja", issuer="Esimerkin ammattiopisto")


def test_the_same_class_always_gives_the_same_bytes() -> None:
    drawn = images.svg(MOTIF)
    images.svg.cache_clear()

    assert images.svg(MOTIF) == drawn


def test_no_two_classes_look_alike() -> None:
    digests = {
        hashlib.sha256(images.svg(Motif(key=f"a/b/{n}", name="Sama", issuer="Sama"))).digest()
        for n in range(300)
    }

    assert len(digests) == 300


def test_the_picture_is_512_pixels_square_and_transparent_outside_the_shape() -> None:
    with Image.open(io.BytesIO(images.png(MOTIF))) as picture:
        assert picture.size == (512, 512)
        assert picture.convert("RGBA").getpixel((0, 0)) == (0, 0, 0, 0)


def test_the_name_is_drawn_on_machines_without_fonts() -> None:
    blank = images.png(Motif(key=MOTIF.key, name="", issuer=MOTIF.issuer))

    assert _white_pixels(images.png(MOTIF)) > _white_pixels(blank) + 1_000


def _white_pixels(png: bytes) -> int:
    with Image.open(io.BytesIO(png)) as picture:
        return sum(pixel == 255 for pixel in picture.convert("L").tobytes())


@given(name=st.text(max_size=200), issuer=st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_name_gives_well_formed_svg_that_loads_nothing(name: str, issuer: str) -> None:
    """X02: whatever a class is called."""
    root = ElementTree.fromstring(images.svg(Motif(key="k", name=name, issuer=issuer)))

    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "title", "path", "circle", "rect", "g"}


def test_markup_in_a_name_is_text() -> None:
    drawn = images.svg(Motif(key="k", name="</title><script>x</script>", issuer="&"))

    assert b"<script" not in drawn


@given(st.floats(min_value=0, max_value=1, exclude_max=True))
def test_every_hue_keeps_its_contrast(hue: float) -> None:
    colours = palette(hue)

    assert contrast(WHITE, colours.mid) >= TEXT_CONTRAST
    assert contrast(WHITE, colours.deep) >= TEXT_CONTRAST
    assert contrast(colours.tint, colours.mid) >= ORNAMENT_CONTRAST
    assert contrast(colours.tint, colours.deep) >= ORNAMENT_CONTRAST


def test_contrast_is_the_one_that_wcag_defines() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@given(text=st.text(max_size=120), size=st.sampled_from([28, 50]))
def test_no_line_is_wider_than_the_disc(text: str, size: int) -> None:
    lines, _ = lettering.wrap(lettering.drawable(text), width=306, size=size, lines=4)

    assert len(lines) <= 4
    assert all(lettering.width_of(line, size=size) <= 306 for line in lines)


def test_characters_without_an_outline_are_replaced_by_what_is_nearest() -> None:
    assert lettering.drawable("Ṩeñor 漢 \u202eäö") == "Señor • äö"
