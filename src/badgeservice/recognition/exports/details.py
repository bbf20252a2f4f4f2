"""What a college adds to a decided case so that a register takes it. Nothing here is guessed."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from badgeservice.library.documents import (
    Code,
    Credits,
    Day,
    Document,
    Line,
    LocalisedText,
    Text,
    Version,
)
from badgeservice.library.mapping_documents import RecordNumber

# Organisations are not tested for a check digit: some real ones would fail.
ORGANISATION_OID: Final = (
    r"^1\.2\.246\.562\.(?:10|[12]?99)\.(?:[1-9][0-9]{9}(?:[0-9]|10)|0{10}1|201[34][0-9]{18})$"
)
_BUSINESS_ID: Final = re.compile(r"([0-9]{7})-([0-9])")
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2)
_MODULUS: Final = 11

OrganisationOid: TypeAlias = Annotated[
    str,
    StringConstraints(pattern=ORGANISATION_OID),
    Field(examples=["1.2.246.562.10.42456023292"]),
]


def require_business_id(value: str) -> str:
    """Return a Finnish business id (y-tunnus) whose form and check digit are right.

    Raises:
        ValueError: they are not.
    """
    found = _BUSINESS_ID.fullmatch(value)
    if found is not None:
        pairs = zip(_WEIGHTS, found[1], strict=True)
        rest = sum(weight * int(digit) for weight, digit in pairs) % _MODULUS
        if rest != 1 and int(found[2]) == (0 if rest == 0 else _MODULUS - rest):
            return value
    message = "a business id is seven digits, a hyphen and the right check digit"
    raise ValueError(message)


BusinessId: TypeAlias = Annotated[str, AfterValidator(require_business_id)]


class QualificationKind(StrEnum):
    """What kind of qualification the learner studies for, by its name in law."""

    VOCATIONAL = "perustutkinto"
    FURTHER = "ammattitutkinto"
    SPECIALIST = "erikoisammattitutkinto"


class OtherQualification(Document):
    """Another qualification, which the unit comes from."""

    code: Annotated[str, StringConstraints(pattern=r"^koulutus_[0-9]{6}$")]
    basis: RecordNumber | None = None


class NationalBadge(Document):
    """A national badge (osaamismerkki) in Koski that the recognition stands on as well."""

    code: Annotated[str, StringConstraints(pattern=r"^osaamismerkit_[0-9]{4}$")]
    completed_on: Day
    site_oid: OrganisationOid


class NamedPart(Document):
    """The recognised part of a unit, where the mapping names none, and its grade.

    A decision grades whole targets alone, so a part of one is graded here, by a person.
    """

    code: Code
    name: LocalisedText
    description: LocalisedText | None = None
    """Left out: the name."""
    grade: Line | None = None
    grade_scale: Code | None = None


class Demonstration(Document):
    """The demonstration (näyttö) that the learner was guided to."""

    environment: Line
    """Name of the place of work, or of another environment."""
    business_id: BusinessId | None = None
    description: Text | None = None
    content: Annotated[tuple[Text, ...], Field(min_length=1, max_length=20)]
    begins_on: Day
    ends_on: Day
    organiser_oid: OrganisationOid | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Demonstration:
        if self.ends_on < self.begins_on:
            message = "endsOn must not be before beginsOn"
            raise ValueError(message)
        return self


class ExportDetails(Document):
    """What the case does not say. Give what the format needs; what is missing is named.

    What the decision says itself (the group) must not be contradicted here.
    """

    qualification: QualificationKind | None = None
    """Units of a perustutkinto have a group; those of the other two kinds must not."""
    site_oid: OrganisationOid | None = None
    """The site (toimipiste) where the learner studies."""
    provider_oid: OrganisationOid | None = None
    """The education provider (koulutuksen järjestäjä)."""
    group: Literal["1", "2", "3", "4"] | None = None
    """The group of the unit (tutkinnonOsanRyhmä), where the decision names none."""
    is_compulsory: bool | None = None
    """Whether the unit, or the sub-area, is compulsory in the learner's qualification."""
    unit_is_compulsory: bool | None = None
    """Whether the common unit around a sub-area is compulsory; left out: as the sub-area."""
    unit_credits: Credits | None = None
    """The extent of the whole unit around a part or a sub-area, where the case has none."""
    unit_version: Version | None = None
    """The version of the unit code, where the mapping names none."""
    sub_area_version: Version | None = None
    """The version of the code of the sub-area."""
    language: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    """The language of a sub-area that is a language, by the code list kielivalikoima."""
    part: NamedPart | None = None
    from_qualification: OtherQualification | None = None
    national_badge: NationalBadge | None = None
    demonstration: Demonstration | None = None
    local_unit_id: Line | None = None
    """The id of a local unit in ePerusteet (amosaa-tunniste)."""
    is_material: bool | None = None
    """Whether something else matters for the one who plans the studies (olennainen-seikka)."""
