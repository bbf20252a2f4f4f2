"""Examples of mappings, and of what becomes of them."""

from __future__ import annotations

from typing import Final

from fastapi.openapi.models import Example

from badgeservice.credentials.strict_json import JsonObject, JsonValue

_COUNTY: Final = "esimerkin-hyvinvointialue"
_INSTRUCTOR: Final[JsonObject] = {"system": "finland", "code": "tutkinnonosat_106731"}

LOCAL: Final[JsonObject] = {
    "id": "feedback-course",
    "version": 1,
    "name": {"fi": "Palautteen antaminen"},
    "reason": "Osaamismerkin kriteerit ovat paikallisen tutkinnon osan tavoitteet.",
    "target": {
        "kind": "local-unit",
        "unit": {"system": "kotkan-ammattiopisto", "code": "palaute-1"},
        "name": {"fi": "Palautteen antaminen"},
        "description": {"fi": "Paikallinen tutkinnon osa palautteen antamisesta."},
        "credits": {"value": 2, "unit": "osp"},
    },
    "badges": {
        "kind": "badge",
        "id": "feedback",
        "organisation": _COUNTY,
        "badgeClass": "feedback-giver",
    },
    "route": "directly",
    "validFrom": "2026-11-24",
}


def _leaf(name: str, badge_class: str) -> JsonValue:
    return {
        "kind": "badge",
        "id": name,
        "organisation": _COUNTY,
        "badgeClass": badge_class,
        "minimumVersion": 1,
    }


_FULL: Final[JsonObject] = {
    "id": "feedback-at-work",
    "version": 1,
    "name": {"fi": "Palaute työpaikalla", "sv": "Respons på arbetsplatsen"},
    "reason": "Kriteerit on kirjoitettu yhdessä hyvinvointialueen kanssa.",
    "basis": "OPH-456-2022",
    "target": {
        "kind": "part-of-unit",
        "unit": _INSTRUCTOR,
        "unitVersion": 1,
        "code": "kao-palaute",
        "name": {"fi": "Palautteen antaminen ohjauksessa"},
        "credits": {"value": 1, "unit": "osp"},
    },
    "badges": {
        "kind": "all-of",
        "of": [
            _leaf("feedback", "feedback-giver"),
            {
                "kind": "any-of",
                "of": [
                    _leaf("preparation", "guidance-preparation"),
                    {
                        "kind": "badge",
                        "id": "foreign",
                        "issuer": "did:web:badges.example.com",
                        "achievement": "https://badges.example.com/achievements/7",
                    },
                ],
            },
        ],
    },
    "coverage": [
        {
            "requirement": "ammattitaitovaatimukset_9516",
            "version": 1,
            "by": [{"badge": "feedback", "criterion": "compare-with-goals", "strength": "covers"}],
        }
    ],
    "route": "assessors",
    "grade": {"policy": "by-assessor"},
    "currency": {"maximumAge": "P3Y", "requireUnexpired": True},
    "trust": {"issuers": [], "assessment": ["workplace-observation"]},
    "validFrom": "2026-11-24",
    "validUntil": "2029-07-31",
}

PROPOSAL: Final[dict[str, Example]] = {
    "minimal": {"summary": "Minimal: one badge is a local unit", "value": LOCAL},
    "full": {
        "summary": "Full: two badges are a part of a unit, with conditions and coverage",
        "value": _FULL,
    },
    "mistake": {
        "summary": "A mistake: a local unit counts in competence points, not in ECTS credits",
        "value": {
            **LOCAL,
            "target": {
                "kind": "local-unit",
                "unit": {"system": "kotkan-ammattiopisto", "code": "palaute-1"},
                "name": {"fi": "Palautteen antaminen"},
                "description": {"fi": "Paikallinen tutkinnon osa palautteen antamisesta."},
                "credits": {"value": 2, "unit": "ects"},
            },
        },
    },
}

CONSENT: Final[dict[str, Example]] = {
    "minimal": {
        "summary": "Minimal: the college agrees",
        "value": {"organisation": "Kotkan ammattiopisto", "by": "Rehtori"},
    },
    "full": {
        "summary": "Full: the owner of the badges agrees",
        "value": {
            "organisation": "Esimerkin hyvinvointialue",
            "by": "Osaamisjohtaja, päätös 2026/12",
        },
    },
    "mistake": {
        "summary": "A mistake: nobody is named who decided it",
        "value": {"organisation": "Kotkan ammattiopisto"},
    },
}

STATUS: Final[dict[str, Example]] = {
    "minimal": {"summary": "Minimal: let it rest", "value": {"status": "suspended"}},
    "full": {"summary": "Full: end it for good", "value": {"status": "ended"}},
    "mistake": {
        "summary": "A mistake: nothing goes back to being a proposal",
        "value": {"status": "proposed"},
    },
}
