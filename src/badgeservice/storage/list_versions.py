"""Which version a status list is at now: one question, asked at every verification."""

from __future__ import annotations

from typing import Final

from badgeservice.storage.side_door import SideDoor

_QUESTION: Final = "SELECT version FROM status_list WHERE id = ?"


class ListVersions(SideDoor):
    """Tells the versions of status lists in a SQLite file."""

    def version(self, list_id: str) -> int | None:
        """Return the version of a list, every committed change counted.

        None means that it cannot be told now: there is no such list, or the file does not answer.
        """
        row = self.ask(_QUESTION, list_id)
        return None if row is None else int(str(row[0]))
