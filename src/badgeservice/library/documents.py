"""The library's documents: one definition for files, API, database and JSON Schema.

A document is what a person writes in `criteria/` or sends to the API. The models here are
frozen values; rules that need more than one document are in `library.rules`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel

from badgeservice.library.word_values import Words

Language: TypeAlias = Literal["fi", "sv", "en"]
LANGUAGES: tuple[Language, ...] = ("fi", "sv", "en")

Slug: TypeAlias = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"),
]
# Control characters (TAB among them) canonicalise differently in different RDF libraries, so no
# text that ends up in a credential may hold one. Line feeds are safe.
Text: TypeAlias = Annotated[
    str,
    StringConstraints(
        min_length=1,
        max_length=8_000,
        pattern=r"^[^\x00-\x09\x0b-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x09\x0b-\x1f\x7f]*$",
    ),
]
Line: TypeAlias = Annotated[
    str,
    StringConstraints(
        min_length=1,
        max_length=400,
        pattern=r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$",
    ),
]
Code: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$")]
Version: TypeAlias = Annotated[int, Field(ge=1, le=100_000, strict=True)]
Duration: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^P(?:[1-9][0-9]?Y|[1-9][0-9]{0,2}M|[1-9][0-9]{0,3}D)$")
]
Url: TypeAlias = Annotated[
    str, StringConstraints(pattern=r'^https?://[^\s<>"{}|\\^`\x00-\x20\x7f]+$', max_length=2_000)
]


# As long as 256 KiB are in base64; what may be inside is said in `library.class_images`.
ClassImage: TypeAlias = Annotated[
    str,
    StringConstraints(pattern=r"^data:image/png;base64,[A-Za-z0-9+/]+={0,2}$", max_length=349_550),
]


def _day(value: object) -> object:
    # pydantic would read a bare number as seconds since 1970, so that 20260801 were a day in 1970.
    if isinstance(value, str | date):
        return value
    message = "a date is written YYYY-MM-DD"
    raise ValueError(message)


def _number(value: Decimal) -> int | float:
    # At most two decimals and a thousand, so a float gives back the same decimal.
    return int(value) if value == value.to_integral_value() else float(value)


Day: TypeAlias = Annotated[date, BeforeValidator(_day)]


class Document(BaseModel):
    """A frozen value with camelCase names outside and no unknown fields."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
    )


class LocalisedText(Document):
    """A text in Finnish, and in Swedish and English where somebody has written it."""

    fi: Text
    sv: Text | None = None
    en: Text | None = None

    def in_language(self, language: Language) -> str:
        """Return the text in `language`, or in Finnish where that is missing."""
        return getattr(self, language) or self.fi

    def missing(self) -> tuple[Language, ...]:
        """Return the languages that nobody has written yet."""
        return tuple(language for language in LANGUAGES if getattr(self, language) is None)


class CreditUnit(StrEnum):
    """What credits count. The two are never added or compared."""

    OSP = "osp"
    ECTS = "ects"


class Credits(Document):
    """An extent, such as 5 competence points (osp)."""

    value: Annotated[
        Decimal,
        Field(gt=0, le=1_000, decimal_places=2),
        PlainSerializer(_number, when_used="json"),
        WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": 1_000}),
    ]
    unit: CreditUnit


class UnitRef(Document):
    """The name of a qualification unit: a code and the system that gives the code its meaning."""

    system: Slug
    code: Code


class Requirement(Document):
    """One requirement (ammattitaitovaatimus) of a unit."""

    code: Code
    """The code URI, such as `ammattitaitovaatimukset_9528`."""
    version: Version
    area: LocalisedText | None = None
    """The heading that the basis puts the requirement under, or null."""
    text: LocalisedText


class Basis(Document):
    """The national regulation (peruste) that a unit belongs to."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9/._-]{1,59}$")]
    qualification: Code | None = None
    """The code URI of the qualification, such as `koulutus_371101`; null for common units."""
    in_force_from: Day | None = None
    """The first day in force, or null when unknown."""


class Source(Document):
    """Where the facts of a unit come from."""

    title: Line
    url: Url | None = None
    retrieved: Day
    """The day on which the facts were taken from the source."""
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None


class Unit(Document):
    """A qualification unit (tutkinnon osa) with its requirements, in the order of the basis."""

    kind: Literal["unit"] = "unit"
    system: Slug
    code: Code
    version: Version | None
    """The version of the unit code (koodiVersio), or null when unknown."""
    name: LocalisedText
    """The official name, in the languages that the source gives."""
    credits: Credits | None
    """The extent, or null when unknown. Never 0, never guessed."""
    basis: Basis | None
    """The regulation that the unit belongs to, or null when unknown."""
    source: Source
    requirements: tuple[Requirement, ...]
    """All requirements in the order of the basis; [] with a note when they are unknown."""
    note: Text | None = None

    @property
    def ref(self) -> UnitRef:
        """The name of this unit."""
        return UnitRef(system=self.system, code=self.code)


class Role(StrEnum):
    """In which role an organisation helped to write."""

    EMPLOYER = "employer"
    COLLEGE = "college"


class CoAuthor(Document):
    """An organisation that took part in writing."""

    name: Line
    role: Role


class Status(StrEnum):
    """Where a document is in its life. Published and retired content never changes."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"
    PUBLISHED = "published"
    RETIRED = "retired"


class Strength(StrEnum):
    """How much a criterion shows of a requirement: all of it, or some."""

    COVERS = "covers"
    CONTRIBUTES = "contributes"


class EvidenceKind(StrEnum):
    """What an assessor looks at."""

    WORKPLACE_OBSERVATION = "workplace-observation"
    SUPERVISOR_STATEMENT = "supervisor-statement"
    WORK_SAMPLE = "work-sample"
    PORTFOLIO = "portfolio"
    WRITTEN_TASK = "written-task"
    DISCUSSION = "discussion"
    SIMULATION = "simulation"
    ATTENDANCE = "attendance"


class Alignment(Document):
    """That a criterion covers a requirement of a unit, or contributes to it."""

    system: Slug
    unit: Code
    requirement: Code
    version: Version
    strength: Strength

    @property
    def unit_ref(self) -> UnitRef:
        """The unit that the requirement belongs to."""
        return UnitRef(system=self.system, code=self.unit)


class Criterion(Document):
    """One thing that a recipient has shown. The id stays the same over versions."""

    id: Slug
    text: LocalisedText
    evidence_kinds: tuple[EvidenceKind, ...] = ()
    """What an assessor looks at."""
    alignments: tuple[Alignment, ...] = ()
    """The requirements that this criterion covers or contributes to."""


class CriteriaSet(Document):
    """The criteria that a badge class asks for, in one version."""

    kind: Literal["criteria-set"] = "criteria-set"
    id: Slug
    version: Version
    status: Status
    name: LocalisedText
    co_authors: tuple[CoAuthor, ...] = ()
    valid_from: Day | None = None
    valid_until: Day | None = None
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]


class BadgeKind(StrEnum):
    """What a badge says: competence shown, presence, or a set of other badges."""

    COMPETENCE = "competence"
    PARTICIPATION = "participation"
    COLLECTION = "collection"


class VersionRef(Document):
    """One version of a document of the same library."""

    id: Slug
    version: Version


class RequiredBadge(Document):
    """A badge class that a collection asks for, in this version or a newer one."""

    id: Slug
    minimum_version: Version = 1


class Level(Document):
    """A level in a framework, such as EQF 4."""

    framework: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z-]{1,19}$")]
    level: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z.-]{1,8}$")]


class ResultDefinition(Document):
    """A result that may be stated when a badge is issued, such as a grade.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#resultdescription
    """

    id: Slug
    name: LocalisedText
    result_type: Annotated[
        str, StringConstraints(pattern=r"^(?:ext:[A-Za-z0-9._-]+|[A-Z][A-Za-z]+)$")
    ]
    allowed_values: tuple[Line, ...] = ()
    required_value: Line | None = None


class Extensions(Document):
    """What a class says in words of a context that its organisation registered."""

    context: VersionRef
    """The name and version of the context."""
    values: Words


class BadgeClass(Document):
    """What a badge is given for: an OB 3.0 Achievement in three languages, in one version."""

    kind: Literal["badge-class"] = "badge-class"
    id: Slug
    version: Version
    status: Status
    badge_kind: BadgeKind
    achievement_type: Annotated[
        str, StringConstraints(pattern=r"^(?:ext:[A-Za-z0-9._-]+|[A-Z][A-Za-z]+)$")
    ]
    criteria_set: VersionRef
    """The criteria that are asked for, pinned to one version."""
    name: LocalisedText
    description: LocalisedText
    credits: Credits | None
    """What the badge itself is worth where its maker has declared that, else null."""
    units: tuple[UnitRef, ...] = ()
    """Units that the class aligns with as a whole."""
    validity: Duration | None
    """How long a badge is valid, such as P5Y; null for ever."""
    level: Level | None
    assessment: LocalisedText
    """How competence is assessed, in words."""
    participation: LocalisedText
    """In which form one takes part, in words."""
    quality_assurance: LocalisedText
    """How quality is assured, in words."""
    tags: tuple[Line, ...] = ()
    """Keywords in Finnish."""
    results: tuple[ResultDefinition, ...] = ()
    requires: tuple[RequiredBadge, ...] = ()
    """The badge classes that a collection collects."""
    suspendable: bool = False
    """Whether badges can be suspended for a while and then reinstated."""
    image: ClassImage | None = None
    """A square PNG of at most 256 KiB as a data URI, or null for the picture that is drawn."""
    extensions: Extensions | None = None
    """What badges say of the achievement in words of the organisation's own, or null."""


class Publisher(Document):
    """An organisation that stands behind a library."""

    name: Line
    role: Role


class LibraryDescription(Document):
    """What a library is, on its first page."""

    kind: Literal["library"] = "library"
    id: Slug
    name: LocalisedText
    description: LocalisedText
    licence: Line
    """An SPDX licence expression, such as CC-BY-4.0."""
    languages: tuple[Language, ...]
    """The languages that texts are meant to be written in."""
    publishers: tuple[Publisher, ...] = ()


AnyDocument: TypeAlias = Annotated[
    LibraryDescription | Unit | CriteriaSet | BadgeClass, Field(discriminator="kind")
]
