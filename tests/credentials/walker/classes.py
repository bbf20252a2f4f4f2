"""The classes of Open Badges 3.0 and their properties, as the specification lists them.

It is written down once more here, and not taken from the tables of the service, so that a property
the service forgot would be missed.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#data-models
"""

from collections.abc import Mapping
from typing import Final


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CREDENTIAL: Final = _names(
    "@context id type issuer validFrom validUntil credentialSubject proof credentialSchema "
    "credentialStatus refreshService termsOfUse name description awardedDate"
)

CLASSES: Final[Mapping[str, frozenset[str]]] = {
    "AchievementCredential": _CREDENTIAL | _names("image endorsement endorsementJwt evidence"),
    "EndorsementCredential": _CREDENTIAL,
    "AchievementSubject": _names(
        "id type activityEndDate activityStartDate creditsEarned achievement identifier image "
        "licenseNumber narrative result role source term"
    ),
    "EndorsementSubject": _names("id type endorsementComment"),
    "Achievement": _names(
        "id type alignment achievementType creator creditsAvailable criteria description "
        "endorsement endorsementJwt fieldOfStudy humanCode image inLanguage name otherIdentifier "
        "related resultDescription specialization tag version"
    ),
    "Criteria": _names("id narrative"),
    "Alignment": _names(
        "type targetCode targetDescription targetName targetFramework targetType targetUrl"
    ),
    "Related": _names("id type inLanguage version"),
    "ResultDescription": _names(
        "id type alignment allowedValue name requiredLevel requiredValue resultType "
        "rubricCriterionLevel valueMax valueMin"
    ),
    "RubricCriterionLevel": _names("id type alignment description level name points"),
    "Result": _names("type achievedLevel alignment resultDescription status value"),
    "Evidence": _names("id type narrative name description genre audience"),
    "IdentityObject": _names("type hashed identityHash identityType salt"),
    "Image": _names("id type caption"),
    "Profile": _names(
        "id type name url phone description endorsement endorsementJwt image email address "
        "otherIdentifier official parentOrg familyName givenName additionalName patronymicName "
        "honorificPrefix honorificSuffix familyNamePrefix dateOfBirth"
    ),
    "Address": _names(
        "type addressCountry addressCountryCode addressRegion addressLocality streetAddress "
        "postOfficeBoxNumber postalCode geo"
    ),
    "GeoCoordinates": _names("type latitude longitude"),
    "IdentifierEntry": _names("type identifier identifierType"),
    "CredentialSchema": _names("id type"),
    "CredentialStatus": _names("id type"),
    "RefreshService": _names("id type"),
    "TermsOfUse": _names("id type"),
    "Proof": _names(
        "type created cryptosuite challenge domain nonce proofPurpose proofValue verificationMethod"
    ),
    # Not of Open Badges itself: https://www.w3.org/TR/vc-bitstring-status-list/
    "BitstringStatusListEntry": _names(
        "id type statusPurpose statusListIndex statusListCredential statusSize statusMessage "
        "statusReference"
    ),
    "BitstringStatusListCredential": _CREDENTIAL - _names("awardedDate"),
    "BitstringStatusList": _names("id type statusPurpose encodedList ttl"),
}

# What is compared is what the proof of the whole signs, so only parts have proofs; and the contexts
# of a document are no statement of it.
NOT_COMPARED: Final = frozenset(
    {
        *((name, "@context") for name, members in CLASSES.items() if "@context" in members),
        ("AchievementCredential", "proof"),
        ("BitstringStatusListCredential", "proof"),
    }
)
