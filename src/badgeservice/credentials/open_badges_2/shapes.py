"""The documents of Open Badges 2.0 as values: badge, badge class, issuer, key, revocations.

Only what a verification asks for is read, and what is read must be in the plainest form.

Spec: https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from badgeservice.credentials.open_badges_2.errors import (
    OlderBadgeMalformedError,
    OlderBadgeUnreadableError,
)
from badgeservice.credentials.open_badges_2.plain import (
    moment_at,
    optional_text,
    require_context,
    require_plain,
    require_type,
    text_at,
    texts_of,
)
from badgeservice.credentials.open_badges_2.scope import Scope
from badgeservice.credentials.strict_json import JsonObject, JsonValue

_HOSTED: Final = frozenset({"HostedBadge", "hosted"})
_SIGNED: Final = frozenset({"SignedBadge", "signed"})
# `verify` was its name in 1.1, and the context still says that it means the same; `revoked` has
# two names there.
_SECOND_NAMES: Final = frozenset({"verify", "revokedAssertions"})
_MOST_SHOWN: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The address of another document, and what was written in its place, if anything was."""

    url: str
    embedded: JsonObject | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OlderBadge:
    """A badge. `creator` is the key that is said to have signed it."""

    id: str
    badge_class: Reference
    is_signed: bool
    creator: str | None
    issued_on: datetime
    expires: datetime | None
    is_revoked: bool
    revocation_reason: str | None
    recipient: JsonObject
    narrative: str | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OlderBadgeClass:
    """What a badge is given for."""

    id: str
    name: str
    description: str | None
    issuer: Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class OlderIssuer:
    """Who issues: its badges' addresses, its keys, its list of revoked badges."""

    id: str
    name: str
    scope: Scope
    keys: tuple[Reference, ...]
    revocation_list: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OlderKey:
    """A public key, and whose it says it is."""

    id: str
    owner: str
    pem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocations:
    """A list of revoked badges: by id, the reason, which may be empty."""

    id: str
    issuer: str | None
    reasons: dict[str, str]


def read_badge(document: JsonObject) -> OlderBadge:
    """Read a badge.

    Raises:
        OlderBadgeMalformedError: it breaks the standard, or has a member in a second form.
        OlderBadgeUnreadableError: it has words of other contexts.
    """
    require_context(document)
    require_type(document, "Assertion")
    require_plain(document, second_names=_SECOND_NAMES)
    verification = _object_at(document, "verification")
    _require_image(document.get("image"))
    return OlderBadge(
        id=text_at(document, "id", code="id"),
        badge_class=_reference(document.get("badge"), "/badge"),
        is_signed=_is_signed(verification),
        creator=optional_text(verification, "creator"),
        issued_on=moment_at(document, "issuedOn"),
        expires=None if document.get("expires") is None else moment_at(document, "expires"),
        is_revoked=is_revoked(document),
        revocation_reason=optional_text(document, "revocationReason"),
        recipient=_recipient(document),
        narrative=_said(document.get("narrative")),
        evidence=_evidence(document.get("evidence")),
    )


def is_revoked(document: JsonObject) -> bool:
    """Whether a badge says of itself that it is revoked.

    Raises:
        OlderBadgeMalformedError: it says neither yes nor no.
    """
    said = document.get("revoked")
    if said is None or isinstance(said, bool):
        return said is True
    raise OlderBadgeMalformedError("member", "/revoked", "'revoked' is neither true nor false")


def read_badge_class(document: JsonObject) -> OlderBadgeClass:
    """Read a badge class.

    Raises:
        OlderBadgeMalformedError: it breaks the standard, or has a member in a second form.
        OlderBadgeUnreadableError: it has words of other contexts.
    """
    require_context(document)
    require_type(document, "BadgeClass")
    require_plain(document)
    return OlderBadgeClass(
        id=text_at(document, "id", code="id"),
        name=text_at(document, "name"),
        description=_said(document.get("description")),
        issuer=_reference(document.get("issuer"), "/issuer"),
    )


def read_issuer(document: JsonObject) -> OlderIssuer:
    """Read an issuer's profile.

    Raises:
        OlderBadgeMalformedError: it breaks the standard, or has a member in a second form.
        OlderBadgeUnreadableError: it has words of other contexts, or rules not known here.
    """
    require_context(document)
    require_type(document, "Issuer", "Profile")
    require_plain(document, second_names=frozenset({"verify"}))
    keys = document.get("publicKey")
    listed = [] if keys is None else keys if isinstance(keys, list) else [keys]
    revocations = document.get("revocationList")
    return OlderIssuer(
        id=text_at(document, "id", code="id"),
        name=text_at(document, "name"),
        scope=_scope(document),
        keys=tuple(_reference(key, "/publicKey") for key in listed),
        revocation_list=None
        if revocations is None
        else _reference(revocations, "/revocationList").url,
    )


def read_key(document: JsonObject, *, is_embedded: bool) -> OlderKey:
    """Read a key; one that is written into its issuer's profile has no context of its own.

    Raises:
        OlderBadgeMalformedError: it breaks the standard, or has a member in a second form.
        OlderBadgeUnreadableError: it has words of other contexts.
    """
    if not is_embedded or "@context" in document:
        require_context(document)
    require_type(document, "CryptographicKey")
    require_plain(document)
    return OlderKey(
        id=text_at(document, "id", code="id"),
        owner=_reference(document.get("owner"), "/owner").url,
        pem=text_at(document, "publicKeyPem"),
    )


def read_revocations(document: JsonObject) -> Revocations:
    """Read a list of revoked badges.

    Raises:
        OlderBadgeMalformedError: it breaks the standard, or has a member in a second form.
        OlderBadgeUnreadableError: it has words of other contexts.
    """
    require_context(document)
    require_type(document, "RevocationList")
    require_plain(document, second_names=frozenset({"revoked"}))
    revoked = document.get("revokedAssertions")
    listed = [] if revoked is None else revoked if isinstance(revoked, list) else [revoked]
    issuer = document.get("issuer")
    return Revocations(
        id=text_at(document, "id", code="id"),
        issuer=None if issuer is None else _reference(issuer, "/issuer").url,
        reasons=dict(map(_revocation, listed)),
    )


def _revocation(entry: JsonValue) -> tuple[str, str]:
    if isinstance(entry, str):
        return entry, ""
    if isinstance(entry, dict):
        require_plain(entry, "/revokedAssertions")
        name = entry.get("id") or entry.get("uid")
        if isinstance(name, str):
            return name, _said(entry.get("revocationReason")) or ""
    raise OlderBadgeMalformedError(
        "member", "/revokedAssertions", "an entry names no badge that it revokes"
    )


def _reference(value: JsonValue, pointer: str) -> Reference:
    embedded = value if isinstance(value, dict) else None
    url = value if embedded is None else embedded.get("id")
    if not isinstance(url, str) or not url:
        raise OlderBadgeMalformedError("member", pointer, "there is no address")
    if embedded is not None:
        require_plain(embedded, pointer)
    return Reference(url=url, embedded=embedded)


def _object_at(document: JsonObject, name: Literal["verification", "recipient"]) -> JsonObject:
    value = document.get(name)
    if not isinstance(value, dict):
        raise OlderBadgeMalformedError(name, f"/{name}", f"{name!r} is no object")
    require_plain(value, f"/{name}")
    return value


def _is_signed(verification: JsonObject) -> bool:
    kind = verification.get("type")
    if isinstance(kind, str) and kind in _HOSTED | _SIGNED:
        return kind in _SIGNED
    raise OlderBadgeMalformedError(
        "verification", "/verification/type", "it says neither that it is hosted nor signed"
    )


def _recipient(document: JsonObject) -> JsonObject:
    recipient = _object_at(document, "recipient")
    if not all(isinstance(recipient.get(name), str) for name in ("type", "identity")):
        raise OlderBadgeMalformedError("recipient", "/recipient", "it names no recipient")
    return recipient


def _require_image(value: JsonValue) -> None:
    """The picture of a badge is found by an address; one that is written into it proves nothing."""
    image = value.get("id") if isinstance(value, dict) else value
    is_address = isinstance(image, str) and image.startswith(("https://", "http://"))
    if value is not None and not is_address:
        raise OlderBadgeMalformedError("image", "/image", "its picture has no web address")


def _scope(issuer: JsonObject) -> Scope:
    rules = issuer.get("verification")
    if rules is None:
        return Scope()
    if not isinstance(rules, dict):
        raise OlderBadgeMalformedError("verification", "/verification", "its rules are no object")
    require_plain(rules, "/verification")
    if rules.get("verificationProperty", "id") not in ("id", "@id"):
        raise OlderBadgeUnreadableError(
            "property", "/verification", "its badges are told by another member than their id"
        )
    return Scope(
        allowed_origins=texts_of(rules.get("allowedOrigins"), "/verification/allowedOrigins"),
        starts_with=texts_of(rules.get("startsWith"), "/verification/startsWith"),
    )


def _said(value: JsonValue) -> str | None:
    """Return a text that decides nothing; whatever is none is left out."""
    return value if isinstance(value, str) and value else None


def _evidence(value: JsonValue) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    addresses = (item.get("id") if isinstance(item, dict) else item for item in listed)
    return tuple(
        item
        for item in addresses
        if isinstance(item, str) and item.startswith(("https://", "http://"))
    )[:_MOST_SHOWN]
