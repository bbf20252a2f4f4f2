"""The last guard: a document must equal the compacted form of its own expansion.

Spec: https://www.w3.org/TR/vc-data-integrity/#context-validation
"""

from typing import Final

from badgeservice.credentials.errors import UnsafeDocumentError, UnsignedDataError
from badgeservice.credentials.safe_mode import without_known_contexts
from badgeservice.credentials.strict_json import JsonObject, JsonValue, is_same, pointer_to

# Names of one type each: Open Badges gives them one IRI, and compaction picks the shorter.
_TYPE_SYNONYMS: Final = (
    frozenset({"AchievementCredential", "OpenBadgeCredential"}),
    frozenset({"GeoCoordinates", "geo"}),
    # In the contexts before 3.0.3.
    frozenset({"Image", "image"}),
)
# What compaction may call a type, and nobody else: a second name for what is listed already.
_NO_TYPES: Final = frozenset({"image"})


def require_compacted(document: JsonObject, compacted: JsonObject) -> None:
    """Refuse a document that is not the compacted form of its own expansion.

    One value and a list of it are the same here, and so are an id and an object with only an id.

    Raises:
        UnsignedDataError: a member is missing from `compacted`, so it is undefined or an alias.
        UnsafeDocumentError: a value differs; the code is `not-compacted`.
    """
    contexts = document.get("@context")
    _require_equal_members(
        {name: value for name, value in document.items() if name != "@context"},
        {name: value for name, value in compacted.items() if name != "@context"},
        "",
        contexts,
    )


def _require_equal_members(
    members: JsonObject, others: JsonObject, pointer: str, contexts: JsonValue
) -> None:
    for name in members:
        if name not in others:
            raise UnsignedDataError(pointer_to(pointer, name), name)
    for name in others:
        if name not in members:
            raise UnsafeDocumentError(
                pointer, "not-compacted", f"what stands here is read as {name!r}"
            )
    _require_own_types(members.get("type"), pointer)
    for name, value in members.items():
        _require_equal(value, others[name], pointer_to(pointer, name), contexts)


def _require_equal(value: JsonValue, other: JsonValue, pointer: str, contexts: JsonValue) -> None:
    if isinstance(value, list) and len(value) == 1:
        value, pointer = value[0], pointer_to(pointer, 0)
    value, other = _plainest(value, contexts), _plainest(other, contexts)
    if isinstance(value, dict) and isinstance(other, dict):
        _require_equal_members(value, other, pointer, contexts)
    elif isinstance(value, list) and isinstance(other, list) and len(value) == len(other):
        for at, (item, twin) in enumerate(zip(value, other, strict=True)):
            _require_equal(item, twin, pointer_to(pointer, at), contexts)
    elif not (is_same(value, other) or _are_synonyms(value, other)):
        raise UnsafeDocumentError(pointer, "not-compacted", "the value is read as another one")


def _require_own_types(types: JsonValue, pointer: str) -> None:
    for name in types if isinstance(types, list) else [types]:
        if isinstance(name, str) and name in _NO_TYPES:
            raise UnsafeDocumentError(
                pointer_to(pointer, "type"), "not-compacted", f"{name!r} is not the name of a type"
            )


def _are_synonyms(value: JsonValue, other: JsonValue) -> bool:
    if not isinstance(value, str) or not isinstance(other, str):
        return False
    return {value, other} in _TYPE_SYNONYMS


def _plainest(value: JsonValue, contexts: JsonValue) -> JsonValue:
    """Take away the differences in form that mean nothing."""
    if isinstance(value, list) and len(value) == 1:
        return _plainest(value[0], contexts)
    if isinstance(value, dict) and value.keys() == {"id"}:
        return value["id"]
    return without_known_contexts(value, contexts)
