"""Signing keys in the database, each sealed under the master key."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Final, TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, Row, func, insert, select

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


class _Ed25519Signer:
    """Signs with a private key that it never shows (a `Signer`)."""

    __slots__ = ("_private_key", "_public_key")

    def __init__(self, private_key: Ed25519PrivateKey, public_key: PublicKey) -> None:
        self._private_key = private_key
        self._public_key = public_key

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
        return self._private_key.sign(message)


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
        self._cipher = AESGCM(master_key.raw)
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
        private_key = Ed25519PrivateKey.generate()
        public_key = PublicKey(private_key.public_key().public_bytes_raw())
        self._connection.execute(
            insert(signing_key).values(
                organisation_id=organisation_id,
                number=self._next_number(organisation_id),
                id=public_key.multibase,
                public_key=public_key.raw,
                sealed_private_key=self._seal(private_key, organisation_id, public_key),
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
        statement = (
            select(signing_key)
            .where(signing_key.c.organisation_id == organisation_id)
            .order_by(signing_key.c.number.desc())
            .limit(1)
        )
        row = self._connection.execute(statement).first()
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
        statement = select(signing_key).where(
            signing_key.c.organisation_id == organisation_id, signing_key.c.id == key_id
        )
        row = self._connection.execute(statement).first()
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

    def _seal(
        self, private_key: Ed25519PrivateKey, organisation_id: str, public_key: PublicKey
    ) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        bound_to = _bound_to(organisation_id, public_key.multibase)
        return nonce + self._cipher.encrypt(nonce, private_key.private_bytes_raw(), bound_to)

    def _open(self, row: _Row) -> SigningKey:
        nonce, sealed = row.sealed_private_key[:_NONCE_BYTES], row.sealed_private_key[_NONCE_BYTES:]
        try:
            raw = self._cipher.decrypt(nonce, sealed, _bound_to(row.organisation_id, row.id))
        except (InvalidTag, ValueError) as cause:
            raise KeyUnreadableError(row.organisation_id, row.id) from cause
        signer = _Ed25519Signer(
            Ed25519PrivateKey.from_private_bytes(raw), PublicKey(row.public_key)
        )
        did = issuer_did(self._origin, row.organisation_id)
        return SigningKey(signer=signer, verification_method=f"{did}#{row.id}")


def _bound_to(organisation_id: str, key_id: str) -> bytes:
    # Neither part can hold a line feed, so no two pairs give the same bytes.
    return f"badgeservice signing key\n{organisation_id}\n{key_id}".encode()
