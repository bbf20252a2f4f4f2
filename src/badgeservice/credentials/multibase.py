"""Multibase, of which Data Integrity needs base58btc alone.

Spec: https://www.w3.org/TR/cid-1.0/#multibase-0
"""

from typing import Final

from badgeservice.credentials.errors import MultibaseMalformedError

_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# Decoding takes time quadratic in the length; keys need less than 100 characters, and
# the longest signature, that of P-384, 133.
_MAXIMUM_LENGTH: Final = 160
# The most digits whose value surely fits in 60 bits, two of Python's own digits.
_GROUP_DIGITS: Final = 10
_GROUP: Final = 58**_GROUP_DIGITS
_PAIRS: Final = [first + second for first in _ALPHABET for second in _ALPHABET]
_PAIR: Final = len(_PAIRS)
# Of digits, and of pairs of them.
_VALUES: Final = {
    digits: value for known in (_ALPHABET, _PAIRS) for value, digits in enumerate(known)
}
_NOTHING: Final = str.maketrans("", "", _ALPHABET)


def encode(content: bytes) -> str:
    """Return `content` in base58btc, `z` first."""
    number = int.from_bytes(content, "big")
    groups = []
    while number:
        number, value = divmod(number, _GROUP)
        groups.append(_group(value))
    digits = "".join(reversed(groups)).lstrip(_ALPHABET[0])
    zeros = len(content) - len(content.lstrip(b"\0"))
    return "z" + _ALPHABET[0] * zeros + digits


def _group(value: int) -> str:
    """Return ten digits, two at a time."""
    value, fifth = divmod(value, _PAIR)
    value, fourth = divmod(value, _PAIR)
    value, third = divmod(value, _PAIR)
    first, second = divmod(value, _PAIR)
    return _PAIRS[first] + _PAIRS[second] + _PAIRS[third] + _PAIRS[fourth] + _PAIRS[fifth]


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
    try:
        number = _number(digits)
    except KeyError as cause:
        foreign = digits.translate(_NOTHING)
        raise MultibaseMalformedError(
            f"{foreign[0]!r} is not in the alphabet of base58btc"
        ) from cause
    zeros = len(digits) - len(digits.lstrip(_ALPHABET[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def _number(digits: str) -> int:
    """Return the number that digits stand for, and raise KeyError if one is foreign.

    In groups of five pairs, because arithmetic with small numbers is ten times as fast.
    """
    values, first = _VALUES, len(digits) % _GROUP_DIGITS
    number = 0
    for digit in digits[:first]:
        number = number * 58 + values[digit]
    for at in range(first, len(digits), _GROUP_DIGITS):
        value = values[digits[at : at + 2]]
        value = value * _PAIR + values[digits[at + 2 : at + 4]]
        value = value * _PAIR + values[digits[at + 4 : at + 6]]
        value = value * _PAIR + values[digits[at + 6 : at + 8]]
        number = number * _GROUP + value * _PAIR + values[digits[at + 8 : at + 10]]
    return number
