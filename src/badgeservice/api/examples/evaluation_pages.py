"""Examples of pages for counsellors."""

from __future__ import annotations

from typing import Final

from fastapi.openapi.models import Example

_URL: Final = "https://badges.example.org/badges/3yZe7rY0T9mR5qH2cVw1Xg"

PAGE: Final[dict[str, Example]] = {
    "minimal": {
        "summary": "Minimal: one badge toward every unit of a basis, for an hour",
        "value": {"basis": "OPH-456-2022", "badges": [{"url": _URL}]},
    },
    "full": {
        "summary": "Full: badges of one person, with a name, for the working day",
        "value": {
            "basis": "OPH-456-2022",
            "system": "finland",
            "badges": [
                {"url": _URL},
                {"url": "https://badges.example.org/badges/Qm5x0aV2sT8kLr3nYd7wBg"},
            ],
            "studyingUnder": "OPH-456-2022",
            "recipientEmail": "aino.virtanen@example.org",
            "name": "Aino Virtanen",
            "lifetimeSeconds": 28_800,
        },
    },
    "mistake": {
        "summary": "A mistake: a page shows a name at most, and no learner number",
        "value": {
            "basis": "OPH-456-2022",
            "badges": [{"url": _URL}],
            "name": "1.2.246.562.24.00000000001",
        },
    },
}
