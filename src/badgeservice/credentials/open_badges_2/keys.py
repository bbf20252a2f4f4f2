"""Keys of Open Badges 2.0, which are written in PEM, and the signatures under them.

Spec: https://www.rfc-editor.org/rfc/rfc7468#section-13
"""

from dataclasses import replace
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from badgeservice.credentials.curves import CurveName, EcPublicKey
from badgeservice.credentials.errors import KeyMalformedError
from badgeservice.credentials.jose import jws
from badgeservice.credentials.jose.jws import CompactJws
from badgeservice.credentials.multikey import VerificationKey
from badgeservice.credentials.rsa import RsaAlgorithm, RsaPublicKey

# An RSA key of 8192 bits takes a quarter of it.
_LONGEST_PEM: Final = 8 * 1024
_CURVES: Final[dict[str, tuple[CurveName, int]]] = {
    "secp256r1": ("P-256", 32),
    "secp384r1": ("P-384", 48),
}
# PEM does not say which hash a key is for. These differ in nothing else.
_RSA: Final[dict[str, RsaAlgorithm]] = {"RS256": "RS256", "RS384": "RS384", "RS512": "RS512"}


def from_pem(pem: str) -> VerificationKey:
    """Return the public key in `pem`: RSA, P-256 or P-384.

    Raises:
        KeyMalformedError: another kind of key, an unsound one, or none.
    """
    if len(pem) > _LONGEST_PEM or not pem.isascii():
        raise KeyMalformedError("it is no key in PEM")
    try:
        key = load_pem_public_key(pem.encode("ascii"))
    except (ValueError, UnsupportedAlgorithm) as cause:
        raise KeyMalformedError("it is no public key in PEM") from cause
    if isinstance(key, RSAPublicKey):
        numbers = key.public_numbers()
        return RsaPublicKey(modulus=numbers.n, exponent=numbers.e)
    if isinstance(key, EllipticCurvePublicKey) and key.curve.name in _CURVES:
        curve, size_bytes = _CURVES[key.curve.name]
        point = key.public_numbers()
        return EcPublicKey.from_coordinates(
            curve, point.x.to_bytes(size_bytes, "big"), point.y.to_bytes(size_bytes, "big")
        )
    raise KeyMalformedError("it is of a kind that is not known here")


def verify(token: CompactJws, pem: str) -> None:
    """Return when `token` was signed with the private half of the key in `pem`.

    The key decides which algorithms may be; the header of the token chooses among the three that
    an RSA key is equally good for.

    Raises:
        KeyMalformedError: the key is none, or a weak one.
        AlgorithmMismatchError: the token names an algorithm that the key is not for.
        SignatureInvalidError: the signature was not made over this content by this key.
    """
    key = from_pem(pem)
    if isinstance(key, RsaPublicKey):
        key = replace(key, algorithm=_RSA.get(token.algorithm, "RS256"))
    jws.verify(token, key)
