"""Examples of contexts to be registered."""

from __future__ import annotations

from typing import Final

from fastapi.openapi.models import Example

_URL: Final = "https://badges.example.org/contexts/kotkan-ammattiopisto/workplace/1"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"

CONTEXT: Final[dict[str, Example]] = {
    "minimal": {
        "summary": "Minimal: one word, whose values are texts",
        "value": {
            "name": "workplace",
            "version": 1,
            "document": {"@context": {"@protected": True, "workplace": f"{_URL}#workplace"}},
        },
    },
    "full": {
        "summary": "Full: a text, a number, a date, and the addresses of several things",
        "value": {
            "name": "workplace",
            "version": 1,
            "document": {
                "@context": {
                    "@version": 1.1,
                    "@protected": True,
                    "workplace": f"{_URL}#workplace",
                    "hoursAtWork": {"@id": f"{_URL}#hoursAtWork", "@type": f"{_XSD}integer"},
                    "shownOn": {"@id": f"{_URL}#shownOn", "@type": f"{_XSD}date"},
                    "shownAt": {
                        "@id": f"{_URL}#shownAt",
                        "@type": "@id",
                        "@container": "@set",
                    },
                }
            },
        },
    },
    "mistake": {
        "summary": "A mistake: validUntil has a meaning already",
        "value": {
            "name": "workplace",
            "version": 1,
            "document": {"@context": {"@protected": True, "validUntil": f"{_URL}#validUntil"}},
        },
    },
}
