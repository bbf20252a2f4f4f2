"""From badges as they were presented to what weighing needs of them.

What counts is read from signed content alone. Of a badge that does not hold, the claims are read as
well, but only to say which badge it would have been.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.errors import CredentialError
from badgeservice.credentials.identity import matches
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.issuing.addresses import AchievementKey, issuer_did, parse_achievement_url
from badgeservice.library.shelf import ClassFacts, ClassVersion
from badgeservice.recognition.evaluate import refusal_of
from badgeservice.recognition.evaluation import Refusal
from badgeservice.recognition.outcomes import HeldBadge, LeafRefusal
from badgeservice.recognition.trust import Trust
from badgeservice.verification.errors import (
    NotACredentialError,
    SourceRefusedError,
    SourceUnavailableError,
)
from badgeservice.verification.opening import claims_of
from badgeservice.verification.report import Report, Verdict
from badgeservice.verification.sources import Sources
from badgeservice.verification.verify import verify

_REFUSALS: Final = {
    Refusal.REVOKED: LeafRefusal.REVOKED,
    Refusal.SUSPENDED: LeafRefusal.SUSPENDED,
    Refusal.EXPIRED: LeafRefusal.EXPIRED,
    Refusal.NOT_YET_VALID: LeafRefusal.NOT_YET_VALID,
    Refusal.BAD_SIGNATURE: LeafRefusal.BAD_SIGNATURE,
    Refusal.INVALID: LeafRefusal.INVALID,
    Refusal.UNVERIFIABLE: LeafRefusal.UNVERIFIABLE,
}
_LONG_AGO: Final = date(1, 1, 1)
_VERSION: Final = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentedBadge:
    """A badge as somebody presents it: its bytes, or the URL where it is."""

    content: bytes | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenBadge:
    """A badge that was looked at: its bytes, the report on them, and what they claim.

    `content` is None when its address could not be read, `report` when it is no credential.
    """

    index: int
    content: bytes | None
    report: Report | None
    claims: JsonObject
    refusal: LeafRefusal | None

    @property
    def name(self) -> str | None:
        """The name of the achievement, where it was signed."""
        credential = self.report.credential if self.report else None
        return _text(_member(_achievement(credential or {}), "name"))

    @property
    def credential_id(self) -> str | None:
        """What the badge calls itself."""
        return _text(self.claims.get("id"))

    @property
    def issuer_id(self) -> str | None:
        """Who it says that it is from."""
        issuer = self.claims.get("issuer")
        return _text(_member(issuer, "id") if isinstance(issuer, dict) else issuer)


def look(
    badges: Sequence[PresentedBadge],
    *,
    at: datetime,
    new_sources: Callable[[], Sources],
    recipient_email: str | None = None,
) -> tuple[SeenBadge, ...]:
    """Read and verify every badge. With `recipient_email`, those of anybody else do not count.

    `new_sources` gives the sources for one badge, because they hold its budget of requests.
    """
    return tuple(
        _seen(index, badge, at=at, sources=new_sources(), recipient=recipient_email)
        for index, badge in enumerate(badges)
    )


def _seen(
    index: int, badge: PresentedBadge, *, at: datetime, sources: Sources, recipient: str | None
) -> SeenBadge:
    unread = SeenBadge(
        index=index, content=None, report=None, claims={}, refusal=LeafRefusal.UNVERIFIABLE
    )
    try:
        content = badge.content if badge.content is not None else _fetched(badge, sources)
        report = verify(content, at=at, sources=sources)
    except (SourceUnavailableError, SourceRefusedError):
        return unread
    except NotACredentialError:
        return replace(unread, refusal=LeafRefusal.INVALID)
    found = refusal_of(report)
    refusal = None if found is None else _REFUSALS[found]
    if refusal is None and recipient and not _is_of(report.credential or {}, recipient):
        refusal = LeafRefusal.OTHER_RECIPIENT
    claims = report.credential or claims_of(content)
    return SeenBadge(index=index, content=content, report=report, claims=claims, refusal=refusal)


def _fetched(badge: PresentedBadge, sources: Sources) -> bytes:
    return sources.badges.badge(badge.url or "")


def class_versions(seen: Sequence[SeenBadge], *, origin: str) -> frozenset[ClassVersion]:
    """Return the classes of this service that badges are of, to be asked for at once."""
    keys = (_key(each, origin) for each in seen)
    return frozenset(_version(key) for key in keys if key is not None)


def held(
    seen: Sequence[SeenBadge],
    *,
    origin: str,
    at: datetime,
    trusts: Sequence[Trust],
    facts: Mapping[ClassVersion, ClassFacts],
) -> tuple[HeldBadge, ...]:
    """Return what weighing needs of badges. One that names no achievement is left out."""
    found = (_held(each, origin, at, trusts, facts) for each in seen)
    return tuple(each for each in found if each is not None)


def _held(
    seen: SeenBadge,
    origin: str,
    at: datetime,
    trusts: Sequence[Trust],
    facts: Mapping[ClassVersion, ClassFacts],
) -> HeldBadge | None:
    achievement = _achievement(seen.claims)
    achievement_id, issuer_id = _text(_member(achievement, "id")), seen.issuer_id
    # Without a colon it is no address, and must not be taken for the name of a class of ours.
    if achievement_id is None or ":" not in achievement_id or issuer_id is None:
        return None
    key = _key(seen, origin)
    known = None if key is None else facts.get(_version(key))
    is_ours = key is not None and issuer_id == issuer_did(origin, key.organisation_id)
    class_id = key.class_id if key is not None and is_ours else achievement_id
    version = key.version if key is not None else _number(_member(achievement, "version"))
    return HeldBadge(
        index=seen.index,
        credential_id=seen.credential_id,
        issuer_id=issuer_id,
        class_key=f"{key.organisation_id}/{key.class_id}" if key and is_ours else achievement_id,
        version=version,
        awarded_on=_day(seen.claims.get("awardedDate"))
        or _day(seen.claims.get("validFrom"))
        or _LONG_AGO,
        expires_on=_day(seen.claims.get("validUntil")),
        is_participation=known is not None and known.is_participation,
        is_trusted=any(
            trust.holds(issuer_id=issuer_id, class_id=class_id, at=at) for trust in trusts
        ),
        grade=_grade(seen.claims),
        assessments=known.evidence_kinds if known is not None and is_ours else _genres(seen.claims),
        endorsers=_endorsers(seen.report),
        refusal=seen.refusal,
    )


def _key(seen: SeenBadge, origin: str) -> AchievementKey | None:
    identifier = _text(_member(_achievement(seen.claims), "id"))
    return None if identifier is None else parse_achievement_url(origin, identifier)


def _version(key: AchievementKey) -> ClassVersion:
    return ClassVersion(key.organisation_id, key.class_id, key.version)


def _achievement(credential: JsonObject) -> JsonValue:
    return _member(credential.get("credentialSubject"), "achievement")


def _grade(credential: JsonObject) -> str | None:
    """Return the first result that a badge states, in its own words."""
    results = _member(credential.get("credentialSubject"), "result")
    listed = results if isinstance(results, list) else [results]
    values = (_text(_member(each, "value")) for each in listed)
    return next((value for value in values if value is not None), None)


def _genres(credential: JsonObject) -> frozenset[str]:
    evidence = credential.get("evidence")
    listed = evidence if isinstance(evidence, list) else [evidence]
    genres = (_text(_member(each, "genre")) for each in listed)
    return frozenset(genre for genre in genres if genre is not None)


def _endorsers(report: Report | None) -> frozenset[str]:
    """Return who has endorsed the achievement, by endorsements that hold themselves."""
    if report is None or report.credential is None:
        return frozenset()
    holding = (
        inner.credential
        for pointer, inner in report.endorsements
        if "/achievement/" in pointer and inner.verdict is Verdict.VALID
    )
    issuers = (
        _text(_member(each.get("issuer"), "id")) or _text(each.get("issuer"))
        for each in holding
        if each is not None
    )
    return frozenset(issuer for issuer in issuers if issuer is not None)


def _is_of(credential: JsonObject, email: str) -> bool:
    identifiers = _member(credential.get("credentialSubject"), "identifier")
    listed = identifiers if isinstance(identifiers, list) else [identifiers]
    return any(matches(item, email) for item in listed if isinstance(item, dict))


def _member(value: JsonValue, name: str) -> JsonValue:
    return value.get(name) if isinstance(value, dict) else None


def _text(value: JsonValue) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: JsonValue) -> int | None:
    """Return a version that is a number, of no more digits than ours have."""
    is_number = isinstance(value, str) and _VERSION.fullmatch(value) is not None
    return int(str(value)) if is_number else None


def _day(value: JsonValue) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        return parse_datetime(value).date()
    except CredentialError:
        return None
