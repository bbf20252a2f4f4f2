"""Names that would like to be more than names: in headers, in the heads of pages, in addresses."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from badgeservice.library.documents import LocalisedText
from tests.api.service import Service
from tests.threats.conftest import shown

NAMES = [
    pytest.param('"><meta http-equiv="refresh" content="0;url=https://evil.example/">', id="meta"),
    pytest.param("</title><script>alert(1)</script>", id="end of the title"),
    pytest.param("x' onmouseover='alert(1)", id="an attribute"),
    pytest.param("=cmd|' /C calc'!A0", id="a formula"),
    pytest.param("../../etc/passwd; filename=x.exe", id="a file name"),
    pytest.param("x%0d%0aSet-Cookie: a=b", id="an encoded header"),
]


class _Head(HTMLParser):
    """What the head of a page says."""

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[str, str] = {}
        self.metas: list[str] = []
        self.scripts = 0
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        self.handlers += [name for name in of if name.startswith("on")]
        self.scripts += tag == "script"
        if tag == "meta":
            self.metas += [name for name in of if name == "http-equiv"]
            self.said[of.get("property", "")] = of.get("content", "")


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_text_in_headers_and_in_the_head_of_a_page(service: Service, name: str) -> None:
    """H03: no header, tag or attribute can be made of what a class is called."""
    service.keep_class(name=LocalisedText(fi=name))
    issued = service.issue()
    path = issued["url"].removeprefix(service.wiring.origin)

    _, page = shown(service, issued["url"])
    head = _Head()
    head.feed(page)

    assert head.said["og:title"] == name
    assert (head.metas, head.scripts, head.handlers) == ([], 1, [])
    for ending in ("", ".json", ".png", ".svg"):
        answer = service.client.get(f"{path}{ending}")
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
        assert not any(name in value for value in answer.headers.values())


@pytest.mark.parametrize("language", ["en\r\nSet-Cookie: a=b", '"><script>', "../../x"])
def test_what_stands_in_an_address_makes_no_header(service: Service, language: str) -> None:
    """H03: neither a cookie nor markup."""
    answer = service.client.get(f"/verify?lang={quote(language)}")

    assert answer.status_code == 200
    assert "<script>" not in answer.text
    assert "a=b" not in str(answer.headers)
