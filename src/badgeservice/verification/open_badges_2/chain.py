"""From a badge to its badge class, and from there to its issuer: each at its own address."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from badgeservice.credentials.open_badges_2.scope import host_of
from badgeservice.credentials.open_badges_2.shapes import (
    OlderBadge,
    OlderBadgeClass,
    OlderIssuer,
    Reference,
    read_badge_class,
    read_issuer,
)
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.verification.checks import failed, passed, undetermined
from badgeservice.verification.open_badges_2.linked import difference, document_at, read_with
from badgeservice.verification.report import Check
from badgeservice.verification.sources import Sources

BADGE_CLASS = "ob2.badge-class"
ISSUER = "ob2.issuer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What was found on the way; `badge_class` and `issuer` are there if they were read."""

    checks: list[Check] = field(default_factory=list)
    badge_class: OlderBadgeClass | None = None
    issuer: OlderIssuer | None = None


def follow(badge: OlderBadge, sources: Sources) -> Chain:
    """Fetch the badge class and the issuer that a badge names, as they say it themselves."""
    document = _linked(badge.badge_class, BADGE_CLASS, sources)
    if isinstance(document, Check):
        return Chain(checks=[document])
    badge_class = read_with(lambda: read_badge_class(document), BADGE_CLASS)
    if isinstance(badge_class, Check):
        return Chain(checks=[badge_class])
    found = passed(BADGE_CLASS, "The badge class was found where the badge says.")
    profile = _linked(_issuer_of(badge, badge_class), ISSUER, sources)
    if isinstance(profile, Check):
        return Chain(checks=[found, profile], badge_class=badge_class)
    issuer = read_with(lambda: read_issuer(profile), ISSUER)
    if isinstance(issuer, Check):
        return Chain(checks=[found, issuer], badge_class=badge_class)
    return Chain(
        checks=[found, _check_scope(badge, issuer)], badge_class=badge_class, issuer=issuer
    )


def _issuer_of(badge: OlderBadge, badge_class: OlderBadgeClass) -> Reference:
    """Return the issuer that a badge class names, with what is written of it into the badge."""
    written = (badge.badge_class.embedded or {}).get("issuer")
    if not isinstance(written, dict):
        return badge_class.issuer
    return replace(badge_class.issuer, embedded=written)


def _check_scope(badge: OlderBadge, issuer: OlderIssuer) -> Check:
    """Ask whether the issuer answers for a badge at this address. A signed one may have none."""
    if badge.is_signed or issuer.scope.covers(badge.id, issuer_id=issuer.id):
        return passed(ISSUER, "The issuer was found where the badge class says.")
    message = "The issuer does not answer for badges at the address of this one."
    return failed(ISSUER, "origin-not-allowed", message, pointer="/id")


def _linked(reference: Reference, name: str, sources: Sources) -> JsonObject | Check:
    """Return the document that a reference names, if it is what it is called and said to be."""
    if host_of(reference.url) is None:
        message = "It has no web address, so nobody can be asked about it."
        return undetermined(name, "no-address", message)
    document = document_at(reference.url, name, sources)
    if isinstance(document, Check):
        return document
    if document.get("id") != reference.url:
        message = f"What {reference.url[:200]} answers calls itself by another address."
        return undetermined(name, "id-differs", message)
    embedded = reference.embedded
    differing = None if embedded is None else difference(embedded, document)
    if differing is not None:
        message = f"{differing[:80]!r} is another in the badge than at {reference.url[:200]}."
        return failed(name, "differs", message)
    return document
