"""A report as JSON: the one form in which the API, the pages and the command line give it."""

from __future__ import annotations

from badgeservice.credentials.dates import format_datetime
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.verification.report import Check, OlderContent, OlderReport, Report


def report_document(report: Report) -> JsonObject:
    """Return a report as a JSON object with camelCase names."""
    return {
        "verdict": report.verdict.value,
        "checks": [_check_document(check) for check in report.checks],
        "warnings": [
            {"code": warning.code, "message": warning.message, "pointer": warning.pointer}
            for warning in report.warnings
        ],
        "credential": report.credential,
        "verifiedAt": format_datetime(report.verified_at),
        "kind": report.kind,
        "fetched": [
            {
                "url": fetch.url,
                "fetchedAt": format_datetime(fetch.fetched_at),
                "reason": fetch.reason,
            }
            for fetch in report.fetched
        ],
        "endorsements": [
            {"pointer": pointer, "report": report_document(inner)}
            for pointer, inner in report.endorsements
        ],
        "credentials": [report_document(inner) for inner in report.credentials],
        "refreshed": None if report.refreshed is None else report_document(report.refreshed),
        "older": None if report.older is None else _older_document(report.older),
    }


def _older_document(older: OlderReport) -> JsonValue:
    return {
        "standard": older.standard,
        "result": older.result,
        "checks": [_check_document(check) for check in older.checks],
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


def _check_document(check: Check) -> JsonValue:
    return {
        "name": check.name,
        "outcome": check.outcome.value,
        "code": check.code,
        "message": check.message,
        "pointer": check.pointer,
        "facts": dict(check.facts) if check.facts else None,
    }
