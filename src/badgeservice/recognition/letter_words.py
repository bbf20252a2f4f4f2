"""The words of letters, and the letters that a college has until it writes its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from badgeservice.library.documents import CreditUnit, Language
from badgeservice.library.mapping_documents import Route
from badgeservice.recognition.cases import AssessorRole, DecisionKind

OUTCOMES: Final[Mapping[Language, Mapping[DecisionKind, str]]] = {
    "fi": {
        DecisionKind.RECOGNISED: "Osaaminen tunnustetaan.",
        DecisionKind.PARTLY: "Osaaminen tunnustetaan osittain.",
        DecisionKind.TO_DEMONSTRATION: "Hakija ohjataan näyttöön.",
        DecisionKind.REFUSED: "Osaamista ei tunnusteta.",
    },
    "sv": {
        DecisionKind.RECOGNISED: "Kunnandet erkänns.",
        DecisionKind.PARTLY: "Kunnandet erkänns delvis.",
        DecisionKind.TO_DEMONSTRATION: "Sökanden hänvisas till ett yrkesprov.",
        DecisionKind.REFUSED: "Kunnandet erkänns inte.",
    },
    "en": {
        DecisionKind.RECOGNISED: "The competence is recognised.",
        DecisionKind.PARTLY: "The competence is recognised in part.",
        DecisionKind.TO_DEMONSTRATION: "The applicant is referred to a competence demonstration.",
        DecisionKind.REFUSED: "The competence is not recognised.",
    },
}
ROUTES: Final[Mapping[Language, Mapping[Route, str]]] = {
    "fi": {
        Route.DIRECT: "suoraan asiakirjojen perusteella",
        Route.ASSESSORS: "arvioijien kautta",
        Route.DEMONSTRATION: "ohjaamalla näyttöön",
    },
    "sv": {
        Route.DIRECT: "direkt utifrån handlingarna",
        Route.ASSESSORS: "genom bedömare",
        Route.DEMONSTRATION: "genom hänvisning till yrkesprov",
    },
    "en": {
        Route.DIRECT: "directly from documents",
        Route.ASSESSORS: "through assessors",
        Route.DEMONSTRATION: "by referral to a demonstration",
    },
}
ROLES: Final[Mapping[Language, Mapping[AssessorRole, str]]] = {
    "fi": {AssessorRole.TEACHER: "opettaja", AssessorRole.WORKING_LIFE: "työelämän edustaja"},
    "sv": {
        AssessorRole.TEACHER: "lärare",
        AssessorRole.WORKING_LIFE: "företrädare för arbetslivet",
    },
    "en": {
        AssessorRole.TEACHER: "teacher",
        AssessorRole.WORKING_LIFE: "working life representative",
    },
}
CREDITS: Final[Mapping[Language, Mapping[CreditUnit, str]]] = {
    "fi": {CreditUnit.OSP: "osaamispistettä", CreditUnit.ECTS: "opintopistettä"},
    "sv": {CreditUnit.OSP: "kompetenspoäng", CreditUnit.ECTS: "studiepoäng"},
    "en": {CreditUnit.OSP: "competence points", CreditUnit.ECTS: "ECTS credits"},
}
IS_RECOGNISED: Final[Mapping[Language, Mapping[bool, str]]] = {
    "fi": {True: "tunnustetaan", False: "ei tunnusteta"},
    "sv": {True: "erkänns", False: "erkänns inte"},
    "en": {True: "recognised", False: "not recognised"},
}

DEFAULT_TEMPLATES: Final[Mapping[Language, str]] = {
    "fi": """\
# Päätös osaamisen tunnustamisesta

{{college}}
Päätös {{decisionNumber}}, {{decidedOn}}
Hakija: {{learnerName}}
Hakemus saapunut: {{submittedOn}}

## Päätös

{{outcome}}
Kohde: {{target}}
Laajuus: {{credits}}
Arvosana: {{grade}}
Osaaminen todennettiin {{route}}.

## Perustelut

{{explanation}}
Ajantasaisuus: {{currency}}
{{deviations}}
{{requirements}}

## Arvioijat

{{assessors}}

## Päätöksen tekijä

{{decidedBy}}
{{deciderTitle}}
""",
    "sv": """\
# Beslut om erkännande av kunnande

{{college}}
Beslut {{decisionNumber}}, {{decidedOn}}
Sökande: {{learnerName}}
Ansökan inkommen: {{submittedOn}}

## Beslut

{{outcome}}
Gäller: {{target}}
Omfattning: {{credits}}
Vitsord: {{grade}}
Kunnandet intygades {{route}}.

## Motivering

{{explanation}}
Aktualitet: {{currency}}
{{deviations}}
{{requirements}}

## Bedömare

{{assessors}}

## Beslutsfattare

{{decidedBy}}
{{deciderTitle}}
""",
    "en": """\
# Decision on the recognition of competence

{{college}}
Decision {{decisionNumber}}, {{decidedOn}}
Applicant: {{learnerName}}
Application received: {{submittedOn}}

## Decision

{{outcome}}
Target: {{target}}
Extent: {{credits}}
Grade: {{grade}}
The competence was verified {{route}}.

## Reasons

{{explanation}}
Currency: {{currency}}
{{deviations}}
{{requirements}}

## Assessors

{{assessors}}

## Decided by

{{decidedBy}}
{{deciderTitle}}
""",
}
