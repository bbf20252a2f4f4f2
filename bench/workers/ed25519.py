"""Raw Ed25519, the floor under everything: `python -m bench.workers.ed25519`.

What is signed is what a proof signs: 64 bytes, two SHA-256 after another.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from nacl.bindings import crypto_sign, crypto_sign_open, crypto_sign_seed_keypair

from bench.material import PEER_SEED
from bench.workers.protocol import Operation, Operations, serve

OPENSSL: Final = "Ed25519 (OpenSSL)"
LIBSODIUM: Final = "Ed25519 (libsodium)"
NAMES: Final = (OPENSSL, LIBSODIUM)
_MESSAGE: Final = bytes(64)


def public_bytes(seed: bytes) -> bytes:
    """Return the public half of a key."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def operations() -> Operations:
    """Return a signature and its check, in either library."""
    private = Ed25519PrivateKey.from_private_bytes(PEER_SEED)
    raw, secret = crypto_sign_seed_keypair(PEER_SEED)
    signature = private.sign(_MESSAGE)

    def check() -> None:
        # The key is read at every check, as in the service, where each badge brings its own.
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, _MESSAGE)

    return {
        (OPENSSL, "issue"): _always(lambda: private.sign(_MESSAGE)),
        (OPENSSL, "verify"): _always(check),
        (LIBSODIUM, "issue"): _always(lambda: crypto_sign(_MESSAGE, secret)),
        (LIBSODIUM, "verify"): _always(lambda: crypto_sign_open(signature + _MESSAGE, raw)),
    }


def _always(operation: Operation) -> Callable[[str], Operation]:
    return lambda _set: operation


if __name__ == "__main__":
    serve(operations())
