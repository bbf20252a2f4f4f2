"""Hands out places in status lists: at random, each of them once, down to the last."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, insert, select, update

from badgeservice.issuing.ledger import StatusPurpose, StatusSlot
from badgeservice.storage.locks import OrganisationLocks
from badgeservice.storage.rows import insert_if_absent
from badgeservice.storage.tables import status_list, status_slot

# The specification's minimum, for the privacy of the herd.
# https://www.w3.org/TR/vc-bitstring-status-list/#bitstring-length
LIST_LENGTH: Final = 131_072
FIRST_VERSION: Final = 1

# With half of a list taken, eight guesses fail once in 256 times.
_GUESSES: Final = 8
# How many indices are looked at together once guessing fails.
_WINDOW: Final = 1_024
_ID_BYTES: Final = 16

Below = Callable[[int], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _OpenList:
    id: str
    length: int


class SlotClaims:
    """Claims slots inside one transaction.

    The organisation's row is locked first, so that transactions of one organisation queue here.
    Otherwise two batches that guess each other's indices would wait for each other, and two
    first badges would each open a list. The primary key of `status_slot` has the last word.
    """

    def __init__(
        self, connection: Connection, *, locks: OrganisationLocks, list_length: int
    ) -> None:
        self._connection = connection
        self._locks = locks
        self._list_length = list_length
        # What is read under the lock stays true until the transaction ends.
        self._current: dict[tuple[str, StatusPurpose], _OpenList] = {}

    def claim(self, organisation_id: str, purpose: StatusPurpose, *, below: Below) -> StatusSlot:
        """Take a random free index of the current list, or of a new list when that is full.

        Raises:
            OrganisationNotFoundError: there is no such organisation.
        """
        current = self._current_list(organisation_id, purpose, below)
        index = self._take(current, below)
        while index is None:
            current = self._open_list(organisation_id, purpose, below)
            index = self._take(current, below)
        return StatusSlot(list_id=current.id, index=index, purpose=purpose)

    def _current_list(
        self, organisation_id: str, purpose: StatusPurpose, below: Below
    ) -> _OpenList:
        known = self._current.get((organisation_id, purpose))
        if known is not None:
            return known
        self._locks.hold(organisation_id)
        statement = select(status_list.c.id, status_list.c.length).where(
            status_list.c.organisation_id == organisation_id,
            status_list.c.purpose == purpose,
            status_list.c.is_current,
        )
        row = self._connection.execute(statement).first()
        if row is None:
            return self._open_list(organisation_id, purpose, below)
        found = _OpenList(id=row.id, length=row.length)
        self._current[organisation_id, purpose] = found
        return found

    def _open_list(self, organisation_id: str, purpose: StatusPurpose, below: Below) -> _OpenList:
        self._connection.execute(
            update(status_list)
            .where(
                status_list.c.organisation_id == organisation_id,
                status_list.c.purpose == purpose,
                status_list.c.is_current,
            )
            .values(is_current=False)
        )
        opened = _OpenList(id=_random_id(below), length=self._list_length)
        self._connection.execute(
            insert(status_list).values(
                id=opened.id,
                organisation_id=organisation_id,
                purpose=purpose,
                length=opened.length,
                version=FIRST_VERSION,
                is_current=True,
            )
        )
        self._current[organisation_id, purpose] = opened
        return opened

    def _take(self, current: _OpenList, below: Below) -> int | None:
        for _ in range(_GUESSES):
            index = below(current.length)
            if self._is_taken_now(current, index):
                return index
        return self._take_by_looking(current, below)

    def _take_by_looking(self, current: _OpenList, below: Below) -> int | None:
        """Look through the list, window by window from a random one on; None when it is full."""
        windows = -(-current.length // _WINDOW)
        first = below(windows)
        for step in range(windows):
            free = self._free_in_window(current, (first + step) % windows)
            while free:
                index = free.pop(below(len(free)))
                if self._is_taken_now(current, index):
                    return index
        return None

    def _free_in_window(self, current: _OpenList, window: int) -> list[int]:
        start = window * _WINDOW
        end = min(start + _WINDOW, current.length)
        statement = select(status_slot.c.index).where(
            status_slot.c.list_id == current.id,
            status_slot.c.index >= start,
            status_slot.c.index < end,
        )
        taken = set(self._connection.execute(statement).scalars())
        return [index for index in range(start, end) if index not in taken]

    def _is_taken_now(self, current: _OpenList, index: int) -> bool:
        values = {"list_id": current.id, "index": index}
        return insert_if_absent(self._connection, status_slot, values)


def _random_id(below: Below) -> str:
    content = below(256**_ID_BYTES).to_bytes(_ID_BYTES, "big")
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")
