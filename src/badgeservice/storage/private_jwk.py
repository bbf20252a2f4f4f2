"""Private keys out of JSON Web Keys and verification methods, for signing from the command line.

Spec: https://www.rfc-editor.org/rfc/rfc7517 and https://www.w3.org/TR/cid-1.0/#JsonWebKey
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ed25519

from badgeservice.credentials.curves import CurveName
from badgeservice.credentials.errors import KeyMalformedError
from badgeservice.credentials.jose import base64url
from badgeservice.credentials.jose.errors import JwsMalformedError
from badgeservice.credentials.jwk import from_jwk
from badgeservice.credentials.multikey import ProofSigner, VerificationKey
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.storage.seeded_keys import Ed25519KeySigner, ec_signer

_PRIVATE: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_CURVES: Final[dict[str, CurveName]] = {"P-256": "P-256", "P-384": "P-384", "P-521": "P-521"}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFile:
    """A key as a file has it: what it is called, whose it is, and its halves.

    `method` is the id of the verification method or the `kid`; `controller` whose the former is.
    """

    method: str | None
    controller: str | None
    public_key: VerificationKey
    signer: ProofSigner | None


def read_key_file(document: JsonObject) -> KeyFile:
    """Return the key in a JWK, or in a verification method with one.

    Raises:
        KeyMalformedError: it is neither, of a kind not known here, or its halves do not fit.
    """
    if "kty" in document:
        public, secret = document, document if "d" in document else None
        method, controller = document.get("kid"), None
    else:
        found, secret = document.get("publicKeyJwk"), _object(document.get("secretKeyJwk"))
        public = _object(found) or secret or {}
        method, controller = document.get("id"), document.get("controller")
    public_key = from_jwk(_public_half(public))
    signer = None if secret is None else _signer(secret)
    if signer is not None and signer.public_key != public_key:
        raise KeyMalformedError("its private half belongs to another key")
    return KeyFile(
        method=_text(method), controller=_text(controller), public_key=public_key, signer=signer
    )


def _public_half(jwk: JsonObject) -> JsonObject:
    kept = {name: value for name, value in jwk.items() if name not in _PRIVATE}
    # What a private half is for says nothing about the public one.
    kept.pop("key_ops", None)
    return kept


def _signer(jwk: JsonObject) -> ProofSigner:
    secret, name = _octets(jwk.get("d")), jwk.get("crv")
    try:
        if name == "Ed25519":
            return Ed25519KeySigner(ed25519.Ed25519PrivateKey.from_private_bytes(secret))
        if isinstance(name, str) and name in _CURVES:
            return ec_signer(_CURVES[name], int.from_bytes(secret, "big"))
    except ValueError as cause:
        raise KeyMalformedError("its private half is unsound") from cause
    raise KeyMalformedError("nothing is signed with keys of its kind here")


def _octets(value: JsonValue) -> bytes:
    try:
        return base64url.decode(str(value).encode("utf-8"), part="private key")
    except JwsMalformedError as cause:
        raise KeyMalformedError("its private half is no base64url") from cause


def _object(value: JsonValue) -> JsonObject | None:
    return value if isinstance(value, dict) else None


def _text(value: JsonValue) -> str | None:
    return value if isinstance(value, str) else None
