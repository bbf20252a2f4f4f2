"""Presentations as JSON Web Tokens, `vp+jwt`: the payload is a presentation, and claims beside it.

Spec: https://www.w3.org/TR/vc-jose-cose/#securing-with-jose
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from badgeservice.credentials import strict_json
from badgeservice.credentials.contexts.pinned import CREDENTIALS_V2
from badgeservice.credentials.errors import JsonMalformedError
from badgeservice.credentials.jose import claims as token_claims
from badgeservice.credentials.jose import jws as compact
from badgeservice.credentials.jose.errors import JwtClaimError, JwtMalformedError
from badgeservice.credentials.jose.hints import KeyHint, read_hint
from badgeservice.credentials.jose.jws import CompactJws
from badgeservice.credentials.multikey import ProofSigner
from badgeservice.credentials.presentation import PRESENTATION, holder_of, types_of
from badgeservice.credentials.securing.secured import SecuredCredential
from badgeservice.credentials.strict_json import JsonObject, JsonValue

MEDIA_TYPE: Final = "application/vp+jwt"

_TYPE: Final = "vp+jwt"
_PREFIX: Final = "application/"
_CLAIMS: Final = token_claims.REGISTERED | {"nonce"}


@dataclass(frozen=True, slots=True, kw_only=True)
class JwtPresentation:
    """The presentation in a token, and what the token says beside it.

    `audience` is for whom it was made (`aud`), and `nonce` what they asked with. The moments are
    those of `iat`, `nbf` and `exp`, and speak of the signature.
    """

    document: JsonObject
    key_hint: KeyHint
    audience: frozenset[str]
    nonce: str | None
    issued_at: datetime | None
    not_before: datetime | None
    expires: datetime | None


def is_presentation_token(header: JsonObject) -> bool:
    """Whether a token says by its `typ` that it holds a presentation."""
    return _media_type(header, "typ") == _TYPE


def read_presentation(jws: CompactJws, *, may_be_old: bool = False) -> JwtPresentation:
    """Return the presentation in a token, when the token says nothing else than that.

    With `may_be_old`, it may stand in a claim `vp`, as under the data model 1.1.

    `iss` must be the holder, and `jti` the id, where they are there. The caller must still verify
    the signature with a key of the holder, and hold the moments against the clock.

    Raises:
        JwtMalformedError: the token is no presentation; `code` tells the reasons apart.
        JwtClaimError: a claim is malformed, or differs.
        KeyMalformedError: the key in the header is unsound or private.
    """
    typ, cty = _media_type(jws.header, "typ"), _media_type(jws.header, "cty")
    payload = _payload(jws)
    if may_be_old and typ in (None, "jwt"):
        typ, payload = _TYPE, _flattened(payload)
    if typ != _TYPE:
        raise JwtMalformedError("type-forbidden", "a presentation must be of type vp+jwt")
    if cty not in (None, "vp"):
        raise JwtMalformedError("content-type", "its content is said to be no presentation")
    document = {name: value for name, value in payload.items() if name not in _CLAIMS}
    _require_plain(document)
    _require_same(payload, document, jws.header)
    return JwtPresentation(
        document=document,
        key_hint=read_hint(jws.header),
        audience=_audience(payload),
        nonce=_nonce(payload),
        issued_at=token_claims.moment(payload, "iat"),
        not_before=token_claims.moment(payload, "nbf"),
        expires=token_claims.moment(payload, "exp"),
    )


def secure(
    document: JsonObject,
    *,
    signer: ProofSigner,
    verification_method: str,
    audience: str | None = None,
    nonce: str | None = None,
) -> SecuredCredential:
    """Return a presentation of the data model 2.0 as a token; `kid` is `verification_method`.

    Raises:
        JwtMalformedError: it has a member with the name of a claim, or is no such presentation.
        JsonMalformedError: it has no JSON form.
    """
    _require_plain(document)
    if not _CLAIMS.isdisjoint(document):
        raise JwtMalformedError("ambiguous", "the presentation has a member named like a claim")
    claims = {"aud": audience, "nonce": nonce}
    payload: JsonObject = {
        **document,
        **{name: value for name, value in claims.items() if value is not None},
    }
    header: JsonObject = {"kid": verification_method, "typ": _TYPE, "cty": "vp"}
    content = compact.sign(header, strict_json.serialise(payload), signer=signer)
    return SecuredCredential(content, MEDIA_TYPE)


def _media_type(header: JsonObject, name: str) -> str | None:
    value = header.get(name)
    if name in header and not isinstance(value, str):
        raise JwtMalformedError("type-forbidden", f"the {name} in its header is no text")
    return value.lower().removeprefix(_PREFIX) if isinstance(value, str) else None


def _payload(jws: CompactJws) -> JsonObject:
    try:
        return strict_json.parse_object(jws.payload)
    except JsonMalformedError as cause:
        raise JwtMalformedError("payload", f"its payload is unsound: {cause.reason}") from cause


def _flattened(payload: JsonObject) -> JsonObject:
    """Return a payload with the members of its claim `vp` among the claims."""
    inside = payload.get("vp")
    claims = {name: value for name, value in payload.items() if name in _CLAIMS}
    if not isinstance(inside, dict) or not _CLAIMS.isdisjoint(inside):
        raise JwtMalformedError("presentation", "its claim vp is no presentation")
    if len(claims) + 1 < len(payload):
        raise JwtMalformedError("ambiguous", "it holds a presentation in vp, and more beside it")
    return {**inside, **claims}


def _require_plain(document: JsonObject) -> None:
    if "vc" in document or "vp" in document:
        raise JwtMalformedError("ambiguous", "the claims vc and vp are not allowed")
    named = document.get("@context")
    first = named[0] if isinstance(named, list) and named else named
    if first != CREDENTIALS_V2 or PRESENTATION not in types_of(document):
        raise JwtMalformedError("presentation", "it is no presentation of the data model 2.0")


def _require_same(payload: JsonObject, document: JsonObject, header: JsonObject) -> None:
    holder = holder_of(document)
    said: tuple[tuple[str, JsonObject, str, JsonValue], ...] = (
        ("iss", payload, "holder", holder),
        ("iss", header, "holder", holder),
        ("jti", payload, "id", document.get("id")),
    )
    for name, where, member, value in said:
        if name in where and value is not None and where[name] != value:
            raise JwtClaimError(name, "differs", member=member)


def _audience(payload: JsonObject) -> frozenset[str]:
    value = payload.get("aud", [])
    items = value if isinstance(value, list) else [value]
    texts = frozenset(item for item in items if isinstance(item, str))
    if len(texts) != len(items):
        raise JwtClaimError("aud", "malformed")
    return texts


def _nonce(payload: JsonObject) -> str | None:
    value = payload.get("nonce")
    if value is not None and not isinstance(value, str):
        raise JwtClaimError("nonce", "malformed")
    return value
