"""What a signature covers: the canonical form of a document, or an error that says why not.

This is the door of the canonicaliser; the work is done in `walker`.

Spec: https://www.w3.org/TR/rdf-canon/ and
https://www.w3.org/TR/vc-di-eddsa/#transformation-eddsa-rdfc-2022
"""

import hashlib

from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.rdfc import HashName
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.credentials.walker.cache import Pending, SubtreeCache
from badgeservice.credentials.walker.canonical import (
    Canonical,
    General,
    canonicalise,
    canonicalise_by_sha384,
    canonicalise_cached,
    canonicalise_generally,
    canonicalise_plain,
)
from badgeservice.credentials.walker.rewrites import RewrittenNameError

__all__ = [
    "Canonical",
    "General",
    "Pending",
    "RewrittenNameError",
    "SubtreeCache",
    "canonicalise",
    "canonicalise_by_sha384",
    "canonicalise_cached",
    "canonicalise_generally",
    "canonicalise_plain",
    "digest",
    "digest_by",
]


def digest(
    document: JsonObject,
    *,
    contexts: Contexts = PINNED_CONTEXTS,
    general: General = canonicalise_generally,
) -> bytes:
    """Return the SHA-256 of the canonical form of `document`: 32 bytes.

    Raises:
        CredentialError: as `canonicalise`.
    """
    return hashlib.sha256(canonicalise(document, contexts=contexts, general=general)).digest()


def digest_by(
    hash_name: HashName,
    document: JsonObject,
    *,
    contexts: Contexts = PINNED_CONTEXTS,
    general: General = canonicalise_generally,
) -> bytes:
    """Return the hash of that name of the canonical form that labels by the same hash.

    Raises:
        CredentialError: as `canonicalise`.
    """
    if hash_name == "sha256":
        return digest(document, contexts=contexts, general=general)
    form = canonicalise_by_sha384(document, contexts=contexts, general=general)
    return hashlib.sha384(form).digest()
