"""Examples of templates for letters, and the facts of a made-up case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi.openapi.models import Example

from badgeservice.credentials.strict_json import JsonObject
from badgeservice.recognition.letter_words import DEFAULT_TEMPLATES

TEMPLATE: Final[dict[str, Example]] = {
    "minimal": {
        "summary": "Minimal: a title and the decision",
        "value": {"text": "# Päätös {{decisionNumber}}\n\n{{outcome}}\n"},
    },
    "full": {
        "summary": "Full: the letter that you have until you write your own",
        "value": {"text": DEFAULT_TEMPLATES["fi"]},
    },
    "mistake": {
        "summary": "A mistake: an empty letter says nothing",
        "value": {"text": ""},
    },
}
FACTS: Final[Mapping[str, str | tuple[str, ...]]] = {
    "college": "Esimerkkiopisto",
    "decisionNumber": "12/2026",
    "decidedOn": "24.11.2026",
    "decidedBy": "Riitta Rehtori",
    "deciderTitle": "rehtori",
    "learnerName": "Åsa Öhman",
    "submittedOn": "2.11.2026",
    "deliveredOn": "25.11.2026",
    "outcome": "Osaaminen tunnustetaan. / Kunnandet erkänns. / The competence is recognised.",
    "target": "Työpaikkaohjaajaksi valmentautuminen",
    "credits": "5 osp",
    "grade": "4",
    "route": "–",
    "explanation": "…",
    "currency": "…",
    "deviations": "",
    "requirements": ("ammattitaitovaatimukset_9514",),
    "assessors": ("Olli Opettaja, Esimerkkiopisto", "Tiina Työ, Hoivakoti"),
}
ANSWERS: Final[Mapping[str, JsonObject]] = {
    "TemplateAnswer": {
        "language": "fi",
        "text": "# Päätös {{decisionNumber}}\n\n{{outcome}}\n",
        "isDefault": False,
        "updatedAt": "2026-11-24T09:30:00Z",
        "updatedBy": "client-Zm9vYmFyYmF6",
    },
    "ReceiptAnswer": {"receipt": {"type": ["VerifiableCredential", "RecognitionDecision"]}},
}
