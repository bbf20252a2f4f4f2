"""Examples of answers, by the name of their schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from badgeservice.api.examples import cases, exports, letters, library, webhooks
from badgeservice.api.examples.recognition_answers import RECOGNITION_ANSWERS
from badgeservice.api.examples.verification import CREDENTIAL, REPORT
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.library.documents import BadgeClass, CriteriaSet, LibraryDescription, Unit

_ORIGIN: Final = "https://badges.example.org"
_CLIENT_ID: Final = "client-Zm9vYmFyYmF6"
_DID: Final = "did:web:badges.example.org:issuers:kotkan-ammattiopisto"
_KEY: Final = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
_AT: Final = "2026-11-24T09:30:00Z"

_DESCRIPTION: Final = LibraryDescription.model_validate(library.DESCRIPTION["full"]["value"])
_UNIT: Final = Unit.model_validate(library.UNIT["full"]["value"])
_SET: Final = CriteriaSet.model_validate(library.CRITERIA_SET["full"]["value"])
_CLASS: Final = BadgeClass.model_validate(library.BADGE_CLASS["full"]["value"])


def _document(document: LibraryDescription | Unit | CriteriaSet | BadgeClass) -> JsonObject:
    served: JsonObject = document.model_dump(mode="json", by_alias=True)
    return served


def _kept(document: Unit | CriteriaSet | BadgeClass) -> JsonObject:
    return {
        "document": _document(document),
        "etag": '"1"',
        "updatedAt": _AT,
        "updatedBy": _CLIENT_ID,
    }


def _page(item: JsonValue) -> JsonObject:
    return {"items": [item], "nextCursor": None}


_IMPORT: Final[JsonObject] = {
    "applied": False,
    "applicable": True,
    "created": [{"kind": "badge-class", "id": "feedback-giver", "version": 2}],
    "changed": [
        {
            "document": {"kind": "criteria-set", "id": "feedback-giver", "version": 2},
            "changes": [
                {
                    "pointer": "/name/sv",
                    "change": "translation-added",
                    "words": "name (sv) added",
                    "old": None,
                    "new": "Responsgivare",
                }
            ],
        }
    ],
    "statusChanges": [],
    "unchanged": [{"kind": "unit", "id": "finland/tutkinnonosat_106731", "version": 1}],
    "findings": [
        {
            "file": "badge-classes/feedback-giver/v2.yaml",
            "pointer": "/documents/0/participation",
            "code": "translation-missing",
            "message": "nobody has written this in sv yet",
            "isError": False,
        }
    ],
}
_SUMMARY: Final[JsonObject] = {
    "id": "3yZe7rY0T9mR5qH2cVw1Xg",
    "url": f"{_ORIGIN}/badges/3yZe7rY0T9mR5qH2cVw1Xg",
    "badgeClass": "feedback-giver",
    "version": 1,
    "language": "fi",
    "state": "issued",
    "issuedBy": _CLIENT_ID,
    "issuedAt": _AT,
    "revocation": None,
    "suspension": None,
}
_BADGE: Final[JsonObject] = {**_SUMMARY, "credential": CREDENTIAL}
_LISTED: Final[JsonObject] = {
    "id": _DID,
    "name": "Kotkan ammattiopisto",
    "url": "https://kotka.example.org",
    "since": None,
    "until": None,
}
_REGISTRY: Final[JsonObject] = {
    "name": "nordic-colleges",
    "title": "Nordic colleges",
    "issuerCount": 1,
    "source": "https://colleges.example.org/issuers.json",
    "importedBy": _CLIENT_ID,
    "importedAt": _AT,
}
_EVALUATION: Final[JsonObject] = {
    "target": {"system": _UNIT.system, "code": _UNIT.code},
    "unitVersion": 1,
    "unitName": {"fi": _UNIT.name.fi, "sv": _UNIT.name.sv, "en": _UNIT.name.en},
    "extent": "part-of-unit",
    "credits": {"value": 1, "unit": "osp"},
    "completeSince": None,
    "missing": ["ammattitaitovaatimukset_9528"],
    "requirements": [
        {
            "code": "ammattitaitovaatimukset_9516",
            "version": 1,
            "text": {
                "fi": "vertaa opiskelijan osaamista asetettuihin tavoitteisiin",
                "sv": None,
                "en": None,
            },
            "coverage": "covered",
            "by": [
                {
                    "badge": 0,
                    "criterionId": "compare-with-goals",
                    "criterion": {
                        "fi": "Vertaa opiskelijan osaamista sovittuihin tavoitteisiin tavoite "
                        "kerrallaan.",
                        "sv": None,
                        "en": None,
                    },
                    "strength": "covers",
                }
            ],
        }
    ],
    "badges": [
        {
            "index": 0,
            "counts": True,
            "refusal": None,
            "reason": None,
            "credentialId": f"{_ORIGIN}/badges/3yZe7rY0T9mR5qH2cVw1Xg",
            "issuerId": _DID,
            "achievementId": f"{_ORIGIN}/achievements/kotkan-ammattiopisto/feedback-giver/1/fi",
            "achievementName": "Palautteen antaja",
            "awardedAt": _AT,
            "report": REPORT,
        }
    ],
    "evaluatedAt": _AT,
}
_TRUST: Final[JsonObject] = {
    "id": "trust-MDEyMzQ1Njc4OWFi",
    "issuerId": _DID,
    "badgeClasses": ["feedback-giver"],
    "validFrom": _AT,
    "validUntil": None,
    "reason": "The criteria were written together; decision 2026/77",
    "grantedBy": _CLIENT_ID,
    "grantedAt": _AT,
    "withdrawnBy": None,
    "withdrawnAt": None,
}
_SIGNING_KEY: Final[JsonObject] = {
    "verificationMethod": f"{_DID}#{_KEY}",
    "publicKeyMultibase": _KEY,
}
_SECRET: Final[JsonObject] = {
    "id": "secret-cXV1eHF1dXgx",
    "hint": "bsk_q7Rt…",
    "createdAt": _AT,
}
_CLIENT: Final[JsonObject] = {
    "id": _CLIENT_ID,
    "name": "HR system",
    "scopes": ["badges:issue"],
    "secrets": [_SECRET],
    "createdAt": _AT,
    "disabledAt": None,
}

_CONTEXT: Final[JsonObject] = {
    "name": "workplace",
    "version": 1,
    "url": "https://badges.example.org/contexts/kotkan-ammattiopisto/workplace/1",
    "sha256": "5b2f9f4a6f0f0d5f3c1f8f3b0f8f6d0f7a3d9b6f1f6f2f1f0e9c8b7a6f5e4d3c",
    "terms": ["hoursAtWork", "workplace"],
    "registeredBy": _CLIENT_ID,
    "registeredAt": _AT,
}
_JOB: Final[JsonObject] = {
    "id": "job-5f1d9c0e7a6b4c325f1d9c0e7a6b4c32",
    "state": "running",
    "total": 2_400,
    "done": 350,
    "startedBy": _CLIENT_ID,
    "startedAt": _AT,
    "expiresAt": "2026-11-25T09:30:00Z",
}
ANSWERS: Final[Mapping[str, JsonObject]] = {
    "LibraryDescription": _document(_DESCRIPTION),
    "LibraryAnswer": {
        "description": _document(_DESCRIPTION),
        "counts": {"units": 1, "criteriaSets": 4, "badgeClasses": 5, "publishedBadgeClasses": 4},
    },
    "Unit": _document(_UNIT),
    "CriteriaSet": _document(_SET),
    "BadgeClass": _document(_CLASS),
    "Page_KeptAnswer_Unit__": _page(_kept(_UNIT)),
    "Page_KeptAnswer_CriteriaSet__": _page(_kept(_SET)),
    "Page_KeptAnswer_BadgeClass__": _page(_kept(_CLASS)),
    "ImportAnswer": _IMPORT,
    "ExportAnswer": {"documents": [_document(_SET), _document(_CLASS)]},
    "ExtensionContextAnswer": _CONTEXT,
    "Page_ExtensionContextAnswer_": _page(_CONTEXT),
    "BadgeAnswer": _BADGE,
    "BatchAnswer": {"badges": [_BADGE]},
    "Page_BadgeSummary_": _page(_SUMMARY),
    "RevocationAnswer": {
        "reason": "Issued to the wrong person",
        "revokedBy": _CLIENT_ID,
        "revokedAt": _AT,
    },
    "SuspensionAnswer": {
        "reason": "The evidence is being looked at again",
        "suspendedBy": _CLIENT_ID,
        "suspendedAt": _AT,
    },
    "ReportAnswer": REPORT,
    "JobAnswer": _JOB,
    "Page_JobResultAnswer_": _page({"report": REPORT, "problem": None, "index": 0}),
    "VerificationBatchAnswer": {
        "results": [
            {"report": REPORT, "problem": None},
            {
                "report": None,
                "problem": {
                    "type": f"{_ORIGIN}/problems/not-a-credential",
                    "title": "What was sent is not a credential",
                    "status": 422,
                    "detail": "This is not a credential: it has no @context.",
                    "errors": [{"pointer": "", "detail": "it has no @context"}],
                },
            },
        ]
    },
    "EvaluationAnswer": _EVALUATION,
    **RECOGNITION_ANSWERS,
    "EvaluationPageAnswer": {
        "id": "page-MDEyMzQ1Njc4OWFi",
        "url": f"{_ORIGIN}/evaluations/q7Jz1vT4yXw0LkR9mB2cN5dF8hG3sA6pE1uO4iY7tQ0",
        "expiresAt": "2026-11-24T10:30:00Z",
    },
    "TrustAnswer": _TRUST,
    "Page_TrustAnswer_": _page(_TRUST),
    **cases.ANSWERS,
    **exports.ANSWERS,
    **letters.ANSWERS,
    **webhooks.ANSWERS,
    "RegistryAnswer": {**_REGISTRY, "issuers": [_LISTED]},
    "Page_RegistrySummary_": _page(_REGISTRY),
    "TokenAnswer": {
        "access_token": "bst_…",
        "token_type": "bearer",
        "expires_in": 900,
        "scope": "badges:issue",
    },
    "OrganisationAnswer": {
        "id": "kotkan-ammattiopisto",
        "did": _DID,
        "issuerUrl": f"{_ORIGIN}/issuers/kotkan-ammattiopisto",
        "name": "Kotkan ammattiopisto",
        "url": "https://kotka.example.org",
        "email": None,
        "description": None,
        "businessId": "1234567-1",
        "countryCode": "FI",
        "createdAt": _AT,
    },
    "SigningKeyAnswer": _SIGNING_KEY,
    "Page_SigningKeyAnswer_": _page(_SIGNING_KEY),
    "ClientAnswer": _CLIENT,
    "Page_ClientAnswer_": _page(_CLIENT),
    "NewClientAnswer": {"client": _CLIENT, "clientSecret": "bsk_q7Rt…"},
    "NewSecretAnswer": {"secret": _SECRET, "clientSecret": "bsk_q7Rt…"},
    "ReadinessAnswer": {"ready": True, "reasons": []},
}
