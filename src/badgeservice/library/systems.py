"""Qualification systems: what codes mean and where their official descriptions are.

A system is data. To add one is to add an entry here; no room looks inside a code.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from badgeservice.library.documents import Requirement, Unit

_KOODISTO: Final = "https://virkailija.opintopolku.fi/koodisto-service/rest/codeelement"


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationSystem:
    """Where a system publishes its codes, and what Open Badges calls its kinds of nodes.

    `unit_type` and `requirement_type` are `targetType`s of alignments; the vocabulary is open for
    terms that begin with `ext:`.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#alignmenttargettype-enumeration
    """

    id: str
    publisher: str
    code_url: str
    unit_type: str
    requirement_type: str

    def url_of(self, code: str, version: int | None) -> str:
        """Return where the official description of a code is, in this version if it is known."""
        known = "" if version is None else f"/{version}"
        return f"{self.code_url}/{quote(code, safe='')}{known}"

    def framework_of(self, unit: Unit) -> str:
        """Return the name of the framework that a unit belongs to."""
        basis = f" {unit.basis.code}" if unit.basis else ""
        return f"{self.publisher}{basis}"

    def framework_of_requirement(self, unit: Unit, requirement: Requirement) -> str:
        """Return the name of the framework of one requirement: its unit within the basis."""
        area = f", {requirement.area.fi}" if requirement.area else ""
        return f"{self.framework_of(unit)} {unit.code}{area}"


SYSTEMS: Final = MappingProxyType(
    {
        "finland": QualificationSystem(
            id="finland",
            publisher="ePerusteet",
            code_url=_KOODISTO,
            unit_type="ext:TutkinnonOsa",
            requirement_type="ext:Ammattitaitovaatimus",
        )
    }
)


def system_of(unit: Unit) -> QualificationSystem:
    """Return the system of a unit.

    Raises:
        KeyError: the system is not known; `library.rules` refuses such units earlier.
    """
    return SYSTEMS[unit.system]
