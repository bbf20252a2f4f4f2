"""Examples of library documents, about workplace instructor training (106731)."""

from __future__ import annotations

from typing import Any, Final

from fastapi.openapi.models import Example

_UNIT_NAME: Final = {
    "fi": "Työpaikkaohjaajaksi valmentautuminen",
    "sv": "Förberedelse för arbetsplatshandledaruppgifter",
    "en": "Workplace instructor training",
}
_SOURCE: Final = {
    "title": "ePerusteet, OPH-456-2022",
    "url": "https://eperusteet.opintopolku.fi/eperusteet-service/api/external/peruste/"
    "tutkinnonosa/tutkinnonosat_106731",
    "retrieved": "2026-11-24",
}

DESCRIPTION: Final[dict[str, Example]] = {
    "minimal": {
        "summary": "Minimal: in Finnish only",
        "value": {
            "kind": "library",
            "id": "work-life-badges",
            "name": {"fi": "Työelämän osaamismerkistö"},
            "description": {"fi": "Työpaikkojen ja oppilaitosten yhteisiä osaamismerkkejä."},
            "licence": "CC-BY-4.0",
            "languages": ["fi"],
        },
    },
    "full": {
        "summary": "Full: in three languages, with those who stand behind it",
        "value": {
            "kind": "library",
            "id": "work-life-badges",
            "name": {
                "fi": "Työelämän osaamismerkistö",
                "sv": "Märkesbibliotek för arbetslivet",
                "en": "Badge library for working life",
            },
            "description": {
                "fi": "Työpaikkojen ja oppilaitosten yhteisiä osaamismerkkejä.",
                "sv": "Gemensamma kompetensmärken för arbetsplatser och läroanstalter.",
                "en": "Badges drawn up jointly by workplaces and colleges.",
            },
            "licence": "CC-BY-4.0",
            "languages": ["fi", "sv", "en"],
            "publishers": [
                {"name": "Esimerkkilän hyvinvointialue", "role": "employer"},
                {"name": "Esimerkkilän ammattiopisto", "role": "college"},
            ],
        },
    },
    "mistake": {
        "summary": "A mistake: Finnish is needed in every text",
        "value": {
            "kind": "library",
            "id": "work-life-badges",
            "name": {"en": "Badge library for working life"},
            "description": {"en": "Badges drawn up jointly by workplaces and colleges."},
            "licence": "CC-BY-4.0",
            "languages": ["en"],
        },
    },
}

UNIT: Final[dict[str, Example]] = {
    "minimal": {
        "summary": "Minimal: a unit of which only the name is known",
        "value": {
            "system": "finland",
            "code": "tutkinnonosat_106731",
            "version": None,
            "name": {"fi": _UNIT_NAME["fi"]},
            "credits": None,
            "basis": None,
            "source": {"title": "Tutkinnon perusteet", "retrieved": "2026-11-24"},
            "requirements": [],
            "note": "Ammattitaitovaatimuksia ei ole vielä tuotu.",
        },
    },
    "full": {
        "summary": "Full: with its extent, basis and (here two of fifteen) requirements",
        "value": {
            "kind": "unit",
            "system": "finland",
            "code": "tutkinnonosat_106731",
            "version": 1,
            "name": _UNIT_NAME,
            "credits": {"value": 5, "unit": "osp"},
            "basis": {"code": "OPH-456-2022", "inForceFrom": "2022-08-01"},
            "source": _SOURCE,
            "requirements": [
                {
                    "code": "ammattitaitovaatimukset_9528",
                    "version": 1,
                    "area": {"fi": "Yhteyshenkilönä toimiminen"},
                    "text": {
                        "fi": "perehtyy oman alan tutkintojen perusteisiin ja tunnistaa "
                        "työtehtävien yhteyden niihin"
                    },
                },
                {
                    "code": "ammattitaitovaatimukset_9516",
                    "version": 1,
                    "text": {"fi": "vertaa opiskelijan osaamista asetettuihin tavoitteisiin"},
                },
            ],
        },
    },
    "mistake": {
        "summary": "A mistake: credits without saying what they count",
        "value": {
            "system": "finland",
            "code": "tutkinnonosat_106731",
            "version": 1,
            "name": {"fi": _UNIT_NAME["fi"]},
            "credits": 5,
            "basis": None,
            "source": _SOURCE,
            "requirements": [],
        },
    },
}

_CRITERION: Final = {
    "id": "compare-with-goals",
    "text": {"fi": "Vertaa opiskelijan osaamista sovittuihin tavoitteisiin tavoite kerrallaan."},
}
_ALIGNED: Final = {
    **_CRITERION,
    "text": {
        "fi": "Vertaa opiskelijan osaamista sovittuihin tavoitteisiin tavoite kerrallaan.",
        "sv": "Jämför den studerandes kunnande med de avtalade målen, ett mål i taget.",
        "en": "Compares the student's competence with the agreed goals one by one.",
    },
    "evidenceKinds": ["work-sample", "discussion"],
    "alignments": [
        {
            "system": "finland",
            "unit": "tutkinnonosat_106731",
            "requirement": "ammattitaitovaatimukset_9516",
            "version": 1,
            "strength": "covers",
        }
    ],
}
_SET: Final[dict[str, Any]] = {
    "kind": "criteria-set",
    "id": "feedback-giver",
    "version": 2,
    "status": "draft",
    "name": {"fi": "Palautteen antaja", "sv": "Responsgivare", "en": "Giver of feedback"},
    "coAuthors": [
        {"name": "Esimerkkilän hyvinvointialue", "role": "employer"},
        {"name": "Esimerkkilän ammattiopisto", "role": "college"},
    ],
    "validFrom": "2027-01-01",
    "criteria": [_ALIGNED],
}

CRITERIA_SET: Final[dict[str, Example]] = {
    "minimal": {
        "summary": "Minimal: a draft with one criterion, not about any unit yet",
        "value": {
            "id": "feedback-giver",
            "version": 2,
            "status": "draft",
            "name": {"fi": "Palautteen antaja"},
            "criteria": [_CRITERION],
        },
    },
    "full": {"summary": "Full: aligned with a requirement of 106731", "value": _SET},
    "mistake": {
        "summary": "A mistake: a new version cannot come in as published",
        "value": {**_SET, "status": "published"},
    },
}

_CLASS: Final[dict[str, Any]] = {
    "kind": "badge-class",
    "id": "feedback-giver",
    "version": 2,
    "status": "draft",
    "badgeKind": "competence",
    "achievementType": "MicroCredential",
    "criteriaSet": {"id": "feedback-giver", "version": 2},
    "name": {"fi": "Palautteen antaja", "sv": "Responsgivare", "en": "Giver of feedback"},
    "description": {
        "fi": "Osaa antaa opiskelijalle kehittävää palautetta työpaikalla.",
        "sv": "Kan ge den studerande utvecklande respons på arbetsplatsen.",
        "en": "Can give a student feedback that helps them on at the workplace.",
    },
    "credits": {"value": 1, "unit": "osp"},
    "validity": "P5Y",
    "level": {"framework": "EQF", "level": "4"},
    "assessment": {"fi": "Oppilaitoksen opettaja arvioi työnäytteen ja keskustelun."},
    "participation": {"fi": "Merkin voi hankkia oman työn ohessa."},
    "qualityAssurance": {"fi": "Kriteerit katselmoidaan vuosittain."},
    "tags": ["palaute", "työpaikalla oppiminen"],
    "suspendable": False,
}

BADGE_CLASS: Final[dict[str, Example]] = {
    "minimal": {
        "summary": "Minimal: a draft that is not worth any credits",
        "value": {
            "id": "feedback-giver",
            "version": 2,
            "status": "draft",
            "badgeKind": "competence",
            "achievementType": "Competency",
            "criteriaSet": {"id": "feedback-giver", "version": 2},
            "name": {"fi": "Palautteen antaja"},
            "description": {"fi": "Osaa antaa opiskelijalle palautetta työpaikalla."},
            "credits": None,
            "validity": None,
            "level": None,
            "assessment": {"fi": "Opettaja arvioi."},
            "participation": {"fi": "Oman työn ohessa."},
            "qualityAssurance": {"fi": "Kriteerit katselmoidaan vuosittain."},
        },
    },
    "full": {"summary": "Full: five years, one competence point, EQF 4", "value": _CLASS},
    "mistake": {
        "summary": "A mistake: validity is an ISO 8601 duration, not a sentence",
        "value": {**_CLASS, "validity": "5 vuotta"},
    },
}

STATUS: Final[dict[str, Example]] = {
    "minimal": {"summary": "Ask for review", "value": {"status": "in-review"}},
    "full": {"summary": "Publish, for good", "value": {"status": "published"}},
    "mistake": {
        "summary": "A mistake: there is no such status",
        "value": {"status": "approved"},
    },
}

IMPORT: Final[dict[str, Example]] = {
    "minimal": {"summary": "Minimal: one document", "value": {"documents": [_SET]}},
    "full": {
        "summary": "Full: a criteria set and the badge class that uses it",
        "value": {"documents": [_SET, _CLASS]},
    },
    "mistake": {
        "summary": "A mistake: a document that does not say its kind",
        "value": {"documents": [{"id": "feedback-giver", "version": 2}]},
    },
}

_REGISTER_UNIT: Final[dict[str, Any]] = {
    "koodiUri": "tutkinnonosat_106731",
    "koodiArvo": "106731",
    "nimi": {"fi": _UNIT_NAME["fi"], "sv": _UNIT_NAME["sv"]},
}

REGISTER: Final[dict[str, Example]] = {
    "minimal": {
        "summary": "Minimal: one unit as ePerusteet answers it",
        "value": {"document": _REGISTER_UNIT},
    },
    "full": {
        "summary": "Full: with the address that it was fetched from",
        "value": {
            "document": _REGISTER_UNIT,
            "source": {"title": _SOURCE["title"], "url": _SOURCE["url"]},
        },
    },
    "mistake": {
        "summary": "A mistake: a page of search results is not a document",
        "value": {"document": {"data": [], "sivu": 0}},
    },
}
