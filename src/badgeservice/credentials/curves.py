"""ECDSA public keys on the curves P-256, P-384 and P-521.

Spec: https://www.w3.org/TR/cid-1.0/#Multikey and
https://nvlpubs.nist.gov/nistpubs/FIPS/NIST.FIPS.186-5.pdf
"""

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from badgeservice.credentials import multibase
from badgeservice.credentials.errors import KeyMalformedError, SignatureInvalidError
from badgeservice.credentials.rdfc import HashName

CurveName = Literal["P-256", "P-384", "P-521"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Curve:
    """A curve, the hash that belongs to it, and the multicodec of its points.

    `hash_name` is that hash, where documents of RDF are labelled by it.
    """

    curve: ec.EllipticCurve
    hash: HashAlgorithm
    hash_name: HashName | None
    codec: bytes
    size_bytes: int


_CURVES: Final = MappingProxyType[CurveName, _Curve](
    {
        "P-256": _Curve(
            curve=ec.SECP256R1(),
            hash=SHA256(),
            hash_name="sha256",
            codec=b"\x80\x24",
            size_bytes=32,
        ),
        "P-384": _Curve(
            curve=ec.SECP384R1(),
            hash=SHA384(),
            hash_name="sha384",
            codec=b"\x81\x24",
            size_bytes=48,
        ),
        "P-521": _Curve(
            curve=ec.SECP521R1(),
            hash=SHA512(),
            hash_name=None,
            codec=b"\x82\x24",
            size_bytes=66,
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EcPublicKey:
    """A point of a curve, compressed: `02` or `03`, then x, in 33, 49 or 67 bytes.

    Raises:
        KeyMalformedError: `raw` has another length, or encodes no point of the curve.
    """

    curve: CurveName
    raw: bytes

    def __post_init__(self) -> None:
        """Refuse what is no point of the curve."""
        known = _CURVES[self.curve]
        if len(self.raw) != known.size_bytes + 1:
            raise KeyMalformedError(
                f"{len(self.raw)} bytes, where a compressed point of {self.curve} has "
                f"{known.size_bytes + 1}"
            )
        _load(self.curve, self.raw)

    @classmethod
    def from_coordinates(cls, curve: CurveName, x: bytes, y: bytes) -> "EcPublicKey":
        """Return the key of the point (x, y), both big-endian and as long as the curve demands.

        Raises:
            KeyMalformedError: a coordinate has another length, or the point is not on the curve.
        """
        size = _CURVES[curve].size_bytes
        if len(x) != size or len(y) != size:
            raise KeyMalformedError(f"a coordinate has not the {size} bytes of {curve}")
        point = _load(curve, b"\x04" + x + y)
        raw = point.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        return cls(curve=curve, raw=raw)

    @classmethod
    def from_multicodec(cls, content: bytes) -> "EcPublicKey":
        """Read the bytes of a Multikey: `zDna…`, `z82L…` or `z2J9…`.

        Raises:
            KeyMalformedError: another codec, or no point.
        """
        for name, known in _CURVES.items():
            if content.startswith(known.codec):
                return cls(curve=name, raw=content.removeprefix(known.codec))
        raise KeyMalformedError("it is not marked as a P-256, P-384 or P-521 public key")

    @property
    def multibase(self) -> str:
        """The key as a Multikey."""
        return multibase.encode(_CURVES[self.curve].codec + self.raw)

    @property
    def hash_name(self) -> HashName:
        """The hash that documents of RDF are labelled by when they are signed with this key.

        Raises:
            KeyMalformedError: no suite of proofs over RDF uses the curve.
        """
        name = _CURVES[self.curve].hash_name
        if name is None:
            raise KeyMalformedError(f"no proof over RDF is made with keys on {self.curve}")
        return name

    @property
    def signature_length_bytes(self) -> int:
        """How long signatures are: 64, 96 or 132 bytes."""
        return 2 * _CURVES[self.curve].size_bytes

    def verify(self, signature: bytes, message: bytes) -> None:
        """Return when `signature` (r, then s) was made over `message` with this key's other half.

        Raises:
            SignatureInvalidError: it was not, or has another length than r and s together.
        """
        known = _CURVES[self.curve]
        if len(signature) != self.signature_length_bytes:
            raise SignatureInvalidError
        r, s = signature[: known.size_bytes], signature[known.size_bytes :]
        encoded = encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
        try:
            _load(self.curve, self.raw).verify(encoded, message, ec.ECDSA(known.hash))
        except InvalidSignature as cause:
            raise SignatureInvalidError from cause


# To decompress a point takes about as long as to check a signature, and issuers sign much with few
# keys. Only sound points are remembered: a refusal is an exception.
@lru_cache(maxsize=1024)
def _load(curve: CurveName, point: bytes) -> ec.EllipticCurvePublicKey:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVES[curve].curve, point)
    except ValueError as cause:
        raise KeyMalformedError(f"it is no point of {curve}") from cause
