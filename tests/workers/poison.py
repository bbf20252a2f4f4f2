"""Badges of the right shape that cost as much as a badge can, and badges that cost little."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import Any, Final

from badgeservice.credentials.strict_json import JsonObject, parse_object
from tests.world import World

_ALIGNMENT: Final = {"type": ["Alignment"], "targetUrl": "https://twins.example.org/"}


def twins(badge: Mapping[str, Any], *, parents: int, children: int) -> dict[str, Any]:
    """Return a badge with nodes that nothing tells apart, as in a poisoned RDF dataset."""
    alike = {**_ALIGNMENT, "targetName": "Twin"}
    result = {"type": ["Result"], "value": "1", "alignment": [alike] * children}
    return _with_results(badge, [result] * parents)


def chains(badge: Mapping[str, Any], *, lists: int, items: int) -> dict[str, Any]:
    """Return a badge with ordered lists, each a chain of unnamed nodes, and all of them alike."""
    changed = copy.deepcopy(dict(badge))
    changed["credentialSubject"]["achievement"]["resultDescription"] = [
        {
            "id": f"https://issuer.example/results/{number}",
            "type": ["ResultDescription"],
            "name": "Grade",
            "resultType": "LetterGrade",
            "allowedValue": [f"{item}" for item in range(items)],
        }
        for number in range(lists)
    ]
    return changed


def cousins(badge: Mapping[str, Any], *, parents: int, children: int) -> dict[str, Any]:
    """Return a legal badge whose nodes only their children tell apart: no poison, but much work."""
    results = [
        {
            "type": ["Result"],
            "value": "1",
            "alignment": [
                {**_ALIGNMENT, "targetName": f"Cousin {parent}-{child}"}
                for child in range(children)
            ],
        }
        for parent in range(parents)
    ]
    return _with_results(badge, results)


def badge(world: World) -> JsonObject:
    """Return a signed badge."""
    return parse_object(world.badge())


def bytes_of(document: Mapping[str, Any]) -> bytes:
    """Return JSON as programs write it."""
    return json.dumps(document).encode()


def _with_results(badge: Mapping[str, Any], results: list[Any]) -> dict[str, Any]:
    subject = badge["credentialSubject"]
    return {**badge, "credentialSubject": {**subject, "result": results}}
