"""Rules of units and criteria sets."""

from __future__ import annotations

from collections.abc import Iterator

from badgeservice.library.catalogue import Catalogue
from badgeservice.library.documents import Alignment, CriteriaSet, Unit
from badgeservice.library.errors import Finding
from badgeservice.library.files import PlacedDocument
from badgeservice.library.pointers import pointer
from badgeservice.library.repeats import repeated
from badgeservice.library.systems import SYSTEMS


def check_unit(unit: Unit, placed: PlacedDocument) -> Iterator[Finding]:
    """Yield what is wrong with a unit."""
    if unit.system not in SYSTEMS:
        known = ", ".join(sorted(SYSTEMS))
        message = f"the qualification system {unit.system} is not known here; known: {known}"
        yield placed.finding("/system", code="system-unknown", message=message)
    for index, code in repeated(requirement.code for requirement in unit.requirements):
        yield placed.finding(
            pointer("requirements", index, "code"),
            code="requirement-duplicate",
            message=f"the requirement {code} stands twice",
        )
    if not unit.requirements and unit.note is None:
        yield placed.finding(
            "/requirements",
            code="requirements-unexplained",
            message="the unit has no requirements and no note that says why",
            is_error=False,
        )


def check_criteria_set(
    criteria_set: CriteriaSet, placed: PlacedDocument, catalogue: Catalogue
) -> Iterator[Finding]:
    """Yield what is wrong with a criteria set."""
    for index, name in repeated(criterion.id for criterion in criteria_set.criteria):
        yield placed.finding(
            pointer("criteria", index, "id"),
            code="criterion-duplicate",
            message=f"the criterion {name} stands twice",
        )
    yield from _dates(criteria_set, placed)
    for number, criterion in enumerate(criteria_set.criteria):
        yield from _evidence_kinds(number, criteria_set, placed)
        named = [(each.unit_ref, each.requirement) for each in criterion.alignments]
        for index, _ in repeated(named):
            yield placed.finding(
                pointer("criteria", number, "alignments", index),
                code="alignment-duplicate",
                message=f"the criterion names {named[index][1]} twice",
            )
        for index, alignment in enumerate(criterion.alignments):
            where = pointer("criteria", number, "alignments", index)
            yield from _alignment(alignment, where, placed, catalogue)


def _dates(criteria_set: CriteriaSet, placed: PlacedDocument) -> Iterator[Finding]:
    start, end = criteria_set.valid_from, criteria_set.valid_until
    if start is not None and end is not None and end < start:
        message = f"the criteria end on {end}, before they begin on {start}"
        yield placed.finding("/validUntil", code="dates-order", message=message)


def _evidence_kinds(
    number: int, criteria_set: CriteriaSet, placed: PlacedDocument
) -> Iterator[Finding]:
    for index, kind in repeated(criteria_set.criteria[number].evidence_kinds):
        yield placed.finding(
            pointer("criteria", number, "evidenceKinds", index),
            code="evidence-kind-duplicate",
            message=f"{kind} stands twice",
        )


def _alignment(
    alignment: Alignment, where: str, placed: PlacedDocument, catalogue: Catalogue
) -> Iterator[Finding]:
    units = catalogue.units.get(alignment.unit_ref, ())
    versions = catalogue.requirement_versions(alignment)
    if not units:
        message = f"the library has no unit {alignment.system}/{alignment.unit}"
        yield placed.finding(f"{where}/unit", code="alignment-unit-unknown", message=message)
    elif not any(unit.requirements for unit in units):
        message = (
            f"the requirements of {alignment.unit} are not known; "
            "name the unit in the badge class's units instead"
        )
        yield placed.finding(
            f"{where}/requirement", code="alignment-requirement-unknown", message=message
        )
    elif not versions:
        message = f"the unit {alignment.unit} has no requirement {alignment.requirement}"
        yield placed.finding(
            f"{where}/requirement", code="alignment-requirement-unknown", message=message
        )
    elif all(found.version != alignment.version for found in versions):
        known = ", ".join(str(version) for version in sorted({each.version for each in versions}))
        message = f"{alignment.requirement} is known in version {known}, not {alignment.version}"
        yield placed.finding(f"{where}/version", code="alignment-version-unknown", message=message)
