"""Public keys under a name that follows from the key alone, however it is written down.

Spec: https://www.rfc-editor.org/rfc/rfc7638 and https://www.rfc-editor.org/rfc/rfc8037#section-2
"""

from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec

from badgeservice.credentials import strict_json
from badgeservice.credentials.curves import EcPublicKey
from badgeservice.credentials.jose import base64url
from badgeservice.credentials.jwk import from_jwk
from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.multikey import VerificationKey
from badgeservice.credentials.strict_json import JsonObject

_CURVES: Final = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}


def thumbprint(jwk: JsonObject) -> str:
    """Return the SHA-256 thumbprint of a public key that is written as a JWK, in base64url.

    Raises:
        KeyMalformedError: as `jwk.from_jwk`; above all, the private half is in it.
    """
    return thumbprint_of(from_jwk(jwk))


def thumbprint_of(key: VerificationKey) -> str:
    """Return the SHA-256 thumbprint of a public key, in base64url."""
    members = to_jwk(key)
    ordered: JsonObject = {name: members[name] for name in sorted(members)}
    return _text(sha256(strict_json.serialise(ordered)).digest())


def to_jwk(key: VerificationKey) -> JsonObject:
    """Return a key as a JWK of those members that every key of its kind must have."""
    if isinstance(key, PublicKey):
        return {"kty": "OKP", "crv": "Ed25519", "x": _text(key.raw)}
    if isinstance(key, EcPublicKey):
        curve = _CURVES[key.curve]
        point = ec.EllipticCurvePublicKey.from_encoded_point(curve, key.raw).public_numbers()
        size = key.signature_length_bytes // 2
        x, y = point.x.to_bytes(size, "big"), point.y.to_bytes(size, "big")
        return {"kty": "EC", "crv": key.curve, "x": _text(x), "y": _text(y)}
    return {"kty": "RSA", "n": _number(key.modulus), "e": _number(key.exponent)}


def _number(number: int) -> str:
    return _text(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _text(content: bytes) -> str:
    return base64url.encode(content).decode("ascii")
