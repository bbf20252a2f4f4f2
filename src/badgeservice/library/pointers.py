"""JSON pointers into a document.

Spec: https://www.rfc-editor.org/rfc/rfc6901
"""

from __future__ import annotations

from collections.abc import Mapping


def step(parent: str, name: str | int) -> str:
    """Return the pointer to the child `name` of `parent`."""
    return f"{parent}/{str(name).replace('~', '~0').replace('/', '~1')}"


def pointer(*names: str | int) -> str:
    """Return the pointer that follows `names` from the root."""
    found = ""
    for name in names:
        found = step(found, name)
    return found


def line_of(place: str, lines: Mapping[str, int]) -> int:
    """Return the line of `place`, or of the nearest thing around it that has a line."""
    while place and place not in lines:
        place = place.rpartition("/")[0]
    return lines.get(place, 1)
