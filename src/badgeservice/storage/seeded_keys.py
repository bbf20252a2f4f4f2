"""Signing keys that follow from a seed of 32 bytes: of no organisation, and kept nowhere.

Spec: https://www.rfc-editor.org/rfc/rfc5869
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from badgeservice.credentials import multibase
from badgeservice.credentials.curves import CurveName, EcPublicKey
from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.multikey import Multikey, ProofSigner

SEED_BYTES: Final = 32

_CURVES: Final[Mapping[CurveName, tuple[ec.EllipticCurve, HashAlgorithm, int]]] = MappingProxyType(
    {
        "P-256": (ec.SECP256R1(), SHA256(), 32),
        "P-384": (ec.SECP384R1(), SHA384(), 48),
        "P-521": (ec.SECP521R1(), SHA512(), 66),
    }
)
_P256_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_ED25519_SECRET: Final = b"\x80\x26"
_P256_SECRET: Final = b"\x86\x26"


class Ed25519KeySigner:
    """Signs with an Ed25519 key that it never shows (a `ProofSigner`)."""

    __slots__ = ("_key",)

    def __init__(self, key: ed25519.Ed25519PrivateKey) -> None:
        self._key = key

    @property
    def public_key(self) -> PublicKey:
        """The public half."""
        return PublicKey(self._key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """Return the signature over `message`: 64 bytes."""
        return self._key.sign(message)


class EcKeySigner:
    """Signs with a key on one of the curves of NIST that it never shows (a `ProofSigner`)."""

    __slots__ = ("_curve", "_key")

    def __init__(self, key: ec.EllipticCurvePrivateKey, curve: CurveName) -> None:
        self._key = key
        self._curve = curve

    @property
    def public_key(self) -> EcPublicKey:
        """The public half."""
        raw = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        return EcPublicKey(curve=self._curve, raw=raw)

    def sign(self, message: bytes) -> bytes:
        """Return the signature over `message`: r, then s, each as long as the curve's x."""
        _, hash_, size = _CURVES[self._curve]
        r, s = decode_dss_signature(self._key.sign(message, ec.ECDSA(hash_)))
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def ec_signer(curve: CurveName, number: int) -> EcKeySigner:
    """Return what signs with the private key of that number.

    Raises:
        ValueError: the number is not below the order of the curve.
    """
    return EcKeySigner(ec.derive_private_key(number, _CURVES[curve][0]), curve)


def seeded_signers(seed: bytes) -> Mapping[str, ProofSigner]:
    """Return a key for each kind of proof, by the name of its curve; the seed is the Ed25519 one.

    Raises:
        ValueError: the seed has another length than 32 bytes.
    """
    signers: dict[str, ProofSigner] = {
        "Ed25519": Ed25519KeySigner(ed25519.Ed25519PrivateKey.from_private_bytes(seed)),
        "P-256": ec_signer("P-256", _p256_number(seed)),
    }
    return MappingProxyType(signers)


def seeded_secrets(seed: bytes) -> Mapping[str, str]:
    """Return the same keys' private halves as secret Multikeys.

    Spec: https://www.w3.org/TR/cid-1.0/#Multikey
    """
    number = _p256_number(seed).to_bytes(SEED_BYTES, "big")
    return {
        "Ed25519": multibase.encode(_ED25519_SECRET + seed),
        "P-256": multibase.encode(_P256_SECRET + number),
    }


def public_keys(signers: Mapping[str, ProofSigner]) -> Mapping[str, Multikey]:
    """Return the public halves, by the names of their curves."""
    return {name: signer.public_key for name, signer in signers.items()}


def _p256_number(seed: bytes) -> int:
    # Twice as long as needed, so that what is left after the division favours no number.
    derived = HKDF(
        algorithm=SHA256(), length=2 * SEED_BYTES, salt=None, info=b"badgeservice P-256"
    ).derive(seed)
    return int.from_bytes(derived, "big") % (_P256_ORDER - 1) + 1
