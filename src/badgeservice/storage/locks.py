"""What one transaction holds, so that what it has read stays true until it ends."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, bindparam, select

from badgeservice.accounts.errors import OrganisationNotFoundError
from badgeservice.storage.engine import is_writing
from badgeservice.storage.tables import organisation

_HOLD: Final = (
    select(organisation.c.id)
    .where(organisation.c.id == bindparam("id"))
    .with_for_update(key_share=True)
)


class OrganisationLocks:
    """The organisations that this transaction has to itself, each locked once.

    SQLite has one writer at a time anyway. On PostgreSQL a writer sees what others commit between
    two of its statements, so whoever reads first and writes then must hold the organisation from
    the first read on. Rows that refer to the organisation can still be written meanwhile.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._held: set[str] = set()

    def hold(self, organisation_id: str) -> None:
        """Let no other transaction pass this line for the same organisation before this one ends.

        Raises:
            OrganisationNotFoundError: there is no such organisation.
        """
        if organisation_id in self._held:
            return
        if self._connection.execute(_HOLD, {"id": organisation_id}).first() is None:
            raise OrganisationNotFoundError(organisation_id)
        self._held.add(organisation_id)

    def note_held(self, organisation_id: str) -> None:
        """Say that another statement has locked the organisation's row."""
        self._held.add(organisation_id)

    def hold_to_write(self, organisation_id: str) -> None:
        """Do the same before something is read, if this transaction can write at all.

        An organisation that is not there has nothing to hold.
        """
        if organisation_id in self._held or not is_writing(self._connection):
            return
        try:
            self.hold(organisation_id)
        except OrganisationNotFoundError:
            return
