"""A college's agreement that badges count toward a unit, as a document of its library.

It is written in `criteria/mappings/` or sent to the API. What it must not say is in
`recognition.mapping_rules`; what badges come to under it, in `recognition.weigh`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from badgeservice.library.documents import (
    Code,
    Credits,
    Day,
    Document,
    Duration,
    Line,
    LocalisedText,
    Slug,
    Strength,
    Text,
    UnitRef,
    Url,
    Version,
)

RecordNumber: TypeAlias = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9/._-]{1,59}$")]
Did: TypeAlias = Annotated[
    str, Field(pattern=r"^(?:did:[a-z0-9]+:|https://)[^\s#]+$", max_length=500)
]


class Badge(Document):
    """A leaf: a badge of one class, in one of a range of versions.

    The class is ours (`organisation` and `badgeClass`) or a stranger's (`issuer` and
    `achievement`, the id in the credential). `id` names the leaf inside the mapping.
    """

    kind: Literal["badge"] = "badge"
    id: Slug
    organisation: Slug | None = None
    badge_class: Slug | None = None
    issuer: Did | None = None
    achievement: Url | None = None
    minimum_version: Version | None = None
    maximum_version: Version | None = None
    graded: bool = False
    """Whether the badge must carry a result that is a grade."""


class AllOf(Document):
    """Every one of them."""

    kind: Literal["all-of"] = "all-of"
    of: Annotated[tuple[Expression, ...], Field(min_length=1, max_length=50)]


class AnyOf(Document):
    """One of them: the first one completed, and of two on the same day the one named first."""

    kind: Literal["any-of"] = "any-of"
    of: Annotated[tuple[Expression, ...], Field(min_length=1, max_length=50)]


class CountOf(Document):
    """At least so many of them."""

    kind: Literal["n-of"] = "n-of"
    count: Annotated[int, Field(ge=1, le=50)]
    of: Annotated[tuple[Expression, ...], Field(min_length=1, max_length=50)]


Expression: TypeAlias = Annotated[Badge | AllOf | AnyOf | CountOf, Field(discriminator="kind")]


class WholeUnit(Document):
    """A whole unit of the basis."""

    kind: Literal["whole-unit"] = "whole-unit"
    unit: UnitRef
    unit_version: Version | None = None


class PartOfUnit(Document):
    """A part of a unit, smaller than the unit, with the college's own code and extent."""

    kind: Literal["part-of-unit"] = "part-of-unit"
    unit: UnitRef
    unit_version: Version | None = None
    code: Code
    name: LocalisedText
    credits: Credits


class SubAreaTarget(Document):
    """A sub-area (osa-alue) of a common unit."""

    kind: Literal["sub-area"] = "sub-area"
    unit: UnitRef
    unit_version: Version | None = None
    area: Code
    credits: Credits


class LocalUnit(Document):
    """A unit that the college itself has defined."""

    kind: Literal["local-unit"] = "local-unit"
    unit: UnitRef
    name: LocalisedText
    description: LocalisedText
    credits: Credits


class Course(Document):
    """A study unit of a university of applied sciences, counted in ECTS credits."""

    kind: Literal["course"] = "course"
    unit: UnitRef
    name: LocalisedText
    credits: Credits


Target: TypeAlias = Annotated[
    WholeUnit | PartOfUnit | SubAreaTarget | LocalUnit | Course, Field(discriminator="kind")
]


class CoveredBy(Document):
    """That a leaf speaks for a requirement, by one of its criteria where that is known."""

    badge: Slug
    criterion: Slug | None = None
    strength: Strength


class CoverageLine(Document):
    """What speaks for one requirement."""

    requirement: Code
    version: Version
    by: Annotated[tuple[CoveredBy, ...], Field(min_length=1, max_length=50)]


class Route(StrEnum):
    """How the competence is verified: the three processes of recognition."""

    DIRECT = "directly"
    ASSESSORS = "assessors"
    DEMONSTRATION = "demonstration"


class GradePolicy(StrEnum):
    """Where a proposal for a grade comes from. A person always decides."""

    NONE = "none"
    FROM_RESULT = "from-result"
    BY_ASSESSOR = "by-assessor"


class GradeRule(Document):
    """How a grade is proposed; `table` turns results of badges into grades of the unit's scale."""

    policy: GradePolicy = GradePolicy.NONE
    table: dict[Line, Line] = Field(default_factory=dict)


class Currency(Document):
    """How fresh the competence must be."""

    maximum_age: Duration | None = None
    require_unexpired: bool = True


class TrustRule(Document):
    """What must stand behind the badges, beside the college's trust in their issuers."""

    issuers: tuple[Did, ...] = ()
    """When not empty, only badges of these count."""
    endorsed_by: Did | None = None
    """The badge class must carry an endorsement of this organisation."""
    assessment: tuple[Line, ...] = ()
    """When not empty, the badge must have been assessed in one of these ways."""


class MappingStatus(StrEnum):
    """Where an agreement is in its life. What was agreed never changes: there is a new version."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    SUSPENDED = "suspended"
    ENDED = "ended"


class Agreement(Document):
    """That one side agreed."""

    organisation: Line
    """Its name, as people know it."""
    party: Slug
    """Its id on this service; of a stranger, the id of the college that recorded its word."""
    role: Literal["college", "badge-owner"]
    by: Line
    on: Day


class Mapping(Document):
    """That badges count toward a target, agreed by a college and those whose badges they are."""

    kind: Literal["mapping"] = "mapping"
    id: Slug
    version: Version
    status: MappingStatus
    name: LocalisedText
    reason: Text
    """Why these badges show this competence."""
    basis: RecordNumber | None = None
    """The record number of the basis; null for local units and courses."""
    target: Target
    badges: Expression
    coverage: tuple[CoverageLine, ...] = ()
    route: Route
    grade: GradeRule = GradeRule()
    currency: Currency = Currency()
    trust: TrustRule = TrustRule()
    valid_from: Day
    valid_until: Day | None = None
    agreements: tuple[Agreement, ...] = ()
