"""Look for the badge that a page shows, where its address does not answer with the badge itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from badgeservice.verification.errors import (
    NotACredentialError,
    SourceRefusedError,
    SourceUnavailableError,
)
from badgeservice.verification.page_hints import Hint, is_page, page_hints
from badgeservice.verification.question import Question
from badgeservice.verification.report import Caution, Report

Verify: TypeAlias = Callable[[bytes, Question], Report]


def report_on_page(content: bytes, url: str, question: Question, *, verify: Verify) -> Report:
    """Return the report on the first badge that a page at `url` has, and say where it was.

    What the page leads to is asked through the same sources, so it counts among their requests. A
    page that leads to another page leads nowhere.

    Raises:
        NotACredentialError: no badge is linked from the page or written into it.
        SourceUnavailableError: what it leads to could not be fetched now.
        SourceRefusedError: what it leads to may not be fetched at all.
    """
    unread: SourceUnavailableError | SourceRefusedError | None = None
    with question.sources.turn:
        hints = page_hints(content, question.sources.landing(url))
    for hint in hints:
        try:
            return _told(_report(hint, question, verify=verify), hint, url)
        except NotACredentialError:
            continue
        except (SourceUnavailableError, SourceRefusedError) as cause:
            unread = unread or cause
    if unread is not None:
        raise unread
    raise NotACredentialError("", "it is a page that no badge is linked from or written into")


def _report(hint: Hint, question: Question, *, verify: Verify) -> Report:
    content = hint.content
    if content is None:
        content = question.sources.badges.badge(hint.url)
        if is_page(content):
            raise NotACredentialError("", "it is a page")
    return verify(content, question)


def _told(report: Report, hint: Hint, url: str) -> Report:
    how = "is written into" if hint.content is not None else "is linked from"
    found = Caution(
        code="source.found-in-page",
        message=f"The address answers with a page. The badge that {how} it was verified.",
        facts={"url": hint.url},
    )
    report = replace(report, warnings=(*report.warnings, found))
    return with_other_id(report, url, hint.url)


def with_other_id(report: Report, *urls: str) -> Report:
    """Return the report, and a caution if the badge calls itself by none of these addresses."""
    if report.credential is None or report.credential.get("id") in urls:
        return report
    other = Caution(
        code="source.id-differs",
        message="The badge calls itself by another address than the one it was read from.",
        pointer="/id",
    )
    return replace(report, warnings=(*report.warnings, other))
