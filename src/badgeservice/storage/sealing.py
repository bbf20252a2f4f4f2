"""Seals personal data in the database, and finds it again, under keys made from the master key."""

from __future__ import annotations

import hmac
import os
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from badgeservice.storage.errors import SealBrokenError
from badgeservice.storage.master_key import KEY_BYTES, MasterKey

_NONCE_BYTES: Final = 12
_KNOWN_KEYS: Final = 512


class Seal:
    """Seals and tags what belongs to one organisation.

    Each organisation has keys of its own, and what is sealed is bound to its place: a row that is
    copied to another organisation or place does not open, and equal texts of two organisations
    have different tags.
    """

    def __init__(self, master_key: MasterKey, organisation_id: str) -> None:
        self._sealing = _key(master_key, "seal", organisation_id)
        self._tagging = _key(master_key, "tag", organisation_id)

    def close(self, content: bytes, *, place: str) -> bytes:
        """Return content, sealed with AES-256-GCM: a nonce of 12 bytes, then the ciphertext."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + AESGCM(self._sealing).encrypt(nonce, content, place.encode())

    def open(self, sealed: bytes, *, place: str) -> bytes:
        """Return what was sealed for a place.

        Raises:
            SealBrokenError: it does not open with this master key, at this place.
        """
        nonce, content = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return AESGCM(self._sealing).decrypt(nonce, content, place.encode())
        except (InvalidTag, ValueError) as cause:
            raise SealBrokenError(place) from cause

    def tag(self, text: str | bytes, *, kind: str) -> bytes:
        """Return the HMAC-SHA-256 of a text, by which it is found without being kept."""
        content = text.encode() if isinstance(text, str) else text
        return hmac.digest(self._tagging, kind.encode() + b"\n" + content, "sha256")


@lru_cache(maxsize=_KNOWN_KEYS)
def _key(master_key: MasterKey, use: str, organisation_id: str) -> bytes:
    # Neither part can hold a line feed, so no two pairs give the same bytes.
    info = f"badgeservice cases\n{use}\n{organisation_id}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(master_key.raw)
