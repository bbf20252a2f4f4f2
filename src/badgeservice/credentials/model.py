"""What a badge says, as values, and the credential that says it.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#data-models
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from badgeservice.credentials import safe_mode
from badgeservice.credentials.contexts.pinned import CREDENTIALS_V2, OPEN_BADGES_3_0_3
from badgeservice.credentials.dates import format_datetime
from badgeservice.credentials.identity import EMAIL_ADDRESS
from badgeservice.credentials.status_list import StatusEntry
from badgeservice.credentials.strict_json import JsonObject, JsonValue

CONTEXTS: Final = (CREDENTIALS_V2, OPEN_BADGES_3_0_3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture by its URL or data URI; `caption` is its text alternative."""

    id: str
    caption: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """An organisation or person: an issuer, or the maker of an achievement."""

    id: str
    name: str
    url: str | None = None
    email: str | None = None
    description: str | None = None
    image: Image | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """A node of a framework that an achievement corresponds to, such as a unit."""

    target_name: str
    target_url: str
    target_code: str | None = None
    target_description: str | None = None
    target_framework: str | None = None
    target_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What had to be shown: the page that says so, or the words, or both."""

    id: str | None = None
    narrative: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultDescription:
    """A kind of result that may be given; values run from low to high."""

    id: str
    name: str
    result_type: str
    allowed_values: tuple[str, ...] = ()
    required_value: str | None = None
    value_min: str | None = None
    value_max: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """The same achievement in another language or version."""

    id: str
    in_language: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """What is said in words of a registered context, which is named by its URL."""

    context: str
    words: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Achievement:
    """What was achieved, in one language and one version."""

    id: str
    name: str
    description: str
    criteria: Criteria
    achievement_type: str | None = None
    in_language: str | None = None
    version: str | None = None
    image: Image | None = None
    creator: Profile | None = None
    credits_available: float | None = None
    field_of_study: str | None = None
    specialization: str | None = None
    human_code: str | None = None
    alignments: tuple[Alignment, ...] = ()
    related: tuple[Related, ...] = ()
    result_descriptions: tuple[ResultDescription, ...] = ()
    tags: tuple[str, ...] = ()
    extension: Extension | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Whose badge it is: an id, or a salted hash of an e-mail address, or both."""

    id: str | None = None
    email_hash: str | None = None
    salt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Something the recipient did: where to see it, or words about it."""

    id: str | None = None
    name: str | None = None
    description: str | None = None
    narrative: str | None = None
    genre: str | None = None
    audience: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A result, of the kind that `result_description` (an id in the achievement) describes."""

    result_description: str | None = None
    value: str | None = None
    status: str | None = None
    achieved_level: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeContent:
    """Everything one badge says. Moments are aware."""

    id: str
    issuer: Profile
    achievement: Achievement
    recipient: Recipient
    valid_from: datetime
    name: str | None = None
    description: str | None = None
    image: Image | None = None
    awarded: datetime | None = None
    valid_until: datetime | None = None
    narrative: str | None = None
    credits_earned: float | None = None
    activity_start: datetime | None = None
    activity_end: datetime | None = None
    evidence: tuple[Evidence, ...] = ()
    results: tuple[Result, ...] = ()
    status: StatusEntry | None = None


def achievement_credential(content: BadgeContent) -> JsonObject:
    """Return the unsigned OpenBadgeCredential for `content`.

    Lists stay lists even with one item, what is absent is left out, and only the contexts of
    Verifiable Credentials 2.0 and Open Badges 3.0.3 are used, so that every verifier is served;
    but for an achievement with an extension, whose context follows them.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#achievementcredential

    Raises:
        UnsafeDocumentError: a text holds a control character other than a line break, a number
            is out of bounds, or a list holds a value or id twice.
    """
    return _checked(
        {
            "id": content.id,
            # AchievementCredential is another name of the same class. One of the two is enough for
            # every verifier; both together are refused by those that compare compacted forms.
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": content.name or content.achievement.name,
            "description": content.description,
            "image": _image(content.image),
            "issuer": _profile(content.issuer),
            "validFrom": format_datetime(content.valid_from),
            "validUntil": _moment(content.valid_until),
            "awardedDate": _moment(content.awarded),
            "credentialSubject": _subject(content),
            "evidence": [_evidence(item) for item in content.evidence],
            "credentialStatus": content.status.to_json() if content.status else None,
        },
        content.achievement.extension,
    )


def achievement_document(achievement: Achievement) -> JsonObject:
    """Return the achievement as a document of its own, to be found under its id.

    Raises:
        UnsafeDocumentError: as `achievement_credential`.
    """
    return _checked(_achievement(achievement), achievement.extension)


def profile_document(profile: Profile) -> JsonObject:
    """Return the profile as a document of its own, to be found under its id.

    Raises:
        UnsafeDocumentError: as `achievement_credential`.
    """
    return _checked(_profile(profile))


def _checked(members: JsonObject, extension: Extension | None = None) -> JsonObject:
    contexts = CONTEXTS if extension is None else (*CONTEXTS, extension.context)
    document: JsonObject = {"@context": list(contexts), **_present(members)}
    safe_mode.require_plain_json(document)
    return document


def _present(members: JsonObject) -> JsonObject:
    """Leave out what is absent: nulls and empty lists must not be written."""
    return {name: value for name, value in members.items() if value is not None and value != []}


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else format_datetime(moment)


def _unique(texts: Iterable[str]) -> list[JsonValue]:
    """Keep the first of equal texts: as RDF a list of tags is a set."""
    return list(dict.fromkeys(texts))


def _image(image: Image | None) -> JsonObject | None:
    if image is None:
        return None
    return _present({"id": image.id, "type": "Image", "caption": image.caption})


def _profile(profile: Profile) -> JsonObject:
    return _present(
        {
            "id": profile.id,
            "type": ["Profile"],
            "name": profile.name,
            "url": profile.url,
            "email": profile.email,
            "description": profile.description,
            "image": _image(profile.image),
        }
    )


def _subject(content: BadgeContent) -> JsonObject:
    return _present(
        {
            "id": content.recipient.id,
            "type": ["AchievementSubject"],
            "identifier": _identifiers(content.recipient),
            "activityStartDate": _moment(content.activity_start),
            "activityEndDate": _moment(content.activity_end),
            "creditsEarned": content.credits_earned,
            "narrative": content.narrative,
            "result": [_result(item) for item in content.results],
            "achievement": _achievement(content.achievement),
        }
    )


def _identifiers(recipient: Recipient) -> list[JsonValue]:
    if recipient.email_hash is None:
        return []
    identifier: JsonObject = {
        "type": "IdentityObject",
        "hashed": True,
        "identityType": EMAIL_ADDRESS,
        "identityHash": recipient.email_hash,
        "salt": recipient.salt,
    }
    return [_present(identifier)]


def _achievement(achievement: Achievement) -> JsonObject:
    creator = achievement.creator
    return _present(
        {
            "id": achievement.id,
            "type": ["Achievement"],
            "achievementType": achievement.achievement_type,
            "inLanguage": achievement.in_language,
            "version": achievement.version,
            "name": achievement.name,
            "description": achievement.description,
            "criteria": _present(
                {"id": achievement.criteria.id, "narrative": achievement.criteria.narrative}
            ),
            "image": _image(achievement.image),
            "creator": None if creator is None else _profile(creator),
            "creditsAvailable": achievement.credits_available,
            "fieldOfStudy": achievement.field_of_study,
            "specialization": achievement.specialization,
            "humanCode": achievement.human_code,
            "alignment": [_alignment(item) for item in achievement.alignments],
            "related": [_related(item) for item in achievement.related],
            "resultDescription": [
                _result_description(item) for item in achievement.result_descriptions
            ],
            "tag": _unique(achievement.tags),
            **(achievement.extension.words if achievement.extension else {}),
        }
    )


def _alignment(alignment: Alignment) -> JsonObject:
    return _present(
        {
            "type": ["Alignment"],
            "targetName": alignment.target_name,
            "targetUrl": alignment.target_url,
            "targetCode": alignment.target_code,
            "targetDescription": alignment.target_description,
            "targetFramework": alignment.target_framework,
            "targetType": alignment.target_type,
        }
    )


def _related(related: Related) -> JsonObject:
    return _present(
        {
            "id": related.id,
            "type": ["Related"],
            "inLanguage": related.in_language,
            "version": related.version,
        }
    )


def _result_description(description: ResultDescription) -> JsonObject:
    return _present(
        {
            "id": description.id,
            "type": ["ResultDescription"],
            "name": description.name,
            "resultType": description.result_type,
            "allowedValue": list(description.allowed_values),
            "requiredValue": description.required_value,
            "valueMin": description.value_min,
            "valueMax": description.value_max,
        }
    )


def _evidence(evidence: Evidence) -> JsonObject:
    return _present(
        {
            "id": evidence.id,
            "type": ["Evidence"],
            "name": evidence.name,
            "description": evidence.description,
            "narrative": evidence.narrative,
            "genre": evidence.genre,
            "audience": evidence.audience,
        }
    )


def _result(result: Result) -> JsonObject:
    return _present(
        {
            "type": ["Result"],
            "resultDescription": result.result_description,
            "value": result.value,
            "status": result.status,
            "achievedLevel": result.achieved_level,
        }
    )
