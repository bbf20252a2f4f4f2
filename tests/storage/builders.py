"""Values for the tests of storage; every argument that does not matter has a default."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from badgeservice.accounts.actor import Scope
from badgeservice.accounts.register import Client, ClientSecret, Organisation
from badgeservice.credentials.contexts.extension import read_extension_context
from badgeservice.credentials.strict_json import serialise
from badgeservice.issuing.ledger import (
    PlannedBadge,
    Revocation,
    SignedPlan,
    StatusPurpose,
    StatusSlot,
    Suspension,
)
from badgeservice.library.documents import BadgeClass, CriteriaSet, Status, Unit
from badgeservice.library.extensions import ContextKey, RegisteredContext
from badgeservice.recognition.trust import Trust
from badgeservice.wiring.ports import Books

NOON: Final = datetime(2026, 5, 4, 12, 0, 0, 123456, tzinfo=UTC)
MINUTE: Final = timedelta(minutes=1)
ORG: Final = "example-college"
OTHER: Final = "other-college"


def chance(seed: int = 7) -> Callable[[int], int]:
    """Return a `below` that gives the same numbers in every run."""
    return Random(seed).randrange  # noqa: S311 - the same in every run, on purpose


def organisation(organisation_id: str = ORG, **changes: str | None) -> Organisation:
    values: dict[str, str | None] = {
        "email": "badges@example.org",
        "description": None,
        "business_id": "1234567-1",
        "country_code": "FI",
    }
    values |= changes
    return Organisation(
        id=organisation_id,
        name=values.get("name") or "Example College",
        url="https://example.org",
        email=values["email"],
        description=values["description"],
        business_id=values["business_id"],
        country_code=values["country_code"],
        created_at=NOON,
    )


def client(client_id: str = "client-a", *, organisation_id: str = ORG) -> Client:
    return Client(
        id=client_id,
        organisation_id=organisation_id,
        name="Student administration",
        scopes=frozenset({Scope.BADGES_ISSUE, Scope.BADGES_READ}),
        secrets=(
            secret(f"{client_id}-secret-2"),
            secret(f"{client_id}-secret-1"),
        ),
        created_at=NOON,
    )


def secret(secret_id: str) -> ClientSecret:
    return ClientSecret(id=secret_id, digest=bytes(range(32)), hint="bsk_abcd…", created_at=NOON)


def plan(
    badge_id: str,
    slot: StatusSlot,
    *,
    organisation_id: str = ORG,
    class_id: str = "animal-care",
    at: datetime = NOON,
) -> PlannedBadge:
    return PlannedBadge(
        id=badge_id,
        organisation_id=organisation_id,
        class_id=class_id,
        class_version=2,
        language="fi",
        slot=slot,
        unsigned=b'{"unsigned": "\xc3\xa4\x00"}',
        verification_method=f"did:web:badges.example.org:issuers:{organisation_id}#z6Mk",
        proof_created=at.replace(microsecond=0),
        planned_by="client-a",
        planned_at=at,
    )


def add_badge(
    books: Books,
    badge_id: str,
    *,
    organisation_id: str = ORG,
    class_id: str = "animal-care",
    at: datetime = NOON,
) -> PlannedBadge:
    """Claim a slot and keep a plan for it."""
    slot = claim_slot(
        books,
        organisation_id,
        StatusPurpose.SUSPENSION,
        below=chance(sum(badge_id.encode())),
    )
    planned = plan(badge_id, slot, organisation_id=organisation_id, class_id=class_id, at=at)
    books.badges.add_plans([planned])
    return planned


def claim_slot(
    books: Books,
    organisation_id: str = ORG,
    purpose: StatusPurpose = StatusPurpose.REVOCATION,
    *,
    below: Callable[[int], int],
) -> StatusSlot:
    """Claim one slot."""
    (slot,) = books.badges.claim_slots(organisation_id, purpose, count=1, below=below)
    return slot


def sign(books: Books, badge_id: str, secured: bytes = b"signed", *, at: datetime = NOON) -> None:
    """Record a signature of a badge, which need not be there."""
    badge = books.badges.badge(badge_id)
    slot = StatusSlot(list_id="nothing", index=0, purpose=StatusPurpose.REVOCATION)
    planned = plan(badge_id, slot) if badge is None else badge.plan
    books.badges.record_signatures([SignedPlan(plan=planned, secured=secured)], at=at)


def revocation(badge_id: str, reason: str = "Issued by mistake") -> Revocation:
    return Revocation(
        badge_id=badge_id, reason=reason, revoked_by="client-b", revoked_at=NOON + MINUTE
    )


def suspension(badge_id: str, reason: str = "Under review") -> Suspension:
    return Suspension(
        badge_id=badge_id, reason=reason, suspended_by="client-b", suspended_at=NOON + MINUTE
    )


def trust(trust_id: str = "trust-a", *, organisation_id: str = ORG) -> Trust:
    return Trust(
        id=trust_id,
        organisation_id=organisation_id,
        issuer_id="did:web:employer.example.com",
        class_ids=("b-class", "a-class"),
        valid_from=NOON,
        valid_until=NOON + timedelta(days=365),
        granted_by="client-a",
        granted_at=NOON,
        reason="Äänekoski agreement",
    )


def criteria_set(version: int = 1, *, status: Status = Status.PUBLISHED) -> CriteriaSet:
    return CriteriaSet.model_validate(
        {
            "id": "animal-care-criteria",
            "version": version,
            "status": status,
            "name": {"fi": "Eläinten hoito"},
            "criteria": [{"id": "feeding", "text": {"fi": "Ruokkii eläimiä"}}],
        }
    )


def badge_class(
    version: int = 1, *, status: Status = Status.PUBLISHED, criteria_version: int = 1
) -> BadgeClass:
    text = {"fi": "Osaaminen ”näytetään” työssä", "sv": "Å", "en": "Shown at work"}
    return BadgeClass.model_validate(
        {
            "id": "animal-care",
            "version": version,
            "status": status,
            "badgeKind": "competence",
            "achievementType": "Competency",
            "criteriaSet": {"id": "animal-care-criteria", "version": criteria_version},
            "name": text,
            "description": text,
            "credits": {"value": "2.50", "unit": "osp"},
            "validity": "P3Y",
            "level": {"framework": "EQF", "level": "4"},
            "assessment": text,
            "participation": text,
            "qualityAssurance": text,
        }
    )


def unit(version: int | None = 1) -> Unit:
    return Unit.model_validate(
        {
            "system": "finland",
            "code": "tutkinnonosat_106731",
            "version": version,
            "name": {"fi": "Eläinten hoito"},
            "credits": None,
            "basis": {"code": "OPH-1/2024", "inForceFrom": "2024-08-01"},
            "source": {"title": "ePerusteet", "retrieved": "2026-01-02"},
            "requirements": [],
        }
    )


def registered_context(
    name: str = "workplace", version: int = 1, *, organisation_id: str = ORG
) -> RegisteredContext:
    key = ContextKey(organisation_id=organisation_id, name=name, version=version)
    origin = "https://badges.example.org"
    vocabulary = key.vocabulary(origin)
    content = serialise({"@context": {"@protected": True, "workplace": f"{vocabulary}workplace"}})
    return RegisteredContext(
        key=key,
        context=read_extension_context(content, url=key.url(origin), vocabulary=vocabulary),
        registered_by="client-a",
        registered_at=NOON,
    )
