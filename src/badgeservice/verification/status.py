"""Whether the issuer has revoked or suspended a badge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from badgeservice.credentials.errors import DateMalformedError, StatusListMalformedError
from badgeservice.credentials.status_list import StatusList, parse_index
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.verification.checks import (
    check_validity_period,
    failed,
    passed,
    undetermined,
)
from badgeservice.verification.errors import SourceRefusedError, SourceUnavailableError
from badgeservice.verification.memory import Memory
from badgeservice.verification.proofs import check_signing, issuer_id
from badgeservice.verification.reading import read_document
from badgeservice.verification.report import Check, Outcome
from badgeservice.verification.sources import Sources

_NAME: Final = "status"
_ENTRY_TYPE: Final = "BitstringStatusListEntry"
_MAXIMUM_ENTRIES: Final = 4
_SET_BIT: Final = {
    "revocation": ("revoked", "The issuer has revoked this badge."),
    "suspension": ("suspended", "The issuer has suspended this badge."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusQuestion:
    """What asking about status needs: whose badge, when, and where to look."""

    issuer_id: str
    at: datetime
    sources: Sources
    clock_skew: timedelta


def check_status(document: JsonObject, question: StatusQuestion) -> Check:
    """Ask every status entry of a badge; the worst answer counts.

    A list that cannot be read is never taken for "not revoked".

    Spec: https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm
    """
    entries = document.get("credentialStatus")
    if entries is None:
        return passed(
            _NAME, "The badge has no status list: it cannot be revoked.", code="status.none"
        )
    listed = entries if isinstance(entries, list) else [entries]
    if len(listed) > _MAXIMUM_ENTRIES:
        message = f"More than {_MAXIMUM_ENTRIES} status entries are not looked up."
        return undetermined(_NAME, "too-many", message, pointer="/credentialStatus")
    answers = [_check_entry(entry, pointer, question) for pointer, entry in _pointed(entries)]
    for outcome in (Outcome.FAILED, Outcome.UNDETERMINED):
        for answer in answers:
            if answer.outcome is outcome:
                return answer
    return answers[0] if answers else undetermined(_NAME, "empty", "The status says nothing.")


def _pointed(entries: JsonValue) -> list[tuple[str, JsonValue]]:
    if isinstance(entries, list):
        return [(f"/credentialStatus/{index}", entry) for index, entry in enumerate(entries)]
    return [("/credentialStatus", entries)]


def _check_entry(entry: JsonValue, pointer: str, question: StatusQuestion) -> Check:
    if not isinstance(entry, dict) or not _is_type(entry, _ENTRY_TYPE):
        message = "This kind of status cannot be checked here."
        return undetermined(_NAME, "type-unsupported", message, pointer=f"{pointer}/type")
    url = entry.get("statusListCredential")
    purpose = entry.get("statusPurpose")
    if not isinstance(url, str) or not isinstance(purpose, str):
        message = "The status entry lacks its list or its purpose."
        return failed(_NAME, "entry-malformed", message, pointer=pointer)
    if entry.get("statusSize", 1) != 1:
        message = "Status entries of more than one bit cannot be read here."
        return undetermined(_NAME, "size-unsupported", message, pointer=f"{pointer}/statusSize")
    listing = _listing(url, purpose, pointer, question)
    if isinstance(listing, Check):
        return listing
    return _read_bit(listing, entry.get("statusListIndex"), purpose, pointer)


def _listing(url: str, purpose: str, pointer: str, question: StatusQuestion) -> StatusList | Check:
    memory = question.sources.memory
    try:
        credential = question.sources.status_lists.status_list_credential(url)
    except (SourceUnavailableError, SourceRefusedError) as cause:
        return undetermined(_NAME, "list-unreachable", str(cause), pointer=pointer)
    known = memory.verified_list(url, credential, question.at)
    fault = _list_fault(credential, url, pointer, question, is_verified=known is not None)
    if fault is not None:
        return fault
    subject = credential.get("credentialSubject")
    if not isinstance(subject, dict) or not _is_type(subject, "BitstringStatusList"):
        return undetermined(
            _NAME, "list-malformed", "The status list has no list.", pointer=pointer
        )
    if purpose not in _texts(subject.get("statusPurpose")):
        message = "The status list serves another purpose than the badge says."
        return undetermined(_NAME, "list-purpose-differs", message, pointer=pointer)
    if known is not None:
        return known
    try:
        listing = StatusList.decode(str(subject.get("encodedList")))
    except StatusListMalformedError as cause:
        return undetermined(_NAME, "list-malformed", str(cause), pointer=pointer)
    memory.keep_list(url, credential, listing, question.at)
    return listing


def _list_fault(
    credential: JsonObject, url: str, pointer: str, question: StatusQuestion, *, is_verified: bool
) -> Check | None:
    """Say why a status list credential may not be believed, or None when it may.

    Dates, issuer and address are asked every time, the signature only if `is_verified` is false.
    """
    if issuer_id(credential) != question.issuer_id:
        message = "The status list is by another issuer than the badge."
        return failed(_NAME, "list-of-another-issuer", message, pointer=pointer)
    if credential.get("id") != url:
        message = "The status list calls itself by another address."
        return undetermined(_NAME, "list-id-differs", message, pointer=pointer)
    if not _is_type(credential, "BitstringStatusListCredential"):
        message = "What the status address answers is no status list."
        return undetermined(_NAME, "list-malformed", message, pointer=pointer)
    fault = None if is_verified else _signature_fault(credential, pointer, question)
    if fault is not None:
        return fault
    try:
        period = check_validity_period(credential, at=question.at, clock_skew=question.clock_skew)
    except DateMalformedError as cause:
        return undetermined(_NAME, "list-malformed", str(cause), pointer=pointer)
    if period.outcome is not Outcome.PASSED:
        message = "The status list is out of date."
        return undetermined(_NAME, "list-out-of-date", message, pointer=pointer)
    return None


def _signature_fault(
    credential: JsonObject, pointer: str, question: StatusQuestion
) -> Check | None:
    # Lists have no parts worth remembering, and strangers must not push out those that have.
    content = read_document(credential, sources=question.sources, memory=Memory())
    if content.check.outcome is not Outcome.PASSED:
        message = "The status list holds content that no signature can cover."
        return undetermined(_NAME, "list-not-verified", message, pointer=pointer)
    signing = check_signing(
        credential,
        document_hash=content.document_hash,
        at=question.at,
        sources=question.sources,
        clock_skew=question.clock_skew,
        contexts=content.contexts,
    )
    if not signing.holds:
        message = "The status list is not signed by the issuer."
        return undetermined(_NAME, "list-not-verified", message, pointer=pointer)
    return None


def _read_bit(listing: StatusList, index: JsonValue, purpose: str, pointer: str) -> Check:
    at = f"{pointer}/statusListIndex"
    try:
        is_set = listing.is_set(parse_index(index if isinstance(index, str) else ""))
    except StatusListMalformedError as cause:
        return undetermined(_NAME, "index-malformed", str(cause), pointer=at)
    if not is_set:
        return _NOT_SET
    if purpose not in _SET_BIT:
        message = f"The issuer has set the status {purpose[:40]!r}."
        return undetermined(_NAME, "purpose-unknown", message, pointer=pointer)
    code, message = _SET_BIT[purpose]
    return failed(_NAME, code, message, pointer=pointer)


def _is_type(node: JsonObject, name: str) -> bool:
    return name in _texts(node.get("type"))


def _texts(value: JsonValue) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    return tuple(item for item in listed if isinstance(item, str))


_NOT_SET: Final = passed(_NAME, "The issuer has not revoked or suspended this badge.")
