"""`did:jwk`, a JSON Web Key that is its own DID.

Spec: https://github.com/quartzjer/did-jwk/blob/main/spec.md
"""

import base64
import re
from typing import Final

from badgeservice.credentials import jwk
from badgeservice.credentials.contexts.pinned import DID_V1
from badgeservice.credentials.errors import (
    DidMalformedError,
    JsonMalformedError,
    KeyMalformedError,
)
from badgeservice.credentials.multikey import VerificationKey
from badgeservice.credentials.strict_json import JsonObject, parse_object

_PREFIX: Final = "did:jwk:"
_BASE64URL: Final = re.compile(r"[A-Za-z0-9_-]+")
# An RSA key of 8192 bits, written as JSON and in base64url once more.
_LONGEST: Final = 4096


def did_jwk_key(did: str) -> VerificationKey:
    """Return the key that a did:jwk consists of.

    Raises:
        DidMalformedError: `did` is no did:jwk of a sound public key for signatures.
    """
    try:
        return jwk.from_jwk(_json_web_key(did))
    except KeyMalformedError as cause:
        raise DidMalformedError(did, cause.reason) from cause


def did_jwk_document(did: str) -> JsonObject:
    """Return the DID document that follows from a did:jwk; its one method ends in `#0`.

    Raises:
        DidMalformedError: as `did_jwk_key`.
    """
    did_jwk_key(did)
    method = f"{did}#0"
    return {
        "@context": [DID_V1],
        "id": did,
        "verificationMethod": [
            {
                "id": method,
                "type": "JsonWebKey",
                "controller": did,
                "publicKeyJwk": _json_web_key(did),
            }
        ],
        "assertionMethod": [method],
    }


def _json_web_key(did: str) -> JsonObject:
    if not did.startswith(_PREFIX):
        raise DidMalformedError(did, "it does not start with did:jwk:")
    text = did.removeprefix(_PREFIX)
    if len(text) > _LONGEST or not _BASE64URL.fullmatch(text):
        raise DidMalformedError(did, "its key is not in base64url")
    try:
        octets = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        if base64.urlsafe_b64encode(octets).rstrip(b"=") != text.encode("ascii"):
            # One key in two spellings would be two issuers.
            raise DidMalformedError(did, "its key is not in the shortest base64url")
        return parse_object(octets)
    except (ValueError, JsonMalformedError) as cause:
        raise DidMalformedError(did, "its key is no JSON object in base64url") from cause
