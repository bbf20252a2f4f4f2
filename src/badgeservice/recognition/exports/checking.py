"""Whether a document is what a register takes, and what is wrong with it."""

from __future__ import annotations

from typing import TypeVar, cast

from pydantic import BaseModel, ValidationError

from badgeservice.credentials.strict_json import JsonObject, JsonValue, pointer_to, serialise
from badgeservice.recognition.errors import ExportFault

_Model = TypeVar("_Model", bound=BaseModel)


def read_as(model: type[_Model], fragment: JsonObject) -> _Model | tuple[ExportFault, ...]:
    """Return a fragment as what it shall be, or what is wrong with it."""
    try:
        return model.model_validate_json(serialise(fragment), by_alias=True, by_name=False)
    except ValidationError as error:
        return tuple(
            ExportFault(
                code=found["type"],
                pointer=_pointer(found["loc"], fragment, is_missing=found["type"] == "missing"),
                message=f"{found['msg']}.",
            )
            for found in error.errors(include_url=False, include_input=False)
        )


def _pointer(steps: tuple[int | str, ...], fragment: JsonObject, *, is_missing: bool) -> str:
    """Return a JSON pointer without the names of models that pydantic puts in between."""
    pointer, here = "", cast("JsonValue", fragment)
    for place, step in enumerate(steps, start=1):
        if isinstance(here, dict) and isinstance(step, str):
            if step not in here and not (is_missing and place == len(steps)):
                continue
            here = here.get(step)
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            continue
        pointer = pointer_to(pointer, step)
    return pointer


def without_nulls(document: JsonObject) -> JsonObject:
    """Return a document without the members that say nothing: registers take no nulls."""
    return cast("JsonObject", _pruned(document))


def _pruned(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {name: _pruned(inner) for name, inner in value.items() if inner is not None}
    return [_pruned(inner) for inner in value] if isinstance(value, list) else value
