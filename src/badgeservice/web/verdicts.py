"""A verification report in the words of a page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from badgeservice.verification.document import report_document
from badgeservice.verification.report import Outcome, Verdict
from badgeservice.verification.sentences import (
    caution_sentence,
    check_name,
    check_sentence,
    own_sentence,
)

if TYPE_CHECKING:
    from badgeservice.verification.report import Check, Report
    from badgeservice.web.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One check or warning. `detail` is in English, and there when no own sentence fits."""

    title: str
    code: str
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
        sentence = caution_sentence(warning, words.language)
        lines.append((sentence, words.language) if sentence else (warning.message, "en"))
    return tuple(lines)


def report_json(report: Report, *, origin: str) -> str:
    """Return the report as the HTTP interface gives it, indented for people."""
    return json.dumps(report_document(report, origin=origin), ensure_ascii=False, indent=2)


def _check_line(check: Check, words: Words) -> Line:
    own = own_sentence(check, words.language)
    return Line(
        title=check_name(check.name, words.language),
        code=check.code,
        outcome=check.outcome.value,
        sentence=own or check_sentence(check, words.language),
        detail=check.message if own is None else None,
        pointer="" if check.outcome is Outcome.PASSED else check.pointer,
    )
