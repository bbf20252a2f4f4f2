"""Public keys of every kind that a proof may rest on, and the ways they are written down.

Spec: https://www.w3.org/TR/cid-1.0/#Multikey and https://w3c-ccg.github.io/did-key-spec/
"""

from typing import Final, Protocol, TypeAlias

from badgeservice.credentials import multibase
from badgeservice.credentials.curves import EcPublicKey
from badgeservice.credentials.errors import (
    DidMalformedError,
    KeyMalformedError,
    MultibaseMalformedError,
)
from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.rsa import RsaPublicKey

# Keys that have a Multikey form. Each verifies signatures of one kind only.
Multikey: TypeAlias = PublicKey | EcPublicKey
# Each has `verify(signature, message)`, which raises SignatureInvalidError.
VerificationKey: TypeAlias = PublicKey | EcPublicKey | RsaPublicKey

_ED25519_CODEC: Final = b"\xed\x01"
_ED25519_START: Final = "z6Mk"
_DID_KEY: Final = "did:key:"


class ProofSigner(Protocol):
    """Someone who holds a private key of any kind; `keys.Signer` is one of them."""

    @property
    def public_key(self) -> Multikey:
        """The public half."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return the signature over `message`; for ECDSA r and s, each as long as the curve's x."""
        ...


def from_multibase(text: str) -> Multikey:
    """Read a Multikey: Ed25519, P-256, P-384 or P-521.

    Raises:
        KeyMalformedError: `text` is not base58btc, of another codec, or no sound key.
    """
    if text.startswith(_ED25519_START):
        # Nearly all are, and these are remembered once read.
        return PublicKey.from_multibase(text)
    try:
        content = multibase.decode(text)
    except MultibaseMalformedError as cause:
        raise KeyMalformedError(cause.reason) from cause
    if content.startswith(_ED25519_CODEC):
        return PublicKey.from_multibase(text)
    return EcPublicKey.from_multicodec(content)


def did_key(key: Multikey) -> str:
    """Return the did:key of a key."""
    return _DID_KEY + key.multibase


def did_key_key(did: str) -> Multikey:
    """Return the key a did:key consists of.

    Raises:
        DidMalformedError: `did` is no did:key of a sound Ed25519, P-256, P-384 or P-521 key.
    """
    if not did.startswith(_DID_KEY):
        raise DidMalformedError(did, "it does not start with did:key:")
    try:
        return from_multibase(did.removeprefix(_DID_KEY))
    except KeyMalformedError as cause:
        raise DidMalformedError(did, cause.reason) from cause


def did_key_method_key(method: str) -> Multikey:
    """Return the key that a verification method of a did:key names.

    That is `did:key:z…#z…`, whose two keys must be one, or, as some write it, the DID alone.

    Raises:
        DidMalformedError: `method` is no such URL, or its fragment is not its key.
    """
    did, hash_, fragment = method.partition("#")
    key = did_key_key(did)
    if hash_ and fragment != did.removeprefix(_DID_KEY):
        raise DidMalformedError(method, "its fragment is not the key of the DID")
    return key
