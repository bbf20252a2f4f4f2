"""What is frozen of a case, as JSON with camelCase names, and its SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from badgeservice.credentials.dates import format_datetime
from badgeservice.credentials.jcs import canonicalise
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.recognition.outcomes import LeafOutcome, MappingOutcome, RequirementOutcome
from badgeservice.recognition.trust import Trust


def digest_of(document: JsonObject) -> str:
    """Return the SHA-256, in hex, of the RFC 8785 form of a document."""
    return hashlib.sha256(canonicalise(document)).hexdigest()


def trusts_document(trusts: Sequence[Trust]) -> JsonObject:
    """Return every trust of a college as it is now, withdrawn ones too."""
    return {"trusts": [_trust_document(trust) for trust in trusts]}


def outcome_document(outcome: MappingOutcome) -> JsonObject:
    """Return what badges came to under a mapping."""
    extent = outcome.credits
    return {
        "mapping": {"id": outcome.mapping.id, "version": outcome.mapping.version},
        "isSatisfied": outcome.is_satisfied,
        "leaves": [_leaf_document(leaf, outcome) for leaf in outcome.leaves],
        "requirements": [_requirement_document(line) for line in outcome.requirements],
        "missing": list(outcome.missing),
        "credits": None if extent is None else extent.model_dump(mode="json", by_alias=True),
        "completeOn": None if outcome.complete_on is None else outcome.complete_on.isoformat(),
        "route": outcome.route.value,
        "proposedGrade": outcome.grade,
        "reviewDue": outcome.review_due,
        "evaluatedAt": format_datetime(outcome.evaluated_at),
    }


def _trust_document(trust: Trust) -> JsonObject:
    return {
        "id": trust.id,
        "issuerId": trust.issuer_id,
        "badgeClasses": list(trust.class_ids),
        "validFrom": format_datetime(trust.valid_from),
        "validUntil": None if trust.valid_until is None else format_datetime(trust.valid_until),
        "grantedBy": trust.granted_by,
        "grantedAt": format_datetime(trust.granted_at),
        "reason": trust.reason,
        "withdrawnBy": trust.withdrawn_by,
        "withdrawnAt": None if trust.withdrawn_at is None else format_datetime(trust.withdrawn_at),
    }


def _leaf_document(leaf: LeafOutcome, outcome: MappingOutcome) -> JsonValue:
    return {
        "leaf": leaf.leaf,
        "isMet": leaf.is_met,
        "badge": leaf.badge,
        "refusal": None if leaf.refusal is None else leaf.refusal.value,
        "isTaken": leaf.leaf in outcome.taken,
    }


def _requirement_document(line: RequirementOutcome) -> JsonValue:
    return {
        "code": line.code,
        "version": line.version,
        "strength": None if line.strength is None else line.strength.value,
        "by": [
            {"leaf": leaf, "badge": badge, "criterion": criterion}
            for leaf, badge, criterion in line.by
        ],
    }
