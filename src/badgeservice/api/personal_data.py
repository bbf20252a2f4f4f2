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
    # One look at all of the texts; they are told apart only when there is something to tell.
    if holds_national_id("\n".join(_texts_in(value))):
        _refuse(value, pointer)


def _texts_in(value: JsonValue) -> list[str]:
    if isinstance(value, str):
        return [value]
    texts = []
    if isinstance(value, dict | list):
        for below in value.values() if isinstance(value, dict) else value:
            if isinstance(below, str):
                texts.append(below)
            elif below is not None:
                texts += _texts_in(below)
    return texts


def _refuse(value: JsonValue, pointer: str) -> None:
    if isinstance(value, str):
        if holds_national_id(value):
            raise NationalIdRefusedError(pointer)
    elif isinstance(value, dict):
        for name, below in value.items():
            _refuse(below, pointer_to(pointer, name))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            _refuse(below, pointer_to(pointer, index))
