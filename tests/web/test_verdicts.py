from dataclasses import replace
from datetime import UTC, datetime

import pytest

from badgeservice.credentials.strict_json import JsonObject
from badgeservice.library.documents import Language
from badgeservice.verification.report import Caution, Check, Outcome, Report, verdict_of
from badgeservice.web.verdicts import check_lines, lead, warning_lines
from badgeservice.web.words import Words

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def _report(*checks: Check, warnings: tuple[Caution, ...] = ()) -> Report:
    return Report(
        verdict=verdict_of(checks),
        checks=checks,
        warnings=warnings,
        credential=None,
        verified_at=NOW,
    )


def _check(name: str, code: str, outcome: Outcome = Outcome.FAILED) -> Check:
    return Check(name=name, outcome=outcome, code=f"{name}.{code}", message="In English.")


def test_a_known_code_is_said_in_the_reader_s_language() -> None:
    line = check_lines(_report(_check("status", "revoked")), Words("sv"))[0]

    assert line.sentence == "Utfärdaren har ogiltigförklarat märket."
    assert line.detail is None


def test_an_unknown_code_is_said_roughly_and_explained_in_english() -> None:
    line = check_lines(_report(_check("shape", "brand-new")), Words("fi"))[0]

    assert line.sentence == "Merkki ei ole Open Badges 3.0:n vaatimassa muodossa."
    assert line.detail == "In English."


def test_an_unknown_check_is_still_shown() -> None:
    line = check_lines(_report(_check("novelty", "odd")), Words("en"))[0]

    assert (line.title, line.sentence) == ("Other check", "The check did not pass.")


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_of_an_unknown_code_has_a_sentence(outcome: Outcome) -> None:
    line = check_lines(_report(_check("proof", "brand-new", outcome)), Words("en"))[0]

    assert line.sentence
    assert line.outcome == outcome.value


def test_the_verdict_is_explained_by_the_check_that_decided_it() -> None:
    report = _report(
        _check("issuer", "unreachable", Outcome.UNDETERMINED),
        _check("proof", "signature-invalid"),
    )

    assert lead(report, Words("en")).startswith("The signature does not fit.")


def test_a_warning_without_a_translation_is_marked_as_english() -> None:
    report = _report(
        _check("proof", "ok", Outcome.PASSED),
        warnings=(Caution(code="new.one", message="Mind this."),),
    )

    assert warning_lines(report, Words("fi")) == (("Mind this.", "en"),)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fi", "Luettelo luettiin viimeksi 24. marraskuuta 2026 klo 9.00 UTC."),
        ("sv", "Listan lästes senast den 24 november 2026 kl. 09:00 UTC."),
        ("en", "The list was last read 24 November 2026 at 09:00 UTC."),
    ],
)
def test_the_age_of_a_copy_is_said(language: Language, sentence: str) -> None:
    facts: JsonObject = {"lastGoodAt": "2026-11-24T09:00:00Z", "ageSeconds": 60}
    check = replace(_check("status", "list-unreachable", Outcome.UNDETERMINED), facts=facts)

    line = check_lines(_report(check), Words(language))[0]

    assert line.sentence.endswith(sentence)
