"""Examples of webhooks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi.openapi.models import Example

from badgeservice.credentials.strict_json import JsonObject

_URL: Final = "https://college.example.org/hooks/badges"
_AT: Final = "2026-11-24T09:30:00Z"

WEBHOOK: Final[dict[str, Example]] = {
    "minimal": {"summary": "Minimal: an address", "value": {"url": _URL}},
    "full": {
        "summary": "Full: an address with a path of its own that nobody guesses",
        "value": {"url": f"{_URL}?source=badges"},
    },
    "mistake": {
        "summary": "A mistake: without https anybody on the way could read it",
        "value": {"url": "http://college.example.org/hooks"},
    },
}
_WEBHOOK: Final[JsonObject] = {
    "id": "webhook-MDEyMzQ1Njc4OWFi",
    "url": _URL,
    "createdBy": "client-Zm9vYmFyYmF6",
    "createdAt": _AT,
}
_DELIVERY: Final[JsonObject] = {
    "id": "delivery-AAECAwQFBgcICQoLDA0ODw==",
    "webhookId": "webhook-MDEyMzQ1Njc4OWFi",
    "payload": {
        "type": "case.decide",
        "timestamp": _AT,
        "data": {
            "caseId": "case-AAECAwQFBgcICQoLDA0ODw==",
            "version": 3,
            "state": "decided",
        },
    },
    "createdAt": _AT,
    "attempts": 1,
    "nextAt": None,
    "deliveredAt": _AT,
    "failure": None,
}
ANSWERS: Final[Mapping[str, JsonObject]] = {
    "NewWebhookAnswer": {"webhook": _WEBHOOK, "secret": "whsec_…"},
    "WebhookAnswer": _WEBHOOK,
    "Page_WebhookAnswer_": {"items": [_WEBHOOK], "nextCursor": None},
    "DeliveryAnswer": _DELIVERY,
    "Page_DeliveryAnswer_": {"items": [_DELIVERY], "nextCursor": None},
}
