"""Members that no context defines by name, though one may define every name there is.

Spec: https://www.w3.org/TR/vc-jose-cose/ and
https://www.w3.org/TR/vc-data-model-2.0/#extensibility
"""

from __future__ import annotations

from collections.abc import Iterator

from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.credentials.w3c_problems import DATA_LOSS, W3cProblem
from badgeservice.verification.generic import generic_contexts


def find_unknown_terms(document: JsonObject) -> Iterator[W3cProblem]:
    """Yield the members of a document, though not of its parts, that no context defines by name.

    Whoever reads a token as JSON goes by names, so a vocabulary that stands for all of them says
    nothing.
    """
    named = document.get("@context")
    listed = named if isinstance(named, list) else [named]
    known = {name for context in listed for name in _defined(context)}
    for name in document:
        if name != "@context" and name not in known:
            message = f"No context defines {name[:80]!r} by its name."
            yield W3cProblem(DATA_LOSS, message, f"/{name}")


def _defined(context: JsonValue) -> Iterator[str]:
    if isinstance(context, str):
        yield from _names(generic_contexts().documents.get(context, {}))
    else:
        yield from _names({"@context": context})


def _names(value: JsonValue) -> Iterator[str]:
    """Yield every name that a context defines, in whatever scope."""
    if isinstance(value, list):
        for item in value:
            yield from _names(item)
    elif isinstance(value, dict):
        local = value.get("@context")
        for context in local if isinstance(local, list) else [local]:
            if isinstance(context, dict):
                yield from (name for name in context if not name.startswith("@"))
        for below in value.values():
            yield from _names(below)
