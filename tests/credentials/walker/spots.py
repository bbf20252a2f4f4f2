"""Places in a document, to play tricks on."""

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any, Final

from badgeservice.credentials.contexts import pinned
from tests.credentials.walker.generator import Document, Step


def _defined(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield every term that a context document defines anywhere."""
    if isinstance(value, dict):
        for name, below in value.items():
            is_simple = isinstance(below, str) and "://" in below
            if is_simple or (isinstance(below, dict) and "@id" in below):
                yield name, below
            yield from _defined(below)


# What terms stand for, and what their values are coerced to; of several, the last.
TERMS: Final[Mapping[str, tuple[str, str | None]]] = {
    name: (found, None) if isinstance(found, str) else (found["@id"], found.get("@type"))
    for url in (pinned.CREDENTIALS_V2, pinned.OPEN_BADGES_3_0_3)
    for name, found in _defined(pinned.load(url)["@context"])
}


def nodes(value: Any) -> Iterator[Document]:
    """Yield every object in a document, itself too."""
    if isinstance(value, dict):
        yield value
    for below in value.values() if isinstance(value, dict) else value:
        if isinstance(below, dict | list):
            yield from nodes(below)


def slots(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield where each value stands: the object or list, and the name or number in it."""
    steps: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))
    for step in steps:
        if step == "@context":
            continue
        yield value, step
        if isinstance(value[step], dict | list):
            yield from slots(value[step])


def slot(
    document: Document, random: Random, wanted: Callable[[Any, Step], bool]
) -> tuple[Any, Any] | None:
    """Return where one value of those wanted stands: an object or list, and a name or number."""
    found = [(at, step) for at, step in slots(document) if wanted(at, step)]
    return random.choice(found) if found else None


def node_of(
    document: Document, random: Random, wanted: Callable[[Document], bool] = bool
) -> Document | None:
    """Return one object of those wanted."""
    found = [node for node in nodes(document) if wanted(node)]
    return random.choice(found) if found else None


def renamed(at: Document, old: str, new: str, value: Any = None) -> None:
    """Give a member another name in the same place."""
    items = list(at.items())
    at.clear()
    for name, below in items:
        at[new if name == old else name] = below if value is None or name != old else value
