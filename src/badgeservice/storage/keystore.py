"""Signing keys in the database, each sealed under the master key."""

from __future__ import annotations

import os
from datetime import datetime
from functools import lru_cache
from typing import Final, TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from nacl.bindings import (
    crypto_sign,
    crypto_sign_BYTES,
    crypto_sign_seed_keypair,
    crypto_sign_SEEDBYTES,
)
from sqlalchemy import Connection, Row, bindparam, func, insert, select

from badgeservice.credentials.keys import PublicKey
from badgeservice.issuing.addresses import issuer_did
from badgeservice.issuing.errors import SigningKeyMissingError
from badgeservice.issuing.ledger import SigningKey
from badgeservice.storage.audit import Act, AuditRecord, append
from badgeservice.storage.errors import KeyUnreadableError
from badgeservice.storage.locks import OrganisationLocks
from badgeservice.storage.master_key import MasterKey
from badgeservice.storage.tables import signing_key

_Row: TypeAlias = Row[*tuple[object, ...]]

_NONCE_BYTES: Final = 12
# So many keys stay unsealed in a process.
_UNSEALED_KEYS: Final = 256

_NEWEST: Final = (
    select(signing_key)
    .where(signing_key.c.organisation_id == bindparam("organisation_id"))
    .order_by(signing_key.c.number.desc())
    .limit(1)
)
_BY_ID: Final = select(signing_key).where(
    signing_key.c.organisation_id == bindparam("organisation_id"),
    signing_key.c.id == bindparam("key_id"),
)


class _Ed25519Signer:
    """Signs with a private key that it never shows (a `Signer`)."""

    __slots__ = ("_public_key", "_secret_key")

    def __init__(self, seed: bytes) -> None:
        public_key, self._secret_key = crypto_sign_seed_keypair(seed)
        self._public_key = PublicKey(public_key)

    def __repr__(self) -> str:
        return f"Ed25519Signer({self._public_key.multibase})"

    def __reduce__(self) -> str:
        reason = "a signer is never written down"
        raise TypeError(reason)

    @property
    def public_key(self) -> PublicKey:
        """The public half."""
        return self._public_key

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature over `message`: 64 bytes."""
        signed: bytes = crypto_sign(message, self._secret_key)
        return signed[:crypto_sign_BYTES]


class EncryptedKeyRing:
    """The signing keys of organisations, inside one transaction (a `KeyRing`).

    A private key is sealed with AES-256-GCM, bound to its organisation and its public key: a row
    that is copied to another organisation, or altered, does not open.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        locks: OrganisationLocks,
        master_key: MasterKey,
        origin: str,
    ) -> None:
        self._connection = connection
        self._locks = locks
        self._master_key = master_key
        self._origin = origin
        # A batch signs with one key: it is read and unsealed once. Keys are never altered, and
        # what was the current key when a transaction began may sign until that ends.
        self._current: dict[str, SigningKey] = {}
        self._known: dict[tuple[str, str], SigningKey] = {}

    def create(self, organisation_id: str, *, at: datetime, by: str | None = None) -> PublicKey:
        """Make a new current signing key for the organisation. Older keys stay known.

        Raises:
            OrganisationNotFoundError: there is no such organisation.
        """
        self._locks.hold(organisation_id)
        seed = os.urandom(crypto_sign_SEEDBYTES)
        public_key = _Ed25519Signer(seed).public_key
        self._connection.execute(
            insert(signing_key).values(
                organisation_id=organisation_id,
                number=self._next_number(organisation_id),
                id=public_key.multibase,
                public_key=public_key.raw,
                sealed_private_key=self._seal(seed, organisation_id, public_key),
                created_at=at,
            )
        )
        record = AuditRecord(
            organisation_id=organisation_id,
            client_id=by,
            act=Act.KEY_CREATED,
            object=public_key.multibase,
            at=at,
        )
        append(self._connection, record)
        self._current.pop(organisation_id, None)
        return public_key

    def current(self, organisation_id: str) -> SigningKey:
        """Return the key to sign with now.

        Raises:
            SigningKeyMissingError: the organisation has no key.
            KeyUnreadableError: it does not open with this master key.
        """
        if (known := self._current.get(organisation_id)) is not None:
            return known
        values = {"organisation_id": organisation_id}
        row = self._connection.execute(_NEWEST, values).first()
        if row is None:
            raise SigningKeyMissingError(organisation_id)
        self._current[organisation_id] = self._open(row)
        return self._current[organisation_id]

    def key_for(self, organisation_id: str, verification_method: str) -> SigningKey:
        """Return the key with this verification method, current or older.

        Raises:
            SigningKeyMissingError: the organisation has no such key.
            KeyUnreadableError: it does not open with this master key.
        """
        if (known := self._known.get((organisation_id, verification_method))) is not None:
            return known
        did, _, key_id = verification_method.partition("#")
        values = {"organisation_id": organisation_id, "key_id": key_id}
        row = self._connection.execute(_BY_ID, values).first()
        if row is None or did != issuer_did(self._origin, organisation_id):
            raise SigningKeyMissingError(organisation_id)
        self._known[organisation_id, verification_method] = self._open(row)
        return self._known[organisation_id, verification_method]

    def public_keys(self, organisation_id: str) -> tuple[PublicKey, ...]:
        """Return every public key that signed for the organisation, newest first."""
        statement = (
            select(signing_key.c.public_key)
            .where(signing_key.c.organisation_id == organisation_id)
            .order_by(signing_key.c.number.desc())
        )
        return tuple(PublicKey(row.public_key) for row in self._connection.execute(statement))

    def _next_number(self, organisation_id: str) -> int:
        statement = select(func.max(signing_key.c.number)).where(
            signing_key.c.organisation_id == organisation_id
        )
        return (self._connection.execute(statement).scalar() or 0) + 1

    def _seal(self, seed: bytes, organisation_id: str, public_key: PublicKey) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        bound_to = _bound_to(organisation_id, public_key.multibase)
        return nonce + AESGCM(self._master_key.raw).encrypt(nonce, seed, bound_to)

    def _open(self, row: _Row) -> SigningKey:
        try:
            signer = _unseal(self._master_key, row.organisation_id, row.id, row.sealed_private_key)
        except (InvalidTag, ValueError) as cause:
            raise KeyUnreadableError(row.organisation_id, row.id) from cause
        if signer.public_key.raw != row.public_key:
            raise KeyUnreadableError(row.organisation_id, row.id)
        did = issuer_did(self._origin, row.organisation_id)
        return SigningKey(signer=signer, verification_method=f"{did}#{row.id}")


# Remembered by all that it depends on, and only when it opens: a refusal is an exception.
@lru_cache(maxsize=_UNSEALED_KEYS)
def _unseal(
    master_key: MasterKey, organisation_id: str, key_id: str, sealed: bytes
) -> _Ed25519Signer:
    nonce, content = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    return _Ed25519Signer(
        AESGCM(master_key.raw).decrypt(nonce, content, _bound_to(organisation_id, key_id))
    )


def _bound_to(organisation_id: str, key_id: str) -> bytes:
    # Neither part can hold a line feed, so no two pairs give the same bytes.
    return f"badgeservice signing key\n{organisation_id}\n{key_id}".encode()
