"""Texts, dates and numbers as the national registers write them."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html.parser import HTMLParser
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.library.documents import LANGUAGES, LocalisedText
from badgeservice.library.errors import RegisterDocumentError
from badgeservice.library.pointers import step

# What the registers write where a translation is missing.
_MISSING: Final = frozenset({"", "-", "–", "—"})
_FINLAND: Final = ZoneInfo("Europe/Helsinki")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_TEXT: Final = 8_000
_MARKUP: Final = re.compile(r"<[A-Za-z/!]|&[A-Za-z#]")
_BLOCKS: Final = frozenset(
    {"p", "li", "ul", "ol", "dl", "dt", "dd", "div", "br", "tr", "h1", "h2", "h3", "h4", "h5"}
)
_UNREAD: Final = frozenset({"script", "style"})
# The end of time for the register: dates beyond it are typing errors.
_LAST_DAY: Final = date(2999, 12, 31)


class _Words(HTMLParser):
    """Collects the words of a page, a line a block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs  # Words only.
        if tag in _UNREAD:
            self._unread += 1
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNREAD:
            self._unread = max(0, self._unread - 1)
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unread:
            # Line breaks of the source are only spaces in HTML.
            self.parts.append(" ".join(re.split(r"\s", data)))


def words(text: str) -> str:
    """Return `text` on one line: no markup, no control characters, single spaces."""
    return " ".join(lines(text).split("\n"))


def lines(text: str) -> str:
    """Return `text` without markup and control characters, a line a paragraph or list item."""
    if _MARKUP.search(text):
        parser = _Words()
        parser.feed(text)
        parser.close()
        text = "".join(parser.parts)
    cleaned = ("".join(_clean(letter) for letter in line) for line in text.splitlines())
    return "\n".join(line for each in cleaned if (line := " ".join(each.split())))


def _clean(letter: str) -> str:
    return " " if ord(letter) < 0x20 or 0x7F <= ord(letter) <= 0x9F else letter  # noqa: PLR2004 - C0, DEL and C1


def localised(value: JsonValue, pointer: str) -> LocalisedText:
    """Return a text in the languages that the register gives.

    Raises:
        RegisterDocumentError: there is no Finnish text.
    """
    found = localised_or_none(value, pointer)
    if found is None:
        raise RegisterDocumentError(pointer, "a text in Finnish is needed here")
    return found


def localised_or_none(value: JsonValue, pointer: str) -> LocalisedText | None:
    """Return a text in the languages that the register gives, or None without Finnish.

    Raises:
        RegisterDocumentError: this is no localised text.
    """
    if value is None:
        return None
    texts = an_object(value, pointer)
    found = {language: _text(texts, language, pointer) for language in LANGUAGES}
    if found["fi"] is None:
        return None
    try:
        return LocalisedText(fi=found["fi"], sv=found["sv"], en=found["en"])
    except ValidationError as error:
        raise RegisterDocumentError(
            pointer, "the text holds characters that are no text"
        ) from error


def _text(texts: JsonObject, language: str, pointer: str) -> str | None:
    value = texts.get(language)
    if value is None:
        return None
    if not isinstance(value, str):
        raise RegisterDocumentError(step(pointer, language), "this is not a text")
    text = words(value)
    return None if text in _MISSING else text[:_LONGEST_TEXT].rstrip()


def an_object(value: JsonValue, pointer: str) -> JsonObject:
    """Return `value` as an object.

    Raises:
        RegisterDocumentError: it is something else.
    """
    if not isinstance(value, dict):
        raise RegisterDocumentError(pointer, "an object is needed here")
    return value


def a_list(value: JsonValue, pointer: str) -> list[JsonValue]:
    """Return `value` as a list; null is an empty one.

    Raises:
        RegisterDocumentError: it is something else.
    """
    if value is None:
        return []
    if not isinstance(value, list):
        raise RegisterDocumentError(pointer, "a list is needed here")
    return value


def a_day(value: JsonValue, pointer: str) -> date | None:
    """Return the day in Finland of a moment in milliseconds since 1970, or of an ISO date.

    Raises:
        RegisterDocumentError: it is neither, or no possible day.
    """
    if value is None:
        return None
    try:
        if isinstance(value, str):
            return date.fromisoformat(value[:10])
        if isinstance(value, int) and not isinstance(value, bool):
            day = (_EPOCH + timedelta(milliseconds=value)).astimezone(_FINLAND).date()
            if day <= _LAST_DAY:
                return day
    except (ValueError, OverflowError) as error:
        raise RegisterDocumentError(pointer, "this is not a day") from error
    raise RegisterDocumentError(pointer, "this is not a day")


def a_decimal(value: JsonValue, pointer: str) -> Decimal | None:
    """Return a number as it is written in decimals.

    Raises:
        RegisterDocumentError: it is no number.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise RegisterDocumentError(pointer, "a number is needed here")
    return Decimal(str(value))
