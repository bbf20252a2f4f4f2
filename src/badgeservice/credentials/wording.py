"""What may be said in the words of a registered context, so that it can be signed as it is meant.

Spec: https://www.w3.org/TR/xmlschema11-2/#built-in-datatypes
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from badgeservice.credentials.canonical import canonicalise
from badgeservice.credentials.contexts.extension import ExtensionContext, read_intact
from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.errors import (
    CredentialError,
    DateMalformedError,
    UnsafeDocumentError,
    WordsInvalidError,
)
from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.model import CONTEXTS
from badgeservice.credentials.strict_json import JsonObject, JsonValue, pointer_to

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_SAMPLE: Final = "urn:uuid:00000000-0000-4000-8000-000000000000"
_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DECIMAL: Final = re.compile("[-+]?[0-9]+(?:[.][0-9]+)?")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vocabulary:
    """The words of a registered context: what each is coerced to, and all contexts with it."""

    context: ExtensionContext
    contexts: Contexts
    coercions: Mapping[str, str | None]

    def require(self, words: Mapping[str, JsonValue]) -> None:
        """Return when an achievement can say this: texts, numbers, truth values, lists of them.

        A value must be of the datatype that the context states for its word.

        Raises:
            WordsInvalidError: a word is not defined, a value does not fit, or no signature could
                cover it; the pointer is into `words`.
        """
        for name, value in words.items():
            pointer = pointer_to("", name)
            if name not in self.coercions:
                raise WordsInvalidError(pointer, "the context does not define this word")
            items = value if isinstance(value, list) else [value]
            for item in items:
                _require_fitting(item, self.coercions[name], pointer)
        self._require_signable(words)

    def _require_signable(self, words: Mapping[str, JsonValue]) -> None:
        sample: JsonObject = {
            "@context": [*CONTEXTS, self.context.url],
            "id": _SAMPLE,
            "type": ["Achievement"],
            **words,
        }
        try:
            canonicalise(sample, contexts=self.contexts)
        except UnsafeDocumentError as cause:
            raise WordsInvalidError(cause.pointer, cause.reason) from cause
        except CredentialError as cause:
            raise WordsInvalidError("", str(cause).rstrip(".")) from cause


def read_vocabulary(context: ExtensionContext) -> Vocabulary:
    """Return the words of a registered context.

    Raises:
        ContextAlteredError: its bytes are not those that were registered.
    """
    members = read_intact(context)["@context"]
    definitions = members.items() if isinstance(members, dict) else ()
    return Vocabulary(
        context=context,
        contexts=PINNED_CONTEXTS.extended_by([context]),
        coercions={
            name: _coercion(definition)
            for name, definition in definitions
            if not name.startswith("@")
        },
    )


def _coercion(definition: JsonValue) -> str | None:
    stated = definition.get("@type") if isinstance(definition, dict) else None
    return stated if isinstance(stated, str) else None


def _require_fitting(value: JsonValue, coercion: str | None, pointer: str) -> None:
    if not isinstance(value, str | int | float):
        raise WordsInvalidError(
            pointer, "a value must be a text, a number, true or false, or a list of those"
        )
    if coercion is None:
        return
    name = coercion.removeprefix(_XSD)
    fits, wanted = _FITTING.get(name, _TEXT)
    if not fits(value):
        raise WordsInvalidError(pointer, f"{wanted} is needed, as the context says")


def _is_text(value: JsonValue) -> bool:
    return isinstance(value, str)


def _is_whole(value: JsonValue) -> bool:
    return type(value) is int


def _is_number(value: JsonValue) -> bool:
    return type(value) in {int, float}


def _is_truth(value: JsonValue) -> bool:
    return isinstance(value, bool)


def _is_decimal(value: JsonValue) -> bool:
    # As JSON, 2.5 would be signed in a notation that no decimal has.
    return _is_whole(value) or (isinstance(value, str) and _DECIMAL.fullmatch(value) is not None)


def _is_day(value: JsonValue) -> bool:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_moment(value: JsonValue) -> bool:
    try:
        return isinstance(value, str) and bool(parse_datetime(value))
    except DateMalformedError:
        return False


_Kind = tuple[Callable[[JsonValue], bool], str]
_TEXT: Final[_Kind] = (_is_text, "a text")
_FITTING: Final[Mapping[str, _Kind]] = {
    **dict.fromkeys(
        (
            *("integer", "long", "int", "short", "byte", "unsignedLong", "unsignedInt"),
            *("unsignedShort", "unsignedByte", "nonNegativeInteger", "positiveInteger"),
            *("nonPositiveInteger", "negativeInteger"),
        ),
        (_is_whole, "a whole number"),
    ),
    **dict.fromkeys(("double", "float"), (_is_number, "a number")),
    **dict.fromkeys(("dateTime", "dateTimeStamp"), (_is_moment, "a moment with a time zone")),
    "boolean": (_is_truth, "true or false"),
    "decimal": (_is_decimal, "a whole number, or a text such as 2.5"),
    "date": (_is_day, "a day, written YYYY-MM-DD"),
}
