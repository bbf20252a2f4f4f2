"""Ed25519 public keys, and the port through which private ones are used.

Spec: https://www.w3.org/TR/cid-1.0/#Multikey and https://www.rfc-editor.org/rfc/rfc8032
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol

from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

from badgeservice.credentials import multibase
from badgeservice.credentials.errors import (
    KeyMalformedError,
    MultibaseMalformedError,
    SignatureInvalidError,
)

_ED25519_CODEC: Final = b"\xed\x01"
_KEY_LENGTH_BYTES: Final = 32
_SIGNATURE_LENGTH_BYTES: Final = 64

_P: Final = 2**255 - 19
_D: Final = -121665 * pow(121666, -1, _P) % _P
_SIGN_BIT: Final = 1 << 255
# The y coordinates of the eight points whose order divides eight. Under such a key, one signature
# is good for many messages.
_ORDER_EIGHT_Y: Final = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER_Y: Final = frozenset({0, 1, _P - 1, _ORDER_EIGHT_Y, _P - _ORDER_EIGHT_Y})


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An Ed25519 public key of 32 bytes, known to be a sound point of the curve.

    Raises:
        KeyMalformedError: `raw` has another length, or encodes no point, a point in a way other
            than the canonical one, or a point of small order.
    """

    raw: bytes

    def __post_init__(self) -> None:
        """Refuse what is no sound key."""
        _require_sound_point(self.raw)

    @classmethod
    def from_multibase(cls, text: str) -> "PublicKey":
        """Read a Multikey, `z6Mk…`.

        Raises:
            KeyMalformedError: `text` is not base58btc, of another codec, or no sound key.
        """
        return _read(text)

    @property
    def multibase(self) -> str:
        """The key as a Multikey, `z6Mk…`."""
        return multibase.encode(_ED25519_CODEC + self.raw)

    def verify(self, signature: bytes, message: bytes) -> None:
        """Return when `signature` was made over `message` with the private half of this key.

        Raises:
            SignatureInvalidError: it was not.
        """
        if len(signature) != _SIGNATURE_LENGTH_BYTES:
            raise SignatureInvalidError
        try:
            crypto_sign_open(signature + message, self.raw)
        except BadSignatureError as cause:
            raise SignatureInvalidError from cause


class Signer(Protocol):
    """Someone who holds a private key and signs with it; where the key lies is not our business."""

    @property
    def public_key(self) -> PublicKey:
        """The public half."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature over `message`: 64 bytes."""
        ...


# Whether a point lies on the curve takes twice as long as to check a signature, and issuers sign
# much with few keys. Only sound keys are remembered: a refusal is an exception.
@lru_cache(maxsize=4096)
def _read(text: str) -> PublicKey:
    try:
        content = multibase.decode(text)
    except MultibaseMalformedError as cause:
        raise KeyMalformedError(cause.reason) from cause
    if not content.startswith(_ED25519_CODEC):
        raise KeyMalformedError("it is not marked as an Ed25519 public key")
    return PublicKey(content.removeprefix(_ED25519_CODEC))


def _require_sound_point(raw: bytes) -> None:
    if len(raw) != _KEY_LENGTH_BYTES:
        raise KeyMalformedError(f"{len(raw)} bytes, where an Ed25519 key has {_KEY_LENGTH_BYTES}")
    y = int.from_bytes(raw, "little") & ~_SIGN_BIT
    if y >= _P:
        raise KeyMalformedError("the point is not encoded in the canonical way")
    if y in _SMALL_ORDER_Y:
        raise KeyMalformedError("the point has a small order")
    if not _is_on_curve(y):
        raise KeyMalformedError("it is no point of the curve")


def _is_on_curve(y: int) -> bool:
    """Whether some x solves -x² + y² = 1 + d·x²·y², that is, whether u/v has a square root."""
    u = (y * y - 1) % _P
    v = (_D * y * y + 1) % _P
    return pow(u * v % _P, (_P - 1) // 2, _P) == 1
