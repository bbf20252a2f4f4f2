"""Statuses of several bits: what each value of an entry means.

Spec: https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry
"""

import re
from typing import Final

from badgeservice.credentials.errors import StatusListMalformedError
from badgeservice.credentials.safe_mode import is_absolute_iri
from badgeservice.credentials.strict_json import JsonValue

# Every value needs a message, and no list in a document that is read has room for 512 of them.
_MAXIMUM_SIZE: Final = 8
_HEX: Final = re.compile(r"0x[0-9a-fA-F]{1,4}")


def read_size(value: JsonValue) -> int:
    """Return how many bits an entry has, from its `statusSize`; one where that is absent (None).

    Raises:
        StatusListMalformedError: it is no whole number above zero, or above eight; code `entry`.
    """
    if value is None:
        return 1
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MAXIMUM_SIZE:
        message = f"its size is no whole number from 1 to {_MAXIMUM_SIZE}"
        raise StatusListMalformedError("entry", message)
    return value


def read_messages(value: JsonValue, *, size: int) -> tuple[str, ...]:
    """Return the messages of an entry of `size` bits, that of the value 0 first.

    There may be none where one bit says it all.

    Raises:
        StatusListMalformedError: `value` is not one message for each of the values, each a text
            with the value as `0x` and hexadecimal digits; or there is none although `size` is
            above one. The code is `entry`.
    """
    if value is None:
        if size > 1:
            message = "a status of several bits must say what its values mean"
            raise StatusListMalformedError("entry", message)
        return ()
    listed = value if isinstance(value, list) else []
    messages = dict(_message(item) for item in listed)
    if len(listed) != 2**size or messages.keys() != set(range(2**size)):
        message = f"it does not have one message for each of its {2**size} values"
        raise StatusListMalformedError("entry", message)
    return tuple(messages[status] for status in range(2**size))


def read_references(value: JsonValue) -> tuple[str, ...]:
    """Return the URLs of what explains a status, from its `statusReference`.

    Raises:
        StatusListMalformedError: it is neither a URL nor a list of URLs; code `entry`.
    """
    if value is None:
        return ()
    listed = value if isinstance(value, list) else [value]
    urls = tuple(item for item in listed if isinstance(item, str) and is_absolute_iri(item))
    if not urls or len(urls) != len(listed):
        raise StatusListMalformedError("entry", "its reference is no URL")
    return urls


def _message(item: JsonValue) -> tuple[int, str]:
    code = item.get("status") if isinstance(item, dict) else None
    text = item.get("message") if isinstance(item, dict) else None
    if not isinstance(code, str) or not _HEX.fullmatch(code) or not isinstance(text, str):
        message = "a message of it is no text with a hexadecimal value"
        raise StatusListMalformedError("entry", message)
    return int(code, 16), text
