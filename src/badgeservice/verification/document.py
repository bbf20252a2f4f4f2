"""A report as JSON: the one form in which the API, the pages and the command line give it."""

from __future__ import annotations

from badgeservice.credentials.dates import format_datetime
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.verification.explanations import check_url, problem_document
from badgeservice.verification.report import Caution, Check, OlderContent, OlderReport, Report
from badgeservice.verification.sentences import caution_messages, check_messages


def report_document(
    report: Report, *, origin: str, receipt: JsonObject | None = None
) -> JsonObject:
    """Return a report as a JSON object with camelCase names.

    `origin` is where the pages are that explain each code, `receipt` the signed receipt for it, if
    there is one.
    """
    return {
        **report_head(report),
        "checks": [check_document(check, origin=origin) for check in report.checks],
        "warnings": [caution_document(warning, origin=origin) for warning in report.warnings],
        "fetched": fetched_document(report),
        "endorsements": [
            {"pointer": pointer, "report": report_document(inner, origin=origin)}
            for pointer, inner in report.endorsements
        ],
        "credentials": [report_document(inner, origin=origin) for inner in report.credentials],
        "refreshed": None
        if report.refreshed is None
        else report_document(report.refreshed, origin=origin),
        "older": None if report.older is None else older_document(report.older, origin=origin),
        "credential": report.credential,
        "receipt": receipt,
    }


def older_document(older: OlderReport, *, origin: str) -> JsonObject:
    """Return what was found of a badge of an older standard as JSON."""
    return {
        "standard": older.standard,
        "result": older.result,
        "checks": [check_document(check, origin=origin) for check in older.checks],
        "content": None if older.content is None else _content_document(older.content),
    }


def _content_document(content: OlderContent) -> JsonValue:
    return {
        "host": content.host,
        "badgeClass": content.badge_class,
        "description": content.description,
        "issuer": content.issuer,
        "issuedOn": format_datetime(content.issued_on),
        "expires": None if content.expires is None else format_datetime(content.expires),
        "narrative": content.narrative,
        "evidence": list(content.evidence),
    }


def report_head(report: Report) -> JsonObject:
    """Return the first members of a report: what was asked when, and the verdict."""
    return {
        "verdict": report.verdict.value,
        "kind": report.kind,
        "verifiedAt": format_datetime(report.verified_at),
    }


def check_document(check: Check, *, origin: str) -> JsonObject:
    """Return a check as JSON."""
    return {
        "name": check.name,
        "outcome": check.outcome.value,
        "code": check.code,
        "type": check_url(origin, check.code),
        "message": check.message,
        "messages": check_messages(check),
        "pointer": check.pointer,
        "facts": dict(check.facts) if check.facts else None,
        "problem": problem_document(check.code),
    }


def caution_document(caution: Caution, *, origin: str) -> JsonObject:
    """Return a warning as JSON."""
    return {
        "code": caution.code,
        "type": check_url(origin, caution.code),
        "message": caution.message,
        "messages": caution_messages(caution),
        "pointer": caution.pointer,
        "facts": dict(caution.facts) if caution.facts else None,
    }


def fetched_document(report: Report) -> list[JsonValue]:
    """Return what was read from elsewhere as JSON."""
    return [
        {
            "url": fetch.url,
            "fetchedAt": format_datetime(fetch.fetched_at),
            "reason": fetch.reason,
        }
        for fetch in report.fetched
    ]
