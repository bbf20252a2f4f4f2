"""Whether the issuer has revoked or suspended a badge: every entry counts, the worst one wins.

| purpose | a value other than 0 means |
|---|---|
| `revocation` | failed, for good |
| `suspension` | failed, for the time being |
| `refresh` | passed: there is a newer badge, and this one still holds |
| `message` | undetermined: what the issuer says about it is for a person to judge |
| any other | undetermined |

Where the status could not be looked up, it is undetermined; but what was revoked stays revoked (see
`kept_status`). It is asked for whole lists only, so that no issuer learns which badge is looked at.

Spec: https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from badgeservice.credentials.errors import StatusListMalformedError
from badgeservice.credentials.status_list import StatusEntry, entry_type
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.verification import revocation_lists
from badgeservice.verification.checks import failed, passed, undetermined
from badgeservice.verification.kept_status import with_list, without_list
from badgeservice.verification.report import Caution, Check, Outcome
from badgeservice.verification.status_lists import (
    NAME,
    FoundList,
    StatusQuestion,
    find_list,
    malformed,
)

__all__ = ["StatusQuestion", "check_status", "status_cautions"]

_MAXIMUM_ENTRIES: Final = 4
_LONGEST_MESSAGE: Final = 500
_SET: Final = {
    "revocation": ("revoked", "The issuer has revoked this badge."),
    "suspension": ("suspended", "The issuer has suspended this badge."),
}
_OPEN: Final = {
    "message": ("message", "The issuer says something about the status of this badge."),
}
_RANKS: Final = {Outcome.FAILED: 4, Outcome.UNDETERMINED: 2, Outcome.PASSED: 0}
_WORSE: Final = frozenset({"status.revoked", "status.refresh-available"})


def check_status(document: JsonObject, question: StatusQuestion) -> Check:
    """Ask every status entry of a badge; the worst answer counts, and each is in the facts.

    A list that cannot be read is never taken for "not revoked".
    """
    entries = document.get("credentialStatus")
    if entries is None:
        return passed(
            NAME, "The badge has no status list: it cannot be revoked.", code="status.none"
        )
    if not isinstance(entries, list):
        return _check_entry(entries, document, question, pointer="/credentialStatus")
    if len(entries) > _MAXIMUM_ENTRIES:
        message = f"More than {_MAXIMUM_ENTRIES} status entries are not looked up."
        return undetermined(NAME, "too-many", message, pointer="/credentialStatus")
    if not entries:
        return undetermined(NAME, "empty", "The status says nothing.")
    answers = [
        _check_entry(entry, document, question, pointer=f"/credentialStatus/{place}")
        for place, entry in enumerate(entries)
    ]
    worst = max(answers, key=lambda each: _RANKS[each.outcome] + (each.code in _WORSE))
    told: list[JsonValue] = [
        _told(answer, pointer=f"/credentialStatus/{place}") for place, answer in enumerate(answers)
    ]
    return replace(worst, facts={**(worst.facts or {}), "entries": told})


def status_cautions(document: JsonObject) -> tuple[Caution, ...]:
    """Return what a reader should know of the form in which a badge names its status."""
    entries = document.get("credentialStatus")
    if isinstance(entries, dict):
        # Nearly every badge.
        return () if type(entries.get("statusListIndex")) is not int else (_NUMBER,)
    if not isinstance(entries, list):
        return ()
    has_number = any(
        isinstance(entry, dict) and isinstance(entry.get("statusListIndex"), int)
        for entry in entries
    )
    return (_SEVERAL, _NUMBER) if has_number else (_SEVERAL,)


def _check_entry(
    entry: JsonValue, document: JsonObject, question: StatusQuestion, *, pointer: str
) -> Check:
    if not isinstance(entry, dict) or entry_type(entry) is None:
        if isinstance(entry, dict) and _is_type(entry, revocation_lists.TYPE):
            return revocation_lists.check_revocation_list(
                entry, document.get("id"), question, pointer=pointer
            )
        message = "This kind of status cannot be checked here."
        return undetermined(NAME, "type-unsupported", message, pointer=f"{pointer}/type")
    try:
        read = StatusEntry.read(entry)
    except StatusListMalformedError as cause:
        code = "index-malformed" if cause.code == "index" else "entry-malformed"
        return failed(NAME, code, str(cause), pointer=pointer)
    found = find_list(read.list_url, question, pointer=pointer)
    if isinstance(found, Check):
        return without_list(found, read, question)
    answer = _judged(read, found, pointer)
    return with_list(answer, found, read, question, pointer=pointer)


def _judged(entry: StatusEntry, found: FoundList, pointer: str) -> Check:
    try:
        value = found.published.status(entry)
    except StatusListMalformedError as cause:
        return malformed(cause, pointer)
    if value == 0:
        return _NOT_SET
    if entry.purpose == "refresh":
        return _REFRESH
    facts = _facts(entry, value)
    if entry.purpose in _SET:
        code, message = _SET[entry.purpose]
        return failed(NAME, code, message, pointer=pointer, facts=facts)
    other = ("purpose-unknown", f"The issuer has set the status {entry.purpose[:40]!r}.")
    code, message = _OPEN.get(entry.purpose, other)
    return undetermined(NAME, code, message, pointer=pointer, facts=facts)


def _facts(entry: StatusEntry, value: int) -> JsonObject | None:
    """Return what an issuer says of a value, where it says anything."""
    facts: JsonObject = {}
    if entry.messages:
        facts["status"] = hex(value)
        facts["message"] = entry.messages[value][:_LONGEST_MESSAGE]
    if entry.references:
        facts["references"] = list(entry.references)
    return facts or None


def _told(answer: Check, *, pointer: str) -> JsonValue:
    told: JsonObject = {
        "pointer": pointer,
        "outcome": answer.outcome.value,
        "code": answer.code,
        "message": answer.message,
    }
    if answer.facts:
        told["facts"] = dict(answer.facts)
    return told


def _is_type(node: JsonObject, name: str) -> bool:
    types = node.get("type")
    return name in types if isinstance(types, list) else types == name


_NOT_SET: Final = passed(NAME, "The issuer has not revoked or suspended this badge.")
_REFRESH: Final = passed(
    NAME,
    "The badge holds, and its issuer has a newer one.",
    code="status.refresh-available",
)
_NUMBER: Final = Caution(
    code="status.index-not-text",
    message="The badge's place on its status list is a number, and should be a text.",
    pointer="/credentialStatus",
)
_SEVERAL: Final = Caution(
    code="status.several-entries",
    message="The badge has several status entries, which Open Badges does not allow.",
    pointer="/credentialStatus",
)
