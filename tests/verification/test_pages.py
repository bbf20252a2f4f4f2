"""A badge URL may answer with a page: then the badge is where the page says that it is."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Final

import pytest

from badgeservice.verification.errors import NotACredentialError
from badgeservice.verification.page_hints import MAXIMUM_BYTES, is_page, page_hints
from badgeservice.verification.report import Report, Verdict
from badgeservice.verification.verify import verify_url
from tests.builders import NOW
from tests.world import World

PAGE: Final = "https://issuer.example/badges/1"
LINKED: Final = "https://issuer.example/badges/1.json"
DOCTYPE: Final = "<!DOCTYPE html>"


def _link(href: str = "1.json", kind: str = "application/vc+ld+json") -> str:
    return f'<link rel="alternate" type="{kind}" href="{href}">'


def _script(text: str, kind: str = "application/ld+json") -> str:
    return f'<script type="{kind}">{text}</script>'


def _page(*parts: str) -> bytes:
    return f"{DOCTYPE}<html><head>{''.join(parts)}</head><body>…</body></html>".encode()


def _verified(world: World, page: bytes, **others: bytes) -> Report:
    world.pages = {PAGE: page, LINKED: world.badge(), **others}
    return verify_url(PAGE, at=NOW, sources=world.sources)


@pytest.mark.parametrize(
    "kind",
    [
        "application/vc+ld+json",
        "application/vc",
        "application/ld+json",
        "application/json",
        "application/vc+jwt",
        "Application/VC ; charset=utf-8",
    ],
)
def test_a_linked_badge_is_verified_and_told(kind: str) -> None:
    report = _verified(World(), _page(_link(kind=kind)))

    assert report.verdict is Verdict.VALID
    assert [caution.code for caution in report.warnings] == [
        "issuer.trust-not-assessed",
        "source.found-in-page",
    ]
    assert report.warnings[-1].facts == {"url": LINKED}


def test_a_badge_in_the_page_is_verified_and_told() -> None:
    world = World()

    report = _verified(world, _page(_script(world.badge().decode())))

    assert report.verdict is Verdict.VALID
    assert report.warnings[-1].facts == {"url": PAGE}


def test_a_badge_in_a_page_that_was_changed_is_as_invalid_as_anywhere() -> None:
    world = World()
    changed = world.badge().decode().replace("Ohjaaja", "Johtaja")

    report = _verified(world, _page(_script(changed)))

    assert report.verdict is Verdict.INVALID
    assert report.credential is None


def test_blocks_about_other_things_are_passed_over() -> None:
    world = World()
    other = '{"@context": "https://schema.org", "@type": "BreadcrumbList"}'

    report = _verified(
        world, _page(_script(other), _script("{broken"), _script("[]"), _link(LINKED))
    )

    assert report.warnings[-1].facts == {"url": LINKED}


def test_the_second_hint_is_tried_when_the_first_is_no_badge() -> None:
    world = World()
    world.pages = {
        PAGE: _page(_link("/no.json", "application/json"), _link()),
        "https://issuer.example/no.json": b'{"no": "badge"}',
        LINKED: world.badge(),
    }

    report = verify_url(PAGE, at=NOW, sources=world.sources)

    assert report.verdict is Verdict.VALID


def test_no_more_than_two_hints_are_tried() -> None:
    asked: list[str] = []

    class Noting:
        def badge(self, url: str) -> bytes:
            asked.append(url)
            return _page(*(_link(f"{n}.json") for n in range(9))) if url == PAGE else b"{}"

    sources = replace(World().sources, badges=Noting())
    with pytest.raises(NotACredentialError):
        verify_url(PAGE, at=NOW, sources=sources)

    assert asked == [PAGE, *(f"https://issuer.example/badges/{n}.json" for n in range(2))]


def test_a_page_that_leads_to_a_page_leads_nowhere() -> None:
    with pytest.raises(NotACredentialError, match="page"):
        _verified(World(), _page(_link()), **{LINKED: _page(_link("2.json"))})


def test_a_linked_badge_that_cannot_be_read_leaves_the_verdict_open() -> None:
    report = _verified(World(), _page(_link("https://elsewhere.example/x")))

    assert report.verdict is Verdict.INDETERMINATE
    assert report.checks[0].code == "source.unreachable"


def test_a_badge_of_another_address_is_told_as_such() -> None:
    world = World()
    other = world.badge(id="https://issuer.example/badges/2")

    report = _verified(world, _page(_link()), **{LINKED: other})

    assert [caution.code for caution in report.warnings][-2:] == [
        "source.found-in-page",
        "source.id-differs",
    ]


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(_page(), id="nothing"),
        pytest.param(_page('<meta property="og:image" content="/b.png">'), id="picture"),
        pytest.param(_page('<img src="b.png"><a href="1.json">JSON</a>'), id="only-links-in-text"),
        pytest.param(_page(_link(kind="text/html")), id="alternate-is-a-page"),
        pytest.param(_page(_link(kind="image/png")), id="alternate-is-a-picture"),
        pytest.param(_page(_link().replace("alternate", "stylesheet")), id="no-alternate"),
        pytest.param(_page(_link("")), id="empty-href"),
        pytest.param(_page(_link(PAGE)), id="leads-to-itself"),
        pytest.param(_page(_link(f"{PAGE}#part")), id="leads-to-a-part-of-itself"),
        pytest.param(_page(f"<!-- {_link()} -->"), id="in-a-comment"),
        pytest.param(_page(_script(_link())), id="in-a-script"),
        pytest.param(_page("x" * MAXIMUM_BYTES + _link()), id="too-far-down"),
    ],
)
def test_what_no_standard_calls_a_hint_is_none(page: bytes) -> None:
    with pytest.raises(NotACredentialError):
        _verified(World(), page)


@pytest.mark.parametrize(
    "href",
    [
        "http://issuer.example/x",
        "javascript:alert(1)",
        "data:application/json,{}",
        "file:///etc/passwd",
        "ftp://issuer.example/x",
        "//",
        "http://[",
        "h" * 3_000,
    ],
)
def test_a_page_leads_only_over_https_or_to_its_own_origin(href: str) -> None:
    """N04: a page cannot make us ask anything but https."""
    assert page_hints(_page(_link(href)), PAGE) == ()


@pytest.mark.parametrize(
    ("href", "page", "expected"),
    [
        ("1.json", PAGE, LINKED),
        ("/x", PAGE, "https://issuer.example/x"),
        (" //cdn.example/x ", PAGE, "https://cdn.example/x"),
        ("?format=json&amp;v=2", PAGE, f"{PAGE}?format=json&v=2"),
        ("x", "http://localhost:8000/b/1", "http://localhost:8000/b/x"),
    ],
)
def test_an_address_is_read_as_a_browser_reads_it(href: str, page: str, expected: str) -> None:
    (hint,) = page_hints(_page(_link(href)), page)

    assert hint.url == expected


def test_the_base_of_a_page_counts() -> None:
    page = _page('<base href="https://cdn.example/a/"><base href="/b/">', _link("x"))

    (hint,) = page_hints(page, PAGE)

    assert hint.url == "https://cdn.example/a/x"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"<!doctype html><title>x", True),
        (b"\xef\xbb\xbf \n<!-- x --><HTML lang=fi>", True),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C">', True),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", False),
        (b'<?xml version="1.0"?><svg/>', False),
        (b"<!DOCTYPE svg><svg/>", False),
        (b'{"@context": "<html>"}', False),
        (b"", False),
    ],
)
def test_a_page_is_known_by_its_beginning(content: bytes, expected: bool) -> None:
    assert is_page(content) is expected


@pytest.mark.parametrize(
    "part",
    [
        "<!--",
        "<!",
        "<",
        "<a ",
        '<a b="',
        "<a/",
        "</",
        "<script>",
        "<script type=application/ld+json>",
        "</script ",
        "&",
        "&#",
        "<![CDATA[",
        "<?",
        "<link rel=alternate type=application/vc href=",
        "<b a=1 ",
        "--",
        "'",
    ],
)
def test_no_page_takes_long_to_read(part: str) -> None:
    """V05: a page that is made to be slow costs no more than any other."""
    for opening in ("", "<!--", "<a ", '<a b="', "<script>"):
        page = (DOCTYPE + opening + part * MAXIMUM_BYTES)[: 2 * MAXIMUM_BYTES].encode()
        began = time.process_time()

        page_hints(page, PAGE)
        is_page(page)

        assert time.process_time() - began < 1
