"""What a credential says, sorted for a page. Every text here was signed, or stands in a library.

A reader of foreign badges: a member of another type than Open Badges asks for is passed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from badgeservice.credentials.data_models import data_model_of
from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.errors import DateMalformedError

if TYPE_CHECKING:
    from datetime import datetime

    from badgeservice.credentials.strict_json import JsonObject, JsonValue

_WEB: Final = ("https://", "http://")
_LANGUAGE_NAMES: Final = {"fi": "Suomi", "sv": "Svenska", "en": "English"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A unit or a requirement that an achievement is aligned with.

    `kind` is `unit`, `requirement`, `level` or `other`.
    """

    name: str
    kind: str
    code: str | None
    framework: str | None
    description: str | None
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The same achievement in another language."""

    language: str
    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePiece:
    """What the recipient did. `narrative` is Markdown."""

    name: str | None
    description: str | None
    narrative: str | None
    genre: str | None
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Achievement:
    """What a badge is given for. `criteria` is Markdown; URLs are http(s) or None."""

    id: str
    name: str
    description: str
    language: str | None
    criteria: str | None
    criteria_url: str | None
    targets: tuple[Target, ...]
    editions: tuple[Edition, ...]
    tags: tuple[str, ...]
    credits_available: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Who says so."""

    id: str
    name: str
    url: str | None
    email: str | None
    description: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeContent:
    """A badge as a page shows it."""

    id: str | None
    achievement: Achievement
    issuer: Issuer
    valid_from: datetime | None
    valid_until: datetime | None
    awarded: datetime | None
    narrative: str | None
    recipient: str
    evidence: tuple[EvidencePiece, ...]
    results: tuple[tuple[str, str], ...]
    credits_earned: str | None


def badge_content(credential: JsonObject) -> BadgeContent:
    """Return what a credential of the right shape says."""
    model = data_model_of(credential)
    subject = _object(credential.get("credentialSubject"))
    raw = _object(subject.get("achievement"))
    return BadgeContent(
        id=_text(credential.get("id")),
        achievement=achievement(raw),
        issuer=issuer(credential.get("issuer")),
        valid_from=_moment(credential.get(model.begins)),
        valid_until=_moment(credential.get(model.ends)),
        awarded=_moment(credential.get("awardedDate")),
        narrative=_text(subject.get("narrative")),
        recipient=_recipient(subject),
        evidence=tuple(_piece(item) for item in _objects(credential.get("evidence"))),
        results=_results(subject, raw),
        credits_earned=_number(subject.get("creditsEarned")),
    )


def achievement(raw: JsonObject) -> Achievement:
    """Return what an Achievement says.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#achievement
    """
    criteria = _object(raw.get("criteria"))
    return Achievement(
        id=_text(raw.get("id")) or "",
        name=_text(raw.get("name")) or "",
        description=_text(raw.get("description")) or "",
        language=_text(raw.get("inLanguage")),
        criteria=_text(criteria.get("narrative")),
        criteria_url=_link(criteria.get("id")),
        targets=tuple(_target(item) for item in _objects(raw.get("alignment"))),
        editions=tuple(
            edition for item in _objects(raw.get("related")) if (edition := _edition(item))
        ),
        tags=tuple(tag for item in _listed(raw.get("tag")) if (tag := _text(item))),
        credits_available=_number(raw.get("creditsAvailable")),
    )


def issuer(raw: JsonValue) -> Issuer:
    """Return what a Profile says, or what a bare issuer id tells.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#profile
    """
    profile: JsonObject = {"id": raw} if isinstance(raw, str) else _object(raw)
    identifier = _text(profile.get("id")) or ""
    return Issuer(
        id=identifier,
        name=_text(profile.get("name")) or identifier,
        url=_link(profile.get("url")),
        email=_text(profile.get("email")),
        description=_text(profile.get("description")),
    )


def _target(item: JsonObject) -> Target:
    code = _text(item.get("targetCode"))
    return Target(
        name=_text(item.get("targetName")) or code or "",
        kind=_kind(f"{_text(item.get('targetType'))} {code}".lower()),
        code=code,
        framework=_text(item.get("targetFramework")),
        description=_text(item.get("targetDescription")),
        url=_link(item.get("targetUrl")),
    )


def _kind(words: str) -> str:
    if "level" in words:
        return "level"
    if "ammattitaitovaatimu" in words or "requirement" in words:
        return "requirement"
    return "unit" if "tutkinnonosa" in words or "unit" in words else "other"


def _edition(item: JsonObject) -> Edition | None:
    language = _text(item.get("inLanguage"))
    url = _link(item.get("id"))
    if language is None or url is None:
        return None
    return Edition(language=language, name=_LANGUAGE_NAMES.get(language, language), url=url)


def _piece(item: JsonObject) -> EvidencePiece:
    return EvidencePiece(
        name=_text(item.get("name")),
        description=_text(item.get("description")),
        narrative=_text(item.get("narrative")),
        genre=_text(item.get("genre")),
        url=_link(item.get("id")),
    )


def _results(subject: JsonObject, raw: JsonObject) -> tuple[tuple[str, str], ...]:
    names = {
        _text(item.get("id")): _text(item.get("name"))
        for item in _objects(raw.get("resultDescription"))
    }
    found = []
    for item in _objects(subject.get("result")):
        value = _text(item.get("value")) or _text(item.get("status"))
        if value is not None:
            found.append((names.get(_text(item.get("resultDescription"))) or "", value))
    return tuple(found)


def _recipient(subject: JsonObject) -> str:
    has_email = bool(_objects(subject.get("identifier")))
    has_did = (_text(subject.get("id")) or "").startswith("did:")
    if has_email and has_did:
        return "both"
    if has_email:
        return "email"
    return "did" if has_did else "unnamed"


def _text(value: JsonValue) -> str | None:
    """Return a text, a language-tagged text, or the first of several."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value")
    return value if isinstance(value, str) and value.strip() else None


def _link(value: JsonValue) -> str | None:
    """Return an address that a reader may be sent to."""
    text = _text(value)
    return text if text is not None and text.lower().startswith(_WEB) else None


def _number(value: JsonValue) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return f"{Decimal(repr(value)).normalize():f}"


def _moment(value: JsonValue) -> datetime | None:
    text = _text(value)
    if text is None:
        return None
    try:
        return parse_datetime(text)
    except DateMalformedError:
        # The checks say what is wrong with it; a page shows no date it cannot read.
        return None


def _object(value: JsonValue) -> JsonObject:
    if isinstance(value, list):
        value = value[0] if value else None
    return value if isinstance(value, dict) else {}


def _objects(value: JsonValue) -> tuple[JsonObject, ...]:
    return tuple(item for item in _listed(value) if isinstance(item, dict))


def _listed(value: JsonValue) -> list[JsonValue]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
