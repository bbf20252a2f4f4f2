"""What a signature covers: the canonical form of a document, or an error that says why not.

This is the door of the canonicaliser; the work is done in `walker`.

Spec: https://www.w3.org/TR/rdf-canon/ and
https://www.w3.org/TR/vc-di-eddsa/#transformation-eddsa-rdfc-2022
"""

import hashlib

from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.credentials.walker.canonical import canonicalise

__all__ = ["canonicalise", "digest"]


def digest(document: JsonObject, *, contexts: Contexts = PINNED_CONTEXTS) -> bytes:
    """Return the SHA-256 of the canonical form of `document`: 32 bytes.

    Raises:
        CredentialError: as `canonicalise`.
    """
    return hashlib.sha256(canonicalise(document, contexts=contexts)).digest()
