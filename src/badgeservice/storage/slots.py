"""Hands out places in status lists: at random, each of them once, down to the last."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, insert, select, update

from badgeservice.issuing.ledger import Below, StatusPurpose, StatusSlot
from badgeservice.storage.locks import OrganisationLocks
from badgeservice.storage.rows import OneRow, inserting_if_absent, sqlite_behind
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

_CURRENT: Final = OneRow(
    select(status_list.c.id, status_list.c.length).where(
        status_list.c.organisation_id == bindparam("organisation_id"),
        status_list.c.purpose == bindparam("purpose"),
        status_list.c.is_current,
    )
)
_TAKE: Final = inserting_if_absent(status_slot, returning=status_slot.c.index)
# All at once, however many: SQLite knows a statement of a thousand rows only by its whole text.
_TAKE_IN_SQLITE: Final = """
    INSERT INTO status_slot (list_id, "index") SELECT ?, value FROM json_each(?) WHERE true
    ON CONFLICT DO NOTHING RETURNING "index"
"""
_TAKEN_IN_SQLITE: Final = """
    SELECT "index" FROM status_slot
    WHERE list_id = ? AND "index" IN (SELECT value FROM json_each(?))
"""
_TAKEN: Final = select(status_slot.c.index).where(
    status_slot.c.list_id == bindparam("list_id"),
    status_slot.c.index.in_(bindparam("indices", expanding=True)),
)
_TAKEN_BETWEEN: Final = select(status_slot.c.index).where(
    status_slot.c.list_id == bindparam("list_id"),
    status_slot.c.index >= bindparam("start"),
    status_slot.c.index < bindparam("end"),
)


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

    def free(
        self, organisation_id: str, purpose: StatusPurpose, *, count: int, below: Below
    ) -> tuple[StatusSlot, ...]:
        """Return some random places that nobody has taken yet: `count`, or fewer."""
        current = self._find_current(organisation_id, purpose)
        if current is None:
            return ()
        guesses = _guesses(current.length, count, below)
        taken = self._taken_of(current, guesses)
        return tuple(
            StatusSlot(list_id=current.id, index=index, purpose=purpose)
            for index in guesses
            if index not in taken
        )

    def claim(
        self,
        organisation_id: str,
        purpose: StatusPurpose,
        *,
        count: int,
        below: Below,
        wanted: Sequence[StatusSlot] = (),
    ) -> tuple[StatusSlot, ...]:
        """Take random free places of the current list, and of new lists when that is full.

        Raises:
            OrganisationNotFoundError: there is no such organisation.
        """
        self._locks.hold(organisation_id)
        current = self._find_current(organisation_id, purpose)
        kept = self._take_wanted(current, wanted)
        others = self._take_others(
            organisation_id, purpose, current, count=count - len(kept), below=below
        )
        places = [*wanted, *([None] * (count - len(wanted)))]
        return tuple(slot if slot in kept else next(others) for slot in places)

    def _take_wanted(
        self, current: _OpenList | None, wanted: Sequence[StatusSlot]
    ) -> set[StatusSlot]:
        if current is None:
            return set()
        of_list = {slot.index: slot for slot in wanted if slot.list_id == current.id}
        return {of_list[index] for index in self._take_free(current, list(of_list))}

    def _take_others(
        self,
        organisation_id: str,
        purpose: StatusPurpose,
        current: _OpenList | None,
        *,
        count: int,
        below: Below,
    ) -> Iterator[StatusSlot]:
        while count > 0:
            if current is None:
                current = self._open_list(organisation_id, purpose, below)
            indices = self._take(current, count, below)
            for index in indices:
                yield StatusSlot(list_id=current.id, index=index, purpose=purpose)
            count -= len(indices)
            current = None

    def _find_current(self, organisation_id: str, purpose: StatusPurpose) -> _OpenList | None:
        known = self._current.get((organisation_id, purpose))
        if known is not None:
            return known
        values = {"organisation_id": organisation_id, "purpose": purpose}
        row = _CURRENT.first(self._connection, values)
        if row is None:
            return None
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

    def _take(self, current: _OpenList, count: int, below: Below) -> list[int]:
        """Take so many places, or all that are left; in random order."""
        taken: list[int] = []
        for _ in range(_GUESSES):
            guesses = _guesses(current.length, count - len(taken), below)
            free = self._take_free(current, guesses)
            taken += [index for index in guesses if index in free]
            if len(taken) == count:
                return taken
        return [*taken, *self._take_by_looking(current, count - len(taken), below)]

    def _take_by_looking(self, current: _OpenList, count: int, below: Below) -> Iterator[int]:
        """Look through the list, window by window from a random one on."""
        windows = -(-current.length // _WINDOW)
        for _ in range(count):
            first = below(windows)
            for step in range(windows):
                index = self._take_in_window(current, (first + step) % windows, below)
                if index is not None:
                    yield index
                    break
            else:
                return

    def _take_in_window(self, current: _OpenList, window: int, below: Below) -> int | None:
        free = self._free_in_window(current, window)
        while free:
            index = free.pop(below(len(free)))
            if self._take_free(current, [index]):
                return index
        return None

    def _free_in_window(self, current: _OpenList, window: int) -> list[int]:
        start = window * _WINDOW
        end = min(start + _WINDOW, current.length)
        values = {"list_id": current.id, "start": start, "end": end}
        taken = set(self._connection.execute(_TAKEN_BETWEEN, values).scalars())
        return [index for index in range(start, end) if index not in taken]

    def _taken_of(self, current: _OpenList, indices: Sequence[int]) -> frozenset[int]:
        driver = sqlite_behind(self._connection)
        if driver is not None:
            rows = driver.execute(_TAKEN_IN_SQLITE, (current.id, json.dumps(indices)))
            return frozenset(index for (index,) in rows)
        found = self._connection.execute(_TAKEN, {"list_id": current.id, "indices": indices})
        return frozenset(found.scalars())

    def _take_free(self, current: _OpenList, indices: Sequence[int]) -> frozenset[int]:
        """Take those places that are free, and return them."""
        if not indices:
            return frozenset()
        driver = sqlite_behind(self._connection)
        if driver is not None:
            found = driver.execute(_TAKE_IN_SQLITE, (current.id, json.dumps(indices)))
            return frozenset(index for (index,) in found)
        rows = [{"list_id": current.id, "index": index} for index in indices]
        statement = _TAKE[self._connection.dialect.name]
        return frozenset(self._connection.execute(statement, rows).scalars())


def _guesses(length: int, count: int, below: Below) -> list[int]:
    """Return so many random places of a list, or all of them; none twice."""
    guesses: dict[int, None] = {}
    while len(guesses) < min(count, length):
        guesses[below(length)] = None
    return list(guesses)


def _random_id(below: Below) -> str:
    content = below(256**_ID_BYTES).to_bytes(_ID_BYTES, "big")
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")
