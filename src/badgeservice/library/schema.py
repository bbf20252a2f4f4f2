"""The JSON Schema of library files, by which editors complete and check what one writes.

Spec: https://json-schema.org/draft/2020-12
"""

from __future__ import annotations

import json
from typing import Final

from pydantic import TypeAdapter

from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.library.documents import AnyDocument

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TITLE: Final = "A document of a badge library"
_DESCRIPTION: Final = (
    "The description of a library, a qualification unit, a criteria set or a badge class; "
    "`kind` says which."
)


def json_schema() -> JsonObject:
    """Return the schema of one file."""
    generated: JsonObject = TypeAdapter[AnyDocument](AnyDocument).json_schema(by_alias=True)
    definitions = generated.pop("$defs")
    # `discriminator` is a word of OpenAPI; in JSON Schema, the constant kinds tell them apart.
    generated.pop("discriminator", None)
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
