"""Examples of bases to be imported."""

from __future__ import annotations

from typing import Final

from fastapi.openapi.models import Example

BASIS: Final[dict[str, Example]] = {
    "minimal": {
        "summary": "Minimal: a basis of ePerusteet without units",
        "value": {
            "diaarinumero": "OPH-0000-2026",
            "nimi": {"fi": "Esimerkin ammattitutkinto"},
            "tutkinnonOsat": [],
        },
    },
    "full": {
        "summary": "Full: a basis of another system, with a unit and two requirements",
        "value": {
            "kind": "basis",
            "system": "example-land",
            "code": "EX-2026-1",
            "name": {"fi": "Esimerkkimaan hoitajatutkinto", "en": "Care worker of Example Land"},
            "qualifications": ["care-worker"],
            "inForceFrom": "2026-08-01",
            "replaces": ["EX-2019-4"],
            "units": [
                {
                    "code": "EX.1",
                    "version": 1,
                    "kind": "national",
                    "name": {"fi": "Kohtaaminen", "en": "Meeting people"},
                    "credits": {"value": 15, "unit": "ects"},
                    "requirements": [
                        {"code": "EX.1.a", "version": 1, "text": {"fi": "kohtaa asiakkaan"}},
                        {"code": "EX.1.b", "version": 1, "text": {"fi": "kuuntelee asiakasta"}},
                    ],
                }
            ],
        },
    },
    "mistake": {
        "summary": "A mistake: a page of search results is no basis",
        "value": {"data": [], "sivu": 0, "kokonaismäärä": 0},
    },
}
