"""What a counsellor is shown of a fit: no credential, no address of a person, no learner number.

A sheet holds what its page tells, in every language, and nothing else. So nothing more than that
is ever kept for a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from badgeservice.library.documents import Credits, LocalisedText, Strength
from badgeservice.library.mapping_documents import Route
from badgeservice.recognition.coverage import Reach
from badgeservice.recognition.outcomes import LeafRefusal


class Standing(StrEnum):
    """What became of one badge."""

    COUNTS = "counts"
    """It is part of what makes a target complete."""
    NOT_ENOUGH = "not-enough"
    """It would count, but no target is complete yet."""
    REFUSED = "refused"
    DUPLICATE = "duplicate"
    """The same badge was presented before it."""
    UNUSED = "unused"
    """No mapping toward the basis uses it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetBadge:
    """One badge. `name` and `issuer_name` are there only where they were signed.

    `refusal` is there when it is refused; `language` is the code of what it is written in.
    """

    name: str | None
    language: str | None
    issuer_id: str | None
    issuer_name: str | None
    credential_id: str | None
    awarded_on: date | None
    expires_on: date | None
    standing: Standing
    refusal: LeafRefusal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSpeaker:
    """That a badge, by its index, speaks for a requirement under a version of a mapping."""

    badge: int
    strength: Strength
    mapping_id: str
    mapping_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRequirement:
    """One requirement, and who speaks for it."""

    code: str
    version: int
    area: LocalisedText | None
    text: LocalisedText
    speakers: tuple[SheetSpeaker, ...]

    @property
    def strength(self) -> Strength | None:
        """How strongly it is shown by all badges together; None is not at all."""
        strengths = {speaker.strength for speaker in self.speakers}
        if Strength.COVERS in strengths:
            return Strength.COVERS
        return Strength.CONTRIBUTES if strengths else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLeaf:
    """What a mapping asks for, and what answers to it. `badge` is an index.

    `class_name` is None where the class is not published on this service; `class_key` is then all
    that is known of it.
    """

    class_key: str
    class_name: LocalisedText | None
    badge: int | None
    refusal: LeafRefusal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetMapping:
    """What came of one mapping. `kind` is that of its target.

    `is_counted` says that its credits are among those of the unit; one that is satisfied beside a
    whole unit is not counted again.
    """

    id: str
    version: int
    name: LocalisedText
    kind: str
    target_code: str
    target_name: LocalisedText | None
    is_satisfied: bool
    is_counted: bool
    credits: Credits | None
    complete_on: date | None
    route: Route
    grade: str | None
    review_due: bool
    leaves: tuple[SheetLeaf, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetUnit:
    """What the badges come to in one unit.

    A unit that no badge concerns has neither requirements nor mappings here: its page only names
    it.
    """

    code: str
    name: LocalisedText
    extent: Credits | None
    reach: Reach
    credits: Credits | None
    requirements: tuple[SheetRequirement, ...]
    mappings: tuple[SheetMapping, ...]

    @property
    def is_concerned(self) -> bool:
        """Whether any badge was weighed toward it."""
        return bool(self.mappings)

    @property
    def counted(self) -> tuple[SheetMapping, ...]:
        """The mappings whose targets follow."""
        return tuple(each for each in self.mappings if each.is_counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What somebody could get of a whole basis. `person` is a name, if the college gave one."""

    person: str | None
    college: str
    basis_code: str
    basis_name: LocalisedText
    studying_under: str | None
    badges: tuple[SheetBadge, ...]
    units: tuple[SheetUnit, ...]
    evaluated_at: datetime
