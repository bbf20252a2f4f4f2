from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given, settings

from badgeservice.library.documents import (
    BadgeClass,
    CriteriaSet,
    Extensions,
    Level,
    LocalisedText,
    RequiredBadge,
    Unit,
    VersionRef,
)
from badgeservice.library.preview import preview_html
from tests.builders import badge_class, criteria_set, text, unit
from tests.library.strategies import badge_classes, criteria_sets, units

VOID = {"meta", "br"}


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_a_class_is_shown_in_three_languages() -> None:
    page = preview_html(badge_class(), criteria_set(), [unit()])

    sections = [attributes["lang"] for tag, attributes in Page(page).tags if tag == "section"]
    assert sections == ["fi", "sv", "en"]
    for word in ("kuvaus suomeksi", "kuvaus på svenska", "kuvaus in English"):
        assert word in page
    assert "kattaa vaatimuksen: vaatimus 1 suomeksi" in page
    assert "covers the requirement: vaatimus 1 in English" in page


def test_a_missing_translation_is_said_to_be_missing_and_never_filled_in() -> None:
    page = preview_html(badge_class(description=LocalisedText(fi="Vain suomeksi")), criteria_set())

    assert page.count("Vain suomeksi") == 1
    assert "Detta har inte översatts till svenska ännu." in page
    assert "This has not been translated into English yet." in page


def test_an_official_text_without_translation_is_shown_in_finnish_and_marked_so() -> None:
    finnish = unit(name=LocalisedText(fi="Virallinen nimi"))

    page = preview_html(badge_class(units=(finnish.ref,)), criteria_set(), [finnish])

    assert page.count('<span lang="fi">Virallinen nimi</span>') == 2


def test_facts_that_nobody_stated_are_said_to_be_unstated() -> None:
    page = preview_html(badge_class(credits=None, level=None), criteria_set())

    assert "ei määritelty" in page
    assert "not stated" in page
    assert "until further notice" in page


def test_stated_facts_and_required_badges_are_shown() -> None:
    shown = badge_class(
        validity="P5Y",
        level=Level(framework="EQF", level="4"),
        requires=(RequiredBadge(id="other", minimum_version=2),),
    )

    page = preview_html(shown, criteria_set())

    for word in ("P5Y", "EQF 4", "2 osp", "2 kp", "2 competence points", "other (v2+)"):
        assert word in page


def test_markup_in_a_text_is_only_text() -> None:
    evil = LocalisedText(fi="<script>alert(1)</script>", sv='"><img src=x onerror=y>', en="&amp;")

    page = Page(preview_html(badge_class(name=evil, description=evil), criteria_set()))

    assert {"script", "img"}.isdisjoint(tag for tag, _ in page.tags)
    assert "&amp;" in page.words


@given(badge_classes, criteria_sets, units)
@settings(max_examples=60, deadline=None)
def test_any_class_gives_a_whole_page_that_fetches_nothing(
    shown: BadgeClass, pinned: CriteriaSet, known: Unit
) -> None:
    page = Page(preview_html(shown, pinned, [known]))

    assert page.open == []
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "img", "link", "iframe", "form"})
    assert all(str(attributes.get("href", "#")).startswith("#") for _, attributes in page.tags)


def test_words_of_the_organisation_are_shown_as_they_are_signed() -> None:
    used = Extensions(
        context=VersionRef(id="work", version=1),
        values={"workplace": "<b>Kotka</b>", "hours": 120, "isPaid": (True, 2.5)},
    )

    page = Page(preview_html(badge_class(extensions=used), criteria_set()))

    assert "b" not in {tag for tag, _ in page.tags}
    for said in ("workplace", "<b>Kotka</b>", "120", "true, 2.5"):
        assert page.words.count(said) == 3


def test_line_breaks_are_kept() -> None:
    page = preview_html(badge_class(description=LocalisedText(fi="a\nb")), criteria_set())

    assert "a<br>b" in page
    assert text("x").fi not in page
