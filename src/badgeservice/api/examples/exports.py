"""Examples of exports of decided cases."""

from __future__ import annotations

from typing import Final

from fastapi.openapi.models import Example

from badgeservice.credentials.strict_json import JsonObject
from badgeservice.recognition.exports.koski import SCHEMA_VERSION

_SITE: Final = "1.2.246.562.10.42456023292"
_PROVIDER: Final = "1.2.246.562.10.99191194051"

EXPORT: Final[dict[str, Example]] = {
    "minimal": {
        "summary": "Minimal: a whole unit of a perustutkinto, for Koski",
        "value": {
            "format": "koski",
            "details": {
                "qualification": "perustutkinto",
                "siteOid": _SITE,
                "isCompulsory": True,
                "group": "1",
            },
        },
    },
    "full": {
        "summary": "Full: guided to a demonstration, for eHOKS",
        "value": {
            "format": "ehoks",
            "details": {
                "providerOid": _PROVIDER,
                "unitVersion": 2,
                "isMaterial": False,
                "demonstration": {
                    "environment": "Kotkan kotihoito",
                    "businessId": "1852679-9",
                    "content": ["Ohjaa opiskelijaa kotikäynnillä"],
                    "beginsOn": "2026-11-02",
                    "endsOn": "2026-11-06",
                },
            },
        },
    },
    "mistake": {
        "summary": "A mistake: a site is named by its OID, not by its name",
        "value": {"format": "koski", "details": {"siteOid": "Katariinan kampus"}},
    },
}

_UNIT: Final[JsonObject] = {
    "koulutusmoduuli": {
        "tunniste": {"koodiarvo": "106731", "koodistoUri": "tutkinnonosat"},
        "pakollinen": False,
        "laajuus": {
            "arvo": 5.0,
            "yksikkö": {"koodiarvo": "6", "koodistoUri": "opintojenlaajuusyksikko"},
        },
    },
    "tutkinnonOsanRyhmä": {"koodiarvo": "1", "koodistoUri": "ammatillisentutkinnonosanryhma"},
    "toimipiste": {"oid": _SITE},
    "arviointi": [
        {
            "arvosana": {"koodiarvo": "4", "koodistoUri": "arviointiasteikkoammatillinen15"},
            "päivä": "2026-11-24",
            "hyväksytty": True,
        }
    ],
    "tunnustettu": {
        "selite": {
            "fi": "Osaaminen on tunnustettu osaamismerkillä ”Palautteen antaja” (myöntäjä Kotkan "
            "ammattiopisto, myönnetty 2026-10-01, "
            "https://badges.example.org/badges/3yZe7rY0T9mR5qH2cVw1Xg). Osaaminen todennettiin "
            "suoraan. Päätös 12/2026, 2026-11-24."
        },
        "rahoituksenPiirissä": False,
    },
    "tyyppi": {"koodiarvo": "ammatillisentutkinnonosa", "koodistoUri": "suorituksentyyppi"},
}
ANSWERS: Final[dict[str, JsonObject]] = {
    "CaseExportAnswer": {
        "caseId": "case-AAECAwQFBgcICQoLDA0ODw==",
        "format": "koski",
        "schemaVersion": SCHEMA_VERSION,
        "document": _UNIT,
        "notes": ["It belongs under suoritukset[].osasuoritukset of the learner's study right."],
    }
}
