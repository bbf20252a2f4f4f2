"""Two sides of a recognition, and short ways to bring them to an agreement over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.stories.conftest import Member, Service

COUNTY_DID = "did:web:localhost%3A8000:issuers:county"
COMMON = "OPH-456-2022"
# Codes, versions and extents as the basis has them.
SOCIETY = {
    "code": "tutkinnonosat_106729",
    "version": 1,
    "kind": "common",
    "name": {"fi": "Yhteiskunta- ja työelämäosaaminen"},
    "credits": {"value": 9, "unit": "osp"},
    "subAreas": [
        {
            "code": "ammatillisenoppiaineet_yttt",
            "name": {"fi": "Työelämässä toimiminen"},
            "compulsory": {"value": 2, "unit": "osp"},
            "optional": {"value": 3, "unit": "osp"},
        }
    ],
}


def leaf(badge_class: str, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "badge",
        "id": badge_class[:60],
        "organisation": "county",
        "badgeClass": badge_class,
        **changes,
    }


def unit_ref(code: str, system: str = "finland") -> dict[str, str]:
    return {"system": system, "code": code}


def basis_of(
    library: list[dict[str, Any]], code: str, *further: Any, **changes: Any
) -> dict[str, Any]:
    """Return the units of a basis that are in the shipped library, as a document of the basis."""
    members = ("code", "version", "name", "credits", "requirements", "note")
    units = [
        {name: each[name] for name in members}
        for each in library
        if each["kind"] == "unit" and (each["basis"] or {}).get("code") == code
    ]
    return {
        "kind": "basis",
        "system": "finland",
        "code": code,
        "name": {"fi": code},
        "inForceFrom": "2022-08-01",
        "units": [*units, *further],
        **changes,
    }


def coverage_of(library: list[dict[str, Any]], unit: str, *classes: str) -> list[dict[str, Any]]:
    """Return the coverage that the criteria of badge classes declare for a unit."""
    lines: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for name in classes:
        for criterion in _criteria(library, name):
            for each in criterion["alignments"]:
                if each["unit"] == unit:
                    place = each["requirement"], each["version"]
                    by = {
                        "badge": name,
                        "criterion": criterion["id"],
                        "strength": each["strength"],
                    }
                    lines.setdefault(place, []).append(by)
    return [
        {"requirement": requirement, "version": version, "by": by}
        for (requirement, version), by in lines.items()
    ]


def _criteria(library: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    newest = max(
        (each for each in library if each["kind"] == "badge-class" and each["id"] == name),
        key=lambda each: each["version"],
    )
    pin = newest["criteriaSet"]
    (pinned,) = (
        each
        for each in library
        if each["kind"] == "criteria-set"
        and (each["id"], each["version"]) == (pin["id"], pin["version"])
    )
    found: list[dict[str, Any]] = pinned["criteria"]
    return found


@dataclass
class Sides:
    """A college that recognises, and a county that issues: each with keys and a client."""

    service: Service
    college: Member
    county: Member
    library: list[dict[str, Any]]

    def take_in(self, basis: dict[str, Any]) -> dict[str, Any]:
        answer = self.college.post("/v1/bases", basis)
        assert answer.status_code in (200, 201), answer.text
        taken: dict[str, Any] = answer.json()
        return taken

    def propose(self, name: str, target: dict[str, Any], badges: Any, **changes: Any) -> Any:
        body = {
            "id": name,
            "version": 1,
            "name": {"fi": name},
            "reason": "Kriteerit on kirjoitettu yhdessä.",
            "target": target,
            "badges": badges,
            "route": "directly",
            "validFrom": "2020-01-01",
            **changes,
        }
        return self.college.post("/v1/mappings", body)

    def agree(
        self,
        name: str,
        target: dict[str, Any],
        badges: Any,
        *,
        with_county: bool = True,
        **changes: Any,
    ) -> str:
        """Propose, and let the sides agree; return the address of the mapping.

        What a stranger agrees to, the college records by itself.
        """
        proposed = self.propose(name, target, badges, **changes)
        assert proposed.status_code == 201, proposed.text
        address: str = proposed.headers["location"]
        for side in (self.county, self.college) if with_county else (self.college,):
            consent = {"organisation": side.organisation_id, "by": "Johtaja"}
            agreed = side.post(f"{address}/agreements", consent)
            assert agreed.status_code == 200, agreed.text
        assert agreed.json()["mapping"]["status"] == "agreed"
        return address

    def ask(self, *badges: Any, **more: Any) -> dict[str, Any]:
        presented = [{"url": each} if isinstance(each, str) else each for each in badges]
        answer = self.college.post("/v1/evaluations", {"badges": presented, **more})
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def outcome(self, name: str, *badges: Any, **more: Any) -> dict[str, Any]:
        (found,) = self.ask(*badges, mapping=name, **more)["mappings"]
        outcome: dict[str, Any] = found
        return outcome


def sides(service: Service, library: list[dict[str, Any]]) -> Sides:
    """Return both sides: the county with the shipped library, the college with a basis."""
    found = Sides(service, service.join("college"), service.join("county"), library)
    imported = found.county.post("/v1/library/imports", {"documents": library})
    assert imported.status_code == 200, imported.text
    found.take_in(basis_of(library, COMMON, SOCIETY))
    return found
