"""Raw Ed25519, the floor under everything: `python -m bench.workers.ed25519`.

What is signed is what a proof signs: 64 bytes, two SHA-256 after another.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from bench.material import PEER_SEED
from bench.workers.protocol import Operation, Operations, serve

OPENSSL: Final = "Ed25519 (OpenSSL)"
LIBSODIUM: Final = "Ed25519 (libsodium)"
_MESSAGE: Final = bytes(64)


def has_libsodium() -> bool:
    """Tell whether PyNaCl is installed."""
    return importlib.util.find_spec("nacl") is not None


def public_bytes(seed: bytes) -> bytes:
    """Return the public half of a key."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def operations() -> Operations:
    """Return what can be measured on this machine."""
    private = Ed25519PrivateKey.from_private_bytes(PEER_SEED)
    raw = public_bytes(PEER_SEED)
    signature = private.sign(_MESSAGE)

    def check() -> None:
        # The key is read at every check, as in the service, where each badge brings its own.
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, _MESSAGE)

    found = {
        (OPENSSL, "issue"): _always(lambda: private.sign(_MESSAGE)),
        (OPENSSL, "verify"): _always(check),
    }
    return found | _libsodium(raw, signature) if has_libsodium() else found


def _libsodium(raw: bytes, signature: bytes) -> dict[tuple[str, str], Callable[[str], Operation]]:
    nacl: Any = importlib.import_module("nacl.signing")
    private, public = nacl.SigningKey(PEER_SEED), nacl.VerifyKey(raw)
    return {
        (LIBSODIUM, "issue"): _always(lambda: private.sign(_MESSAGE)),
        (LIBSODIUM, "verify"): _always(lambda: public.verify(_MESSAGE, signature)),
    }


def _always(operation: Operation) -> Callable[[str], Operation]:
    return lambda _set: operation


if __name__ == "__main__":
    serve(operations())
