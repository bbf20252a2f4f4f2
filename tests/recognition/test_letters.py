"""Letters: what a template may say, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.library.documents import Language
from badgeservice.recognition.cases import DecisionKind, RequirementDecision
from badgeservice.recognition.errors import CaseUndecidedError, LetterTemplateInvalidError
from badgeservice.recognition.letter_words import (
    CREDITS,
    DEFAULT_TEMPLATES,
    IS_RECOGNISED,
    OUTCOMES,
    ROLES,
    ROUTES,
)
from badgeservice.recognition.letters import (
    NAMES,
    Block,
    BlockKind,
    check_template,
    facts_of,
    fill,
)
from tests.recognition.cases import case, decision, frozen_basis

LANGUAGES: tuple[Language, ...] = get_args(Language)


def texts(template: str, **facts: str | tuple[str, ...]) -> list[tuple[str, str]]:
    letter = fill(template, facts, "fi")
    return [(block.kind.value, block.text) for block in letter.blocks]


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_templates_can_be_filled_in(language: Language) -> None:
    check_template(DEFAULT_TEMPLATES[language])
    given_case = case(decision=decision())

    facts = facts_of(given_case, college="Opisto", language=language)
    letter = fill(DEFAULT_TEMPLATES[language], facts, language)

    written = "\n".join(block.text for block in letter.blocks)
    assert set(facts) == NAMES
    assert letter.title == letter.blocks[0].text
    assert "{{" not in written
    for fact in ("Opisto", "12/2026", "Åsa Öhman-Nguyễn", "Riitta Rehtori", "Tiina Työ"):
        assert fact in written
    assert OUTCOMES[language][DecisionKind.RECOGNISED] in written


def test_all_words_are_there_in_all_languages() -> None:
    for words in (OUTCOMES, ROUTES, ROLES, CREDITS, IS_RECOGNISED):
        assert set(words) == set(LANGUAGES)
        keys = {frozenset(words[language]) for language in LANGUAGES}
        assert len(keys) == 1
        for language in LANGUAGES:
            assert all(words[language].values())


def test_facts_are_said_in_the_language_of_the_letter() -> None:
    given_case = case(
        decision=decision(),
        basis=replace(frozen_basis(), mapping={"name": {"fi": "Ohjaaja", "sv": "Handledare"}}),
    )

    found = {
        language: facts_of(given_case, college="Opisto", language=language)
        for language in LANGUAGES
    }

    assert [found[each]["target"] for each in LANGUAGES] == ["Ohjaaja", "Handledare", "Ohjaaja"]
    assert [found[each]["decidedOn"] for each in LANGUAGES] == [
        "24.11.2026",
        "24.11.2026",
        "2026-11-24",
    ]
    assert [found[each]["credits"] for each in LANGUAGES] == [
        "5 osaamispistettä",
        "5 kompetenspoäng",
        "5 competence points",
    ]


def test_each_requirement_is_told_with_its_reason() -> None:
    lines = (
        RequirementDecision(code="r1", is_recognised=True, reason=""),
        RequirementDecision(code="r2", is_recognised=False, reason="Ei näyttöä"),
    )

    facts = facts_of(case(decision=decision(requirements=lines)), college="O", language="fi")

    assert facts["requirements"] == ("r1: tunnustetaan", "r2: ei tunnusteta – Ei näyttöä")


def test_without_a_decision_there_is_no_letter() -> None:
    with pytest.raises(CaseUndecidedError):
        facts_of(case(), college="Opisto", language="fi")


def test_lines_are_headings_items_and_paragraphs() -> None:
    template = "# Otsikko\n\n## Väli\n- kohta {{grade}}\nteksti\n{{assessors}}"

    assert texts(template, grade="4", assessors=("A", "B")) == [
        ("title", "Otsikko"),
        ("heading", "Väli"),
        ("item", "kohta 4"),
        ("paragraph", "teksti"),
        ("item", "A"),
        ("item", "B"),
    ]


def test_what_has_nothing_to_say_is_left_out_with_its_heading() -> None:
    template = "# O\n## A\nArvosana: {{grade}}\n## B\n{{assessors}}\n## C\n{{credits}} {{grade}}"

    assert texts(template, grade="", assessors=(), credits="5") == [
        ("title", "O"),
        ("heading", "C"),
        ("paragraph", "5"),
    ]


@given(st.sampled_from(sorted(NAMES - {"assessors", "requirements"})), st.text())
def test_a_fact_is_never_read_as_template(name: str, fact: str) -> None:
    """A11: whatever a fact says stands in the letter as it is."""
    tricky = f"{{{{grade}}}} # <b>{fact}"

    letter = fill(f"# T\nsays {{{{{name}}}}}", {"grade": "4", name: tricky}, "fi")

    assert letter.blocks[1:] == (Block(BlockKind.PARAGRAPH, f"says {tricky}".strip()),)


@pytest.mark.parametrize(
    ("template", "line"),
    [
        pytest.param("# T\n{{hetu}}", 2, id="an unknown name"),
        pytest.param("# T\n\n{{case.learner}}", 3, id="an attribute"),
        pytest.param("# T\n{{ 7*7 }}", 2, id="a sum"),
        pytest.param("# T\n{{grade", 2, id="never closed"),
        pytest.param("# T\ngrade}}", 2, id="never opened"),
        pytest.param("# T\n{{{{grade}}}}", 2, id="twice over"),
        pytest.param("# T\nArvioijat: {{assessors}}", 2, id="a list in a sentence"),
        pytest.param("# T\n{{assessors}}{{requirements}}", 2, id="two lists on a line"),
        pytest.param("{{grade}}", 0, id="no title"),
        pytest.param("", 0, id="nothing"),
    ],
)
def test_a_template_that_means_something_else_is_refused(template: str, line: int) -> None:
    with pytest.raises(LetterTemplateInvalidError) as caught:
        check_template(template)

    assert caught.value.line == line
