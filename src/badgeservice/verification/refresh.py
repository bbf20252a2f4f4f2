"""A newer edition of a badge, from the address that the badge itself gives for that.

Asked once, of a badge whose signature holds. What comes must be the same badge by the same issuer,
and newer; else whoever holds that address could put any badge in the place of another. The verdict
stays that of the badge that was presented.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#refreshservice
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeAlias

from badgeservice.credentials.data_models import data_model_of
from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.errors import DateMalformedError
from badgeservice.credentials.semantics import texts
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.verification.errors import (
    NotACredentialError,
    SourceRefusedError,
    SourceUnavailableError,
)
from badgeservice.verification.proofs import issuer_id
from badgeservice.verification.question import Question
from badgeservice.verification.report import Caution, Report, Verdict

_TYPE: Final = "1EdTechCredentialRefresh"
_POINTER: Final = "/refreshService"
# Those that a newer edition could heal.
_OUTLIVED: Final = frozenset({"validity.expired", "status.revoked", "status.suspended"})

Verify: TypeAlias = Callable[[bytes, Question], Report]


def is_worth_refreshing(report: Report, question: Question) -> bool:
    """Whether a newer edition is to be looked for: on request, or because this one is outlived."""
    if question.is_inner or report.credential is None or "refreshService" not in report.credential:
        return False
    return question.refresh or any(check.code in _OUTLIVED for check in report.checks)


def with_newer_edition(report: Report, question: Question, *, verify: Verify) -> Report:
    """Return the report with one on a newer edition, or with a caution that says why there is none.

    `verify` verifies what comes from the address.
    """
    credential = report.credential or {}
    url = _address(credential)
    if url is None:
        return _cautioned(report, "type-unsupported", "It cannot be refreshed in its way here.")
    inner = replace(question, refresh=False, is_inner=True)
    try:
        newer = verify(question.sources.badges.badge(url), inner)
    except (SourceUnavailableError, SourceRefusedError) as cause:
        return _cautioned(report, "unreachable", f"No newer edition could be had: {cause}")
    except NotACredentialError:
        return _cautioned(report, "not-a-credential", "The address for newer editions has none.")
    if newer.credential is None:
        message = "What the address for newer editions gave could not be confirmed as genuine."
        return _cautioned(report, "not-verified", message)
    return _compared(report, newer, credential, newer.credential)


def _compared(report: Report, newer: Report, old: JsonObject, new: JsonObject) -> Report:
    if old.get("id") != new.get("id") or issuer_id(old) != issuer_id(new):
        message = "The address for newer editions gave another badge, which was not heeded."
        return _cautioned(report, "of-another", message)
    before, after = _begins(old), _begins(new)
    if before is None or after is None or after <= before:
        return _cautioned(report, "none-newer", "There is no newer edition of this badge.")
    if newer.verdict is Verdict.VALID:
        message = "The issuer has a newer edition of this badge, which is valid."
        return replace(_cautioned(report, "newer", message), refreshed=newer)
    message = "The issuer has a newer edition of this badge, but it is not valid."
    return replace(_cautioned(report, "newer-not-valid", message), refreshed=newer)


def _address(credential: JsonObject) -> str | None:
    service = credential.get("refreshService")
    if not isinstance(service, dict) or _TYPE not in texts(service.get("type")):
        return None
    url = service.get("id")
    return url if isinstance(url, str) else None


def _begins(credential: JsonObject) -> datetime | None:
    text = credential.get(data_model_of(credential).begins)
    try:
        return parse_datetime(text) if isinstance(text, str) else None
    except DateMalformedError:
        return None


def _cautioned(report: Report, code: str, message: str) -> Report:
    caution = Caution(code=f"refresh.{code}", message=message, pointer=_POINTER)
    return replace(report, warnings=(*report.warnings, caution))
