"""How a badge becomes a row, and rows become a badge."""

from __future__ import annotations

from typing import Final, TypeAlias

from sqlalchemy import ColumnElement, Row, and_, false, select

from badgeservice.issuing.ledger import (
    Badge,
    PlannedBadge,
    Revocation,
    SignedPlan,
    StatusPurpose,
    StatusSlot,
    Suspension,
)
from badgeservice.storage.tables import badge, revocation, status_list, suspension

_Row: TypeAlias = Row[*tuple[object, ...]]

# A badge with the purpose of its list, its revocation and its current suspension, if any.
BADGES: Final = (
    select(
        badge,
        # A row is a tuple, so its attribute `index` is the tuple's own method.
        badge.c.index.label("place"),
        status_list.c.purpose,
        revocation.c.reason.label("revocation_reason"),
        revocation.c.revoked_by,
        revocation.c.revoked_at,
        suspension.c.reason.label("suspension_reason"),
        suspension.c.suspended_by,
        suspension.c.suspended_at,
    )
    .join(status_list, status_list.c.id == badge.c.list_id)
    .outerjoin(revocation, revocation.c.badge_id == badge.c.id)
    .outerjoin(
        suspension, and_(suspension.c.badge_id == badge.c.id, suspension.c.ended_at.is_(None))
    )
)

_IS_REVOKED: Final = revocation.c.badge_id.is_not(None)
_IS_SUSPENDED: Final = suspension.c.badge_id.is_not(None)
_IS_SIGNED: Final = badge.c.secured.is_not(None)
# What `Badge.state` says, in SQL; a contract test compares the two.
_STATES: Final = {
    "revoked": _IS_REVOKED,
    "suspended": ~_IS_REVOKED & _IS_SUSPENDED,
    "issued": ~_IS_REVOKED & ~_IS_SUSPENDED & _IS_SIGNED,
    "planned": ~_IS_REVOKED & ~_IS_SUSPENDED & ~_IS_SIGNED,
}


# How a proof continues the document before it, whose last bracket it takes the place of.
_PROOF: Final = b',"proof":'


def kept_of(signed: SignedPlan) -> bytes:
    """Return what is kept of signed bytes: only what follows the plan's own, which are kept too.

    A proof is a tenth of a badge. Bytes that do not continue the plan's are kept whole.
    """
    same = signed.plan.unsigned[:-1]
    is_continued = signed.secured.startswith(same) and signed.secured.startswith(_PROOF, len(same))
    return signed.secured[len(same) :] if is_continued else signed.secured


def secured_of(unsigned: bytes, kept: bytes | None) -> bytes | None:
    """Return signed bytes as they were, from what is kept of them; no JSON begins with a comma."""
    if kept is None or not kept.startswith(_PROOF):
        return kept
    return unsigned[:-1] + kept


def is_in_state(state: str) -> ColumnElement[bool]:
    """Return the condition for rows of `BADGES`; no badge is in a state that does not exist."""
    return _STATES.get(state, false())


COLUMNS_OF_PLAN: Final = (
    "id",
    "organisation_id",
    "class_id",
    "class_version",
    "language",
    "list_id",
    "index",
    "unsigned",
    "verification_method",
    "proof_created",
    "planned_by",
    "planned_at",
)


def values_of(plan: PlannedBadge) -> tuple[object, ...]:
    """Return the row of a plan, in the order of `COLUMNS_OF_PLAN`."""
    return (
        plan.id,
        plan.organisation_id,
        plan.class_id,
        plan.class_version,
        plan.language,
        plan.slot.list_id,
        plan.slot.index,
        plan.unsigned,
        plan.verification_method,
        plan.proof_created,
        plan.planned_by,
        plan.planned_at,
    )


def plan_of(row: _Row) -> PlannedBadge:
    """Return the plan in a row of `BADGES`."""
    return PlannedBadge(
        id=row.id,
        organisation_id=row.organisation_id,
        class_id=row.class_id,
        class_version=row.class_version,
        language=row.language,
        slot=StatusSlot(list_id=row.list_id, index=row.place, purpose=StatusPurpose(row.purpose)),
        unsigned=row.unsigned,
        verification_method=row.verification_method,
        proof_created=row.proof_created,
        planned_by=row.planned_by,
        planned_at=row.planned_at,
    )


def badge_of(row: _Row) -> Badge:
    """Return the badge in a row of `BADGES`."""
    return Badge(
        plan=plan_of(row),
        secured=secured_of(row.unsigned, row.secured),
        revocation=_revocation_of(row),
        suspension=_suspension_of(row),
    )


def _revocation_of(row: _Row) -> Revocation | None:
    if row.revoked_at is None:
        return None
    return Revocation(
        badge_id=row.id,
        reason=row.revocation_reason,
        revoked_by=row.revoked_by,
        revoked_at=row.revoked_at,
    )


def _suspension_of(row: _Row) -> Suspension | None:
    if row.suspended_at is None:
        return None
    return Suspension(
        badge_id=row.id,
        reason=row.suspension_reason,
        suspended_by=row.suspended_by,
        suspended_at=row.suspended_at,
    )
