"""The words of the pages in Finnish, Swedish and English, and dates in each."""

from __future__ import annotations

import string
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import yaml
from babel.dates import format_date, format_time

from badgeservice.library.documents import LANGUAGES, Language

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from badgeservice.credentials.strict_json import JsonValue

LANGUAGE_NAMES: Final[dict[Language, str]] = {"fi": "Suomi", "sv": "Svenska", "en": "English"}

_LOCALES: Final[dict[Language, str]] = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: Language) -> Mapping[str, str]:
    """Return every sentence of a language by its dotted key."""
    raw = files("badgeservice.web").joinpath(f"messages/{language}.yaml").read_text("utf-8")
    return dict(_flat(yaml.safe_load(raw), ""))


def placeholders(sentence: str) -> frozenset[str]:
    """Return the names that `sentence` leaves open."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(sentence) if name)


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of one language."""

    language: Language

    def __call__(self, key: str, **facts: JsonValue) -> str:
        """Return a sentence with its open places filled in.

        Raises:
            KeyError: there is no such sentence, or a fact is missing. Tests see to it that
                neither happens.
        """
        return catalogue(self.language)[key].format_map(facts)

    def find(self, key: str, facts: Mapping[str, JsonValue]) -> str | None:
        """Return a sentence, or None where there is none or a fact for it is missing."""
        sentence = catalogue(self.language).get(key)
        if sentence is None or not placeholders(sentence) <= facts.keys():
            return None
        return sentence.format_map({name: _said(fact) for name, fact in facts.items()})

    def date(self, moment: datetime) -> str:
        """Return the day of `moment` in words, in UTC."""
        return format_date(moment, format="long", locale=_LOCALES[self.language])

    def moment(self, moment: datetime) -> str:
        """Return day and time of `moment` in words, in UTC."""
        time = format_time(moment, format="short", locale=_LOCALES[self.language])
        return self("site.moment", date=self.date(moment), time=time)


def _said(fact: JsonValue) -> str:
    if isinstance(fact, list):
        return ", ".join(_said(item) for item in fact)
    return str(fact)


def _flat(tree: Mapping[str, object], prefix: str) -> list[tuple[str, str]]:
    entries: list[tuple[str, str]] = []
    for name, value in tree.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict):
            entries.extend(_flat(value, f"{key}."))
        else:
            entries.append((key, str(value).strip()))
    return entries
