"""What checks say, in Finnish, Swedish and English: the same for the API, the pages and the shell.

Each code has a sentence of its own; where a fact for it is missing, or a code is new, its check has
one for all others.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Final

import yaml
from babel.dates import format_date, format_time

from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.errors import DateMalformedError
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.library.documents import LANGUAGES, Language
from badgeservice.verification.report import Caution, Check, Outcome

LOCALES: Final[Mapping[Language, str]] = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}
_FORMATTER: Final = string.Formatter()
# Sentences are but a few hundred, and each is asked for its open places again and again.
_MOST_SENTENCES: Final = 2_048


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: Language) -> Mapping[str, str]:
    """Return every sentence of a language by its dotted key."""
    folder = files("badgeservice.verification").joinpath("wording")
    tree = yaml.safe_load(folder.joinpath(f"{language}.yaml").read_text("utf-8"))
    return dict(flat(tree, ""))


def flat(tree: Mapping[str, object], prefix: str) -> Iterator[tuple[str, str]]:
    """Yield the texts in a tree of them, each with its dotted key."""
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value).strip()


@lru_cache(maxsize=_MOST_SENTENCES)
def placeholders(sentence: str) -> frozenset[str]:
    """Return the names that `sentence` leaves open."""
    return frozenset(name for _, name, _, _ in _FORMATTER.parse(sentence) if name)


def check_name(name: str, language: Language) -> str:
    """Return what a check is called."""
    said = catalogue(language)
    return said.get(f"names.{name}") or said["names.other"]


def own_sentence(check: Check, language: Language) -> str | None:
    """Return the sentence of a check's own code; None where there is none, or a fact is missing."""
    said = catalogue(language)
    sentence = said.get(f"sentences.{check.code}")
    found = None if sentence is None else _filled(sentence, check.facts or {}, language)
    if found is None or not check.facts:
        return found
    # Of what could not be read now, a reader should know when it last could.
    age = _filled(said["last-good"], check.facts, language)
    return f"{found} {age}" if age else found


def check_sentence(check: Check, language: Language) -> str:
    """Return what a check found, at least roughly."""
    found = own_sentence(check, language)
    if found is not None:
        return found
    said = catalogue(language)
    if check.outcome is Outcome.PASSED:
        return said["outcomes.passed"]
    return said.get(f"otherwise.{check.name}") or said["otherwise.other"]


def caution_sentence(caution: Caution, language: Language) -> str | None:
    """Return the sentence of a warning, if there is one in that language and no fact is missing."""
    sentence = catalogue(language).get(f"warnings.{caution.code}")
    return None if sentence is None else _filled(sentence, caution.facts or {}, language)


def check_messages(check: Check) -> JsonObject:
    """Return what a check found, in every language."""
    return {language: check_sentence(check, language) for language in LANGUAGES}


def caution_messages(caution: Caution) -> JsonObject:
    """Return what a warning says, in every language; in English where there is nothing else."""
    return {
        language: caution_sentence(caution, language) or caution.message for language in LANGUAGES
    }


def day_in_words(moment: datetime, language: Language) -> str:
    """Return the day of `moment` in words, in UTC."""
    return format_date(moment, format="long", locale=LOCALES[language])


def moment_in_words(moment: datetime, language: Language) -> str:
    """Return day and time of `moment` in words, in UTC."""
    time = format_time(moment, format="short", locale=LOCALES[language])
    return catalogue(language)["moment"].format(date=day_in_words(moment, language), time=time)


def _filled(sentence: str, facts: Mapping[str, JsonValue], language: Language) -> str | None:
    wanted = placeholders(sentence)
    if not wanted:
        return sentence
    if not wanted <= facts.keys():
        return None
    return sentence.format_map({name: _said(facts[name], language) for name in wanted})


def _said(fact: JsonValue, language: Language) -> str:
    if isinstance(fact, list):
        return ", ".join(_said(item, language) for item in fact)
    if not isinstance(fact, str):
        return str(fact)
    try:
        return moment_in_words(parse_datetime(fact), language)
    except DateMalformedError:
        return fact
