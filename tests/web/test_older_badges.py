"""F16: the page tells Open Badges 2.0 apart, in each language, and never as valid."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from badgeservice.library.documents import Language
from badgeservice.web.words import catalogue
from tests.fakes import ORIGIN
from tests.pictures import chunk, with_chunks
from tests.verification.open_badges_2.old_world import BADGE, BADGE_CLASS, OldWorld, badge
from tests.web.service import Service, build_app


def _page(service: Service, world: OldWorld, content: bytes, language: Language = "en") -> str:
    app = build_app(replace(service.wiring, new_sources=lambda: world.sources))
    with TestClient(app, base_url=ORIGIN) as client:
        answer = client.post(f"/verify?lang={language}", files={"file": ("badge", content)})
    return answer.text


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_confirmed_older_badge_says_what_that_is_worth(
    service: Service, language: Language
) -> None:
    words = catalogue(language)

    page = _page(service, OldWorld(), json.dumps(badge()).encode(), language)

    for key in ("older.title", "older.worth", "older.results.hosted-confirmed"):
        assert words[key] in page
    assert words["verdict.valid-title"] not in page
    assert "Ohjaaja" in page
    assert words["older.claimed"].format(host="old.example") in page


def test_a_picture_with_an_older_badge_can_be_sent(service: Service) -> None:
    picture = with_chunks(chunk(b"tEXt", b"openbadges\0" + BADGE.encode()))

    page = _page(service, OldWorld(), picture)

    assert "The server that the badge lies on confirms it at this moment." in page


def test_a_changed_older_badge_is_not_shown(service: Service) -> None:
    page = _page(service, OldWorld(), json.dumps(badge(narrative="Tohtori")).encode())

    assert "The badge is not valid" in page
    assert "The badge was changed" in page
    assert "As told by" not in page


def test_what_a_host_says_is_text_on_the_page(service: Service) -> None:
    world = OldWorld()
    world.change(BADGE_CLASS, name="<script>alert(1)</script>")

    page = _page(service, world, json.dumps(badge()).encode())

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(with_chunks(), id="no badge"),
        pytest.param(with_chunks()[:-1], id="cut short"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="a drawing without one"),
    ],
)
def test_a_picture_without_a_badge_is_a_fault_of_the_form(service: Service, picture: bytes) -> None:
    assert "No badge was found inside the picture." in _page(service, OldWorld(), picture)
