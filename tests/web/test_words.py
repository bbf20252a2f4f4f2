import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import badgeservice.verification
from badgeservice.library.documents import LANGUAGES, Language
from badgeservice.verification.sentences import placeholders
from badgeservice.web.words import Words, catalogue

MOMENT = datetime(2026, 11, 24, 8, 5, tzinfo=UTC)
SOURCES = Path(badgeservice.verification.__path__[0])
TEMPLATES = Path(__file__).resolve().parents[2] / "src" / "badgeservice" / "web" / "templates"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything_that_finnish_says(language: Language) -> None:
    finnish, other = catalogue("fi"), catalogue(language)

    assert other.keys() == finnish.keys()
    assert not [key for key, sentence in other.items() if not sentence]
    assert {key: placeholders(sentence) for key, sentence in other.items()} == {
        key: placeholders(sentence) for key, sentence in finnish.items()
    }


def test_no_swedish_or_english_sentence_is_left_in_finnish() -> None:
    finnish = catalogue("fi")

    same = [
        key
        for language in ("sv", "en")
        for key, sentence in catalogue(language).items()
        if sentence == finnish[key] and len(sentence.split()) > 2
    ]

    assert same == []


def test_every_sentence_that_a_template_asks_for_is_there() -> None:
    asked = {
        key
        for template in TEMPLATES.glob("*.html")
        for key in re.findall(r'\bt\("([a-z.0-9-]+)"[,)]', template.read_text(encoding="utf-8"))
    }

    assert len(asked) > 60
    assert asked - catalogue("fi").keys() == set()


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fi", "24. marraskuuta 2026 klo 8.05 UTC"),
        ("sv", "den 24 november 2026 kl. 08:05 UTC"),
        ("en", "24 November 2026 at 08:05 UTC"),
    ],
)
def test_a_moment_is_said_as_people_say_it(language: Language, expected: str) -> None:
    assert Words(language).moment(MOMENT) == expected


def test_every_caution_of_verification_has_a_sentence_of_its_own() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in sorted(SOURCES.glob("*.py")))
    codes = set(re.findall(r'\bcode="([a-z]+\.[a-z0-9.-]+)",\s*message=', text))
    codes |= {f"refresh.{code}" for code in re.findall(r'_cautioned\(\w+, "([a-z-]+)"', text)}

    assert len(codes) > 15
    assert {code for code in codes if f"check.warnings.{code}" not in catalogue("fi")} == set()


def test_a_sentence_whose_facts_are_missing_is_not_said_by_halves() -> None:
    assert Words("en").find("check.sentences.validity.expired", {}) is None


def test_braces_in_a_fact_are_text_and_no_placeholder() -> None:
    sentence = Words("en").find("check.sentences.validity.expired", {"validUntil": "{0.__class__}"})

    assert sentence == "The badge expired on {0.__class__}."


def test_no_sentence_is_kept_that_nothing_says() -> None:
    pages = TEMPLATES.parent
    text = "".join(
        file.read_text(encoding="utf-8")
        for file in pages.rglob("*")
        if file.suffix in {".html", ".py"}
    )
    put_together = (
        "check.", "outcome.", "verdict.", "error.", "failure.s", "front.", "badge.recipient-",
        "badge.kind-", "older.results.", "kind.", "evaluation.cell.", "evaluation.credits.",
        "evaluation.legend-", "evaluation.reach.", "evaluation.refusal.", "evaluation.route.",
        "evaluation.standing.",
        "evaluation.target.",
    )  # fmt: skip

    unsaid = [
        key
        for key in catalogue("fi")
        if f'"{key}"' not in text and not key.startswith(put_together)
    ]

    assert unsaid == []
