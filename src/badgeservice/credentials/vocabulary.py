"""The classes of Open Badges 3.0 as tables: which members each has, how many, of what kind.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#data-models
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Scalar = Literal[
    "text",
    "uri",
    "moment",
    "date",
    "number",
    "whole number",
    "truth",
    "language",
    "jws",
    "index",
    "any",
]
# one: exactly one value, never in a list; list: a list, or its one value alone.
Multiplicity = Literal["one", "list"]


@dataclass(frozen=True, slots=True)
class Terms:
    """A vocabulary; an open one also takes terms starting with `ext:`."""

    terms: frozenset[str]
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a class.

    `kind` is a kind of scalar, a vocabulary, or the name of a class; a class marked `by_reference`
    may also be named by its URI.
    """

    kind: Scalar | Terms | str
    multiplicity: Multiplicity = "one"
    required: bool = False
    by_reference: bool = False


@dataclass(frozen=True, slots=True)
class Class:
    """A class: the names its `type` must hold, one of each group, and its members."""

    members: Mapping[str, Member]
    types: tuple[frozenset[str], ...] = ()
    is_document: bool = False
    # Members no table lists are refused, unless the class is left to others to define.
    is_closed: bool = True


ACHIEVEMENT_TYPES: Final = Terms(
    frozenset(
        {"Achievement", "ApprenticeshipCertificate", "Assessment", "Assignment", "AssociateDegree"}
        | {"Award", "Badge", "BachelorDegree", "Certificate", "CertificateOfCompletion"}
        | {"Certification", "CommunityService", "Competency", "Course", "CoCurricular", "Degree"}
        | {"Diploma", "DoctoralDegree", "Fieldwork", "GeneralEducationDevelopment"}
        | {"JourneymanCertificate", "LearningProgram", "License", "Membership"}
        | {"ProfessionalDoctorate", "QualityAssuranceCredential", "MasterCertificate"}
        | {"MasterDegree", "MicroCredential", "ResearchDoctorate", "SecondarySchoolDiploma"}
    )
)
TARGET_TYPES: Final = Terms(
    frozenset({"ceasn:Competency", "ceterms:Credential", "CTDL", "CFItem", "CFRubric"})
    | {"CFRubricCriterion", "CFRubricCriterionLevel"}
)
RESULT_TYPES: Final = Terms(
    frozenset({"GradePointAverage", "LetterGrade", "Percent", "PerformanceLevel", "RubricScore"})
    | {"PredictedScore", "RawScore", "Result", "RubricCriterion", "RubricCriterionLevel"}
    | {"ScaledScore", "Status"}
)
RESULT_STATUSES: Final = Terms(
    frozenset({"Completed", "Enrolled", "Failed", "InProgress", "OnHold", "Provisional"})
    | {"Withdrew"},
    is_open=False,
)
IDENTIFIER_TYPES: Final = Terms(
    frozenset({"name", "sourcedId", "systemId", "productId", "userName", "accountId"})
    | {"emailAddress", "nationalIdentityNumber", "isbn", "issn", "lisSourcedId"}
    | {"oneRosterSourcedId", "sisSourcedId", "ltiContextId", "ltiDeploymentId", "ltiToolId"}
    | {"ltiPlatformId", "ltiUserId", "identifier"}
)

EXTENSION_TERM: Final = re.compile(r"ext:[A-Za-z0-9._|-]+")
LANGUAGE_CODE: Final = re.compile(r"[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
COMPACT_JWS: Final = re.compile(r"[-A-Za-z0-9_]+\.[-A-Za-z0-9_]*\.[-A-Za-z0-9_]+")

_TEXT: Final = Member("text")
_REQUIRED_TEXT: Final = Member("text", required=True)
_URI: Final = Member("uri")
_REQUIRED_URI: Final = Member("uri", required=True)
_MOMENT: Final = Member("moment")
_NUMBER: Final = Member("number")
_LANGUAGE: Final = Member("language")
_IMAGE: Final = Member("Image")
_ALIGNMENTS: Final = Member("Alignment", "list")
_PROFILE: Final = Member("Profile", by_reference=True)
_TYPE: Final = Member("text", "list", required=True)

_ENDORSED: Final[Mapping[str, Member]] = {
    "endorsement": Member("EndorsementCredential", "list"),
    "endorsementJwt": Member("jws", "list"),
}

_CREDENTIAL: Final[Mapping[str, Member]] = {
    "@context": Member("text", "list", required=True),
    "id": _REQUIRED_URI,
    "type": _TYPE,
    "issuer": Member("Profile", required=True, by_reference=True),
    "validFrom": Member("moment", required=True),
    "validUntil": _MOMENT,
    "proof": Member("Proof", "list"),
    "credentialSchema": Member("CredentialSchema", "list"),
    # Open Badges allows one, and the data model several.
    "credentialStatus": Member("CredentialStatus", "list"),
    "refreshService": Member("RefreshService"),
    "termsOfUse": Member("TermsOfUse", "list"),
}


def _types(*names: str) -> frozenset[str]:
    return frozenset(names)


def _class(name: str, members: Mapping[str, Member]) -> Class:
    return Class(MappingProxyType({"type": _TYPE, **members}), (_types(name),))


CLASSES: Final[Mapping[str, Class]] = MappingProxyType(
    {
        "AchievementCredential": Class(
            {
                **_CREDENTIAL,
                "name": _TEXT,
                "description": _TEXT,
                "image": _IMAGE,
                "awardedDate": _MOMENT,
                "credentialSubject": Member("AchievementSubject", required=True),
                **_ENDORSED,
                "evidence": Member("Evidence", "list"),
            },
            (
                _types("VerifiableCredential"),
                _types("AchievementCredential", "OpenBadgeCredential"),
            ),
            is_document=True,
        ),
        "EndorsementCredential": Class(
            {
                **_CREDENTIAL,
                "name": _REQUIRED_TEXT,
                "description": _TEXT,
                "awardedDate": _MOMENT,
                "credentialSubject": Member("EndorsementSubject", required=True),
            },
            (_types("VerifiableCredential"), _types("EndorsementCredential")),
            is_document=True,
        ),
        "BitstringStatusListCredential": Class(
            {
                **_CREDENTIAL,
                "id": _URI,
                "issuer": Member("any", required=True),
                "validFrom": _MOMENT,
                "name": _TEXT,
                "description": _TEXT,
                "credentialSubject": Member("BitstringStatusList", required=True),
            },
            (_types("VerifiableCredential"), _types("BitstringStatusListCredential")),
            is_document=True,
        ),
        "BitstringStatusList": _class(
            "BitstringStatusList",
            {
                "id": _URI,
                "statusPurpose": Member("text", "list", required=True),
                "encodedList": _REQUIRED_TEXT,
                "ttl": Member("whole number"),
            },
        ),
        "AchievementSubject": _class(
            "AchievementSubject",
            {
                "id": _URI,
                # Not in the table of the specification, but in samples it takes for good.
                "name": _TEXT,
                "description": _TEXT,
                "activityEndDate": _MOMENT,
                "activityStartDate": _MOMENT,
                "creditsEarned": _NUMBER,
                "achievement": Member("Achievement", required=True),
                "identifier": Member("IdentityObject", "list"),
                "image": _IMAGE,
                "licenseNumber": _TEXT,
                "narrative": _TEXT,
                "result": Member("Result", "list"),
                "role": _TEXT,
                "source": _PROFILE,
                "term": _TEXT,
            },
        ),
        "EndorsementSubject": _class(
            "EndorsementSubject", {"id": _REQUIRED_URI, "endorsementComment": _TEXT}
        ),
        "Achievement": _class(
            "Achievement",
            {
                "id": _REQUIRED_URI,
                "alignment": _ALIGNMENTS,
                "achievementType": Member(ACHIEVEMENT_TYPES),
                "creator": _PROFILE,
                "creditsAvailable": _NUMBER,
                "criteria": Member("Criteria", required=True),
                "description": _REQUIRED_TEXT,
                **_ENDORSED,
                "fieldOfStudy": _TEXT,
                "humanCode": _TEXT,
                "image": _IMAGE,
                "inLanguage": _LANGUAGE,
                "name": _REQUIRED_TEXT,
                "otherIdentifier": Member("IdentifierEntry", "list"),
                "related": Member("Related", "list"),
                "resultDescription": Member("ResultDescription", "list"),
                "specialization": _TEXT,
                "tag": Member("text", "list"),
                "version": _TEXT,
            },
        ),
        "Criteria": Class(
            {"type": Member("text", "list"), "id": _URI, "narrative": _TEXT},
        ),
        "Alignment": _class(
            "Alignment",
            {
                "targetCode": _TEXT,
                "targetDescription": _TEXT,
                "targetName": _REQUIRED_TEXT,
                "targetFramework": _TEXT,
                "targetType": Member(TARGET_TYPES),
                "targetUrl": _REQUIRED_URI,
            },
        ),
        "Related": _class(
            "Related", {"id": _REQUIRED_URI, "inLanguage": _LANGUAGE, "version": _TEXT}
        ),
        "ResultDescription": _class(
            "ResultDescription",
            {
                "id": _REQUIRED_URI,
                "alignment": _ALIGNMENTS,
                "allowedValue": Member("text", "list"),
                "name": _REQUIRED_TEXT,
                "requiredLevel": _URI,
                "requiredValue": _TEXT,
                "resultType": Member(RESULT_TYPES, required=True),
                "rubricCriterionLevel": Member("RubricCriterionLevel", "list"),
                "valueMax": _TEXT,
                "valueMin": _TEXT,
            },
        ),
        "RubricCriterionLevel": _class(
            "RubricCriterionLevel",
            {
                "id": _REQUIRED_URI,
                "alignment": _ALIGNMENTS,
                "description": _TEXT,
                "level": _TEXT,
                "name": _REQUIRED_TEXT,
                "points": _TEXT,
            },
        ),
        "Result": _class(
            "Result",
            {
                "achievedLevel": _URI,
                "alignment": _ALIGNMENTS,
                "resultDescription": _URI,
                "status": Member(RESULT_STATUSES),
                "value": _TEXT,
            },
        ),
        "Evidence": _class(
            "Evidence",
            {
                "id": _URI,
                "narrative": _TEXT,
                "name": _TEXT,
                "description": _TEXT,
                "genre": _TEXT,
                "audience": _TEXT,
            },
        ),
        "IdentityObject": _class(
            "IdentityObject",
            {
                "hashed": Member("truth", required=True),
                "identityHash": _REQUIRED_TEXT,
                "identityType": Member(IDENTIFIER_TYPES, required=True),
                "salt": _TEXT,
            },
        ),
        "Image": _class("Image", {"id": _REQUIRED_URI, "caption": _TEXT}),
        "Profile": _class(
            "Profile",
            {
                "id": _REQUIRED_URI,
                "name": _TEXT,
                "url": _URI,
                "phone": _TEXT,
                "description": _TEXT,
                **_ENDORSED,
                "image": _IMAGE,
                "email": _TEXT,
                "address": Member("Address"),
                "otherIdentifier": Member("IdentifierEntry", "list"),
                "official": _TEXT,
                "parentOrg": _PROFILE,
                "familyName": _TEXT,
                "givenName": _TEXT,
                "additionalName": _TEXT,
                "patronymicName": _TEXT,
                "honorificPrefix": _TEXT,
                "honorificSuffix": _TEXT,
                "familyNamePrefix": _TEXT,
                "dateOfBirth": Member("date"),
            },
        ),
        "Address": _class(
            "Address",
            {
                "addressCountry": _TEXT,
                "addressCountryCode": _TEXT,
                "addressRegion": _TEXT,
                "addressLocality": _TEXT,
                "streetAddress": _TEXT,
                "postOfficeBoxNumber": _TEXT,
                "postalCode": _TEXT,
                "geo": Member("GeoCoordinates"),
            },
        ),
        "GeoCoordinates": _class(
            "GeoCoordinates",
            {
                "latitude": Member("number", required=True),
                "longitude": Member("number", required=True),
            },
        ),
        "IdentifierEntry": _class(
            "IdentifierEntry",
            {
                "identifier": _REQUIRED_TEXT,
                "identifierType": Member(IDENTIFIER_TYPES, required=True),
            },
        ),
        # These are defined by whoever invents a kind of schema, status, service, terms or proof.
        "CredentialSchema": Class({"id": _REQUIRED_URI, "type": _TYPE}, is_closed=False),
        "CredentialStatus": Class({"id": _URI, "type": _TYPE}, is_closed=False),
        "RefreshService": Class({"id": _REQUIRED_URI, "type": _TYPE}, is_closed=False),
        "TermsOfUse": Class({"id": _URI, "type": _TYPE}, is_closed=False),
        "Proof": Class({"type": _TYPE, "created": _MOMENT}, is_closed=False),
        "BitstringStatusListEntry": _class(
            "BitstringStatusListEntry",
            {
                "id": _URI,
                "statusPurpose": _REQUIRED_TEXT,
                "statusListIndex": Member("index", required=True),
                "statusListCredential": _REQUIRED_URI,
                "statusSize": Member("whole number"),
                "statusMessage": Member("any"),
                "statusReference": Member("any"),
            },
        ),
    }
)
