"""What was read from elsewhere for a report, in the words of a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from babel.dates import format_timedelta

from badgeservice.verification.sentences import LOCALES

if TYPE_CHECKING:
    from badgeservice.verification.report import Report
    from badgeservice.web.words import Words

_JUST_NOW: Final = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedLine:
    """One thing that was read: where, when, and in English why not, if it could not be."""

    url: str
    sentence: str
    reason: str | None


def fetched_lines(report: Report, words: Words) -> tuple[FetchedLine, ...]:
    """Return what was read for a report, and how old each answer was when it was judged."""
    lines = []
    for fetch in report.fetched:
        age = report.verified_at - fetch.fetched_at
        if fetch.reason is not None:
            sentence = words("fetched.failed")
        elif age < _JUST_NOW:
            sentence = words("fetched.just-now")
        else:
            said = format_timedelta(age, locale=LOCALES[words.language], threshold=1.5)
            sentence = words("fetched.earlier", age=said, moment=words.moment(fetch.fetched_at))
        lines.append(FetchedLine(url=fetch.url, sentence=sentence, reason=fetch.reason))
    return tuple(lines)
