"""Take a college's question, look at the badges, and answer it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.credentials.data_models import data_model_of
from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.errors import CredentialError
from badgeservice.credentials.identity import matches
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.issuing.addresses import issuer_did, parse_achievement_url
from badgeservice.library.documents import Unit, UnitRef
from badgeservice.library.shelf import LibraryShelf, PublishedClass
from badgeservice.recognition.errors import UnitNotFoundError, UnitWithoutRequirementsError
from badgeservice.recognition.evaluate import Candidate, evaluate, refusal_of
from badgeservice.recognition.evaluation import BadgeFinding, Evaluation, Refusal
from badgeservice.recognition.trust import Trust, TrustBook
from badgeservice.verification.errors import NotACredentialError
from badgeservice.verification.kinds import OPEN_BADGE
from badgeservice.verification.report import Report
from badgeservice.verification.sources import Sources
from badgeservice.verification.verify import verify, verify_url


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentedBadge:
    """A badge as a college presents it: its bytes, or the URL where it is."""

    content: bytes | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Badges toward a unit. With `recipient_email`, badges of anybody else do not count."""

    target: UnitRef
    badges: tuple[PresentedBadge, ...]
    recipient_email: str | None = None


class RecognisingBooks(Protocol):
    """The ports that recognition needs, in one transaction."""

    @property
    def library(self) -> LibraryShelf:
        """Units, and the classes behind badges."""

    @property
    def trust(self) -> TrustBook:
        """Whom the college trusts."""


OpenRecognisingBooks = Callable[[bool], AbstractContextManager[RecognisingBooks]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Where and when a question is answered, and through which ports.

    `new_sources` gives the sources for one badge, because they hold its budget of requests.
    """

    origin: str
    at: datetime
    new_sources: Callable[[], Sources]
    open_books: OpenRecognisingBooks


def recognise(application: Application, *, actor: Actor, counter: Counter) -> Evaluation:
    """Verify badges and say how much of a unit they come to.

    The books are closed while badges are verified, because that may ask the network.

    Raises:
        NotPermittedError: the actor may not evaluate.
        UnitNotFoundError: the unit is not in the college's library.
        UnitWithoutRequirementsError: the unit's requirements are unknown.
    """
    actor.require(Scope.RECOGNITION_EVALUATE)
    unit, trusts = _unit_and_trusts(application.target, actor=actor, counter=counter)
    organisation_id = actor.organisation_id
    asking = replace(counter, new_sources=lambda: counter.new_sources().of(organisation_id))
    findings = _look(application, asking)
    with counter.open_books(False) as books:
        candidates = [
            _candidate(finding, origin=counter.origin, books=books) for finding in findings
        ]
    return evaluate(unit, candidates, trusts=trusts, at=counter.at)


def _unit_and_trusts(
    target: UnitRef, *, actor: Actor, counter: Counter
) -> tuple[Unit, tuple[Trust, ...]]:
    with counter.open_books(False) as books:
        kept = books.library.unit(actor.organisation_id, target)
        trusts = books.trust.trusts(actor.organisation_id)
    if kept is None or not isinstance(kept.document, Unit):
        raise UnitNotFoundError(target.system, target.code)
    if not kept.document.requirements:
        raise UnitWithoutRequirementsError(target.system, target.code)
    return kept.document, trusts


def _look(application: Application, counter: Counter) -> list[BadgeFinding]:
    findings: list[BadgeFinding] = []
    seen: set[tuple[str | None, str | None]] = set()
    for index, badge in enumerate(application.badges):
        finding = _finding(index, badge, recipient=application.recipient_email, counter=counter)
        identity = (finding.issuer_id, finding.credential_id)
        if finding.refusal is None and identity in seen:
            finding = replace(finding, refusal=Refusal.DUPLICATE)
        if finding.refusal is None:
            seen.add(identity)
        findings.append(finding)
    return findings


def _finding(
    index: int, badge: PresentedBadge, *, recipient: str | None, counter: Counter
) -> BadgeFinding:
    report = _report(badge, counter)
    if report is None or report.kind != OPEN_BADGE:
        return _empty_finding(index, report=report, refusal=Refusal.NOT_A_CREDENTIAL)
    if report.credential is None:
        return _empty_finding(index, report=report, refusal=refusal_of(report) or Refusal.INVALID)
    refusal = refusal_of(report)
    if refusal is None and recipient and not _is_of(report.credential, recipient):
        refusal = Refusal.OTHER_RECIPIENT
    return _signed_finding(index, report, report.credential, refusal)


def _report(badge: PresentedBadge, counter: Counter) -> Report | None:
    try:
        if badge.content is not None:
            return verify(badge.content, at=counter.at, sources=counter.new_sources())
        return verify_url(badge.url or "", at=counter.at, sources=counter.new_sources())
    except NotACredentialError:
        return None


def _empty_finding(index: int, *, report: Report | None, refusal: Refusal) -> BadgeFinding:
    return BadgeFinding(
        index=index,
        credential_id=None,
        issuer_id=None,
        achievement_id=None,
        achievement_name=None,
        awarded_at=None,
        refusal=refusal,
        report=report,
    )


def _signed_finding(
    index: int, report: Report, credential: JsonObject, refusal: Refusal | None
) -> BadgeFinding:
    begins = data_model_of(credential).begins
    achievement = _member(_member(credential, "credentialSubject"), "achievement")
    issuer = credential.get("issuer")
    issuer_id = issuer if isinstance(issuer, str) else _member(issuer, "id")
    return BadgeFinding(
        index=index,
        credential_id=_text(credential.get("id")),
        issuer_id=_text(issuer_id),
        achievement_id=_text(_member(achievement, "id")),
        achievement_name=_text(_member(achievement, "name")),
        awarded_at=_moment(credential.get("awardedDate") or credential.get(begins)),
        refusal=refusal,
        report=report,
    )


def _candidate(finding: BadgeFinding, *, origin: str, books: RecognisingBooks) -> Candidate:
    key = parse_achievement_url(origin, finding.achievement_id or "")
    if key is None:
        return Candidate(finding=finding)
    published: PublishedClass | None = books.library.published_class(
        key.organisation_id, key.class_id, key.version
    )
    return Candidate(
        finding=finding,
        class_id=key.class_id,
        published=published,
        published_by=issuer_did(origin, key.organisation_id),
    )


def _is_of(credential: JsonObject, email: str) -> bool:
    identifiers = _member(credential.get("credentialSubject"), "identifier")
    listed = identifiers if isinstance(identifiers, list) else [identifiers]
    return any(matches(item, email) for item in listed if isinstance(item, dict))


def _member(value: JsonValue, name: str) -> JsonValue:
    return value.get(name) if isinstance(value, dict) else None


def _text(value: JsonValue) -> str | None:
    return value if isinstance(value, str) else None


def _moment(value: JsonValue) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        return parse_datetime(value)
    except CredentialError:
        return None
