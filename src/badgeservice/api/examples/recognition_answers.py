"""Examples of answers about bases, mappings, and what badges come to under them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from badgeservice.api.examples.mappings import LOCAL
from badgeservice.api.examples.verification import REPORT
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.library.mapping_documents import Mapping as MappingDocument

_CLIENT_ID: Final = "client-Zm9vYmFyYmF6"
_AT: Final = "2026-11-24T09:30:00Z"
_SHA256: Final = "5b2f9f4a6f0f0d5f3c1f8f3b0f8f6d0f7a3d9b6f1f6f2f1f0e9c8b7a6f5e4d3c"

_KEPT: Final[JsonObject] = {
    "organisationId": "kotkan-ammattiopisto",
    "mapping": MappingDocument.model_validate({**LOCAL, "status": "proposed"}).model_dump(
        mode="json", by_alias=True
    ),
    "missingParties": ["the college", "esimerkin-hyvinvointialue"],
    "etag": '"1"',
    "updatedAt": _AT,
    "updatedBy": _CLIENT_ID,
}
_EDITION: Final[JsonObject] = {
    "number": 2,
    "sha256": _SHA256,
    "importedAt": _AT,
    "importedBy": _CLIENT_ID,
}
_BASIS: Final[JsonObject] = {
    "system": "finland",
    "code": "OPH-456-2022",
    "name": {"fi": "Yhteiset tutkinnon osat", "sv": None, "en": None},
    "status": "in-force",
    "qualifications": [],
    "inForceFrom": "2022-08-01",
    "inForceUntil": None,
    "transitionUntil": None,
    "replaces": [],
    "unitCount": 9,
    "source": {
        "title": "ePerusteet",
        "url": "https://eperusteet.opintopolku.fi/eperusteet-service/api/external/peruste/yto",
        "retrieved": "2026-11-24",
        "sha256": _SHA256,
    },
    "edition": _EDITION,
}
_CHANGE: Final[JsonObject] = {
    "kind": "changed",
    "subject": "ammattitaitovaatimukset_9516",
    "unit": "tutkinnonosat_106731",
    "fields": [],
}
_TEXT: Final[JsonObject] = {
    "fi": "vertaa opiskelijan osaamista asetettuihin tavoitteisiin",
    "sv": None,
    "en": None,
}
_REQUIREMENT: Final[JsonObject] = {
    "code": "ammattitaitovaatimukset_9516",
    "version": 1,
    "area": None,
    "text": _TEXT,
}
_UNIT: Final[JsonObject] = {"system": "finland", "code": "tutkinnonosat_106731"}
_UNIT_NAME: Final[JsonObject] = {
    "fi": "Työpaikkaohjaajaksi valmentautuminen",
    "sv": None,
    "en": None,
}
_EXTENT: Final[JsonObject] = {"value": 5, "unit": "osp"}
_REASON: Final[JsonObject] = {
    "fi": "Tätä osaamismerkkiä ei ole esitetty.",
    "sv": "Det här kompetensmärket har inte visats upp.",
    "en": "No such badge was presented.",
}
_FIT: Final[JsonObject] = {
    "badges": [
        {
            "index": 0,
            "refusal": None,
            "reason": None,
            "name": "Palautteen antaja",
            "credentialId": "https://badges.example.org/badges/3yZe7rY0T9mR5qH2cVw1Xg",
            "issuerId": "did:web:badges.example.org:issuers:esimerkin-hyvinvointialue",
            "report": REPORT,
        }
    ],
    "mappings": [
        {
            "mapping": "feedback-at-work",
            "version": 1,
            "name": {"fi": "Palaute työpaikalla", "sv": None, "en": None},
            "status": "agreed",
            "basis": "OPH-456-2022",
            "target": {
                "kind": "part-of-unit",
                "unit": _UNIT,
                "unitVersion": 1,
                "code": "kao-palaute",
                "name": {"fi": "Palautteen antaminen ohjauksessa", "sv": None, "en": None},
                "credits": {"value": 1, "unit": "osp"},
            },
            "satisfied": False,
            "leaves": [
                {"leaf": "feedback", "met": True, "badge": 0, "refusal": None, "reason": None},
                {
                    "leaf": "preparation",
                    "met": False,
                    "badge": None,
                    "refusal": "not-held",
                    "reason": _REASON,
                },
            ],
            "requirements": [
                {
                    "code": "ammattitaitovaatimukset_9516",
                    "version": 1,
                    "strength": "covers",
                    "by": [{"leaf": "feedback", "badge": 0, "criterion": "compare-with-goals"}],
                }
            ],
            "missing": [],
            "credits": None,
            "completeOn": None,
            "taken": [],
            "route": "assessors",
            "proposedGrade": None,
            "reviewDue": False,
        }
    ],
    "basis": "OPH-456-2022",
    "units": [
        {
            "unit": _UNIT,
            "unitVersion": 1,
            "name": _UNIT_NAME,
            "extent": _EXTENT,
            "reach": "nothing",
            "credits": None,
            "counted": [],
            "missing": [],
            "requirements": [
                {
                    "code": "ammattitaitovaatimukset_9516",
                    "version": 1,
                    "text": _TEXT,
                    "strength": "covers",
                    "by": [
                        {
                            "badge": 0,
                            "mapping": "feedback-at-work",
                            "mappingVersion": 1,
                            "criterion": "compare-with-goals",
                            "strength": "covers",
                        }
                    ],
                }
            ],
        }
    ],
    "evaluatedAt": _AT,
}

RECOGNITION_ANSWERS: Final[Mapping[str, JsonObject]] = {
    "BasisImportAnswer": {
        "applied": True,
        "new": True,
        "basis": _BASIS,
        "changes": [_CHANGE],
    },
    "Page_BasisSummary_": {"items": [_BASIS], "nextCursor": None},
    "WholeBasisAnswer": {
        "basis": _BASIS,
        "units": [
            {
                "unit": _UNIT,
                "version": 1,
                "kind": "national",
                "name": _UNIT_NAME,
                "credits": _EXTENT,
                "requirements": [_REQUIREMENT],
                "subAreas": [],
                "gradeScale": "arviointiasteikkoammatillinen15",
                "groups": [],
                "note": None,
            }
        ],
        "editions": [{**_EDITION, "number": 1}, _EDITION],
    },
    "BasisChangesAnswer": {
        "system": "finland",
        "code": "OPH-456-2022",
        "before": 1,
        "after": 2,
        "changes": [_CHANGE],
    },
    "MappingAnswer": _KEPT,
    "Page_MappingAnswer_": {"items": [_KEPT], "nextCursor": None},
    "ProposalAnswer": {"faults": [], "kept": _KEPT},
    "FitAnswer": _FIT,
}
