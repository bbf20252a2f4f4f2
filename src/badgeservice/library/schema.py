"""The JSON Schema of library files, by which editors complete and check what one writes.

Spec: https://json-schema.org/draft/2020-12
"""

from __future__ import annotations

import json
from typing import Annotated, Final, TypeAlias

from pydantic import Field, TypeAdapter

from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.library.documents import BadgeClass, CriteriaSet, LibraryDescription, Unit
from badgeservice.library.mapping_documents import Mapping

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TITLE: Final = "A document of a badge library"
_DESCRIPTION: Final = (
    "The description of a library, a qualification unit, a criteria set, a badge class or a "
    "mapping; `kind` says which."
)
# A mapping is a file of a library, and kept in a book of its own.
_AnyFile: TypeAlias = Annotated[
    LibraryDescription | Unit | CriteriaSet | BadgeClass | Mapping, Field(discriminator="kind")
]


def json_schema() -> JsonObject:
    """Return the schema of one file."""
    generated: JsonObject = TypeAdapter[_AnyFile](_AnyFile).json_schema(by_alias=True)
    _drop_discriminators(generated)
    definitions = generated.pop("$defs")
    _require_kinds(definitions)
    return {
        "$schema": _DIALECT,
        "title": _TITLE,
        "description": _DESCRIPTION,
        **generated,
        "$defs": definitions,
    }


def schema_text() -> str:
    """Return the schema as the text of `criteria/schema/library.schema.json`."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def _drop_discriminators(value: JsonValue) -> None:
    """Leave `discriminator` out: it is a word of OpenAPI, and here constant kinds tell apart."""
    if isinstance(value, dict):
        if isinstance(value.get("discriminator"), dict) and "oneOf" in value:
            del value["discriminator"]
        for below in value.values():
            _drop_discriminators(below)
    elif isinstance(value, list):
        for below in value:
            _drop_discriminators(below)


def _require_kinds(definitions: JsonValue) -> None:
    """Make `kind` required, although the models have a default: a file must say what it is."""
    for definition in definitions.values() if isinstance(definitions, dict) else ():
        if not isinstance(definition, dict):
            continue
        properties, required = definition.get("properties"), definition.setdefault("required", [])
        if isinstance(properties, dict) and "kind" in properties and isinstance(required, list):
            required.insert(0, "kind")
        if not required:
            del definition["required"]
