"""Credentials as JSON Web Tokens, in two ways that are never mixed up.

`ob3-vc-jwt` is the way of Open Badges 3.0: `typ` is `JWT` or absent, claims stand beside the
members of the credential and repeat some of them, and old issuers put the credential into a claim
`vc`. `vc+jwt` is that of the W3C: the payload is a credential of the data model 2.0, and claims
speak of the signature. The `typ` alone decides.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#jwt-proof and
https://www.w3.org/TR/vc-jose-cose/#securing-with-jose
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal

from badgeservice.credentials import strict_json
from badgeservice.credentials.errors import JsonMalformedError
from badgeservice.credentials.jose import claims as token_claims
from badgeservice.credentials.jose import jws as compact
from badgeservice.credentials.jose.errors import JwtClaimError, JwtFault, JwtMalformedError
from badgeservice.credentials.jose.hints import KeyHint, read_hint
from badgeservice.credentials.jose.jws import CompactJws
from badgeservice.credentials.multikey import ProofSigner
from badgeservice.credentials.securing.secured import SecuredCredential
from badgeservice.credentials.strict_json import JsonObject

JwtProfile = Literal["ob3-vc-jwt", "vc+jwt"]

OPEN_BADGES: Final[JwtProfile] = "ob3-vc-jwt"
VC_JWT: Final[JwtProfile] = "vc+jwt"
MEDIA_TYPES: Final[Mapping[JwtProfile, str]] = MappingProxyType(
    {OPEN_BADGES: "text/plain", VC_JWT: "application/vc+jwt"}
)

_CREDENTIALS_V2: Final = "https://www.w3.org/ns/credentials/v2"
_HEADERS: Final = frozenset({"alg", "kid", "jwk", "typ"})
_PREFIX: Final = "application/"
_PRESENTATIONS: Final = frozenset({"vp+jwt", "vp+sd-jwt", "vp+ld+jwt", "vp+ld+json+jwt"})
# Credentials of kinds that are not read here. Everything else is no credential at all.
_OTHER_CREDENTIALS: Final = frozenset(
    {"vc+sd-jwt", "dc+sd-jwt", "vc+ld+jwt", "vc+ld+json+jwt", "vc+ld+json+sd-jwt"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class JwtCredential:
    """The credential in a token, and what the token says beside it.

    `document` is the credential without the claims, and `claims` are those. The moments are those
    of `iat`, `nbf` and `exp`. `lacking` are claims that should be there and that the caller let
    be missing; `extra_headers` are names in the header that Open Badges does not allow, and that
    were not heeded.
    """

    document: JsonObject
    profile: JwtProfile
    key_hint: KeyHint
    claims: JsonObject
    issued_at: datetime | None
    not_before: datetime | None
    expires: datetime | None
    lacking: tuple[str, ...] = ()
    extra_headers: tuple[str, ...] = ()


def read_credential(
    jws: CompactJws, *, may_lack: frozenset[str] = frozenset(), heeds_moments: bool = True
) -> JwtCredential:
    """Return the credential in a token, when the token says nothing else than the credential.

    Of Open Badges tokens, `iss`, `jti`, `nbf` and `sub` must be there, and `exp` if the credential
    ends, except for those in `may_lack`; many issuers leave out `sub`. Every claim that is there
    must equal its member, moments to the second. An `exp` without a member becomes one. In tokens
    of the other kind no claim is needed; `iss`, `jti` and `sub` must not contradict the credential
    if they are there. Without `heeds_moments`, those claims of the other kind that name moments
    are left unread.

    This is about the form of a token alone. The caller must still

    * verify the signature, with a key that `hints.issuer_key` finds in the document of the
      credential's own issuer, by `jws.verify`;
    * ask of `document` what it asks of any credential: its contexts, its closed shape, its dates
      and its status. All of the JSON is signed, so nothing can be unsigned data, but a member
      that no context defines means nothing;
    * check a `proof` that `document` has as well, which was made before the token;
    * of `vc+jwt`, hold `expires` and `not_before` against the clock: they are the signature's, and
      the credential has its own.

    Raises:
        JwtMalformedError: the token is no credential; `code` tells the reasons apart.
        JwtClaimError: a claim is missing, malformed or differs.
        KeyMalformedError: the key in the header is unsound or private.
    """
    profile = _profile(jws.header)
    payload = _payload(jws)
    claims = {name: value for name, value in payload.items() if name in token_claims.REGISTERED}
    document = _document(payload, profile)
    token_claims.require_same_identities(claims, document)
    if "iss" in jws.header:
        # RFC 7519, 5.3, lets headers repeat claims.
        token_claims.require_same_identities({"iss": jws.header["iss"]}, document)
    lacking: tuple[str, ...] = ()
    if profile == OPEN_BADGES:
        lacking = _lacking(claims, document, may_lack)
        token_claims.require_same_period(claims, document)
        document = token_claims.with_end(claims, document)
    timed = claims if heeds_moments or profile == OPEN_BADGES else {}
    return JwtCredential(
        document=document,
        profile=profile,
        key_hint=read_hint(jws.header),
        claims=claims,
        issued_at=token_claims.moment(timed, "iat"),
        not_before=token_claims.moment(timed, "nbf"),
        expires=token_claims.moment(timed, "exp"),
        lacking=lacking,
        extra_headers=_extra_headers(jws.header, profile),
    )


def secure(
    document: JsonObject,
    *,
    signer: ProofSigner,
    verification_method: str,
    profile: JwtProfile = OPEN_BADGES,
) -> SecuredCredential:
    """Return a credential of the data model 2.0 as a token; `kid` is the `verification_method`.

    Verifiers that follow Open Badges to the letter know RS256, and some ES256; few know EdDSA.

    Raises:
        JwtClaimError: for Open Badges, the credential lacks an `id`, an issuer, a beginning or,
            what a badge for an e-mail address has not, the `id` of its subject.
        JwtMalformedError: the credential has a member with the name of a claim, or is not of the
            data model 2.0.
        DateMalformedError: it begins or ends at no moment.
        JsonMalformedError: it has no JSON form.
    """
    _require_plain(document)
    header: JsonObject = {"kid": verification_method, "typ": "vc+jwt", "cty": "vc"}
    payload = document
    if profile == OPEN_BADGES:
        header = {"kid": verification_method, "typ": "JWT"}
        payload = {**document, **token_claims.claims_of(document)}
    content = compact.sign(header, strict_json.serialise(payload), signer=signer)
    return SecuredCredential(content, MEDIA_TYPES[profile])


def _profile(header: JsonObject) -> JwtProfile:
    typ = _media_type(header, "typ", "type-forbidden")
    cty = _media_type(header, "cty", "content-type")
    if typ in _PRESENTATIONS or cty == "vp":
        raise JwtMalformedError("presentation", "it is a presentation, and no credential")
    if typ in _OTHER_CREDENTIALS:
        raise JwtMalformedError("type-unsupported", f"tokens of type {typ!r} are not read here")
    if cty == "jwt":
        raise JwtMalformedError("nested", "it holds another token")
    if typ == "vc+jwt":
        if cty not in (None, "vc"):
            raise JwtMalformedError("content-type", "its content is said to be no credential")
        return VC_JWT
    if typ not in (None, "jwt"):
        raise JwtMalformedError("type-forbidden", f"tokens of type {typ[:80]!r} are no credentials")
    return OPEN_BADGES


def _media_type(header: JsonObject, name: str, code: JwtFault) -> str | None:
    """Return a media type in lower case and without `application/`, as RFC 7515, 4.1.9, has it."""
    value = header.get(name)
    if name not in header:
        return None
    if not isinstance(value, str):
        raise JwtMalformedError(code, f"the {name} in its header is no text")
    return value.lower().removeprefix(_PREFIX)


def _payload(jws: CompactJws) -> JsonObject:
    if compact.resembles_compact(jws.payload):
        raise JwtMalformedError("nested", "it holds another token")
    try:
        return strict_json.parse_object(jws.payload)
    except JsonMalformedError as cause:
        raise JwtMalformedError("payload", f"its payload is unsound: {cause.reason}") from cause


def _document(payload: JsonObject, profile: JwtProfile) -> JsonObject:
    if "vp" in payload:
        raise JwtMalformedError("presentation", "it is a presentation, and no credential")
    members = {name: payload[name] for name in payload if name not in token_claims.REGISTERED}
    if profile == VC_JWT:
        _require_plain(members)
        return members
    if "vc" not in members:
        return members
    inside = members["vc"]
    if not isinstance(inside, dict):
        raise JwtMalformedError("credential", "the claim vc is no object")
    if len(members) > 1:
        raise JwtMalformedError("ambiguous", "it holds a credential in vc, and more beside it")
    return _without_claims(inside)


def _require_plain(document: JsonObject) -> None:
    """Refuse what is no credential of the data model 2.0 by itself.

    Spec: https://www.w3.org/TR/vc-jose-cose/#securing-with-jose
    """
    if "vc" in document or "vp" in document:
        raise JwtMalformedError("ambiguous", "the claims vc and vp are not allowed")
    _without_claims(document)
    contexts = document.get("@context")
    first = contexts[0] if isinstance(contexts, list) and contexts else contexts
    if first != _CREDENTIALS_V2:
        raise JwtMalformedError("credential", "it is no credential of the data model 2.0")


def _without_claims(document: JsonObject) -> JsonObject:
    if not token_claims.REGISTERED.isdisjoint(document):
        raise JwtMalformedError("ambiguous", "the credential has a member named like a claim")
    return document


def _lacking(claims: JsonObject, document: JsonObject, may_lack: frozenset[str]) -> tuple[str, ...]:
    lacking = token_claims.missing(claims, document)
    for name in lacking:
        if name not in may_lack:
            raise JwtClaimError(name, "missing")
    return lacking


def _extra_headers(header: JsonObject, profile: JwtProfile) -> tuple[str, ...]:
    if profile != OPEN_BADGES:
        return ()
    return tuple(name for name in header if name not in _HEADERS)
