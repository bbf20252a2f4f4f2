"""A page that shows what a badge class will say, before anything is published.

One file without scripts or links to elsewhere, so that it can be sent to a colleague.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Final

from badgeservice.credentials.strict_json import JsonValue
from badgeservice.library.documents import (
    LANGUAGES,
    Alignment,
    BadgeClass,
    CriteriaSet,
    Criterion,
    Language,
    LocalisedText,
    RequiredBadge,
    Strength,
    Unit,
    UnitRef,
)
from badgeservice.library.word_rules import words_of

_LANGUAGE_NAMES: Final[Mapping[Language, str]] = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "fi": {
        "missing": "Tätä ei ole vielä suomennettu.",
        "criteria": "Kriteerit",
        "units": "Tutkinnon osat",
        "covers": "kattaa vaatimuksen",
        "contributes": "tukee vaatimusta",
        "credits": "Laajuus",
        "validity": "Voimassaolo",
        "level": "Taso",
        "assessment": "Arviointi",
        "participation": "Osallistuminen",
        "quality": "Laadunvarmistus",
        "requires": "Vaaditut merkit",
        "unknown": "ei määritelty",
        "for ever": "toistaiseksi",
    },
    "sv": {
        "missing": "Detta har inte översatts till svenska ännu.",
        "criteria": "Kriterier",
        "units": "Examensdelar",
        "covers": "täcker kravet",
        "contributes": "bidrar till kravet",
        "credits": "Omfattning",
        "validity": "Giltighet",
        "level": "Nivå",
        "assessment": "Bedömning",
        "participation": "Deltagande",
        "quality": "Kvalitetssäkring",
        "requires": "Märken som krävs",
        "unknown": "inte angiven",
        "for ever": "tills vidare",
    },
    "en": {
        "missing": "This has not been translated into English yet.",
        "criteria": "Criteria",
        "units": "Qualification units",
        "covers": "covers the requirement",
        "contributes": "contributes to the requirement",
        "credits": "Extent",
        "validity": "Validity",
        "level": "Level",
        "assessment": "Assessment",
        "participation": "Participation",
        "quality": "Quality assurance",
        "requires": "Badges required",
        "unknown": "not stated",
        "for ever": "until further notice",
    },
}
_CREDIT_NAMES: Final[Mapping[Language, Mapping[str, str]]] = {
    "fi": {"osp": "osp", "ects": "op"},
    "sv": {"osp": "kp", "ects": "sp"},
    "en": {"osp": "competence points", "ects": "ECTS credits"},
}
_STYLE: Final = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;"
    "color:#1a1a1a;background:#fff}section{border-top:2px solid #5b5b5b;margin-top:2rem}"
    "dt{font-weight:700}dd{margin:0 0 .5rem}.missing{color:#8a1c00;font-style:italic}"
    ".status{font-weight:700}li{margin-bottom:.5rem}"
)


def preview_html(
    badge_class: BadgeClass, criteria_set: CriteriaSet, units: Sequence[Unit] = ()
) -> str:
    """Return a page that shows a class in Finnish, Swedish and English, missing texts included.

    `units` are those known to the library; texts of requirements are taken from them.
    """
    known = {unit.ref: unit for unit in units}
    sections = "".join(
        _section(badge_class, criteria_set, known, language) for language in LANGUAGES
    )
    contents = "".join(
        f'<li><a href="#{language}" lang="{language}">{_LANGUAGE_NAMES[language]}</a></li>'
        for language in LANGUAGES
    )
    name = escape(badge_class.name.fi)
    return (
        '<!doctype html>\n<html lang="fi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{name} – {escape(badge_class.id)} v{badge_class.version}</title>"
        f"<style>{_STYLE}</style></head><body><header>"
        f'<p class="status">{escape(badge_class.id)} v{badge_class.version}: '
        f"{badge_class.status} · {badge_class.badge_kind} · "
        f"{escape(badge_class.achievement_type)}</p><nav><ul>{contents}</ul></nav></header>"
        f"<main><h1>{name}</h1>{sections}</main></body></html>\n"
    )


def _section(
    badge_class: BadgeClass,
    criteria_set: CriteriaSet,
    known: Mapping[UnitRef, Unit],
    language: Language,
) -> str:
    words = _WORDS[language]
    facts = "".join(
        f"<dt>{words[word]}</dt><dd>{value}</dd>" for word, value in _facts(badge_class, language)
    ) + _own_words(badge_class)
    criteria = "".join(
        _criterion(criterion, known, language) for criterion in criteria_set.criteria
    )
    return (
        f'<section id="{language}" lang="{language}" aria-labelledby="name-{language}">'
        f'<h2 id="name-{language}">{_text(badge_class.name, language)}</h2>'
        f"<p>{_text(badge_class.description, language)}</p><dl>{facts}</dl>"
        f"{_list(words['units'], (_unit(ref, known, language) for ref in badge_class.units))}"
        f"{_list(words['requires'], map(_required, badge_class.requires))}"
        f"<h3>{words['criteria']}</h3><p>{_text(criteria_set.name, language)} "
        f"(v{criteria_set.version})</p><ol>{criteria}</ol></section>"
    )


def _facts(badge_class: BadgeClass, language: Language) -> Iterator[tuple[str, str]]:
    words = _WORDS[language]
    extent = badge_class.credits
    named = (
        words["unknown"]
        if extent is None
        else f"{extent.value.normalize():f} {_CREDIT_NAMES[language][extent.unit]}"
    )
    level = badge_class.level
    yield "credits", named
    yield "validity", escape(badge_class.validity or words["for ever"])
    yield "level", escape(f"{level.framework} {level.level}") if level else words["unknown"]
    yield "assessment", _text(badge_class.assessment, language)
    yield "participation", _text(badge_class.participation, language)
    yield "quality", _text(badge_class.quality_assurance, language)


def _own_words(badge_class: BadgeClass) -> str:
    """They are the same in every language."""
    said = {} if badge_class.extensions is None else words_of(badge_class.extensions)
    return "".join(
        f"<dt>{escape(word)}</dt><dd>{escape(_value(value))}</dd>" for word, value in said.items()
    )


def _value(value: JsonValue) -> str:
    if isinstance(value, list):
        return ", ".join(map(_value, value))
    return value if isinstance(value, str) else json.dumps(value)


def _criterion(criterion: Criterion, known: Mapping[UnitRef, Unit], language: Language) -> str:
    alignments = "".join(
        f"<li>{_alignment(alignment, known, language)}</li>" for alignment in criterion.alignments
    )
    below = f"<ul>{alignments}</ul>" if alignments else ""
    return f"<li>{_text(criterion.text, language)}{below}</li>"


def _alignment(alignment: Alignment, known: Mapping[UnitRef, Unit], language: Language) -> str:
    unit = known.get(alignment.unit_ref)
    found = (
        [each for each in unit.requirements if each.code == alignment.requirement] if unit else []
    )
    words = _WORDS[language]
    verb = words["covers"] if alignment.strength is Strength.COVERS else words["contributes"]
    said = f"{_fact(found[0].text, language)} " if found else ""
    return f"{verb}: {said}({escape(alignment.requirement)}, {escape(alignment.unit)})"


def _unit(ref: UnitRef, known: Mapping[UnitRef, Unit], language: Language) -> str:
    unit = known.get(ref)
    return f"{_fact(unit.name, language)} ({escape(ref.code)})" if unit else escape(ref.code)


def _required(required: RequiredBadge) -> str:
    return f"{escape(required.id)} (v{required.minimum_version}+)"


def _list(title: str, members: Iterable[str]) -> str:
    items = "".join(f"<li>{member}</li>" for member in members)
    return f"<h3>{title}</h3><ul>{items}</ul>" if items else ""


def _fact(text: LocalisedText, language: Language) -> str:
    """Official texts are shown in Finnish where the source has no other, and marked so."""
    if getattr(text, language) is not None:
        return escape(text.in_language(language))
    return f'<span lang="fi">{escape(text.fi)}</span>'


def _text(text: LocalisedText, language: Language) -> str:
    if getattr(text, language) is None:
        return f'<span class="missing">{_WORDS[language]["missing"]}</span>'
    return escape(text.in_language(language)).replace("\n", "<br>")
