"""Public keys written as JSON Web Keys.

Spec: https://www.rfc-editor.org/rfc/rfc7517, https://www.rfc-editor.org/rfc/rfc7518#section-6 and
https://www.rfc-editor.org/rfc/rfc8037#section-2
"""

import base64
import re
from types import MappingProxyType
from typing import Final

from badgeservice.credentials.curves import CurveName, EcPublicKey
from badgeservice.credentials.errors import KeyMalformedError
from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.multikey import VerificationKey
from badgeservice.credentials.rsa import RsaAlgorithm, RsaPublicKey
from badgeservice.credentials.strict_json import JsonObject

# Private halves, of every kind of key, and keys of no public kind at all.
_PRIVATE: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_CURVES: Final = MappingProxyType[str, CurveName](
    {"P-256": "P-256", "P-384": "P-384", "P-521": "P-521"}
)
_EC_ALGORITHMS: Final = MappingProxyType[CurveName, str](
    {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}
)
_RSA_ALGORITHMS: Final = MappingProxyType[str, RsaAlgorithm](
    {name: name for name in ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")}
)
_BASE64URL: Final = re.compile(r"[A-Za-z0-9_-]*")
# 8192 bits in base64url are 1366 characters.
_LONGEST: Final = 1400


def from_jwk(jwk: JsonObject) -> VerificationKey:
    """Return the public key in `jwk`: Ed25519, P-256, P-384, P-521 or RSA.

    An RSA key without `alg` is one for RS256. Members that say nothing about the key itself, such
    as `kid`, are left unread.

    Raises:
        KeyMalformedError: another kind of key, an unsound one, one with a private half in it, or
            one that says it is for something else than checking such signatures.
    """
    if not _PRIVATE.isdisjoint(jwk):
        raise KeyMalformedError("the JWK holds a private key")
    _require_for_signatures(jwk)
    kind = jwk.get("kty")
    if kind == "OKP":
        return _okp(jwk)
    if kind == "EC":
        return _ec(jwk)
    if kind == "RSA":
        return _rsa(jwk)
    raise KeyMalformedError("the JWK is of no kind that is known here")


def _require_for_signatures(jwk: JsonObject) -> None:
    """Heed the two members that restrict what a key is for."""
    if jwk.get("use", "sig") != "sig":
        raise KeyMalformedError("the JWK is not for signatures")
    operations = jwk.get("key_ops", ["verify"])
    if not isinstance(operations, list) or "verify" not in operations:
        raise KeyMalformedError("the JWK is not for checking signatures")


def _okp(jwk: JsonObject) -> PublicKey:
    if jwk.get("crv") != "Ed25519":
        raise KeyMalformedError("the JWK is on a curve that is not known here")
    _require_algorithm(jwk, "EdDSA", "Ed25519")
    return PublicKey(_octets(jwk, "x"))


def _ec(jwk: JsonObject) -> EcPublicKey:
    name = jwk.get("crv")
    curve = _CURVES.get(name) if isinstance(name, str) else None
    if curve is None:
        raise KeyMalformedError("the JWK is on a curve that is not known here")
    _require_algorithm(jwk, _EC_ALGORITHMS[curve])
    return EcPublicKey.from_coordinates(curve, _octets(jwk, "x"), _octets(jwk, "y"))


def _rsa(jwk: JsonObject) -> RsaPublicKey:
    name = jwk.get("alg", "RS256")
    algorithm = _RSA_ALGORITHMS.get(name) if isinstance(name, str) else None
    if algorithm is None:
        raise KeyMalformedError("the JWK is for another algorithm than its kind has")
    return RsaPublicKey(modulus=_number(jwk, "n"), exponent=_number(jwk, "e"), algorithm=algorithm)


def _require_algorithm(jwk: JsonObject, *allowed: str) -> None:
    if "alg" in jwk and jwk["alg"] not in allowed:
        raise KeyMalformedError("the JWK is for another algorithm than its kind has")


def _number(jwk: JsonObject, name: str) -> int:
    return int.from_bytes(_octets(jwk, name), "big")


def _octets(jwk: JsonObject, name: str) -> bytes:
    """Return a member in base64url: without padding, and in the only way to write those bytes."""
    text = jwk.get(name)
    if not isinstance(text, str) or len(text) > _LONGEST or not _BASE64URL.fullmatch(text):
        raise KeyMalformedError(f"{name!r} of the JWK is no base64url")
    try:
        octets = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as cause:
        raise KeyMalformedError(f"{name!r} of the JWK is no base64url") from cause
    if base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii") != text:
        raise KeyMalformedError(f"{name!r} of the JWK is not in its shortest form")
    return octets
