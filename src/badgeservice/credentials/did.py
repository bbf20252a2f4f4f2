"""DIDs of issuers, and the documents in which they and other issuers list their keys.

Spec: https://w3c-ccg.github.io/did-method-web/ and https://w3c-ccg.github.io/did-key-spec/
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

from badgeservice.credentials.contexts.pinned import DID_V1, MULTIKEY_V1
from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.errors import (
    DateMalformedError,
    DidMalformedError,
    KeyFault,
    KeyMalformedError,
    KeyNotBoundError,
)
from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.multikey import Multikey
from badgeservice.credentials.strict_json import JsonObject, JsonValue

# What a key may be for: to make claims, or to show that one is who holds the DID.
Purpose = Literal["assertionMethod", "authentication"]

_WEB: Final = "did:web:"
_LONGEST_NAME: Final = 253
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)
# Names made of digits or 0x… are addresses to some resolvers; a real top level starts otherwise.
_TOP_LABEL: Final = re.compile(r"[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)
_PRIVATE_TOP_LABELS: Final = frozenset({"local", "localhost", "internal", "lan", "home", "corp"})
_SEGMENT: Final = re.compile(r"(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+")
# Delimiters that mean something else once decoded, and everything that is not printable.
_UNSAFE_IN_SEGMENT: Final = re.compile(r"[\x00-\x20\x7f/\\%?#@:;\ufffd]")
_PORT: Final = re.compile(r"[1-9][0-9]{0,4}")
_MISUSES: Final[Mapping[Purpose, KeyFault]] = {
    "assertionMethod": "not-for-assertion",
    "authentication": "not-for-authentication",
}
_HTTPS_PORT: Final = 443
# Below this live mail, shells and name servers, which must not be talked to by accident.
_FIRST_USER_PORT: Final = 1024
_LAST_PORT: Final = 65_535
# Spec: https://www.w3.org/TR/cid-1.0/#verification-relationships
_PURPOSES: Final = (
    "assertionMethod",
    "authentication",
    "keyAgreement",
    "capabilityInvocation",
    "capabilityDelegation",
)


def did_web(origin: str, *path: str) -> str:
    """Return the did:web whose document lies under `origin`, such as `https://example.org:8000`.

    Raises:
        DidMalformedError: `origin` is more than scheme, host and port, or a step in `path` holds
            other characters than letters, digits, `.`, `_`, `~` and `-`.
    """
    parts = urlsplit(origin)
    bare = parts.path in ("", "/") and not (parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in ("https", "http") or not parts.netloc or not bare:
        raise DidMalformedError(origin, "an origin has a scheme, a host and perhaps a port")
    did = _WEB + ":".join([parts.netloc.lower().replace(":", "%3A"), *path])
    for segment in path:
        _require_segment(did, segment)
    return did


def did_web_url(did: str, *, scheme: Literal["https", "http"] = "https") -> str:
    """Return the URL of the DID document of a did:web.

    Only public host names are taken, and the ports 443 and from 1024 on. `http`, meant for a
    developer's own machine, admits `localhost` as well. The document found there must have exactly
    `did` as its id.

    Spec: https://w3c-ccg.github.io/did-method-web/#read-resolve

    Raises:
        DidMalformedError: `did` is no did:web, or names no such host, port or path.
    """
    if not did.startswith(_WEB):
        raise DidMalformedError(did, "it does not start with did:web:")
    authority, *path = did.removeprefix(_WEB).split(":")
    host, port = _split_authority(did, authority)
    if not (scheme == "http" and host == "localhost"):
        _require_public_name(did, host)
    for segment in path:
        _require_segment(did, segment)
    location = "/".join(path) if path else ".well-known"
    return f"{scheme}://{host.lower()}{port}/{location}/did.json"


def _split_authority(did: str, authority: str) -> tuple[str, str]:
    """Return the host, and the port with its colon, or nothing for the default one."""
    host, *rest = re.split("%3A", authority, flags=re.IGNORECASE)
    if not rest:
        return host, ""
    if len(rest) > 1 or not _PORT.fullmatch(rest[0]):
        raise DidMalformedError(did, "the port is no number")
    port = int(rest[0])
    if port != _HTTPS_PORT and not _FIRST_USER_PORT <= port <= _LAST_PORT:
        raise DidMalformedError(did, f"port {port} is not allowed")
    return host, f":{port}"


def _require_public_name(did: str, host: str) -> None:
    labels = host.split(".")
    well_formed = (
        len(host) <= _LONGEST_NAME
        and host.isascii()
        and all(_LABEL.fullmatch(label) for label in labels)
        and _TOP_LABEL.fullmatch(labels[-1])
    )
    if not well_formed:
        raise DidMalformedError(did, "the host is no domain name in ASCII")
    if len(labels) == 1 or labels[-1].lower() in _PRIVATE_TOP_LABELS:
        raise DidMalformedError(did, "the host is not a public name")


def _require_segment(did: str, segment: str) -> None:
    decoded = unquote(segment)
    if not _SEGMENT.fullmatch(segment) or _UNSAFE_IN_SEGMENT.search(decoded):
        raise DidMalformedError(did, "a step of the path holds a character it may not")
    if decoded.strip(".") == "":
        raise DidMalformedError(did, "a step of the path is only dots")


def did_document(
    did: str,
    *,
    keys: Sequence[Multikey],
    also_known_as: Sequence[str] = (),
    purposes: Sequence[Purpose] = ("assertionMethod",),
) -> JsonObject:
    """Return the DID document that puts `keys` in charge of what `did` claims.

    With `authentication` among the `purposes`, they also show that somebody is `did`.

    Each key is listed under `<did>#<its multibase form>`, and named in full in `assertionMethod`,
    because some verifiers match that text only.

    Spec: https://www.w3.org/TR/cid-1.0/#verification-methods
    """
    document: JsonObject = {"@context": [DID_V1, MULTIKEY_V1], "id": did}
    if also_known_as:
        document["alsoKnownAs"] = list(also_known_as)
    document["verificationMethod"] = [
        {
            "id": f"{did}#{key.multibase}",
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": key.multibase,
        }
        for key in keys
    ]
    for purpose in purposes:
        document[purpose] = [f"{did}#{key.multibase}" for key in keys]
    return document


def assertion_key(
    document: JsonObject, *, did: str, method_id: str, at: datetime | None = None
) -> PublicKey:
    """Return the Ed25519 key under `method_id`, if the DID document of `did` lets it make claims.

    Keys of every kind are given by `methods.assertion_key`.

    Raises:
        KeyNotBoundError: as `assertion_method`, or the method is no Multikey.
        KeyMalformedError: the method holds no sound Ed25519 key.
    """
    method = assertion_method(document, did=did, method_id=method_id, at=at)
    if method.get("type") != "Multikey":
        raise KeyNotBoundError(method_id, "type-unsupported", "the method is no Multikey")
    text = method.get("publicKeyMultibase")
    if not isinstance(text, str):
        raise KeyMalformedError("the method has no publicKeyMultibase")
    return PublicKey.from_multibase(text)


def assertion_method(
    document: JsonObject, *, did: str, method_id: str, at: datetime | None = None
) -> JsonObject:
    """Return the method `method_id`, if the document of `did` lets it make claims.

    Raises:
        KeyNotBoundError: as `bound_method`.
    """
    return bound_method(document, did=did, method_id=method_id, at=at)


def bound_method(
    document: JsonObject,
    *,
    did: str,
    method_id: str,
    at: datetime | None = None,
    purpose: Purpose = "assertionMethod",
) -> JsonObject:
    """Return the method `method_id`, if the document of `did` lets it serve that purpose.

    Ids are compared exactly; `did` may be any URL that a controller document is found under. `at`
    is the moment for which `revoked` and `expires` are judged; without one, a method that has
    either is refused.

    Spec: https://www.w3.org/TR/cid-1.0/#retrieve-verification-method

    Raises:
        KeyNotBoundError: the document is another's, does not list the method, lists it for other
            purposes or for another controller, or has withdrawn it; `code` tells.
    """
    # Byte for byte: whoever writes a name in another way may be somebody else.
    if document.get("id") != did:
        raise KeyNotBoundError(method_id, "document-mismatch", f"the document is not that of {did}")
    method = _find_method(document, method_id, purpose)
    if method.get("controller") != did:
        raise KeyNotBoundError(method_id, "controller-mismatch", "another controls the key")
    _require_in_force(method, method_id, at)
    return method


def _find_method(document: JsonObject, method_id: str, purpose: Purpose) -> JsonObject:
    """Return the one method of that id, embedded or referenced under the name of the purpose."""
    listed = _objects(document.get("verificationMethod"))
    for_purpose = _items(document.get(purpose))
    embedded = _objects(for_purpose)
    found = [method for method in (*listed, *embedded) if method.get("id") == method_id]
    if len(found) > 1:
        raise KeyNotBoundError(method_id, "method-ambiguous", "the document lists it twice")
    if found and (method_id in for_purpose or found[0] in embedded):
        return found[0]
    if _has_other_purpose(document, method_id, purpose):
        raise KeyNotBoundError(
            method_id, "for-other-purpose", "the document lists it for other purposes only"
        )
    if found:
        raise KeyNotBoundError(
            method_id, _MISUSES[purpose], f"the document does not list it under {purpose}"
        )
    raise KeyNotBoundError(method_id, "method-not-found", "the document does not list it")


def _has_other_purpose(document: JsonObject, method_id: str, but: Purpose) -> bool:
    """Whether a method is referenced or embedded for something else."""
    listed = [
        item for purpose in _PURPOSES if purpose != but for item in _items(document.get(purpose))
    ]
    return method_id in listed or any(item.get("id") == method_id for item in _objects(listed))


def _require_in_force(method: JsonObject, method_id: str, at: datetime | None) -> None:
    if "revoked" in method and not _is_later(method["revoked"], at):
        raise KeyNotBoundError(method_id, "method-revoked", "the key has been revoked")
    if "expires" in method and not _is_later(method["expires"], at):
        raise KeyNotBoundError(method_id, "method-expired", "the key has expired")


def _is_later(moment: JsonValue, at: datetime | None) -> bool:
    """Whether `moment` is surely still to come."""
    if at is None or not isinstance(moment, str):
        return False
    try:
        return parse_datetime(moment) > at
    except DateMalformedError:
        return False


def _items(value: JsonValue) -> list[JsonValue]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _objects(value: JsonValue) -> list[JsonObject]:
    return [item for item in _items(value) if isinstance(item, dict)]
