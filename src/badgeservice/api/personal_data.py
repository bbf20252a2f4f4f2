"""Refuses a body with a Finnish personal identity code in it, before anything else reads it."""

from __future__ import annotations

from badgeservice.api.errors import NationalIdRefusedError
from badgeservice.credentials.strict_json import JsonValue, pointer_to
from badgeservice.issuing.national_id import holds_national_id


def refuse_national_ids(value: JsonValue, pointer: str = "") -> None:
    """Let a value pass in which no text holds a personal identity code.

    Raises:
        NationalIdRefusedError: a text holds one; the error says where, never what.
    """
    if isinstance(value, str):
        if holds_national_id(value):
            raise NationalIdRefusedError(pointer)
    elif isinstance(value, dict):
        for name, below in value.items():
            refuse_national_ids(below, pointer_to(pointer, name))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            refuse_national_ids(below, pointer_to(pointer, index))
