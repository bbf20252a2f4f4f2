"""The kinds of values that have no members: is a value of that kind, or not?

Spec: https://www.imsglobal.org/spec/ob/v3p0/#data-models
"""

from collections.abc import Callable, Mapping
from typing import Final

from badgeservice.credentials import safe_mode
from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.errors import DateMalformedError, StatusListMalformedError
from badgeservice.credentials.status_list import parse_index
from badgeservice.credentials.strict_json import JsonValue
from badgeservice.credentials.vocabulary import (
    COMPACT_JWS,
    EXTENSION_TERM,
    LANGUAGE_CODE,
    Terms,
)


def is_term(value: JsonValue, terms: Terms) -> bool:
    """Whether a value is of a vocabulary."""
    if not isinstance(value, str):
        return False
    return value in terms.terms or (terms.is_open and bool(EXTENSION_TERM.fullmatch(value)))


def is_text(value: JsonValue) -> bool:
    """Whether a value is a text."""
    return isinstance(value, str)


def is_uri(value: JsonValue) -> bool:
    """Whether a value is an absolute URI without spaces."""
    return isinstance(value, str) and safe_mode.is_absolute_iri(value)


def _is_moment(value: JsonValue) -> bool:
    try:
        return isinstance(value, str) and parse_datetime(value) is not None
    except DateMalformedError:
        return False


def _is_date(value: JsonValue) -> bool:
    return isinstance(value, str) and _is_moment(f"{value}T00:00:00Z")


def _is_number(value: JsonValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_whole_number(value: JsonValue) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_truth(value: JsonValue) -> bool:
    return isinstance(value, bool)


def _is_language(value: JsonValue) -> bool:
    return isinstance(value, str) and LANGUAGE_CODE.fullmatch(value) is not None


def _is_jws(value: JsonValue) -> bool:
    return isinstance(value, str) and COMPACT_JWS.fullmatch(value) is not None


def _is_index(value: JsonValue) -> bool:
    try:
        return parse_index(value, allow_number=True) >= 0
    except StatusListMalformedError:
        return False


def _is_anything(_value: JsonValue) -> bool:
    return True


SCALARS: Final[Mapping[str, Callable[[JsonValue], bool]]] = {
    "text": is_text,
    "uri": is_uri,
    "moment": _is_moment,
    "date": _is_date,
    "number": _is_number,
    "whole number": _is_whole_number,
    "truth": _is_truth,
    "language": _is_language,
    "jws": _is_jws,
    "index": _is_index,
    "any": _is_anything,
}
