"""Whether a fragment is a unit that Koski takes, under one kind of qualification."""

from __future__ import annotations

from collections.abc import Iterator

from badgeservice.credentials.strict_json import JsonObject
from badgeservice.recognition.errors import ExportFault
from badgeservice.recognition.exports.checking import read_as
from badgeservice.recognition.exports.details import QualificationKind
from badgeservice.recognition.exports.koski_types import OsanSuoritus


def koski_faults(
    fragment: JsonObject, *, qualification: QualificationKind | None
) -> tuple[ExportFault, ...]:
    """Return what is wrong with a unit (an `osasuoritus`); empty when nothing is.

    With None the learner studies units of several qualifications, where a group is optional.
    """
    unit = read_as(OsanSuoritus, fragment)
    return unit if isinstance(unit, tuple) else tuple(_group_faults(unit, qualification))


def _group_faults(
    unit: OsanSuoritus, qualification: QualificationKind | None
) -> Iterator[ExportFault]:
    has_group = unit.tutkinnon_osan_ryhma is not None
    if qualification is QualificationKind.VOCATIONAL and not has_group:
        yield ExportFault(
            code="group-missing",
            pointer="/tutkinnonOsanRyhmä",
            message="A unit of a perustutkinto has a group.",
        )
    if has_group and qualification in (QualificationKind.FURTHER, QualificationKind.SPECIALIST):
        yield ExportFault(
            code="group-forbidden",
            pointer="/tutkinnonOsanRyhmä",
            message=f"A unit of an {qualification} has no group.",
        )
