"""The little of CBOR that selective disclosure proofs need: numbers, bytes, lists and maps.

Readers of all of CBOR act on tags, endless items and values of many kinds. What strangers send is
read here by a grammar that has none of these, and only one way to write a value.

Spec: https://www.rfc-editor.org/rfc/rfc8949#section-4.2.1
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

from badgeservice.credentials.errors import CborMalformedError

CborValue: TypeAlias = "int | bytes | list[CborValue] | dict[int, CborValue]"

# What is read here is a list of lists and maps.
MAXIMUM_DEPTH: Final = 3

_NUMBER: Final = 0
_BYTES: Final = 2
_LIST: Final = 4
_MAP: Final = 5
# Arguments below this stand in the first byte; from it on, 1, 2, 4 or 8 more bytes follow.
_FIRST_FOLLOWED: Final = 24
_LAST_FOLLOWED: Final = 27


def read(content: bytes) -> CborValue:
    """Return the one value in `content`: numbers from 0, bytes, lists, and maps from numbers.

    Every length is definite and every argument as short as it can be. At most three lists and maps
    stand in each other.

    Raises:
        CborMalformedError: `content` is anything else, or more.
    """
    reader = _Reader(content)
    value = reader.read(0)
    if reader.at != len(content):
        raise CborMalformedError("something follows the value")
    return value


@dataclass(slots=True)
class _Reader:
    """Bytes, and how far they are read."""

    content: bytes
    at: int = 0

    def read(self, depth: int) -> CborValue:
        kind, argument = self._head()
        if kind == _NUMBER:
            return argument
        if kind == _BYTES:
            return self._take(argument)
        if depth == MAXIMUM_DEPTH:
            raise CborMalformedError(f"more than {MAXIMUM_DEPTH} levels")
        # Each item takes a byte at least, so a long list that is not there ends at once.
        if kind == _LIST:
            return [self.read(depth + 1) for _ in range(argument)]
        if kind == _MAP:
            return self._map(argument, depth)
        raise CborMalformedError(f"a value of kind {kind} is not known here")

    def _map(self, length: int, depth: int) -> dict[int, CborValue]:
        result: dict[int, CborValue] = {}
        for _ in range(length):
            kind, name = self._head()
            if kind != _NUMBER:
                raise CborMalformedError("a name in a map is no number")
            if name in result:
                raise CborMalformedError("a name in a map occurs twice")
            result[name] = self.read(depth + 1)
        return result

    def _head(self) -> tuple[int, int]:
        first = self._take(1)[0]
        kind, argument = first >> 5, first & 0b11111
        if argument < _FIRST_FOLLOWED:
            return kind, argument
        if argument > _LAST_FOLLOWED:
            raise CborMalformedError("a value has no definite length")
        length = 1 << (argument - _FIRST_FOLLOWED)
        number = int.from_bytes(self._take(length), "big")
        if number < (_FIRST_FOLLOWED if length == 1 else 1 << (4 * length)):
            raise CborMalformedError("a number is not in its shortest form")
        return kind, number

    def _take(self, length: int) -> bytes:
        taken = self.content[self.at : self.at + length]
        if len(taken) != length:
            raise CborMalformedError("it ends in the middle of a value")
        self.at += length
        return taken
