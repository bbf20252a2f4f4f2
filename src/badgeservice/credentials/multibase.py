"""Multibase, of which Data Integrity needs base58btc alone.

Spec: https://www.w3.org/TR/cid-1.0/#multibase-0
"""

from collections.abc import Iterator
from typing import Final

from badgeservice.credentials.errors import MultibaseMalformedError

_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# Decoding takes time quadratic in the length; keys need less than 100 characters, and
# the longest signature, that of P-384, 133.
_MAXIMUM_LENGTH: Final = 160
# The most digits whose value surely fits in 60 bits, two of Python's own digits.
_GROUP_DIGITS: Final = 10
_FIVE_DIGITS: Final = 58**5
_PAIRS: Final = [first + second for first in _ALPHABET for second in _ALPHABET]
_PAIR: Final = len(_PAIRS)
_DIGITS: Final = _ALPHABET.encode("ascii")
_VALUES: Final = bytes.maketrans(_DIGITS, bytes(range(len(_DIGITS))))


def encode(content: bytes) -> str:
    """Return `content` in base58btc, `z` first."""
    number = int.from_bytes(content, "big")
    parts: list[str] = []
    # Five digits at a time, the most whose value is one of Python's own digits; the last one first.
    while number:
        five, number = number % _FIVE_DIGITS, number // _FIVE_DIGITS
        three = five // _PAIR
        parts += (_PAIRS[five % _PAIR], _PAIRS[three % _PAIR], _ALPHABET[three // _PAIR])
    parts.reverse()
    digits = "".join(parts).lstrip(_ALPHABET[0])
    zeros = len(content) - len(content.lstrip(b"\0"))
    return "z" + _ALPHABET[0] * zeros + digits


def decode(text: str) -> bytes:
    """Return the bytes of `text`, which must be base58btc with `z` first.

    Raises:
        MultibaseMalformedError: another base, a foreign character, or more than 160 characters.
    """
    if not text.startswith("z"):
        raise MultibaseMalformedError("it does not start with z, for base58btc")
    if len(text) > _MAXIMUM_LENGTH:
        raise MultibaseMalformedError(f"more than {_MAXIMUM_LENGTH} characters")
    digits = text[1:]
    number = _number(digits.encode("utf-8", "replace"))
    if number is None:
        raise MultibaseMalformedError(f"{_foreign(digits)!r} is not in the alphabet of base58btc")
    zeros = len(digits) - len(digits.lstrip(_ALPHABET[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def _levels() -> Iterator[tuple[int, int, int]]:
    """Yield how wide the lanes of each level of `_number` are in bits, which, and their worth."""
    lanes, bits = 1, 8
    while lanes < _MAXIMUM_LENGTH:
        mask = sum(((1 << bits) - 1) << 2 * bits * at for at in range(_MAXIMUM_LENGTH // lanes + 1))
        yield bits, mask, 58**lanes
        lanes, bits = 2 * lanes, 2 * bits


_LEVELS: Final = tuple(_levels())


def _number(digits: bytes) -> int | None:
    """Return the number that digits stand for, or None if one of them is foreign.

    A byte each is a lane of one long number. All pairs of neighbours become one lane twice as wide
    by a single multiplication, then all pairs of those, until there is but one.
    """
    if digits.translate(None, _DIGITS):
        return None
    number = int.from_bytes(digits.translate(_VALUES), "big")
    for bits, lanes, worth in _LEVELS[: (len(digits) - 1).bit_length()] if digits else ():
        number = (number >> bits & lanes) * worth + (number & lanes)
    return number


def _foreign(digits: str) -> str:
    return next(digit for digit in digits if digit not in _ALPHABET)
