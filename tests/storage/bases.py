"""Editions of bases to keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from badgeservice.library.documents import LocalisedText
from badgeservice.qualifications.bases import BasisEdition, SubArea
from tests.recognition.mappings import basis, osp, unit
from tests.storage.builders import NOON, ORG

AREA = SubArea(
    code="area", version=2, name=LocalisedText(fi="Osa"), compulsory=osp(4), optional=None
)
WHOLE = basis(
    "79/011/2014",
    replace(unit("u", "r1", "r2", extent=None), sub_areas=(AREA,), grade_scale="scale"),
    in_force_until=date(2026, 7, 31),
    transition_until=date(2029, 7, 31),
    replaces=("OPH-1-2010",),
)


def edition(number: int = 1, code: str = WHOLE.code, organisation_id: str = ORG) -> BasisEdition:
    return BasisEdition(
        organisation_id=organisation_id,
        basis=replace(WHOLE, code=code),
        number=number,
        sha256=f"{number:064x}",
        imported_at=NOON,
        imported_by="client-a",
    )
