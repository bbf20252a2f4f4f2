"""Examples of badges to verify."""

from __future__ import annotations

from typing import Final

from fastapi.openapi.models import Example

from badgeservice.credentials.strict_json import JsonObject

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

PRESENTED: Final[dict[str, Example]] = {
    "minimal": {
        "summary": "Minimal: the address of a badge",
        "value": {"url": "https://badges.example.org/badges/3yZe7rY0T9mR5qH2cVw1Xg"},
    },
    "full": {"summary": "Full: the credential itself", "value": CREDENTIAL},
    "mistake": {
        "summary": "A mistake: both an address and a credential",
        "value": {
            "url": "https://badges.example.org/badges/3yZe7rY0T9mR5qH2cVw1Xg",
            "credential": CREDENTIAL,
        },
    },
}
