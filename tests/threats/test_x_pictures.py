"""Nothing of a picture that a stranger sends is ever handed on."""

from __future__ import annotations

import pytest

from badgeservice.credentials.baking import bake_svg
from tests.api.service import Service

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">{}'
    '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject></svg>'
)


@pytest.mark.parametrize(
    "inside",
    [
        pytest.param("<script>alert('SECRET')</script>", id="script"),
        pytest.param("<a href=\"javascript:alert('SECRET')\"><text>x</text></a>", id="link"),
        pytest.param('<use href="data:image/svg+xml;base64,SECRET"/>', id="use"),
        pytest.param('<animate attributeName="href" values="SECRET"/>', id="animation"),
        pytest.param('<image href="https://evil.example/SECRET.png"/>', id="image"),
    ],
)
def test_a_drawing_that_is_verified_is_not_shown(service: Service, inside: str) -> None:
    """X02: what is read is the badge in it; the page that tells of it holds no more than that."""
    drawing = DRAWING.format(inside).encode()
    baked = bake_svg(drawing, service.world.badge().decode())

    page = service.client.post("/verify?lang=en", files={"file": ("badge.svg", baked)})
    report = service.client.post(
        "/v1/verifications", content=baked, headers={"Content-Type": "image/svg+xml"}
    )

    assert "The badge is genuine and valid" in page.text
    assert report.json()["verdict"] == "valid"
    for answer in (page, report):
        assert "SECRET" not in answer.text
        assert "evil.example" not in answer.text
        assert "onload" not in answer.text
        assert answer.headers["x-content-type-options"] == "nosniff"
