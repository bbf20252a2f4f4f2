"""The badges that a decision stands on, read from what was frozen on submission."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.errors import CredentialError
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.recognition.cases import Case, FrozenEvidence
from badgeservice.verification.report import Verdict

_LONGEST_LINE: Final = 200
_LONGEST_URL: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenBadge:
    """A badge that was valid on submission. What it does not say is None.

    `credential_id` is None too when it is too long for a register's text.
    """

    credential: JsonObject
    title: str | None
    issuer_id: str | None
    issuer_name: str | None
    awarded_on: date | None
    expires_on: date | None
    credential_id: str | None
    content_sha256: str


def proven_badges(case: Case) -> tuple[ProvenBadge, ...]:
    """Return the badges of a case that held when they were frozen, and counted, in their order.

    Only what the frozen report says to be signed is read.
    """
    return tuple(
        _proven(evidence, signed)
        for evidence in case.evidence
        if evidence.counted
        and evidence.report.get("verdict") == Verdict.VALID.value
        and isinstance(signed := evidence.report.get("credential"), dict)
    )


def _proven(evidence: FrozenEvidence, credential: JsonObject) -> ProvenBadge:
    issuer = credential.get("issuer")
    issuer_id = plain(issuer if isinstance(issuer, str) else member(issuer, "id"))
    identifier = plain(credential.get("id"), longest=_LONGEST_URL + 1)
    is_short = identifier is not None and len(identifier) <= _LONGEST_URL
    return ProvenBadge(
        credential=credential,
        title=plain(member(achievement_of(credential), "name")),
        issuer_id=issuer_id,
        issuer_name=plain(member(issuer, "name")) or issuer_id,
        awarded_on=day(credential.get("awardedDate"))
        or day(credential.get("validFrom"))
        or day(credential.get("issuanceDate")),
        expires_on=day(credential.get("validUntil")) or day(credential.get("expirationDate")),
        credential_id=identifier if is_short else None,
        content_sha256=evidence.content_sha256,
    )


def achievement_of(credential: JsonObject) -> JsonValue:
    """Return what a badge was given for."""
    return member(credential.get("credentialSubject"), "achievement")


def member(value: JsonValue, name: str) -> JsonValue:
    """Return a member of an object, None of anything else."""
    return value.get(name) if isinstance(value, dict) else None


def plain(value: JsonValue, *, longest: int = _LONGEST_LINE) -> str | None:
    """Return a stranger's text as one line that hides nothing, or None when nothing is left.

    Control and formatting characters could turn a line around or break it, so they go.
    """
    if not isinstance(value, str):
        return None
    spaced = " ".join(value.split())
    kept = "".join(each for each in spaced if not unicodedata.category(each).startswith("C"))
    line = kept.strip()
    if not line:
        return None
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def day(value: JsonValue) -> date | None:
    """Return the day of an RFC 3339 moment; None when it is none."""
    if not isinstance(value, str):
        return None
    try:
        return parse_datetime(value).date()
    except CredentialError:
        return None
