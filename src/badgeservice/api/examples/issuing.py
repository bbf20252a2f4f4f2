"""Examples of orders for badges."""

from __future__ import annotations

from typing import Final

from fastapi.openapi.models import Example

_MINIMAL: Final = {
    "badgeClass": "feedback-giver",
    "recipient": {"email": "aino.virtanen@example.org"},
}

BADGE: Final[dict[str, Example]] = {
    "minimal": {
        "summary": "Minimal: the newest version, in Finnish, to an e-mail address",
        "value": _MINIMAL,
    },
    "full": {
        "summary": "Full: a given version in Swedish, with evidence and dates",
        "value": {
            "badgeClass": "feedback-giver",
            "version": 1,
            "language": "sv",
            "recipient": {
                "email": "aino.virtanen@example.org",
                "did": "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
            },
            "narrative": "Handledde två studerande under deras utbildning på arbetsplatsen.",
            "evidence": [
                {
                    "name": "Handledningsplan",
                    "url": "https://portfolio.example.org/handledningsplan",
                    "narrative": "Planen gjordes tillsammans med läroanstalten och de studerande.",
                    "genre": "Portfolio",
                }
            ],
            "awardedAt": "2026-11-20T12:00:00Z",
            "validFrom": "2026-11-24T00:00:00+02:00",
            "validUntil": "2031-11-24T00:00:00+02:00",
            "creditsEarned": 1,
        },
    },
    "mistake": {
        "summary": "A mistake: a personal identity code instead of an e-mail address",
        "value": {
            "badgeClass": "feedback-giver",
            "recipient": {"email": "131052-308T"},
        },
    },
}

BATCH: Final[dict[str, Example]] = {
    "minimal": {"summary": "Minimal: one badge", "value": {"badges": [_MINIMAL]}},
    "full": {
        "summary": "Full: a course of two, each with their own narrative",
        "value": {
            "badges": [
                {**_MINIMAL, "narrative": "Ohjasi kahta opiskelijaa kevään 2026 ajan."},
                {
                    "badgeClass": "workplace-contact-person",
                    "language": "en",
                    "recipient": {"email": "matti.meikalainen@example.org"},
                    "narrative": "Guided one student at a paper mill in autumn 2026.",
                },
            ]
        },
    },
    "mistake": {"summary": "A mistake: nothing to issue", "value": {"badges": []}},
}

REASON: Final[dict[str, Example]] = {
    "minimal": {"summary": "Minimal", "value": {"reason": "Issued to the wrong person"}},
    "full": {
        "summary": "Full: a sentence that still tells something in five years",
        "value": {
            "reason": "The workplace withdrew its statement of 2 November 2026; "
            "see case 2026/118 of the study office."
        },
    },
    "mistake": {"summary": "A mistake: no reason", "value": {"reason": ""}},
}
