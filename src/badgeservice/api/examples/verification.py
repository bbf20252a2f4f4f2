"""Examples of badges to verify."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from fastapi.openapi.models import Example

from badgeservice.credentials.strict_json import JsonObject
from badgeservice.verification.checks import passed
from badgeservice.verification.document import report_document
from badgeservice.verification.report import Caution, Fetch, Report, Verdict

CREDENTIAL: Final[JsonObject] = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "https://badges.example.org/badges/3yZe7rY0T9mR5qH2cVw1Xg",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {
        "id": "did:web:badges.example.org:issuers:kotkan-ammattiopisto",
        "type": ["Profile"],
        "name": "Kotkan ammattiopisto",
    },
    "validFrom": "2026-11-24T09:30:00Z",
    "name": "Työpaikkaohjaajaksi valmentautuminen",
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://badges.example.org/achievements/kotkan-ammattiopisto/"
            "feedback-giver/1/fi",
            "type": ["Achievement"],
            "name": "Työpaikkaohjaajaksi valmentautuminen",
            "description": "Osaa ohjata ja arvioida opiskelijaa työpaikalla.",
            "criteria": {"narrative": "Suunnittelee, ohjaa ja arvioi."},
        },
    },
    "proof": {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-11-24T09:30:00Z",
        "verificationMethod": "did:web:badges.example.org:issuers:kotkan-ammattiopisto"
        "#z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
        "proofPurpose": "assertionMethod",
        "proofValue": "z3FXQqFthzjGQn4cm7wHdqHbB9KvSNbX1KTs5nTHmYw8LWMUt3bXpzTqMnLp2Nxqx",
    },
}

_URL: Final = "https://badges.example.org/badges/3yZe7rY0T9mR5qH2cVw1Xg"
PRESENTED: Final[dict[str, Example]] = {
    "minimal": {
        "summary": "Minimal: the address of a badge",
        "value": {"url": _URL},
    },
    "full": {
        "summary": "Full: the credential, and whom it should be about",
        "value": {"credential": CREDENTIAL, "recipient": "aino.virtanen@example.org"},
    },
    "mistake": {
        "summary": "A mistake: both an address and a credential",
        "value": {
            "url": "https://badges.example.org/badges/3yZe7rY0T9mR5qH2cVw1Xg",
            "credential": CREDENTIAL,
        },
    },
}

_AT: Final = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
# Written by the service itself, so that the example says what it says.
REPORT: Final = report_document(
    Report(
        verdict=Verdict.VALID,
        checks=(
            passed("signed-content", "Everything in the credential is covered by its signature."),
            passed("shape", "The credential has the shape of an Open Badge 3.0."),
            passed("validity", "The badge is within its validity period."),
            passed("issuer", "The key belongs to the issuer, by the issuer's own document."),
            passed("proof", "The signature was made by that key, over exactly this content."),
            passed("status", "The issuer has not revoked or suspended this badge."),
        ),
        warnings=(
            Caution(
                code="issuer.trust-not-assessed",
                message="The issuer is who it says it is; whether you trust it is for you to "
                "decide.",
                pointer="/issuer",
            ),
        ),
        credential=CREDENTIAL,
        verified_at=_AT,
        fetched=(Fetch(url="https://badges.example.org/status-lists/1", fetched_at=_AT),),
    ),
    origin="https://badges.example.org",
)
BATCH: Final[dict[str, Example]] = {
    "minimal": {"summary": "Minimal: one badge", "value": {"badges": [{"url": _URL}]}},
    "full": {
        "summary": "Full: badges in different ways",
        "value": {
            "badges": [
                {"url": _URL},
                {"credential": CREDENTIAL, "recipient": "aino.virtanen@example.org"},
            ]
        },
    },
    "mistake": {"summary": "A mistake: no badges", "value": {"badges": []}},
}
