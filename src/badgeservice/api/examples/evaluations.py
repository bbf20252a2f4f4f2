"""Examples of badges that are weighed under mappings."""

from __future__ import annotations

from typing import Final

from fastapi.openapi.models import Example

_UNIT: Final = {"system": "finland", "code": "tutkinnonosat_106731"}
_URL: Final = "https://badges.example.org/badges/3yZe7rY0T9mR5qH2cVw1Xg"

ENQUIRY: Final[dict[str, Example]] = {
    "minimal": {
        "summary": "Minimal: what does this badge come to?",
        "value": {"badges": [{"url": _URL}]},
    },
    "full": {
        "summary": "Full: toward a unit and over its whole basis, for one learner",
        "value": {
            "badges": [
                {"url": _URL},
                {"url": "https://badges.example.com/badges/17"},
                {"token": "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ1cm46dXVpZDoxIn0.c2lnbmF0dXJl"},
            ],
            "unit": _UNIT,
            "system": "finland",
            "basis": "OPH-456-2022",
            "studyingUnder": "OPH-456-2022",
            "recipientEmail": "aino.virtanen@example.org",
        },
    },
    "mistake": {
        "summary": "A mistake: a badge is sent in one way, not in two",
        "value": {"badges": [{"url": _URL, "file": "e30="}]},
    },
}
