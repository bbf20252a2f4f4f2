"""Pages for counsellors on SQL (an `EvaluationPageBook`), each sealed under its own address."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, insert, select

from badgeservice.recognition.evaluation_pages import EvaluationPage
from badgeservice.recognition.sheets import Sheet
from badgeservice.storage.audit import Act, AuditRecord, append
from badgeservice.storage.errors import PageUnreadableError
from badgeservice.storage.recognition_tables import evaluation_page

_SHEET: Final = TypeAdapter(Sheet)
_TABLE: Final = evaluation_page.c
_KEY_BYTES: Final = 32
# Every capability gives a key of its own, which seals once; so the nonce need not differ.
_NONCE: Final = bytes(12)


class SqlEvaluationPageBook:
    """The pages of all organisations, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put_page(self, page: EvaluationPage, *, capability: bytes) -> None:
        """Keep a new page.

        Raises:
            StorageConflictError: there is one of that id or capability, or no such organisation.
        """
        content = _SHEET.dump_json(page.sheet)
        self._connection.execute(
            insert(evaluation_page).values(
                digest=_digest(capability),
                id=page.id,
                organisation_id=page.organisation_id,
                sealed=_cipher(capability).encrypt(_NONCE, content, _bound_to(page.id)),
                made_by=page.made_by,
                made_at=page.made_at,
                expires_at=page.expires_at,
            )
        )
        self._append(
            page.organisation_id,
            page.id,
            act=Act.EVALUATION_PAGE_MADE,
            by=page.made_by,
            at=page.made_at,
        )

    def page(self, capability: bytes) -> EvaluationPage | None:
        """Return the page that a capability opens, whether or not its time is over.

        Raises:
            PageUnreadableError: the row was altered.
        """
        statement = select(evaluation_page).where(_TABLE.digest == _digest(capability))
        row = self._connection.execute(statement).first()
        if row is None:
            return None
        try:
            content = _cipher(capability).decrypt(_NONCE, row.sealed, _bound_to(row.id))
        except InvalidTag as cause:
            raise PageUnreadableError(row.id) from cause
        return EvaluationPage(
            id=row.id,
            organisation_id=row.organisation_id,
            sheet=_SHEET.validate_json(content),
            made_by=row.made_by,
            made_at=row.made_at,
            expires_at=row.expires_at,
        )

    def remove_page(self, organisation_id: str, page_id: str, *, by: str, at: datetime) -> bool:
        """Delete a page of an organisation; False when there is none."""
        removed = self._connection.execute(
            delete(evaluation_page).where(
                _TABLE.organisation_id == organisation_id, _TABLE.id == page_id
            )
        )
        if removed.rowcount == 0:
            return False
        self._append(organisation_id, page_id, act=Act.EVALUATION_PAGE_REMOVED, by=by, at=at)
        return True

    def forget_pages(self, *, expired_before: datetime) -> None:
        """Delete the pages of all organisations whose time is over."""
        self._connection.execute(delete(evaluation_page).where(_TABLE.expires_at <= expired_before))

    def _append(
        self, organisation_id: str, page_id: str, *, act: Act, by: str, at: datetime
    ) -> None:
        record = AuditRecord(
            organisation_id=organisation_id, client_id=by, act=act, object=page_id, at=at
        )
        append(self._connection, record)


def _digest(capability: bytes) -> bytes:
    return hashlib.sha256(b"badgeservice evaluation page\n" + capability).digest()


def _cipher(capability: bytes) -> AESGCM:
    # The capability is random through and through, so it needs no extracting first (RFC 5869, 3.3).
    key = HKDFExpand(SHA256(), _KEY_BYTES, b"badgeservice evaluation page key")
    return AESGCM(key.derive(capability))


def _bound_to(page_id: str) -> bytes:
    return f"badgeservice evaluation page\n{page_id}".encode()
