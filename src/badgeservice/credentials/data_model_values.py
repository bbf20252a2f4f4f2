"""Values that recur in credentials of every kind, and what is wrong with them.

Spec: https://www.w3.org/TR/vc-data-model-2.0/#basic-concepts
"""

import re
from collections.abc import Iterator
from typing import Final

from badgeservice.credentials.faults import ShapeFault
from badgeservice.credentials.safe_mode import is_absolute_iri
from badgeservice.credentials.strict_json import JsonObject, JsonValue, pointer_to

VALUE_OBJECT: Final = frozenset({"@value", "@language", "@direction"})
# Members in whose place the specification lets a text be an object with its language.
TEXTS: Final = frozenset({"name", "description"})

_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
# No set, as the value may be an object.
_DIRECTIONS: Final = ("ltr", "rtl")
# A term is whatever a context may define: no keyword, and nothing with white space in it.
_TERM: Final = re.compile(r"[^@\s:/][^\s:/]*")


def is_url(value: JsonValue) -> bool:
    """Whether a value is one absolute URL."""
    return isinstance(value, str) and is_absolute_iri(value)


def objects_in(document: JsonObject, name: str) -> Iterator[tuple[str, JsonValue]]:
    """Yield the one value of a member or each of several, with its JSON pointer."""
    value = document.get(name)
    if isinstance(value, list):
        for at, item in enumerate(value):
            yield pointer_to(f"/{name}", at), item
    elif name in document:
        yield f"/{name}", value


def id_faults(value: JsonObject, pointer: str = "") -> Iterator[ShapeFault]:
    """Yield what is wrong with an id, which need not be there.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#identifiers
    """
    if "id" in value and not is_url(value["id"]):
        yield ShapeFault(f"{pointer}/id", "id", "an id must be one absolute URL")


def reference_faults(document: JsonObject, name: str) -> Iterator[ShapeFault]:
    """Yield what is wrong with a member that is a URL, or an object with a URL as its id."""
    value = document[name]
    identifier = value.get("id") if isinstance(value, dict) else value
    if not is_url(identifier):
        message = f"{name} must be a URL, or an object with a URL as its id"
        yield ShapeFault(f"/{name}", "reference", message)


def type_faults(
    value: JsonObject, pointer: str = "", *, required: str | None = None
) -> Iterator[ShapeFault]:
    """Yield what is wrong with a type, which must be there and, if so asked, include one.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#types
    """
    where = f"{pointer}/type"
    if "type" not in value:
        yield ShapeFault(where, "missing", "type is missing")
        return
    types = value["type"]
    listed = types if isinstance(types, list) else [types]
    if not listed or not all(_is_type(name) for name in listed):
        yield ShapeFault(where, "type", "a type must be a term or an absolute URL")
    elif required is not None and required not in listed:
        yield ShapeFault(where, "type", f"the type must include {required}")


def text_faults(value: JsonObject, name: str, pointer: str = "") -> Iterator[ShapeFault]:
    """Yield what is wrong with a text that may say in which language it is, and which way it runs.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#language-and-base-direction
    """
    for where, text in objects_in(value, name):
        if not (isinstance(text, str) or is_value_object(text)):
            message = f"{name} must be a text, or an object with @value, @language and @direction"
            yield ShapeFault(pointer + where, "text", message)


def is_value_object(value: JsonValue) -> bool:
    """Whether a value is a text with its language, and nothing else."""
    if not isinstance(value, dict) or not VALUE_OBJECT.issuperset(value):
        return False
    language, direction = value.get("@language"), value.get("@direction")
    return (
        isinstance(value.get("@value"), str)
        and ("@language" not in value or _is_language(language))
        and ("@direction" not in value or direction in _DIRECTIONS)
    )


def typed_object_faults(document: JsonObject, name: str, *, needs_id: bool) -> Iterator[ShapeFault]:
    """Yield what is wrong with objects that must say of what type they are."""
    for pointer, value in objects_in(document, name):
        if not isinstance(value, dict):
            yield ShapeFault(pointer, "kind", f"{name} must be an object")
            continue
        yield from type_faults(value, pointer)
        if needs_id and "id" not in value:
            yield ShapeFault(f"{pointer}/id", "missing", "id is missing")
        yield from id_faults(value, pointer)


def _is_type(value: JsonValue) -> bool:
    return isinstance(value, str) and (bool(_TERM.fullmatch(value)) or is_absolute_iri(value))


def _is_language(value: JsonValue) -> bool:
    return isinstance(value, str) and _LANGUAGE.fullmatch(value) is not None
