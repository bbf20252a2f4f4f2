"""Multibase, of which Data Integrity needs base58btc alone.

Spec: https://www.w3.org/TR/cid-1.0/#multibase-0
"""

from typing import Final

from badgeservice.credentials.errors import MultibaseMalformedError

_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES: Final = {character: value for value, character in enumerate(_ALPHABET)}
# Decoding takes time quadratic in the length; keys and signatures need less than 100 characters.
_MAXIMUM_LENGTH: Final = 128


def encode(content: bytes) -> str:
    """Return `content` in base58btc, `z` first."""
    number = int.from_bytes(content, "big")
    digits = ""
    while number:
        number, value = divmod(number, 58)
        digits = _ALPHABET[value] + digits
    zeros = len(content) - len(content.lstrip(b"\0"))
    return "z" + _ALPHABET[0] * zeros + digits


def decode(text: str) -> bytes:
    """Return the bytes of `text`, which must be base58btc with `z` first.

    Raises:
        MultibaseMalformedError: another base, a foreign character, or more than 128 characters.
    """
    if not text.startswith("z"):
        raise MultibaseMalformedError("it does not start with z, for base58btc")
    if len(text) > _MAXIMUM_LENGTH:
        raise MultibaseMalformedError(f"more than {_MAXIMUM_LENGTH} characters")
    digits = text[1:]
    number = 0
    for character in digits:
        value = _VALUES.get(character)
        if value is None:
            raise MultibaseMalformedError(f"{character!r} is not in the alphabet of base58btc")
        number = number * 58 + value
    zeros = len(digits) - len(digits.lstrip(_ALPHABET[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
