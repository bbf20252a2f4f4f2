"""A badge page shows a code that leads to the check of the badge."""

from __future__ import annotations

import io
import re

import pytest
import segno
from fastapi.testclient import TestClient

from badgeservice.issuing.addresses import badge_url
from badgeservice.web.qr import qr_drawing, verification_url
from tests.fakes import ORIGIN
from tests.web.service import Service


def _modules(drawing: str) -> set[tuple[int, int]]:
    return {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", drawing)}


def test_the_code_on_a_badge_page_is_that_of_its_verification(
    client: TestClient, service: Service
) -> None:
    url = f"{ORIGIN}/verify?url=https%3A%2F%2Fbadges.example.org%2Fbadges%2F{service.valid.id}"

    page = client.get(f"/badges/{service.valid.id}", headers={"Accept": "text/html"}).text

    assert verification_url(ORIGIN, badge_url(ORIGIN, service.valid.id)) == url
    assert qr_drawing(url) in page
    assert client.get(url.removeprefix(ORIGIN)).status_code == 200


def test_the_drawing_is_the_code_that_an_encoder_makes() -> None:
    text = "https://badges.example.org/verify?url=x"
    rows = segno.make(text, error="m", micro=False, boost_error=False)
    plain = io.StringIO()
    rows.save(plain, kind="txt", border=4)

    expected = {
        (x, y)
        for y, line in enumerate(plain.getvalue().split())
        for x, module in enumerate(line)
        if module == "1"
    }

    assert _modules(qr_drawing(text)) == expected
    size = len(plain.getvalue().split())
    assert f'viewBox="0 0 {size} {size}"' in qr_drawing(text)


@pytest.mark.parametrize("text", ['"><script>', "&<>", "ä\u202e"])
def test_nothing_of_the_text_is_in_the_drawing(text: str) -> None:
    drawing = qr_drawing(f"https://a.example/{text}")

    assert text not in drawing
    assert re.fullmatch(
        r'<svg class="qr" [^<>]*><path fill="#fff" [^<>]*/><path fill="#000" [^<>]*/></svg>',
        drawing,
    )
    assert "style" not in drawing
