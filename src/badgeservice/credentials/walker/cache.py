"""A memory of the parts that recur in many credentials: the issuer and the achievement.

It is keyed by the exact JSON of a part and by the place that decides its meaning, and never by
values that only compare equal, because in Python `1`, `1.0` and `True` do.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

import orjson

from badgeservice.credentials.strict_json import JsonObject
from badgeservice.credentials.walker.graph import Blank
from badgeservice.credentials.walker.tables import Term

DEFAULT_ENTRIES: Final = 2_048
# A usual achievement has four; images inside are text, and large.
DEFAULT_ENTRY_BYTES: Final = 32 * 1024
# About what all entries take. Strangers can sign as well, and choose what their parts hold.
DEFAULT_BYTES: Final = 64 * 1024 * 1024
# Text is kept as JSON, as statements and as values; every object with an id as a dictionary too.
_BYTES_A_BYTE: Final = 6
_BYTES_A_DESCRIPTION: Final = 2_000


class Description(NamedTuple):
    """Where an id was described: the object, and the lines it makes.

    `end` is 0 while that is not known, and -1 if nodes without ids are part of it.
    """

    value: JsonObject
    start: int
    end: int


# A description, and from which line of the whole its own lines are counted.
Placed: TypeAlias = tuple[Description, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The statements of one part of a document, which depend on nothing outside of it."""

    name: str
    lines: tuple[str, ...]
    blanks: tuple[tuple[Blank, str], ...]
    described: tuple[tuple[str, Placed], ...]
    named: frozenset[str]
    height: int


Key: TypeAlias = "tuple[Term, bytes]"
Pending: TypeAlias = "tuple[tuple[Key, Record], ...]"


class SubtreeCache:
    """Parts of credentials whose signatures held, by their exact JSON.

    Entries come in two generations: when the younger one has half of `maximum_entries`, or takes
    half of `maximum_bytes`, the older one is forgotten, and what is found in it before that moves
    to the younger. Threads may share a cache: dictionaries are only read, written one entry at a
    time, and replaced whole; when they race, a few entries are counted twice or not at all.
    """

    __slots__ = ("_bytes", "_entries", "_entry_bytes", "_old", "_young", "_young_bytes")

    def __init__(
        self,
        *,
        maximum_entries: int = DEFAULT_ENTRIES,
        maximum_entry_bytes: int = DEFAULT_ENTRY_BYTES,
        maximum_bytes: int = DEFAULT_BYTES,
    ) -> None:
        self._entries = maximum_entries
        self._entry_bytes = maximum_entry_bytes
        self._bytes = maximum_bytes
        self._young_bytes = 0
        self._young: dict[Key, Record] = {}
        self._old: dict[Key, Record] = {}

    def __len__(self) -> int:
        """Return the number of parts it remembers."""
        return len(self._young.keys() | self._old.keys())

    @staticmethod
    def text_of(part: JsonObject) -> bytes | None:
        """Return the exact JSON of a part, by which it is known; None if it has none."""
        try:
            return orjson.dumps(part)
        except orjson.JSONEncodeError:
            return None

    def find(self, key: Key) -> Record | None:
        """Return what is known of a part, if anything."""
        record = self._young.get(key)
        if record is None and (record := self._old.get(key)) is not None:
            self._keep(key, record)
        return record

    def admit(self, pending: Iterable[tuple[Key, Record]]) -> None:
        """Remember the parts of a document, because a signature over the whole of it has held.

        Never call it before: strangers could fill the memory with what they please.
        """
        for key, record in pending:
            if len(key[1]) <= self._entry_bytes:
                self._keep(key, record)

    def _keep(self, key: Key, record: Record) -> None:
        is_full = len(self._young) >= max(1, self._entries // 2)
        if is_full or self._young_bytes >= self._bytes // 2:
            self._old, self._young, self._young_bytes = self._young, {}, 0
        self._young[key] = record
        described = _BYTES_A_DESCRIPTION * len(record.described)
        self._young_bytes += _BYTES_A_BYTE * len(key[1]) + described
