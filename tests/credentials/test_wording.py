"""What registered words may say: what their context states, and what a signature can cover."""

from __future__ import annotations

from typing import Any, Final

import pytest

from badgeservice.credentials.canonical import canonicalise
from badgeservice.credentials.contexts.extension import ExtensionContext, read_extension_context
from badgeservice.credentials.errors import ContextAlteredError, WordsInvalidError
from badgeservice.credentials.model import (
    CONTEXTS,
    Achievement,
    Criteria,
    Extension,
    achievement_document,
)
from badgeservice.credentials.strict_json import serialise
from badgeservice.credentials.walker.walk import walk
from badgeservice.credentials.wording import Vocabulary, read_vocabulary

URL: Final = "https://badges.example.org/contexts/county/care/1"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
TYPES: Final = {
    "place": None,
    "hours": f"{XSD}integer",
    "share": f"{XSD}double",
    "price": f"{XSD}decimal",
    "isPaid": f"{XSD}boolean",
    "begun": f"{XSD}date",
    "seen": f"{XSD}dateTime",
    "motto": f"{XSD}string",
    "site": "@id",
}


def context() -> ExtensionContext:
    members: dict[str, Any] = {
        name: {"@id": f"{URL}#{name}", **({"@type": stated} if stated else {})}
        for name, stated in TYPES.items()
    }
    members["tools"] = {"@id": f"{URL}#tools", "@container": "@set"}
    document: dict[str, Any] = {"@context": {"@protected": True, **members}}
    return read_extension_context(serialise(document), url=URL, vocabulary=f"{URL}#")


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return read_vocabulary(context())


def achievement(**words: Any) -> dict[str, Any]:
    document: dict[str, Any] = achievement_document(
        Achievement(
            id="https://college.example/achievements/1",
            name="Hitsaaja",
            description="Hitsaa",
            criteria=Criteria(narrative="Hitsaa"),
            extension=Extension(context=URL, words=words),
        )
    )
    return document


FITTING: Final[dict[str, dict[str, Any]]] = {
    "text": {"place": "Kotka"},
    "number-where-nothing-is-stated": {"place": 3},
    "truth-where-nothing-is-stated": {"place": True},
    "several-values": {"place": ["Kotka", "Turku"]},
    "whole-number": {"hours": 120},
    "nothing-of-it": {"hours": 0},
    "fraction": {"share": 0.25},
    "whole-number-as-double": {"share": 2},
    "decimal": {"price": 2},
    "decimal-as-text": {"price": "-2.50"},
    "truth": {"isPaid": False},
    "day": {"begun": "2026-11-24"},
    "moment": {"seen": "2026-11-24T10:00:00+02:00"},
    "string": {"motto": "null"},
    "address": {"site": "https://college.example/?a=b#c"},
    "set": {"tools": ["saw"]},
    "many": {"hours": 1, "motto": "Työ\ntekijäänsä", "site": "urn:a:b", "isPaid": True},
}


@pytest.mark.parametrize("words", FITTING.values(), ids=FITTING.keys())
def test_what_fits_is_signed_under_its_own_name(
    vocabulary: Vocabulary, words: dict[str, Any]
) -> None:
    vocabulary.require(words)

    form = canonicalise(achievement(**words), contexts=vocabulary.contexts).decode()
    assert all(f"<{URL}#{name}>" in form for name in words)


@pytest.mark.parametrize("name", sorted(FITTING.keys() - {"decimal-as-text", "moment"}))
def test_what_fits_is_walked(vocabulary: Vocabulary, name: str) -> None:
    document = achievement(**FITTING[name])

    form = walk(document, contexts=vocabulary.contexts).graph.canonical()

    assert form == canonicalise(document, contexts=vocabulary.contexts)


@pytest.mark.parametrize(
    ("words", "pointer", "reason"),
    [
        pytest.param({"wage": 3}, "/wage", "does not define", id="word-of-nobody"),
        pytest.param({"name": "x"}, "/name", "does not define", id="word-of-open-badges"),
        pytest.param({"@id": "urn:x"}, "/@id", "does not define", id="keyword"),
        pytest.param({f"{URL}#hours": 3}, None, "does not define", id="word-by-its-iri"),
        pytest.param({"place": None}, "/place", "must be", id="null"),
        pytest.param({"place": {"id": "urn:x"}}, "/place", "must be", id="object"),
        pytest.param({"place": [["x"]]}, "/place", "must be", id="list-in-a-list"),
        pytest.param({"hours": "120"}, "/hours", "whole number", id="number-as-text"),
        pytest.param({"hours": 1.5}, "/hours", "whole number", id="fraction"),
        pytest.param({"hours": 2.0}, "/hours", "whole number", id="whole-in-another-notation"),
        pytest.param({"hours": True}, "/hours", "whole number", id="truth-for-a-number"),
        pytest.param({"hours": [1, "2"]}, "/hours", "whole number", id="one-of-two"),
        pytest.param({"share": "0.25"}, "/share", "a number", id="double-as-text"),
        pytest.param({"price": 2.5}, "/price", "such as 2.5", id="decimal-as-number"),
        pytest.param({"price": "2,50"}, "/price", "such as 2.5", id="decimal-with-a-comma"),
        pytest.param({"isPaid": 1}, "/isPaid", "true or false", id="number-for-a-truth"),
        pytest.param({"isPaid": "true"}, "/isPaid", "true or false", id="truth-as-text"),
        pytest.param({"begun": "24.11.2026"}, "/begun", "YYYY-MM-DD", id="day-in-finnish"),
        pytest.param({"begun": "2026-02-30"}, "/begun", "YYYY-MM-DD", id="no-such-day"),
        pytest.param({"begun": "2026-11-24\n"}, "/begun", "YYYY-MM-DD", id="day-and-line-break"),
        pytest.param({"seen": "2026-11-24T10:00:00"}, "/seen", "time zone", id="no-zone"),
        pytest.param({"motto": 3}, "/motto", "a text", id="number-for-a-text"),
        pytest.param({"site": "college/1"}, "/site", "", id="relative-address"),
        pytest.param({"site": 3}, "/site", "a text", id="number-for-an-address"),
        pytest.param({"site": "_:b0"}, "/site", "", id="blank-node"),
        pytest.param({"place": "a\tb"}, "/place", "control", id="tab"),
        pytest.param({"place": []}, "/place", "empty", id="empty-list"),
        pytest.param({"place": ["x", "x"]}, "/place/1", "twice", id="value-twice"),
        pytest.param({"place": 2**60}, "/place", "round", id="number-that-readers-round"),
    ],
)
def test_what_does_not_fit_is_refused(
    vocabulary: Vocabulary, words: dict[str, Any], pointer: str | None, reason: str
) -> None:
    with pytest.raises(WordsInvalidError) as refusal:
        vocabulary.require(words)

    assert pointer in (None, refusal.value.pointer)
    assert reason in refusal.value.reason


@pytest.mark.parametrize("name", ["place", "tools"])
def test_a_list_of_one_and_its_value_alone_are_signed_alike(
    vocabulary: Vocabulary, name: str
) -> None:
    forms = set()
    values: tuple[Any, ...] = ("saw", ["saw"])
    for value in values:
        vocabulary.require({name: value})
        forms.add(canonicalise(achievement(**{name: value}), contexts=vocabulary.contexts))

    assert len(forms) == 1


def test_words_of_an_altered_context_are_not_read() -> None:
    intact = context()
    altered = ExtensionContext(URL, intact.content.replace(b"hours", b"hourz", 1), intact.sha256)

    with pytest.raises(ContextAlteredError, match=URL):
        read_vocabulary(altered)


def test_the_context_is_named_after_those_that_everybody_knows() -> None:
    document = achievement(place="Kotka")

    assert document["@context"] == [*CONTEXTS, URL]
    assert document["place"] == "Kotka"
