"""Examples of profiles and clients."""

from __future__ import annotations

from typing import Final

from fastapi.openapi.models import Example

PROFILE: Final[dict[str, Example]] = {
    "minimal": {
        "summary": "Minimal",
        "value": {"name": "Kotkan ammattiopisto", "url": "https://kotka.example.org"},
    },
    "full": {
        "summary": "Full",
        "value": {
            "name": "Kotkan ammattiopisto",
            "url": "https://kotka.example.org",
            "email": "osaamismerkit@kotka.example.org",
            "description": "Ammatillisen koulutuksen järjestäjä Kymenlaaksossa",
            "businessId": "1234567-1",
            "countryCode": "FI",
        },
    },
    "mistake": {
        "summary": "A mistake: the id of the organisation never changes",
        "value": {
            "id": "kotkan-ammattiopisto",
            "name": "Kotkan ammattiopisto",
            "url": "https://kotka.example.org",
        },
    },
}

CLIENT: Final[dict[str, Example]] = {
    "minimal": {
        "summary": "Minimal: an HR system that issues badges",
        "value": {"name": "HR system", "scopes": ["badges:issue"]},
    },
    "full": {
        "summary": "Full: a study office that recognises badges and looks after trust",
        "value": {
            "name": "Opintotoimisto",
            "scopes": [
                "library:read",
                "badges:read",
                "recognition:evaluate",
                "recognition:trust",
            ],
        },
    },
    "mistake": {
        "summary": "A mistake: there is no such scope",
        "value": {"name": "HR system", "scopes": ["badges:write"]},
    },
}
