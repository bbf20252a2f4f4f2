"""What a signature covers: the canonical form of a document, or an error that says why not.

Two ways lead to it. The walker knows the shapes that badges have, and takes a hundredth of the
time; whatever it does not know goes the general path, which also explains every refusal.
`docs/canonicalisation.md` says why both accept the same.

Spec: https://www.w3.org/TR/rdf-canon/ and
https://www.w3.org/TR/vc-di-eddsa/#transformation-eddsa-rdfc-2022
"""

from dataclasses import dataclass

from badgeservice.credentials.errors import UnsignedDataError
from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.credentials.walker import general, rewrites
from badgeservice.credentials.walker.cache import Pending, SubtreeCache
from badgeservice.credentials.walker.outside import OutsideShapesError
from badgeservice.credentials.walker.walk import walk


@dataclass(frozen=True, slots=True)
class Canonical:
    """A canonical form, and the parts of the document to remember once its signature has held."""

    content: bytes
    pending: Pending


def canonicalise(document: JsonObject, *, contexts: Contexts = PINNED_CONTEXTS) -> bytes:
    """Return the RDFC-1.0 canonical N-Quads of `document`, as UTF-8.

    Two documents with one canonical form show the same to a JSON reader, but for the order of
    members and of lists that are sets: whatever JSON-LD would drop, merge, rename or resolve
    silently is refused. The network is never asked.

    Spec: https://www.w3.org/TR/vc-data-integrity/#context-validation

    Raises:
        UnknownContextError: `@context` names a URL outside `contexts`.
        UnsignedDataError: a member or type is not defined by the contexts under that name; a
            `RewrittenNameError` if the name is one by which JSON-LD hides members.
        UnsafeDocumentError: the document holds a construct that can be read in two ways.
        TooComplexError: the work would exceed what any real badge needs.
    """
    return _canonical(document, contexts, None).content


def canonicalise_cached(
    document: JsonObject, *, cache: SubtreeCache, contexts: Contexts = PINNED_CONTEXTS
) -> Canonical:
    """Return the same as `canonicalise`, with the help of what `cache` remembers.

    When the signature over `document` holds, and only then, hand `pending` to `cache.admit`.

    Raises:
        CredentialError: as `canonicalise`.
    """
    return _canonical(document, contexts, cache)


def _canonical(document: JsonObject, contexts: Contexts, cache: SubtreeCache | None) -> Canonical:
    try:
        walked = walk(document, contexts=contexts, cache=cache)
        return Canonical(walked.graph.canonical(), walked.pending)
    except OutsideShapesError:
        # Not an error yet: the general path decides.
        pass
    try:
        return Canonical(general.canonicalise(document, contexts=contexts), ())
    except UnsignedDataError as refusal:
        raise rewrites.explained(refusal) from refusal
