"""A verification report in the words of a page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.errors import DateMalformedError
from badgeservice.verification.document import report_document
from badgeservice.verification.report import Outcome, Verdict

if TYPE_CHECKING:
    from badgeservice.credentials.strict_json import JsonObject, JsonValue
    from badgeservice.verification.report import Check, Report
    from badgeservice.web.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One check or warning. `detail` is in English, and there when no own sentence fits."""

    title: str
    outcome: str
    sentence: str
    detail: str | None
    pointer: str


def check_lines(report: Report, words: Words) -> tuple[Line, ...]:
    """Return every check of a report in words."""
    return tuple(_check_line(check, words) for check in report.checks)


def older_lines(report: Report, words: Words) -> tuple[Line, ...]:
    """Return the checks of a badge of an older standard in words; none for others."""
    older = report.older
    return () if older is None else tuple(_check_line(check, words) for check in older.checks)


def lead(report: Report, words: Words) -> str:
    """Return the sentence that explains the verdict: the first check that decided it.

    For a badge of an older standard, it is the result in that standard's words.
    """
    if report.older is not None:
        return words(f"older.results.{report.older.result}")
    if report.verdict is Verdict.VALID:
        return words("verdict.valid-lead")
    decisive = Outcome.FAILED if report.verdict is Verdict.INVALID else Outcome.UNDETERMINED
    first = next(check for check in report.checks if check.outcome is decisive)
    sentence = _check_line(first, words).sentence
    if report.verdict is Verdict.INDETERMINATE:
        return f"{sentence} {words('verdict.indeterminate-lead')}"
    return sentence


def warning_lines(report: Report, words: Words) -> tuple[tuple[str, str], ...]:
    """Return every warning with the language it is in."""
    lines = []
    for warning in report.warnings:
        sentence = words.find(f"check.warnings.{warning.code}", {})
        lines.append((sentence, words.language) if sentence else (warning.message, "en"))
    return tuple(lines)


def report_json(report: Report) -> str:
    """Return the report as the HTTP interface gives it, indented for people."""
    return json.dumps(report_document(report), ensure_ascii=False, indent=2)


def _check_line(check: Check, words: Words) -> Line:
    name = words.find(f"check.names.{check.name}", {})
    sentence = words.find(f"check.sentences.{check.code}", _facts(check, words))
    if sentence is None:
        known = check.name if name is not None else "other"
        detail = check.message
        passed = check.outcome is Outcome.PASSED
        sentence = words("outcome.passed" if passed else f"check.otherwise.{known}")
    else:
        detail = None
        age = words.find("check.last-good", _facts(check, words)) if check.facts else None
        sentence = f"{sentence} {age}" if age else sentence
    return Line(
        title=name or words("check.names.other"),
        outcome=check.outcome.value,
        sentence=sentence,
        detail=detail,
        pointer="" if check.outcome is Outcome.PASSED else check.pointer,
    )


def _facts(check: Check, words: Words) -> JsonObject:
    return {name: _fact(value, words) for name, value in (check.facts or {}).items()}


def _fact(value: JsonValue, words: Words) -> JsonValue:
    if not isinstance(value, str):
        return value
    try:
        return words.moment(parse_datetime(value))
    except DateMalformedError:
        return value
