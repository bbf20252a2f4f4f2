"""Judge one Open Badge 2.0, hosted or signed: its checks in order, and what it tells.

Spec: https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from badgeservice.credentials.dates import format_datetime
from badgeservice.credentials.identity import EMAIL_ADDRESS, matches
from badgeservice.credentials.open_badges_2.errors import (
    OlderBadgeMalformedError,
    OlderBadgeUnreadableError,
)
from badgeservice.credentials.open_badges_2.scope import host_of
from badgeservice.credentials.open_badges_2.shapes import OlderBadge, is_revoked, read_badge
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.verification.checks import failed, passed, undetermined
from badgeservice.verification.open_badges_2.chain import BADGE_CLASS, ISSUER, Chain, follow
from badgeservice.verification.open_badges_2.linked import difference, document_at
from badgeservice.verification.open_badges_2.opening import Older
from badgeservice.verification.open_badges_2.signed import (
    REVOKED,
    SIGNATURE,
    check_revocations,
    check_signature,
    read_token,
    revoked,
)
from badgeservice.verification.question import Question
from badgeservice.verification.report import Check, OlderContent, Outcome

SHAPE: Final = "ob2.shape"
EXPIRES: Final = "ob2.expires"
HOSTED: Final = "ob2.hosted"
RECIPIENT: Final = "ob2.recipient"
_NOT_REVOKED: Final = passed(REVOKED, "Where the badge is hosted, it is not said to be revoked.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The checks that were made, in order; what the badge tells, if its issuer stands by it."""

    checks: tuple[Check, ...]
    is_signed: bool = False
    content: OlderContent | None = None


@dataclass(slots=True, kw_only=True)
class _Case:
    """What has been found so far."""

    question: Question
    compact: bytes | None
    checks: list[Check] = field(default_factory=list)

    def stands(self, check: Check) -> bool:
        """Note a check; say whether it passed."""
        self.checks.append(check)
        return check.outcome is Outcome.PASSED


def judge(document: JsonObject, older: Older, question: Question) -> Judgement:
    """Judge an Open Badge 2.0. Cheap checks come first; each fetch needs the checks before it."""
    case = _Case(question=question, compact=older.compact)
    with question.sources.turn:
        badge = _read(document, SHAPE)
    if isinstance(badge, Check):
        return Judgement(checks=_completed([badge], (EXPIRES, BADGE_CLASS, ISSUER, REVOKED)))
    case.checks.append(passed(SHAPE, "It has the form of an Open Badge 2.0."))
    if badge.is_signed:
        content, rest = _judge_signed(badge, case), (SIGNATURE, BADGE_CLASS, ISSUER, REVOKED)
    else:
        content, rest = _judge_hosted(badge, document, case), (HOSTED, BADGE_CLASS, ISSUER, REVOKED)
    if question.recipient is not None:
        case.checks.append(check_recipient(badge.recipient, question.recipient))
    return Judgement(
        checks=_completed(case.checks, (EXPIRES, *rest)),
        is_signed=badge.is_signed,
        content=content,
    )


def check_dates(badge: OlderBadge, *, at: datetime, clock_skew: timedelta) -> Check:
    """Ask whether a badge has been issued and has not expired; each end is widened by the skew."""
    if badge.expires is not None and badge.expires < badge.issued_on:
        message = "The badge would have expired before it was issued."
        return failed(EXPIRES, "before-issued", message, pointer="/expires")
    if at + clock_skew < badge.issued_on:
        message = "The badge says that it will be issued in the future."
        return failed(EXPIRES, "in-future", message, pointer="/issuedOn")
    if badge.expires is not None and at - clock_skew > badge.expires:
        message = f"The badge expired at {badge.expires:%Y-%m-%d %H:%M} UTC."
        facts: JsonObject = {"expires": format_datetime(badge.expires)}
        return failed(EXPIRES, "expired", message, pointer="/expires", facts=facts)
    return passed(EXPIRES, "The badge has not expired.")


def check_recipient(recipient: JsonObject, email: str) -> Check:
    """Ask whether a badge is about the person with this e-mail address."""
    if recipient.get("type") != "email":
        message = "The badge names its recipient otherwise than by an e-mail address."
        return undetermined(RECIPIENT, "kind-unsupported", message, pointer="/recipient")
    identifier: JsonObject = {
        "identityType": EMAIL_ADDRESS,
        "hashed": recipient.get("hashed"),
        "identityHash": recipient.get("identity"),
        "salt": recipient["salt"] if recipient.get("salt") is not None else "",
    }
    if matches(identifier, email):
        return passed(RECIPIENT, "The badge is about the person with this e-mail address.")
    message = "The badge is about somebody with another e-mail address."
    return failed(RECIPIENT, "differs", message, pointer="/recipient")


def _read(document: JsonObject, name: str) -> OlderBadge | Check:
    try:
        return read_badge(document)
    except OlderBadgeMalformedError as cause:
        return failed(name, cause.code, str(cause), pointer=cause.pointer)
    except OlderBadgeUnreadableError as cause:
        return undetermined(name, cause.code, str(cause), pointer=cause.pointer)


def _judge_signed(badge: OlderBadge, case: _Case) -> OlderContent | None:
    question = case.question
    case.checks.append(check_dates(badge, at=question.at, clock_skew=question.clock_skew))
    token = read_token(case.compact)
    if isinstance(token, Check):
        case.checks.append(token)
        return None
    chain = follow(badge, question.sources)
    if not all(case.stands(check) for check in chain.checks) or chain.issuer is None:
        return None
    signature = check_signature(token, badge=badge, issuer=chain.issuer, sources=question.sources)
    if not case.stands(signature):
        return None
    if badge.is_revoked:
        case.checks.append(revoked(badge.revocation_reason))
    else:
        case.checks.append(check_revocations(badge, chain.issuer, question.sources))
    return _content(badge, chain, host_of(chain.issuer.id))


def _judge_hosted(badge: OlderBadge, presented: JsonObject, case: _Case) -> OlderContent | None:
    """Judge what the badge's own address answers; what was presented must not say otherwise."""
    question = case.question
    hosted = _hosted(badge, presented, case)
    if hosted is None:
        return None
    case.checks.append(check_dates(hosted, at=question.at, clock_skew=question.clock_skew))
    if hosted.is_revoked:
        case.checks.append(revoked(hosted.revocation_reason))
        return None
    case.checks.append(_NOT_REVOKED)
    if case.compact is not None:
        message = "The badge says that it is hosted, so its signature does not count."
        case.checks.append(undetermined(SIGNATURE, "not-asked", message))
    chain = follow(hosted, question.sources)
    is_whole = all(case.stands(check) for check in chain.checks)
    return _content(hosted, chain, host_of(hosted.id)) if is_whole else None


def _hosted(badge: OlderBadge, presented: JsonObject, case: _Case) -> OlderBadge | None:
    """Return the badge at its own address, if that is the one that was presented."""
    if host_of(badge.id) is None:
        message = "The badge says that it is hosted, and has no web address of its own."
        case.checks.append(failed(HOSTED, "no-address", message, pointer="/id"))
        return None
    document = document_at(badge.id, HOSTED, case.question.sources)
    if isinstance(document, Check):
        case.checks.append(document)
        if document.code == f"{HOSTED}.gone":
            case.checks.append(revoked(None))
        return None
    with case.question.sources.turn:
        found = _hosted_badge(badge, presented, document)
    if isinstance(found, OlderBadge):
        case.checks.append(passed(HOSTED, "The badge is hosted as it was presented."))
        return found
    case.checks.extend(found)
    return None


def _hosted_badge(
    badge: OlderBadge, presented: JsonObject, document: JsonObject
) -> OlderBadge | tuple[Check, ...]:
    if _is_withdrawn(document):
        # It need hold nothing else then.
        message = "Where the badge was hosted, it is said to be revoked."
        reason = document.get("revocationReason")
        return (
            undetermined(HOSTED, "withdrawn", message),
            revoked(reason if isinstance(reason, str) else None),
        )
    if document.get("id") != badge.id:
        message = "What the address of the badge answers calls itself by another address."
        return (undetermined(HOSTED, "id-differs", message, pointer="/id"),)
    differing = difference(presented, document)
    if differing is not None:
        message = f"{differing[:80]!r} is another in the badge than where it is hosted."
        return (failed(HOSTED, "differs", message, pointer=f"/{differing[:80]}"),)
    found = _read(document, HOSTED)
    if isinstance(found, Check):
        return (undetermined(HOSTED, "unreadable", found.message),)
    # What was presented may have a badge class written into it: that has to be the right one too.
    is_written_out = badge.badge_class.embedded is not None
    return replace(found, badge_class=badge.badge_class) if is_written_out else found


def _is_withdrawn(document: JsonObject) -> bool:
    try:
        return is_revoked(document)
    except OlderBadgeMalformedError:
        return False


def _content(badge: OlderBadge, chain: Chain, host: str | None) -> OlderContent | None:
    if chain.badge_class is None or chain.issuer is None or host is None:
        return None
    return OlderContent(
        host=host,
        badge_class=chain.badge_class.name,
        description=chain.badge_class.description,
        issuer=chain.issuer.name,
        issued_on=badge.issued_on,
        expires=badge.expires,
        narrative=badge.narrative,
        evidence=badge.evidence,
    )


def _completed(checks: list[Check], names: tuple[str, ...]) -> tuple[Check, ...]:
    """Add those that could not be made."""
    made = {check.name for check in checks}
    message = "Not checked, because a check before it did not pass."
    missing = (undetermined(name, "not-checked", message) for name in names if name not in made)
    return (*checks, *missing)
