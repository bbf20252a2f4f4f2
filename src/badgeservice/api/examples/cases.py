"""Examples of applications, steps, learners and settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi.openapi.models import Example

from badgeservice.credentials.strict_json import JsonObject

_URL: Final = "https://badges.example.org/badges/3yZe7rY0T9mR5qH2cVw1Xg"
LEARNER_OID: Final = "1.2.246.562.24.77925329174"

CASE: Final[dict[str, Example]] = {
    "minimal": {
        "summary": "Minimal: one badge under one mapping",
        "value": {"badges": [{"url": _URL}], "mappingId": "workplace-instructor"},
    },
    "full": {
        "summary": "Full: who applies, in which study right, and what they say",
        "value": {
            "badges": [
                {"url": _URL},
                {"url": "https://badges.example.org/badges/Qm5x0aV2sT8kLr3nYd7wBg"},
            ],
            "mappingId": "workplace-instructor",
            "learnerOid": LEARNER_OID,
            "studyRightOid": "1.2.246.562.15.12345678903",
            "learnerName": "Aino Virtanen",
            "statement": "Olen ohjannut opiskelijoita kaksi vuotta.",
            "language": "fi",
            "studyingUnder": "OPH-2658-2022",
            "recipientEmail": "aino.virtanen@example.org",
        },
    },
    "mistake": {
        "summary": "A mistake: a personal identity code is not a learner number",
        "value": {
            "badges": [{"url": _URL}],
            "mappingId": "workplace-instructor",
            "hetu": "131052-308T",
        },
    },
}

STEP: Final[dict[str, Example]] = {
    "minimal": {"summary": "Minimal: begin to review", "value": {"step": "review"}},
    "full": {
        "summary": "Full: decide, with two assessors",
        "value": {
            "step": "decide",
            "note": "Käsitelty arviointiryhmässä",
            "on": None,
            "decision": {
                "number": "12/2026",
                "kind": "recognised",
                "decidedOn": "2026-11-24",
                "decidedBy": "Riitta Rehtori",
                "deciderTitle": "rehtori",
                "route": "assessors",
                "assessors": [
                    {
                        "name": "Olli Opettaja",
                        "organisation": "Kotkan ammattiopisto",
                        "role": "teacher",
                        "organisationOid": None,
                    },
                    {
                        "name": "Tiina Työ",
                        "organisation": "Hoivakoti",
                        "role": "working-life",
                        "organisationOid": None,
                    },
                ],
                "sentToAssessorsOn": "2026-11-20",
                "isCurrent": True,
                "currencyReason": "Merkit ovat tältä vuodelta.",
                "requirements": [
                    {
                        "code": "ammattitaitovaatimukset_9514",
                        "isRecognised": True,
                        "reason": "",
                    }
                ],
                "credits": {"value": 5, "unit": "osp"},
                "group": "3",
                "grade": "4",
                "gradeScale": "arviointiasteikkoammatillinen15",
                "explanation": {
                    "fi": "Osaaminen tunnustettu osaamismerkkien perusteella.",
                    "sv": "Kunnandet har erkänts på basis av kompetensmärken.",
                    "en": "Recognised on the basis of badges.",
                },
                "isFunded": False,
                "deviations": None,
            },
        },
    },
    "mistake": {
        "summary": "A mistake: nobody decides without saying what",
        "value": {"step": "decide"},
    },
}

LEARNER: Final[dict[str, Example]] = {
    "minimal": {"summary": "Minimal", "value": {"learnerOid": LEARNER_OID}},
    "full": {"summary": "Full: there is no more to say", "value": {"learnerOid": LEARNER_OID}},
    "mistake": {
        "summary": "A mistake: people are found by their number, not by their name",
        "value": {"learnerName": "Aino Virtanen"},
    },
}

SETTINGS: Final[dict[str, Example]] = {
    "minimal": {
        "summary": "Minimal: until somebody erases them",
        "value": {"retentionDays": None},
    },
    "full": {"summary": "Full: five years", "value": {"retentionDays": 1_827}},
    "mistake": {
        "summary": "A mistake: a duration is a number of days",
        "value": {"retentionDays": "P5Y"},
    },
}

_EVENT: Final[JsonObject] = {
    "kind": "submit",
    "by": "client-Zm9vYmFyYmF6",
    "at": "2026-11-24T09:30:00Z",
    "note": None,
}
_SHA: Final = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
_CASE_ID: Final = "case-AAECAwQFBgcICQoLDA0ODw=="
_CASE_URL: Final = f"https://badges.example.org/v1/cases/{_CASE_ID}"
_SUMMARY: Final[JsonObject] = {
    "id": _CASE_ID,
    "version": 1,
    "state": "submitted",
    "mappingId": "workplace-instructor",
    "mappingVersion": 1,
    "submittedAt": "2026-11-24T09:30:00Z",
    "updatedAt": "2026-11-24T09:30:00Z",
}
_CASE: Final[JsonObject] = {
    **_SUMMARY,
    "learnerOid": LEARNER_OID,
    "studyRightOid": "1.2.246.562.15.12345678903",
    "learnerName": "Aino Virtanen",
    "statement": "Olen ohjannut opiskelijoita kaksi vuotta.",
    "language": "fi",
    "studyingUnder": None,
    "recipientEmail": None,
    "targetCredits": {"value": 5, "unit": "osp"},
    "evidence": [
        {
            "index": 0,
            "credentialId": _URL,
            "counted": True,
            "contentSha256": _SHA,
            "contentUrl": f"{_CASE_URL}/evidence/0",
            "reportSha256": _SHA,
            "reportUrl": f"{_CASE_URL}/evidence/0/report",
        }
    ],
    "basis": {
        "mapping": {"kind": "mapping", "id": "workplace-instructor", "version": 1},
        "mappingSha256": _SHA,
        "trusts": {"trusts": []},
        "trustsSha256": _SHA,
        "evaluation": {"isSatisfied": True, "missing": []},
        "evaluationSha256": _SHA,
    },
    "decision": None,
    "earlierDecisions": [],
    "deliveredOn": None,
    "revokedSince": [],
}

ANSWERS: Final[Mapping[str, JsonObject]] = {
    "CaseAnswer": _CASE,
    "Page_CaseSummaryAnswer_": {
        "items": [{**_SUMMARY, "hasRevoked": False}],
        "nextCursor": None,
    },
    "Page_CaseEventAnswer_": {"items": [_EVENT], "nextCursor": None},
    "LearnerExportAnswer": {
        "cases": [
            {
                "case": _CASE,
                "badges": [{"index": 0, "content": "e30=", "report": {"verdict": "valid"}}],
                "events": [_EVENT],
            }
        ]
    },
    "LearnerErasureAnswer": {"cases": [_CASE_ID]},
    "CaseSettingsAnswer": {"retentionDays": 1_827},
}
