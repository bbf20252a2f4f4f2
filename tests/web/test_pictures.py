"""Classes that bring an image along: as a picture of its own, and around a badge."""

from __future__ import annotations

import base64
import io
import json
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from defusedxml import ElementTree
from fastapi.testclient import TestClient
from PIL import Image

from badgeservice.credentials.baking import extract_png, extract_svg
from badgeservice.library.class_images import PREFIX, read_image
from badgeservice.web import images, pictures
from badgeservice.web.negotiation import PNG, SVG
from tests.pictures import data_uri, png
from tests.web.service import CLASS_ID, ILLUSTRATED_ID, ISSUER, OWN_PICTURE, Service

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOTIF = images.Motif(key="a/b/1", name="</title><script>x</script>\x00", issuer="&")
PICTURE = f"/achievements/{ISSUER}/{ILLUSTRATED_ID}/1/image"
BROWSER = {"Accept": "text/html,*/*;q=0.8"}


def test_a_class_shows_the_image_that_it_brought_without_its_metadata(client: TestClient) -> None:
    answer = client.get(f"{PICTURE}.png")

    assert answer.headers["content-type"] == PNG
    assert b"Maija" in OWN_PICTURE
    assert b"Maija" not in answer.content
    assert _pixels(answer.content) == _pixels(OWN_PICTURE)


def test_an_svg_holds_the_image_and_a_title_and_nothing_else(client: TestClient) -> None:
    """X02: we draw it; nobody's drawing is served."""
    answer = client.get(f"{PICTURE}.svg")

    root = ElementTree.fromstring(answer.content)
    assert answer.headers["content-type"] == SVG
    assert [_tag(element) for element in root.iter()] == ["svg", "title", "image"]
    assert root[0].text == "Yhteyshenkilö työpaikalla – Esimerkin hyvinvointialue"
    assert _pixels(_inner(answer.content)) == _pixels(OWN_PICTURE)


def test_a_picture_is_not_sent_twice(client: TestClient) -> None:
    tag = client.get(f"{PICTURE}.png").headers["etag"]

    again = client.get(f"{PICTURE}.png", headers={"If-None-Match": tag})

    assert (again.status_code, again.content) == (HTTPStatus.NOT_MODIFIED, b"")
    assert client.head(f"{PICTURE}.png").headers["etag"] == tag


def test_a_badge_is_baked_into_the_image_of_its_class(client: TestClient, service: Service) -> None:
    signed = (service.illustrated.secured or b"").decode()
    address = f"/badges/{service.illustrated.id}"

    as_png = client.get(f"{address}.png").content
    as_svg = client.get(address, headers={"Accept": SVG}).content

    assert extract_png(as_png) == signed
    assert _pixels(as_png) == _pixels(OWN_PICTURE)
    assert b"Maija" not in as_png
    assert json.loads(extract_svg(as_svg)) == json.loads(signed)
    assert _pixels(_inner(as_svg)) == _pixels(OWN_PICTURE)


def test_a_baked_badge_verifies(client: TestClient, service: Service) -> None:
    for ending in ("png", "svg"):
        baked = client.get(f"/badges/{service.illustrated.id}.{ending}").content

        page = client.post("/verify?lang=en", files={"file": (f"badge.{ending}", baked)})

        assert '<li class="failed">' not in page.text
        assert page.text.count('<li class="passed">') == 6


def test_a_class_without_an_image_keeps_the_one_that_is_drawn(
    client: TestClient, service: Service
) -> None:
    drawn = client.get(f"/achievements/{ISSUER}/{CLASS_ID}/1/image.png").content
    baked = client.get(f"/badges/{service.valid.id}.png").content

    assert _size(drawn) == _size(baked) == (images.SIZE_PIXELS, images.SIZE_PIXELS)
    assert _pixels(drawn) == _pixels(baked)


@pytest.mark.parametrize("address", ["class", "badge"])
def test_an_svg_opened_by_itself_may_show_the_image_and_do_nothing(
    address: str, client: TestClient, service: Service
) -> None:
    """X02: sandboxed, and without scripts."""
    path = f"{PICTURE}.svg" if address == "class" else f"/badges/{service.illustrated.id}.svg"

    policy = client.get(path).headers["content-security-policy"].split("; ")

    assert set(policy) == {
        "default-src 'none'",
        "img-src data:",
        "frame-ancestors 'none'",
        "sandbox",
    }


def test_pages_and_other_documents_keep_their_policies(
    client: TestClient, service: Service
) -> None:
    page = client.get(f"/badges/{service.illustrated.id}", headers=BROWSER)
    document = client.get(f"{PICTURE}.png")

    assert "img-src 'self' data:;" in page.headers["content-security-policy"]
    assert "img-src" not in document.headers["content-security-policy"]


def test_markup_in_a_name_is_text() -> None:
    drawn = pictures.picture(MOTIF, data_uri(png()), media_type=SVG)

    assert b"<script" not in drawn
    assert ElementTree.fromstring(drawn)[0].text == "</title><script>x</script> – &"


@pytest.mark.parametrize("media_type", [PNG, SVG])
def test_an_image_that_cannot_be_read_is_passed_over(media_type: str) -> None:
    passed_over = pictures.picture(MOTIF, data_uri(b"no picture"), media_type=media_type)

    assert passed_over == pictures.picture(MOTIF, None, media_type=media_type)


def test_an_image_is_drawn_anew_once_and_not_for_ever_kept() -> None:
    read_image.cache_clear()
    uris = [data_uri(png(side, side)) for side in range(1, 81)]

    for uri in uris:
        for media_type in (PNG, SVG, PNG):
            pictures.picture(MOTIF, uri, media_type=media_type)

    counted = read_image.cache_info()
    assert counted.misses == 80
    assert counted.currsize <= 64


def _pixels(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content)) as picture:
        return picture.convert("RGBA").tobytes()


def _size(content: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(content)) as picture:
        return picture.size


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _inner(svg: bytes) -> bytes:
    root = ElementTree.fromstring(svg)
    [image] = [element for element in root.iter() if _tag(element) == "image"]
    return base64.b64decode(image.attrib["href"].removeprefix(PREFIX))
