"""Every code has its sentences in three languages, a page, and what a standard calls it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from badgeservice.library.documents import LANGUAGES, Language
from badgeservice.verification.explanations import (
    check_of,
    codes,
    explanation,
    explanation_document,
)
from badgeservice.verification.problem_types import PROBLEM_TYPES
from badgeservice.verification.report import Caution, Check, Outcome
from badgeservice.verification.sentences import (
    catalogue,
    caution_messages,
    check_messages,
    check_sentence,
    moment_in_words,
    own_sentence,
    placeholders,
)
from tests.builders import ORIGIN
from tests.verification.codes import codes_of_the_sources

FOUND = codes_of_the_sources()
REVOKED = Check(name="status", outcome=Outcome.FAILED, code="status.revoked", message="In English.")


def test_the_codes_in_the_sources_can_all_be_read() -> None:
    assert FOUND.unread == []
    assert len(FOUND.checks) > 90


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_that_verification_can_give_has_a_sentence(language: Language) -> None:
    said = catalogue(language)

    assert {code for code in FOUND.checks if f"sentences.{code}" not in said} == set()
    assert {code for code in FOUND.warnings if f"warnings.{code}" not in said} == set()


def test_every_code_that_verification_can_give_is_explained() -> None:
    unexplained = {code for code in FOUND.checks | FOUND.warnings if explanation(code) is None}

    assert unexplained == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything_that_finnish_says(language: Language) -> None:
    finnish, other = catalogue("fi"), catalogue(language)

    assert other.keys() == finnish.keys()
    assert not [key for key, sentence in other.items() if not sentence]
    assert {key: placeholders(sentence) for key, sentence in other.items()} == {
        key: placeholders(sentence) for key, sentence in finnish.items()
    }


def test_every_check_has_a_name_and_says_what_it_asks() -> None:
    names = {check_of(code) for code in FOUND.checks}
    said = catalogue("fi")

    for part in ("names", "otherwise"):
        assert {name for name in names if f"{part}.{name}" not in said} == set()
    assert {name for name in names if f"about.{name.partition('.')[0]}" not in said} == set()


@pytest.mark.parametrize("code", codes())
def test_a_code_is_explained_in_every_language(code: str) -> None:
    found = explanation(code)
    assert found is not None

    document = explanation_document(found, origin=ORIGIN)

    assert document["type"] == f"{ORIGIN}/checks/{code}"
    for part in ("names", "about", "advice"):
        assert document[part].keys() == set(LANGUAGES)  # type: ignore[union-attr]  # an object
    assert "{" not in str(document["messages"]).strip("{}")


@pytest.mark.parametrize(
    ("code", "beginning"),
    [
        ("status.ok", "There is nothing to do"),
        ("status.list-unreachable", "Try again"),
        ("source.unreachable", "Check the address"),
        ("proof.signature-invalid", "Do not rely"),
        ("proof.cryptosuite-unsupported", "This service cannot"),
        ("validity.expired", "The badge is genuine"),
        ("shape.missing", "Ask the issuer"),
        ("issuer.trust-not-assessed", "This does not change"),
    ],
)
def test_the_advice_fits_what_was_found(code: str, beginning: str) -> None:
    found = explanation(code)

    assert found is not None
    assert found.advice("en").startswith(beginning)


def test_a_check_says_it_in_three_languages() -> None:
    assert check_messages(REVOKED) == {
        "fi": "Myöntäjä on mitätöinyt merkin.",
        "sv": "Utfärdaren har ogiltigförklarat märket.",
        "en": "The issuer has revoked the badge.",
    }


def test_a_new_code_is_said_as_its_check_says_all_others() -> None:
    check = Check(name="shape", outcome=Outcome.FAILED, code="shape.brand-new", message="x")

    assert own_sentence(check, "en") is None
    assert check_sentence(check, "en").startswith("The badge does not have the form")


def test_a_new_warning_is_said_in_english_everywhere() -> None:
    assert set(caution_messages(Caution(code="new.one", message="Mind.")).values()) == {"Mind."}


def test_a_moment_among_the_facts_is_said_in_words() -> None:
    facts = {"validUntil": "2026-11-24T08:05:00Z"}
    check = Check(
        name="validity", outcome=Outcome.FAILED, code="validity.expired", message="x", facts=facts
    )

    assert check_sentence(check, "sv") == (
        "Märkets giltighet gick ut den 24 november 2026 kl. 08:05 UTC."
    )
    assert moment_in_words(datetime(2026, 11, 24, 8, 5, tzinfo=UTC), "en") == (
        "24 November 2026 at 08:05 UTC"
    )


def test_braces_in_a_fact_are_text_and_no_placeholder() -> None:
    check = Check(
        name="validity",
        outcome=Outcome.FAILED,
        code="validity.expired",
        message="x",
        facts={"validUntil": "{0.__class__}"},
    )

    assert check_sentence(check, "en") == "The badge expired on {0.__class__}."


def test_problem_types_are_for_codes_that_there_are_and_from_the_standards() -> None:
    assert PROBLEM_TYPES.keys() - set(codes()) == set()
    for found in PROBLEM_TYPES.values():
        assert found.type.startswith(
            (
                "https://w3id.org/security#",
                "https://www.w3.org/TR/vc-data-model#",
                "https://www.w3.org/ns/credentials/status-list#",
            )
        )
