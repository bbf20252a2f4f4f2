"""What a token claims of the credential inside it, and whether that is so.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#jwt-verify-credential and
https://www.rfc-editor.org/rfc/rfc7519#section-4.1
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from badgeservice.credentials.dates import format_datetime, parse_datetime
from badgeservice.credentials.errors import DateMalformedError
from badgeservice.credentials.jose.errors import JwtClaimError
from badgeservice.credentials.strict_json import JsonObject, JsonValue

# They speak of the token, and are no members of the credential.
REGISTERED: Final = frozenset({"iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf"})

# Those that Open Badges demands of every token.
REQUIRED: Final = ("iss", "jti", "nbf", "sub")

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# Under the data model 2.0, and under 1.1.
_STARTS: Final = ("validFrom", "issuanceDate")
_ENDS: Final = ("validUntil", "expirationDate")


def moment(claims: JsonObject, name: str) -> datetime | None:
    """Return the moment that a claim in seconds since 1970 names, or None if it is not there.

    Raises:
        JwtClaimError: it is no number, or names no moment of the years 1 to 9999.
    """
    if name not in claims:
        return None
    value = claims[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise JwtClaimError(name, "malformed")
    try:
        return _EPOCH + timedelta(seconds=value)
    except OverflowError as cause:
        raise JwtClaimError(name, "malformed") from cause


def require_same_identities(claims: JsonObject, document: JsonObject) -> None:
    """Refuse a token whose `iss`, `jti` or `sub` is not what the credential says.

    Raises:
        JwtClaimError: one that is there differs from its member, or is no text.
    """
    for name, member, value in _identities(document):
        if name not in claims:
            continue
        if not isinstance(claims[name], str):
            raise JwtClaimError(name, "malformed")
        if claims[name] != value:
            raise JwtClaimError(name, "differs", member=member)


def require_same_period(claims: JsonObject, document: JsonObject) -> None:
    """Refuse a token that begins or ends at another second than the credential inside.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#jwt-verify-credential

    Raises:
        JwtClaimError: `nbf` or `exp` is there, and differs from its member or is no moment; or
            there is a `nbf`, and no member that it repeats.
    """
    for name, members in (("nbf", _STARTS), ("exp", _ENDS)):
        claimed = moment(claims, name)
        if claimed is None:
            continue
        present = [member for member in members if member in document]
        if name == "nbf" and not present:
            raise JwtClaimError(name, "differs", member=members[0])
        for member in present:
            if _second(document[member]) != _floor(claimed):
                raise JwtClaimError(name, "differs", member=member)


def with_end(claims: JsonObject, document: JsonObject) -> JsonObject:
    """Return a credential that ends when its token does, should it not say so itself.

    "MUST be used to set the value", the specification says, and whoever checks the dates of the
    credential need not know of the token then.

    Raises:
        JwtClaimError: `exp` is no moment.
    """
    end = moment(claims, "exp")
    if end is None or any(member in document for member in _ENDS):
        return document
    member = _ENDS[1] if _STARTS[0] not in document and _STARTS[1] in document else _ENDS[0]
    return {**document, member: format_datetime(end)}


def missing(claims: JsonObject, document: JsonObject) -> tuple[str, ...]:
    """Return the claims that Open Badges demands of a token for this credential and it lacks.

    `exp` is demanded when the credential ends.
    """
    wanted = list(REQUIRED)
    if any(member in document for member in _ENDS):
        wanted.append("exp")
    return tuple(name for name in wanted if name not in claims)


def claims_of(document: JsonObject) -> JsonObject:
    """Return the claims of a token for a credential of the data model 2.0.

    Raises:
        JwtClaimError: the credential lacks what a claim that is demanded must repeat.
        DateMalformedError: it begins or ends at no moment.
    """
    claims: JsonObject = {}
    for name, member, value in _identities(document):
        if value is None:
            raise JwtClaimError(name, "missing", member=member)
        claims[name] = value
    for name, member in (("nbf", "validFrom"), ("exp", "validUntil")):
        text = document.get(member)
        if isinstance(text, str):
            claims[name] = (parse_datetime(text) - _EPOCH) // timedelta(seconds=1)
        elif name in REQUIRED or member in document:
            raise JwtClaimError(name, "missing", member=member)
    return claims


def _identities(document: JsonObject) -> tuple[tuple[str, str, str | None], ...]:
    """Return each claim that repeats who or what, the member that it repeats, and its value."""
    issuer = document.get("issuer")
    return (
        ("iss", "issuer.id", issuer if isinstance(issuer, str) else _id(issuer)),
        ("jti", "id", _id(document)),
        ("sub", "credentialSubject.id", _id(_only(document.get("credentialSubject")))),
    )


def _only(value: JsonValue) -> JsonValue:
    """Return the one value of a list of one; two subjects have no one id."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _id(value: JsonValue) -> str | None:
    identifier = value.get("id") if isinstance(value, dict) else None
    return identifier if isinstance(identifier, str) else None


def _second(value: JsonValue) -> datetime | None:
    try:
        return _floor(parse_datetime(value)) if isinstance(value, str) else None
    except DateMalformedError:
        return None


def _floor(value: datetime) -> datetime:
    return value.replace(microsecond=0)
