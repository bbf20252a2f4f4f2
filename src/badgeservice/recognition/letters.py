"""Letters about decisions, from a template that the college owns.

A template is plain text. A line that begins with `# ` or `## ` is a heading, one that begins with
`- ` an item of a list, any other a paragraph. `{{name}}` stands for a fact of the case; nothing
else has a meaning. A line all of whose names have nothing to say is left out, and so is a heading
with nothing under it. What a fact says is never read as template.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, Protocol

from badgeservice.library.documents import LANGUAGES, Credits, Language
from badgeservice.recognition.cases import Case, Decision
from badgeservice.recognition.errors import CaseUndecidedError, LetterTemplateInvalidError
from badgeservice.recognition.letter_words import (
    CREDITS,
    DEFAULT_TEMPLATES,
    IS_RECOGNISED,
    OUTCOMES,
    ROLES,
    ROUTES,
)

_NAME: Final = re.compile(r"\{\{\s*([A-Za-z]+)\s*\}\}")
# Facts of several lines; each stands alone on its line of the template.
LISTS: Final = frozenset({"requirements", "assessors"})
NAMES: Final = frozenset(
    {
        "college",
        "decisionNumber",
        "decidedOn",
        "decidedBy",
        "deciderTitle",
        "learnerName",
        "submittedOn",
        "deliveredOn",
        "outcome",
        "target",
        "credits",
        "grade",
        "route",
        "explanation",
        "currency",
        "deviations",
        *LISTS,
    }
)


class BlockKind(StrEnum):
    """What a line of a letter is."""

    TITLE = "title"
    HEADING = "heading"
    ITEM = "item"
    PARAGRAPH = "paragraph"


_MARKS: Final = (("## ", BlockKind.HEADING), ("# ", BlockKind.TITLE), ("- ", BlockKind.ITEM))


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a letter, as plain text."""

    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter, filled in. `title` is its first heading."""

    language: Language
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTemplate:
    """A college's template in a language. `revision` changes with every write."""

    language: Language
    text: str
    revision: int
    updated_at: datetime
    updated_by: str


class LetterBook(Protocol):
    """The templates of colleges, inside one transaction."""

    def template(self, organisation_id: str, language: Language) -> KeptTemplate | None:
        """Return a college's own template, None when it has not written one."""

    def put_template(
        self, organisation_id: str, language: Language, text: str, *, at: datetime, by: str
    ) -> KeptTemplate:
        """Write a template.

        Raises:
            OrganisationNotFoundError: there is no such organisation.
        """


def templates_in_use(organisation_id: str, book: LetterBook) -> dict[Language, str]:
    """Return the template of every language: the college's own, or else ours."""
    own = {language: book.template(organisation_id, language) for language in LANGUAGES}
    return {
        language: DEFAULT_TEMPLATES[language] if kept is None else kept.text
        for language, kept in own.items()
    }


def check_template(text: str) -> None:
    """Let a template pass that can be filled in.

    Raises:
        LetterTemplateInvalidError: it has an unknown name, a stray brace, or no title.
    """
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        _check_line(line, number)
    if not any(_block(line).kind is BlockKind.TITLE for line in lines):
        raise LetterTemplateInvalidError(0, "it has no title: a line that begins with “# ”")


def fill(template: str, facts: Mapping[str, str | tuple[str, ...]], language: Language) -> Letter:
    """Return the letter of a template that was checked, with these facts by their names."""
    lines = [block for line in template.splitlines() for block in _filled(line, facts)]
    blocks = tuple(_without_empty_sections(lines))
    title = next((block.text for block in blocks if block.kind is BlockKind.TITLE), "")
    return Letter(language=language, title=title, blocks=blocks)


def facts_of(case: Case, *, college: str, language: Language) -> dict[str, str | tuple[str, ...]]:
    """Return what a letter may say about a case. A fact that is not known is empty.

    Raises:
        CaseUndecidedError: nothing was decided.
    """
    decision = case.decision
    if decision is None:
        raise CaseUndecidedError(case.id)
    return {
        "college": college,
        "decisionNumber": decision.number,
        "decidedOn": _day(decision.decided_on, language),
        "decidedBy": decision.decided_by,
        "deciderTitle": decision.decider_title or "",
        "learnerName": case.learner_name or "",
        "submittedOn": _day(case.submitted_at.date(), language),
        "deliveredOn": _day(case.delivered_on, language),
        "outcome": OUTCOMES[language][decision.kind],
        "target": _target(case, language),
        "credits": _extent(decision.credits, language),
        "grade": decision.grade or "",
        "route": ROUTES[language][decision.route],
        "explanation": decision.explanation.in_language(language),
        "currency": decision.currency_reason,
        "deviations": decision.deviations or "",
        "requirements": tuple(_requirements(decision, language)),
        "assessors": tuple(
            f"{each.name}, {each.organisation} ({ROLES[language][each.role]})"
            for each in decision.assessors
        ),
    }


def _check_line(line: str, number: int) -> None:
    names = _NAME.findall(line)
    for name in names:
        if name not in NAMES:
            raise LetterTemplateInvalidError(number, f"there is nothing that is called {name}")
    rest = _NAME.sub("", line)
    if "{{" in rest or "}}" in rest:
        raise LetterTemplateInvalidError(number, "a name is written {{name}}, in letters alone")
    if LISTS.intersection(names) and (len(names) > 1 or rest.strip()):
        raise LetterTemplateInvalidError(number, f"{names[0]} is a list and needs its own line")


def _block(line: str) -> Block:
    for mark, kind in _MARKS:
        if line.startswith(mark):
            return Block(kind, line.removeprefix(mark).strip())
    return Block(BlockKind.PARAGRAPH, line.strip())


def _filled(line: str, facts: Mapping[str, str | tuple[str, ...]]) -> Iterator[Block]:
    block, names = _block(line), _NAME.findall(line)
    values = [facts.get(name, "") for name in names]
    if not block.text or (names and not any(values)):
        return
    if len(values) == 1 and isinstance(values[0], tuple):
        yield from (Block(BlockKind.ITEM, text) for text in values[0])
        return
    text = _NAME.sub(lambda found: str(facts.get(found[1], "")), block.text)
    yield Block(block.kind, text.strip())


def _without_empty_sections(blocks: Iterable[Block]) -> Iterator[Block]:
    """Leave out headings that have nothing under them; the title stays."""
    waiting: Block | None = None
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            waiting = block
            continue
        if waiting is not None:
            yield waiting
            waiting = None
        yield block


def _requirements(decision: Decision, language: Language) -> Iterator[str]:
    for line in decision.requirements:
        verdict = f"{line.code}: {IS_RECOGNISED[language][line.is_recognised]}"
        yield f"{verdict} – {line.reason}" if line.reason else verdict


def _target(case: Case, language: Language) -> str:
    """Return the name of the mapping as it was frozen, in a language or else in Finnish."""
    name = case.basis.mapping.get("name")
    if not isinstance(name, dict):
        return ""
    found = name.get(language) or name.get("fi")
    return found if isinstance(found, str) else ""


def _extent(extent: Credits | None, language: Language) -> str:
    if extent is None:
        return ""
    number = f"{extent.value.normalize():f}"
    return (
        f"{number if language == 'en' else number.replace('.', ',')} "
        + (CREDITS[language][extent.unit])
    )


def _day(day: date | None, language: Language) -> str:
    if day is None:
        return ""
    return day.isoformat() if language == "en" else f"{day.day}.{day.month}.{day.year}"
