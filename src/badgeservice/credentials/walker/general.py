"""The general path: PyLD reads the document, and guards compare what it read with the document.

Spec: https://www.w3.org/TR/vc-data-integrity/#context-validation
"""

from badgeservice.credentials import compaction, nodes, safe_mode
from badgeservice.credentials.class_coercions import written_back
from badgeservice.credentials.errors import UnsafeDocumentError
from badgeservice.credentials.json_ld import Contexts
from badgeservice.credentials.rdfc import HashName, canonicalise_quads
from badgeservice.credentials.strict_json import JsonObject, JsonValue, pointer_to
from badgeservice.credentials.walker import presented


def canonicalise(
    document: JsonObject, *, contexts: Contexts, hash_name: HashName = "sha256"
) -> bytes:
    """Return the RDFC-1.0 canonical N-Quads of `document`, as UTF-8.

    Raises:
        CredentialError: as `walker.canonical.canonicalise`.
    """
    if presented.holds_credentials(document):
        return presented.canonicalise(
            document, contexts=contexts, guard=guarded, hash_name=hash_name
        )
    return canonicalise_quads(contexts.quads(guarded(document, contexts)), hash_name=hash_name)


def guarded(document: JsonObject, contexts: Contexts) -> list[JsonValue]:
    """Return the expanded form of `document`, if that says the same as the document.

    Raises:
        CredentialError: as `walker.canonical.canonicalise`.
    """
    safe_mode.require_known_contexts(document, contexts.documents)
    safe_mode.require_plain_json(document)
    _require_distinct_numbers(document, "")
    expanded = contexts.expand(document)
    nodes.require_sound_nodes(expanded, document)
    compacted = written_back(contexts, expanded, document["@context"])
    compaction.require_compacted(document, compacted)
    return expanded


def _require_distinct_numbers(value: JsonValue, pointer: str) -> None:
    """Refuse numbers and truth values that are listed twice in two notations.

    PyLD takes `1`, `1.0` and `true` for one value, and leaves all but the first unsigned.
    """
    if isinstance(value, dict):
        for name, below in value.items():
            _require_distinct_numbers(below, pointer_to(pointer, name))
    elif isinstance(value, list):
        seen: set[float] = set()
        for at, item in enumerate(value):
            below = pointer_to(pointer, at)
            if isinstance(item, int | float):
                if item in seen:
                    raise UnsafeDocumentError(below, "repeated-value", "a value is listed twice")
                seen.add(item)
            _require_distinct_numbers(item, below)
