"""Values of registered words in a badge class: the same in files, over the API and in the books."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from badgeservice.library.changes import changes_between
from badgeservice.library.documents import BadgeClass
from badgeservice.library.files import parse_file, render
from badgeservice.library.keys import path_of
from tests.builders import badge_class


def with_words(**words: Any) -> BadgeClass:
    extensions = {"context": {"id": "work", "version": 1}, "values": words}
    plain = badge_class().model_dump(mode="json", by_alias=True)
    return BadgeClass.model_validate_json(json.dumps({**plain, "extensions": extensions}))


@pytest.mark.parametrize(
    "value", ["x", "no", "2026-01-01", 3, -0.5, 2.0, True, [1, 2.5, "a", False]]
)
def test_a_value_keeps_its_type_in_files_and_as_json(value: object) -> None:
    given = with_words(hours=value, retrieved=value)

    parsed = parse_file(path_of(given), render(given)[1]).document
    read = BadgeClass.model_validate_json(given.model_dump_json(by_alias=True))

    assert parsed is not None
    for each in (parsed, read):
        assert each.model_dump_json() == given.model_dump_json()


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(None, id="null"),
        pytest.param({}, id="object"),
        pytest.param([], id="empty-list"),
        pytest.param([["x"]], id="list-in-a-list"),
        pytest.param([1] * 101, id="long-list"),
        pytest.param("", id="empty"),
        pytest.param(" \n", id="blank"),
        pytest.param("a\tb", id="tab"),
        pytest.param("a" * 8_001, id="long-text"),
        pytest.param(10**15, id="long-number"),
        pytest.param(1e-7, id="exponent"),
        pytest.param(1e15, id="large-fraction"),
        pytest.param(0.1234567, id="too-exact"),
    ],
)
def test_a_value_that_files_or_signatures_write_in_two_ways_is_refused(value: object) -> None:
    with pytest.raises(ValidationError) as refusal:
        with_words(hours=value)

    assert [error["loc"] for error in refusal.value.errors()] == [("extensions", "values", "hours")]


@pytest.mark.parametrize("word", ["", "@id", "ext:hours", "https://a/b", "työ", "a" * 65, "1st"])
def test_a_word_is_a_plain_name(word: str) -> None:
    with pytest.raises(ValidationError):
        with_words(**{word: 1})


def test_words_without_values_say_nothing() -> None:
    with pytest.raises(ValidationError):
        with_words()


@pytest.mark.parametrize(
    "word", ["hours", "units", "requirements", "criteria", "fi", "status", "strength"]
)
def test_a_change_of_a_word_is_told_whatever_it_is_called(word: str) -> None:
    changes = changes_between(with_words(**{word: ["a", "b"]}), with_words(**{word: ["a", "c"]}))

    pointer = f"/extensions/values/{word}"
    assert [change.pointer for change in changes] == [pointer]
    assert "c" in str(changes[0].new)
