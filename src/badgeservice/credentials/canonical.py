"""What a signature covers: the canonical form of a document, or an error that says why not.

Spec: https://www.w3.org/TR/rdf-canon/ and
https://www.w3.org/TR/vc-di-eddsa/#transformation-eddsa-rdfc-2022
"""

import hashlib

from badgeservice.credentials import compaction, nodes, safe_mode
from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.rdfc import canonicalise_quads
from badgeservice.credentials.strict_json import JsonObject


def canonicalise(document: JsonObject, *, contexts: Contexts = PINNED_CONTEXTS) -> bytes:
    """Return the RDFC-1.0 canonical N-Quads of `document`, as UTF-8.

    Two documents with one canonical form show the same to a JSON reader, but for the order of
    members and of lists that are sets: whatever JSON-LD would drop, merge, rename or resolve
    silently is refused. The network is never asked.

    Spec: https://www.w3.org/TR/vc-data-integrity/#context-validation

    Raises:
        UnknownContextError: `@context` names a URL outside `contexts`.
        UnsignedDataError: a member or type is not defined by the contexts under that name.
        UnsafeDocumentError: the document holds a construct that can be read in two ways.
        TooComplexError: the work would exceed what any real badge needs.
    """
    safe_mode.require_known_contexts(document, contexts.documents)
    safe_mode.require_plain_json(document)
    expanded = contexts.expand(document)
    nodes.require_sound_nodes(expanded, document)
    compacted = contexts.compact(expanded, document["@context"])
    compaction.require_compacted(document, compacted)
    return canonicalise_quads(contexts.quads(expanded))


def digest(document: JsonObject, *, contexts: Contexts = PINNED_CONTEXTS) -> bytes:
    """Return the SHA-256 of the canonical form of `document`: 32 bytes.

    Raises:
        CredentialError: as `canonicalise`.
    """
    return hashlib.sha256(canonicalise(document, contexts=contexts)).digest()
