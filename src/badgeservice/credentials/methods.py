"""Keys of every kind, out of the verification methods of a DID document.

Spec: https://www.w3.org/TR/cid-1.0/#verification-methods
"""

from datetime import datetime
from typing import Final

from badgeservice.credentials import did_jwk, jwk, multikey
from badgeservice.credentials.did import Purpose, bound_method
from badgeservice.credentials.errors import (
    DidMalformedError,
    KeyMalformedError,
    KeyNotBoundError,
)
from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.multikey import VerificationKey
from badgeservice.credentials.strict_json import JsonObject

_JSON_WEB_KEYS: Final = frozenset({"JsonWebKey", "JsonWebKey2020"})
_ED25519_2020: Final = "Ed25519VerificationKey2020"


def assertion_key(
    document: JsonObject, *, did: str, method_id: str, at: datetime | None = None
) -> VerificationKey:
    """Return the key under `method_id`, if the DID document of `did` lets it make claims.

    Raises:
        KeyNotBoundError: as `did.bound_method`, or the method is of a type not known here.
        KeyMalformedError: the method holds no sound key of its type.
    """
    return bound_key(document, did=did, method_id=method_id, at=at)


def bound_key(
    document: JsonObject,
    *,
    did: str,
    method_id: str,
    at: datetime | None = None,
    purpose: Purpose = "assertionMethod",
) -> VerificationKey:
    """Return the key under `method_id`, if the DID document of `did` lets it serve that purpose.

    Raises:
        KeyNotBoundError: as `did.bound_method`, or the method is of a type not known here.
        KeyMalformedError: the method holds no sound key of its type.
    """
    method = bound_method(document, did=did, method_id=method_id, at=at, purpose=purpose)
    return method_key(method, method_id=method_id)


def method_key(method: JsonObject, *, method_id: str) -> VerificationKey:
    """Return the key that a verification method holds, by the type it says it has.

    Raises:
        KeyNotBoundError: the type is none of Multikey, JsonWebKey, JsonWebKey2020 and
            Ed25519VerificationKey2020.
        KeyMalformedError: the method holds no sound key of its type, or a second one.
    """
    kind = method.get("type")
    if kind == "Multikey":
        return multikey.from_multibase(_multibase(method))
    if kind == _ED25519_2020:
        return PublicKey.from_multibase(_multibase(method))
    if isinstance(kind, str) and kind in _JSON_WEB_KEYS:
        return jwk.from_jwk(_json_web_key(method))
    raise KeyNotBoundError(
        method_id, "type-unsupported", "the method is of a type that is not known here"
    )


def hinted_key(method_id: str) -> VerificationKey | None:
    """Return the key that the URL of a method spells out by itself, if it does.

    That is a did:key or did:jwk, or any URL whose fragment is a Multikey. Anybody can write such a
    URL: the key says who could have signed, and never for whom.
    """
    base, _, fragment = method_id.partition("#")
    try:
        if base.startswith("did:key:"):
            return multikey.did_key_method_key(method_id)
        if base.startswith("did:jwk:"):
            return did_jwk.did_jwk_key(base)
        return multikey.from_multibase(fragment) if fragment.startswith("z") else None
    except (DidMalformedError, KeyMalformedError):
        return None


def _multibase(method: JsonObject) -> str:
    text = method.get("publicKeyMultibase")
    if not isinstance(text, str):
        raise KeyMalformedError("the method has no publicKeyMultibase")
    if "publicKeyJwk" in method:
        raise KeyMalformedError("the method has a second key, a publicKeyJwk")
    return text


def _json_web_key(method: JsonObject) -> JsonObject:
    value = method.get("publicKeyJwk")
    if not isinstance(value, dict):
        raise KeyMalformedError("the method has no publicKeyJwk")
    if "publicKeyMultibase" in method:
        raise KeyMalformedError("the method has a second key, a publicKeyMultibase")
    return value
