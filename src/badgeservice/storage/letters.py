"""The colleges' templates of letters on SQL (a `LetterBook`)."""

from __future__ import annotations

from datetime import datetime
from typing import Final, TypeAlias

from sqlalchemy import Connection, Row, insert, select, update

from badgeservice.library.documents import Language
from badgeservice.recognition.letters import KeptTemplate
from badgeservice.storage.audit import Act, AuditRecord, append
from badgeservice.storage.locks import OrganisationLocks
from badgeservice.storage.recognition_tables import letter_template

_Row: TypeAlias = Row[*tuple[object, ...]]

_TABLE: Final = letter_template.c


class SqlLetterBook:
    """The templates of all organisations, inside one transaction."""

    def __init__(self, connection: Connection, *, locks: OrganisationLocks) -> None:
        self._connection = connection
        self._locks = locks

    def template(self, organisation_id: str, language: Language) -> KeptTemplate | None:
        """Return a college's own template, None when it has not written one."""
        self._locks.hold_to_write(organisation_id)
        statement = select(letter_template).where(
            _TABLE.organisation_id == organisation_id, _TABLE.language == language
        )
        row = self._connection.execute(statement).first()
        return None if row is None else _kept(row)

    def put_template(
        self, organisation_id: str, language: Language, text: str, *, at: datetime, by: str
    ) -> KeptTemplate:
        """Write a template.

        Raises:
            OrganisationNotFoundError: there is no such organisation.
        """
        self._locks.hold(organisation_id)
        known = self.template(organisation_id, language)
        kept = KeptTemplate(
            language=language,
            text=text,
            revision=1 if known is None else known.revision + 1,
            updated_at=at,
            updated_by=by,
        )
        values = {"text": text, "revision": kept.revision, "updated_at": at, "updated_by": by}
        place = {"organisation_id": organisation_id, "language": language}
        if known is None:
            self._connection.execute(insert(letter_template).values(**place, **values))
        else:
            self._connection.execute(
                update(letter_template)
                .where(*(_TABLE[name] == value for name, value in place.items()))
                .values(**values)
            )
        record = AuditRecord(
            organisation_id=organisation_id,
            client_id=by,
            act=Act.LETTER_WRITTEN,
            object=f"{language}/{kept.revision}",
            at=at,
        )
        append(self._connection, record)
        return kept


def _kept(row: _Row) -> KeptTemplate:
    return KeptTemplate(
        language=row.language,
        text=row.text,
        revision=row.revision,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
    )
