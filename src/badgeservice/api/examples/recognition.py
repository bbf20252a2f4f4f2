"""Examples of applications and trusts."""

from __future__ import annotations

from typing import Final

from fastapi.openapi.models import Example

_UNIT: Final = {"system": "finland", "code": "tutkinnonosat_106731"}
_URL: Final = "https://badges.example.org/badges/3yZe7rY0T9mR5qH2cVw1Xg"
_ISSUER: Final = "did:web:badges.example.org:issuers:kotkan-ammattiopisto"

APPLICATION: Final[dict[str, Example]] = {
    "minimal": {
        "summary": "Minimal: one badge toward workplace instructor training",
        "value": {"target": _UNIT, "badges": [{"url": _URL}]},
    },
    "full": {
        "summary": "Full: badges of one person, and nobody else's",
        "value": {
            "target": _UNIT,
            "badges": [
                {"url": _URL},
                {"url": "https://badges.example.org/badges/Qm5x0aV2sT8kLr3nYd7wBg"},
            ],
            "recipientEmail": "aino.virtanen@example.org",
        },
    },
    "mistake": {
        "summary": "A mistake: a bare code, without the system that gives it a meaning",
        "value": {"target": "106731", "badges": [{"url": _URL}]},
    },
}

TRUST: Final[dict[str, Example]] = {
    "minimal": {
        "summary": "Minimal: all badges of one issuer, from now on",
        "value": {"issuerId": _ISSUER, "reason": "Cooperation agreement of 1 November 2026"},
    },
    "full": {
        "summary": "Full: two badge classes, for three years",
        "value": {
            "issuerId": _ISSUER,
            "badgeClasses": ["feedback-giver", "guidance-preparation"],
            "validFrom": "2026-11-24T00:00:00+02:00",
            "validUntil": "2029-11-24T00:00:00+02:00",
            "reason": "The criteria were written together; decision 2026/77",
        },
    },
    "mistake": {
        "summary": "A mistake: an issuer is trusted by its id, not by its name",
        "value": {"issuerId": "Kotkan ammattiopisto", "reason": "We know them well"},
    },
}
