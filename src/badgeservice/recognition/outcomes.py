"""What badges come to under mappings, as values that explain themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from badgeservice.library.documents import Credits, Strength
from badgeservice.library.mapping_documents import Mapping, Route


class LeafRefusal(StrEnum):
    """Why a leaf of a mapping is not met. One reason: the first that applies to the best badge."""

    NOT_HELD = "not-held"
    EXPIRED = "expired"
    TOO_OLD = "too-old"
    NOT_YET_VALID = "not-yet-valid"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    BAD_SIGNATURE = "bad-signature"
    INVALID = "invalid"
    UNVERIFIABLE = "unverifiable"
    OTHER_RECIPIENT = "other-recipient"
    UNTRUSTED_ISSUER = "untrusted-issuer"
    NOT_ENDORSED = "not-endorsed"
    WRONG_ASSESSMENT = "wrong-assessment"
    WRONG_VERSION = "wrong-version"
    NOT_GRADED = "not-graded"
    PARTICIPATION_ONLY = "participation-only"
    BASIS_NOT_IN_FORCE = "basis-not-in-force"
    MAPPING_NOT_VALID = "mapping-not-valid"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBadge:
    """A verified badge, reduced to what weighing it needs; read from signed content alone.

    `index` is its place among the badges presented. `class_key` is `organisation/badge-class` for
    classes of ours, else the id of the achievement. `refusal` is what verification found against
    it. `grade` is the result it carries, `assessments` how it was assessed. `endorsers` have
    endorsed its achievement, verified. `is_trusted` says that the college trusts its issuer for its
    class at the moment of judgement.
    """

    index: int
    credential_id: str | None
    issuer_id: str
    class_key: str
    version: int | None
    awarded_on: date
    expires_on: date | None
    is_participation: bool = False
    is_trusted: bool = False
    grade: str | None = None
    assessments: frozenset[str] = frozenset()
    endorsers: frozenset[str] = frozenset()
    refusal: LeafRefusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafOutcome:
    """Whether one leaf of a mapping is met: by which badge, or why not."""

    leaf: str
    badge: int | None
    refusal: LeafRefusal | None

    @property
    def is_met(self) -> bool:
        """Whether a badge counts for this leaf."""
        return self.refusal is None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementOutcome:
    """How one requirement of the unit stands: who speaks for it, and how strongly."""

    code: str
    version: int
    strength: Strength | None
    by: tuple[tuple[str, int, str | None], ...]
    """(leaf, index of the badge, criterion)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingOutcome:
    """What badges come to under one mapping, at a moment.

    `taken` are the leaves of the set that satisfies it, and `complete_on` is the date of that set:
    of its last badge. `credits` are those of the
    target, and None when it is not satisfied or their number is not known. `grade` is a proposal.
    `review_due` says that the basis was replaced and the mapping has not been looked at since.
    """

    mapping: Mapping
    is_satisfied: bool
    leaves: tuple[LeafOutcome, ...]
    requirements: tuple[RequirementOutcome, ...]
    credits: Credits | None
    complete_on: date | None
    taken: frozenset[str]
    route: Route
    grade: str | None
    review_due: bool
    evaluated_at: datetime

    @property
    def missing(self) -> tuple[str, ...]:
        """The codes of the requirements that no badge that counts covers."""
        return tuple(
            line.code for line in self.requirements if line.strength is not Strength.COVERS
        )
