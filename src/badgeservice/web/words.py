"""The words of the pages in Finnish, Swedish and English, and dates in each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, TypeAlias

import yaml
from babel.dates import format_date
from babel.numbers import format_decimal

from badgeservice.library.documents import LANGUAGES, Language
from badgeservice.verification import sentences
from badgeservice.verification.sentences import flat, placeholders

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from decimal import Decimal

    from badgeservice.credentials.strict_json import JsonValue

    # Inside the class, `date` is a method.
    _Day: TypeAlias = date

LANGUAGE_NAMES: Final[dict[Language, str]] = {"fi": "Suomi", "sv": "Svenska", "en": "English"}


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: Language) -> Mapping[str, str]:
    """Return every sentence of a language by its key; those of checks begin with `check.`."""
    raw = files("badgeservice.web").joinpath(f"messages/{language}.yaml").read_text("utf-8")
    of_checks = {f"check.{key}": text for key, text in sentences.catalogue(language).items()}
    return {**dict(flat(yaml.safe_load(raw), "")), **of_checks}


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
        return sentences.day_in_words(moment, self.language)

    def day(self, day: _Day) -> str:
        """Return a day as briefly as it is written."""
        said: str = format_date(day, format="medium", locale=sentences.LOCALES[self.language])
        return said

    def number(self, value: Decimal) -> str:
        """Return a number as it is written."""
        return format_decimal(value, locale=sentences.LOCALES[self.language])

    def moment(self, moment: datetime) -> str:
        """Return day and time of `moment` in words, in UTC."""
        return sentences.moment_in_words(moment, self.language)


def _said(fact: JsonValue) -> str:
    if isinstance(fact, list):
        return ", ".join(_said(item) for item in fact)
    return str(fact)
