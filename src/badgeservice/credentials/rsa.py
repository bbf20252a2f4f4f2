"""RSA public keys, as signatures in JSON Web Signatures need them.

Spec: https://www.rfc-editor.org/rfc/rfc7518#section-3.3
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm

from badgeservice.credentials.errors import KeyMalformedError, SignatureInvalidError

RsaAlgorithm = Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]

MINIMUM_BITS: Final = 2048
# A signature under a longer key would take long to check; nobody in the field has one.
MAXIMUM_BITS: Final = 8192
_LEAST_EXPONENT: Final = 3
# The usual one is 65537; a longer one than this would be chosen only to make us work.
_GREATEST_EXPONENT: Final = 2**32 - 1

_HASHES: Final = MappingProxyType[str, HashAlgorithm](
    {"256": SHA256(), "384": SHA384(), "512": SHA512()}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RsaPublicKey:
    """An RSA public key, and the one algorithm that signatures under it are made by.

    A key that is good for several algorithms is several values: `dataclasses.replace` makes one
    of another. The algorithm is never taken from a signature's own header unasked.

    Raises:
        KeyMalformedError: the modulus has less than 2048 bits, more than 8192, or is even; or the
            exponent is even or below 3, or has more than 32 bits.
    """

    modulus: int
    exponent: int
    algorithm: RsaAlgorithm = "RS256"

    def __post_init__(self) -> None:
        """Refuse weak keys."""
        bits = max(self.modulus, 0).bit_length()
        if not MINIMUM_BITS <= bits <= MAXIMUM_BITS:
            raise KeyMalformedError(
                f"an RSA key of {bits} bits, where {MINIMUM_BITS} to {MAXIMUM_BITS} are taken"
            )
        if self.modulus % 2 == 0:
            raise KeyMalformedError("the modulus of the RSA key is even")
        if self.exponent % 2 == 0 or not _LEAST_EXPONENT <= self.exponent <= _GREATEST_EXPONENT:
            raise KeyMalformedError("the exponent of the RSA key is unsound")

    def verify(self, signature: bytes, message: bytes) -> None:
        """Return when `signature` was made over `message` with this key's other half.

        Raises:
            SignatureInvalidError: it was not, or is not as long as the modulus.
        """
        if len(signature) != (self.modulus.bit_length() + 7) // 8:
            raise SignatureInvalidError
        digest = _HASHES[self.algorithm[2:]]
        padding = (
            PSS(mgf=MGF1(digest), salt_length=digest.digest_size)
            if self.algorithm.startswith("PS")
            else PKCS1v15()
        )
        try:
            _load(self.modulus, self.exponent).verify(signature, message, padding, digest)
        except InvalidSignature as cause:
            raise SignatureInvalidError from cause


def _load(modulus: int, exponent: int) -> RSAPublicKey:
    return RSAPublicNumbers(exponent, modulus).public_key()
