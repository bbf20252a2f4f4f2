"""Contexts for writing documents back, where a context coerces members to classes.

The first context of Open Badges says of some members that their values are of a class, as if that
were a data type: `alignment` has the `@type` of Alignment. Reading an object under such a name does
not heed it, but compaction then finds no name for what was read. The documents here say the same
but for that, and serve for writing alone: what stands for a member is what the publisher says.

Which contexts write a document back does not matter to the guard in `compaction`, as long as what
is written depends on nothing but what was read: of two documents that are read alike, only one can
equal it.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from badgeservice.credentials.contexts import pinned
from badgeservice.credentials.json_ld import Contexts
from badgeservice.credentials.strict_json import JsonObject, JsonValue

_COERCING: Final = frozenset({pinned.OPEN_BADGES_3_0_0, pinned.OPEN_BADGES_3_0_0_ALIAS})
_VOCABULARY: Final = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
# The same context gives these members the IRIs of classes, whose names compaction then prefers.
_MEMBERS: Final[Mapping[str, str]] = {
    "Achievement": "achievement",
    "Address": "address",
    "Criteria": "criteria",
    "GeoCoordinates": "geo",
    "Image": "image",
    "Profile": "creator",
}


def written_back(contexts: Contexts, expanded: list[JsonValue], named: JsonValue) -> JsonObject:
    """Return the compacted form of a document that names the contexts `named`.

    Raises:
        CredentialError: as `Contexts.compact`.
    """
    is_coercing = isinstance(named, list) and any(
        isinstance(url, str) and url in _COERCING for url in named
    )
    if not is_coercing:
        return contexts.compact(expanded, named)
    return _renamed(_without_coercions(contexts).compact(expanded, named))


def _renamed(members: JsonObject) -> JsonObject:
    return {
        _MEMBERS[name] if name in _MEMBERS and _MEMBERS[name] not in members else name: _below(
            value
        )
        for name, value in members.items()
    }


def _below(value: JsonValue) -> JsonValue:
    if isinstance(value, list):
        return [_below(item) for item in value]
    return _renamed(value) if isinstance(value, dict) else value


# With and without registered contexts; those come and go.
@lru_cache(maxsize=4)
def _without_coercions(contexts: Contexts) -> Contexts:
    documents: Mapping[str, JsonObject] = contexts.documents
    loosened = {url: _loosened(documents[url]) for url in _COERCING if url in documents}
    return contexts.extended(loosened)


def _loosened(document: JsonObject) -> JsonObject:
    return {name: _plain(value) for name, value in document.items()}


def _plain(value: JsonValue, name: str = "") -> JsonValue:
    if not isinstance(value, dict):
        return value
    return {
        below: _plain(said, below)
        for below, said in value.items()
        if not (below == "@type" and _is_of_objects(name, said))
    }


def _is_of_objects(name: str, coercion: JsonValue) -> bool:
    """Whether a member that is coerced to a type holds objects nevertheless."""
    if name == "parentOrg":
        # To a text, of all things.
        return True
    return isinstance(coercion, str) and coercion.startswith(_VOCABULARY)
