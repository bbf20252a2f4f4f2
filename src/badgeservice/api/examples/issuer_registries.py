"""Examples of lists of issuers."""

from __future__ import annotations

from typing import Final

from fastapi.openapi.models import Example

_KOTKA: Final = "did:web:badges.example.org:issuers:kotkan-ammattiopisto"

REGISTRY: Final[dict[str, Example]] = {
    "minimal": {
        "summary": "Minimal: one issuer, known by its id",
        "value": {
            "document": {
                "name": "Nordic colleges",
                "issuers": [{"id": _KOTKA, "name": "Kotkan ammattiopisto"}],
            }
        },
    },
    "full": {
        "summary": "Full: issuers with their sites, one of them for two years only",
        "value": {
            "document": {
                "name": "Nordic colleges",
                "issuers": [
                    {
                        "id": _KOTKA,
                        "name": "Kotkan ammattiopisto",
                        "url": "https://kotka.example.org",
                    },
                    {
                        "id": "https://umea.example.org/issuer",
                        "name": "Umeå yrkesskola",
                        "since": "2025-01-01T00:00:00Z",
                        "until": "2026-12-31T23:59:59Z",
                    },
                ],
            },
            "source": "https://colleges.example.org/issuers.json",
        },
    },
    "mistake": {
        "summary": "A mistake: an issuer is known by its id, not by its name",
        "value": {"document": {"name": "Nordic colleges", "issuers": [{"name": "Kotka"}]}},
    },
}
