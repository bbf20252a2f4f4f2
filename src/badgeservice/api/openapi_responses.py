"""Says an answer that many operations give once, under `components`, and refers to it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

_PROBLEM: Final = "application/problem+json"
_METHODS: Final = frozenset({"get", "put", "post", "delete", "patch", "head", "options"})

Responses = dict[str, Any]


def share_responses(document: dict[str, Any]) -> None:
    """Move every problem answer that occurs more than once to `components.responses`.

    Spec: https://spec.openapis.org/oas/v3.1.0#components-object
    """
    counts = Counter(
        _text(response) for responses in _all_responses(document) for response in responses.values()
    )
    shared: dict[str, str] = {}
    components: dict[str, Any] = {}
    for responses in _all_responses(document):
        for status, response in responses.items():
            text = _text(response)
            if counts[text] < 2 or not _slugs(response):  # noqa: PLR2004 – said once is no repetition
                continue
            name = shared.setdefault(text, _free_name(response, components))
            components[name] = response
            responses[status] = {"$ref": f"#/components/responses/{name}"}
    document["components"]["responses"] = dict(sorted(components.items()))


def _all_responses(document: dict[str, Any]) -> Iterator[Responses]:
    for item in document["paths"].values():
        for method, operation in item.items():
            if method in _METHODS:
                yield operation["responses"]


def _text(response: Any) -> str:  # noqa: ANN401 – a piece of an OpenAPI document
    return json.dumps(response, sort_keys=True)


def _slugs(response: dict[str, Any]) -> list[str]:
    return list(response.get("content", {}).get(_PROBLEM, {}).get("examples", {}))


def _free_name(response: dict[str, Any], taken: dict[str, Any]) -> str:
    words = [word for slug in _slugs(response) for word in slug.split("-")]
    name = "".join(word.capitalize() for word in words)
    number = 1
    while name in taken and taken[name] != response:
        number += 1
        name = f"{name.rstrip('0123456789')}{number}"
    return name
