"""Multibase, of which Data Integrity needs base58btc alone.

Spec: https://www.w3.org/TR/cid-1.0/#multibase-0
"""

from typing import Final

from badgeservice.credentials.errors import MultibaseMalformedError

_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES: Final = {character: value for value, character in enumerate(_ALPHABET)}
# Decoding takes time quadratic in the length; keys need less than 100 characters, and
# the longest signature, that of P-384, 133.
_MAXIMUM_LENGTH: Final = 160
# The most digits whose value surely fits in 60 bits, two of Python's own digits.
_GROUP_DIGITS: Final = 10
_FIVE_DIGITS: Final = 58**5
_PAIRS: Final = [first + second for first in _ALPHABET for second in _ALPHABET]
_PAIR: Final = len(_PAIRS)
_NOTHING: Final = str.maketrans("", "", _ALPHABET)


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
    foreign = digits.translate(_NOTHING)
    if foreign:
        raise MultibaseMalformedError(f"{foreign[0]!r} is not in the alphabet of base58btc")
    # In groups, because arithmetic with small numbers is ten times as fast.
    number = 0
    for start in range(0, len(digits), _GROUP_DIGITS):
        group = digits[start : start + _GROUP_DIGITS]
        value = 0
        for character in group:
            value = value * 58 + _VALUES[character]
        number = number * 58 ** len(group) + value
    zeros = len(digits) - len(digits.lstrip(_ALPHABET[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
