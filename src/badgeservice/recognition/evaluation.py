"""What badges come to toward a unit, as values that explain themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from badgeservice.library.documents import Credits, LocalisedText, Strength, UnitRef
from badgeservice.verification.report import Report


class Refusal(StrEnum):
    """Why a badge does not count. A badge gets the first reason that applies, in this order."""

    NOT_A_CREDENTIAL = "not-a-credential"
    DUPLICATE = "duplicate"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    BAD_SIGNATURE = "bad-signature"
    INVALID = "invalid"
    UNVERIFIABLE = "unverifiable"
    OTHER_RECIPIENT = "other-recipient"
    UNTRUSTED_ISSUER = "untrusted-issuer"
    UNKNOWN_ACHIEVEMENT = "unknown-achievement"
    ACHIEVEMENT_OF_ANOTHER_ISSUER = "achievement-of-another-issuer"
    PARTICIPATION_ONLY = "participation-only"
    REQUIREMENT_VERSION_DIFFERS = "requirement-version-differs"
    NOT_ALIGNED = "not-aligned"


REFUSAL_SENTENCES: dict[Refusal, str] = {
    Refusal.NOT_A_CREDENTIAL: "What was sent is no badge.",
    Refusal.DUPLICATE: "The same badge was sent more than once; it counts once.",
    Refusal.REVOKED: "The issuer has revoked this badge.",
    Refusal.SUSPENDED: "The issuer has suspended this badge for now.",
    Refusal.EXPIRED: "The badge has expired.",
    Refusal.NOT_YET_VALID: "The badge is not valid yet.",
    Refusal.BAD_SIGNATURE: "The badge was not signed by its issuer, or was changed afterwards.",
    Refusal.INVALID: "The badge did not pass verification.",
    Refusal.UNVERIFIABLE: "Something needed to verify the badge could not be checked now.",
    Refusal.OTHER_RECIPIENT: "The badge was issued to somebody else.",
    Refusal.UNTRUSTED_ISSUER: "The college has not said that it trusts this issuer for this badge.",
    Refusal.UNKNOWN_ACHIEVEMENT: "The criteria behind the badge are not known to this service.",
    Refusal.ACHIEVEMENT_OF_ANOTHER_ISSUER: "The badge uses another organisation's badge class.",
    Refusal.PARTICIPATION_ONLY: "The badge shows participation, not competence.",
    Refusal.REQUIREMENT_VERSION_DIFFERS: "The badge refers to another version of the requirements.",
    Refusal.NOT_ALIGNED: "No criterion of the badge is about this unit.",
}


class Coverage(StrEnum):
    """How far a requirement is shown."""

    COVERED = "covered"
    CONTRIBUTED = "contributed"
    MISSING = "missing"


class Extent(StrEnum):
    """How much of the unit the badges come to."""

    WHOLE_UNIT = "whole-unit"
    PART_OF_UNIT = "part-of-unit"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """That one criterion of one badge speaks for a requirement. `badge` is an index."""

    badge: int
    criterion_id: str
    criterion: LocalisedText
    strength: Strength


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementCoverage:
    """How far one requirement is shown, and by what."""

    code: str
    version: int
    text: LocalisedText
    coverage: Coverage
    by: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeFinding:
    """What became of one badge: it counts, or the one reason why it does not."""

    index: int
    credential_id: str | None
    issuer_id: str | None
    achievement_id: str | None
    achievement_name: str | None
    awarded_at: datetime | None
    refusal: Refusal | None
    report: Report | None

    @property
    def counts(self) -> bool:
        """Whether the badge counts toward the unit."""
        return self.refusal is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The answer: how much of the unit, requirement by requirement, badge by badge.

    `credits` are the unit's own for a whole unit. For a part they are what the makers of the
    counted badges declared, never a proportion and never more than the unit; None is unknown.
    `complete_since` is the date of the last badge that counts.
    """

    target: UnitRef
    unit_version: int | None
    unit_name: LocalisedText
    extent: Extent
    requirements: tuple[RequirementCoverage, ...]
    badges: tuple[BadgeFinding, ...]
    credits: Credits | None
    complete_since: datetime | None
    evaluated_at: datetime

    @property
    def missing(self) -> tuple[str, ...]:
        """The codes of the requirements that are not covered, in the unit's order."""
        return tuple(
            requirement.code
            for requirement in self.requirements
            if requirement.coverage is not Coverage.COVERED
        )
