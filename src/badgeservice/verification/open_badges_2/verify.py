"""Verify badges of the standards before 3.0, and report on them as such: never as valid.

A hosted Open Badge 2.0 is as good as the server that it lies on at this moment: nobody signed it.
A signed one is as good as the key on the issuer's server. Nothing is in canonical form, no
vocabulary is pinned, and revocation is up to the same server. So the verdict in the words of 3.0
is at best indeterminate, and what was found is told in words of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from badgeservice.verification.checks import undetermined
from badgeservice.verification.open_badges_2.judging import Judgement, judge
from badgeservice.verification.open_badges_2.linked import document_at
from badgeservice.verification.open_badges_2.opening import Older, open_older_document
from badgeservice.verification.question import Question
from badgeservice.verification.report import Check, OlderReport, Outcome, Report, verdict_of

KIND: Final = "open-badge-2"
_HOSTED: Final = "ob2.hosted"
# What failed, in the order in which it decides what the badge is called.
_FAILURES: Final[Mapping[str, str]] = {
    "ob2.shape": "malformed",
    "ob2.revoked": "revoked",
    "ob2.hosted": "differs-from-hosted",
    "ob2.signature": "signature-wrong",
    "ob2.badge-class": "differs-from-hosted",
    "ob2.issuer": "not-the-issuers",
    "ob2.expires": "expired",
    "ob2.recipient": "recipient-differs",
}
_FORMAT: Final = undetermined(
    "format",
    "open-badges-2",
    "This is an Open Badge 2.0: confirmed by the server that it lies on at best, and never by "
    "what Open Badges 3.0 asks for.",
)
_TOO_OLD: Final = undetermined(
    "format",
    "open-badges-too-old",
    "This badge is of a standard before Open Badges 2.0, which is too old to be checked here.",
)


def verify_older(older: Older, question: Question) -> Report:
    """Verify a badge of an older standard; its verdict is never valid."""
    document = older.document
    if document is None:
        fetched = document_at(older.url or "", _HOSTED, question.sources)
        if isinstance(fetched, Check):
            return _report(Judgement(checks=(fetched,)), question)
        found = open_older_document(fetched)
        if found is None:
            message = "What the address in the picture answers is no Open Badge 2.0."
            unread = undetermined(_HOSTED, "unreadable", message)
            return _report(Judgement(checks=(unread,)), question)
        older, document = found, fetched
    if older.standard != "open-badges-2.0":
        return _too_old(older, question)
    return _report(judge(document, older, question), question)


def _report(judgement: Judgement, question: Question) -> Report:
    checks = judgement.checks
    failures = tuple(check for check in checks if check.outcome is Outcome.FAILED)
    summed = (_FORMAT, *failures)
    return Report(
        verdict=verdict_of(summed),
        checks=summed,
        warnings=(),
        credential=None,
        verified_at=question.at,
        kind=KIND,
        fetched=question.sources.fetched(),
        older=OlderReport(
            standard="open-badges-2.0",
            result=_result(judgement),
            checks=checks,
            content=judgement.content,
        ),
    )


def _result(judgement: Judgement) -> str:
    checks = judgement.checks
    failed = {check.name for check in checks if check.outcome is Outcome.FAILED}
    worst = next((result for name, result in _FAILURES.items() if name in failed), None)
    if worst is not None:
        return worst
    if any(check.code.endswith(".unreachable") for check in checks):
        return "unreachable"
    if any(check.outcome is Outcome.UNDETERMINED for check in checks):
        return "not-confirmed"
    return "signature-confirmed" if judgement.is_signed else "hosted-confirmed"


def _too_old(older: Older, question: Question) -> Report:
    return Report(
        verdict=verdict_of((_TOO_OLD,)),
        checks=(_TOO_OLD,),
        warnings=(),
        credential=None,
        verified_at=question.at,
        kind=KIND,
        fetched=question.sources.fetched(),
        older=OlderReport(standard=older.standard, result="too-old", checks=()),
    )
