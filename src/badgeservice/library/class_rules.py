"""Rules of badge classes.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#achievement
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from badgeservice.library.catalogue import Catalogue
from badgeservice.library.class_images import ImageFault, read_image
from badgeservice.library.collection_rules import check_collection
from badgeservice.library.documents import BadgeClass, BadgeKind, ResultDefinition, Status
from badgeservice.library.errors import Finding
from badgeservice.library.files import PlacedDocument
from badgeservice.library.pointers import pointer
from badgeservice.library.repeats import repeated

ACHIEVEMENT_TYPES: Final = frozenset(
    {
        "Achievement", "ApprenticeshipCertificate", "Assessment", "Assignment", "AssociateDegree",
        "Award", "Badge", "BachelorDegree", "Certificate", "CertificateOfCompletion",
        "Certification", "CommunityService", "Competency", "Course", "CoCurricular", "Degree",
        "Diploma", "DoctoralDegree", "Fieldwork", "GeneralEducationDevelopment",
        "JourneymanCertificate", "LearningProgram", "License", "Membership",
        "ProfessionalDoctorate", "QualityAssuranceCredential", "MasterCertificate",
        "MasterDegree", "MicroCredential", "ResearchDoctorate", "SecondarySchoolDiploma",
    }
)  # fmt: skip
"""Spec: https://www.imsglobal.org/spec/ob/v3p0/#achievementtype-enumeration"""

RESULT_TYPES: Final = frozenset(
    {
        "GradePointAverage", "LetterGrade", "Percent", "PerformanceLevel", "PredictedScore",
        "RawScore", "Result", "RubricCriterion", "RubricCriterionLevel", "RubricScore",
        "ScaledScore", "Status",
    }
)  # fmt: skip
"""Spec: https://www.imsglobal.org/spec/ob/v3p0/#resulttype-enumeration"""


def check_class(
    badge_class: BadgeClass, placed: PlacedDocument, catalogue: Catalogue
) -> Iterator[Finding]:
    """Yield what is wrong with a badge class."""
    if not _is_known(badge_class.achievement_type, ACHIEVEMENT_TYPES):
        yield placed.finding(
            "/achievementType",
            code="achievement-type-unknown",
            message=f"Open Badges 3.0 has no achievement type {badge_class.achievement_type}",
        )
    yield from _criteria_set(badge_class, placed, catalogue)
    yield from _units(badge_class, placed, catalogue)
    yield from _credits(badge_class, placed, catalogue)
    yield from _results(badge_class, placed)
    yield from _kind(badge_class, placed, catalogue)
    yield from _image(badge_class, placed)
    for index, tag in repeated(tag.casefold() for tag in badge_class.tags):
        yield placed.finding(
            pointer("tags", index), code="tag-duplicate", message=f"the tag {tag} stands twice"
        )


def _criteria_set(
    badge_class: BadgeClass, placed: PlacedDocument, catalogue: Catalogue
) -> Iterator[Finding]:
    pinned = catalogue.pinned(badge_class)
    name = f"{badge_class.criteria_set.id} v{badge_class.criteria_set.version}"
    if pinned is None:
        message = f"the library has no criteria set {name}"
        yield placed.finding("/criteriaSet", code="criteria-set-missing", message=message)
    elif badge_class.status is Status.PUBLISHED and pinned.status is not Status.PUBLISHED:
        message = (
            f"the class is published and its criteria set {name} is {pinned.status}; "
            "both must be published"
        )
        yield placed.finding("/criteriaSet", code="criteria-set-unpublished", message=message)


def _units(
    badge_class: BadgeClass, placed: PlacedDocument, catalogue: Catalogue
) -> Iterator[Finding]:
    for index, unit in enumerate(badge_class.units):
        if unit not in catalogue.units:
            message = f"the library has no unit {unit.system}/{unit.code}"
            yield placed.finding(pointer("units", index), code="unit-unknown", message=message)
    for index, _ in repeated(badge_class.units):
        message = f"the unit {badge_class.units[index].code} stands twice"
        yield placed.finding(pointer("units", index), code="unit-duplicate", message=message)


def _credits(
    badge_class: BadgeClass, placed: PlacedDocument, catalogue: Catalogue
) -> Iterator[Finding]:
    if badge_class.credits is None:
        return
    for ref in sorted(catalogue.aligned_units(badge_class), key=lambda each: each.code):
        for unit in catalogue.units.get(ref, ()):
            if unit.credits is not None and unit.credits.unit is not badge_class.credits.unit:
                message = (
                    f"the class counts {badge_class.credits.unit} and the unit {ref.code} "
                    f"{unit.credits.unit}; the two are never compared"
                )
                yield placed.finding("/credits/unit", code="credits-unit-mixed", message=message)


def _results(badge_class: BadgeClass, placed: PlacedDocument) -> Iterator[Finding]:
    for index, name in repeated(result.id for result in badge_class.results):
        yield placed.finding(
            pointer("results", index, "id"),
            code="result-duplicate",
            message=f"the result {name} stands twice",
        )
    for index, result in enumerate(badge_class.results):
        yield from _result(result, pointer("results", index), placed)


def _result(result: ResultDefinition, where: str, placed: PlacedDocument) -> Iterator[Finding]:
    if not _is_known(result.result_type, RESULT_TYPES):
        message = f"Open Badges 3.0 has no result type {result.result_type}"
        yield placed.finding(f"{where}/resultType", code="result-type-unknown", message=message)
    for index, value in repeated(result.allowed_values):
        message = f"the value {value} stands twice"
        yield placed.finding(
            f"{where}/allowedValues/{index}", code="allowed-value-duplicate", message=message
        )
    required = result.required_value
    if required is not None and result.allowed_values and required not in result.allowed_values:
        message = f"{required} is required, yet not among the allowed values"
        yield placed.finding(
            f"{where}/requiredValue", code="required-value-unknown", message=message
        )


def _kind(
    badge_class: BadgeClass, placed: PlacedDocument, catalogue: Catalogue
) -> Iterator[Finding]:
    is_aligned = bool(catalogue.aligned_units(badge_class))
    if badge_class.badge_kind is BadgeKind.PARTICIPATION and is_aligned:
        message = (
            "a participation badge shows presence, not competence; "
            "neither it nor its criteria may align with a unit"
        )
        yield placed.finding("/badgeKind", code="participation-aligned", message=message)
    if badge_class.badge_kind is BadgeKind.COMPETENCE and not is_aligned:
        message = (
            "neither the class nor its criteria align with a unit, so no college will count it"
        )
        yield placed.finding("/units", code="competence-unaligned", message=message, is_error=False)
    yield from check_collection(badge_class, placed, catalogue)


def _image(badge_class: BadgeClass, placed: PlacedDocument) -> Iterator[Finding]:
    found = None if badge_class.image is None else read_image(badge_class.image)
    if isinstance(found, ImageFault):
        yield placed.finding("/image", code=found.code, message=f"the image {found.reason}")


def _is_known(name: str, names: frozenset[str]) -> bool:
    return name in names or name.startswith("ext:")
