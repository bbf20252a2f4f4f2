"""What a signature covers: the canonical form of a document, or an error that says why not.

Two ways lead to it. The walker knows the shapes that badges have, and takes a hundredth of the
time; whatever it does not know goes the general path, which also explains every refusal.
`docs/canonicalisation.md` says why both accept the same.

Spec: https://www.w3.org/TR/rdf-canon/ and
https://www.w3.org/TR/vc-di-eddsa/#transformation-eddsa-rdfc-2022
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from badgeservice.credentials.errors import TooComplexError, UnsignedDataError
from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.rdfc import HashName
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.credentials.walker import general as general_path
from badgeservice.credentials.walker import rewrites
from badgeservice.credentials.walker.cache import Pending, SubtreeCache
from badgeservice.credentials.walker.outside import OutsideShapesError
from badgeservice.credentials.walker.walk import walk


class General(Protocol):
    """The general path. Where it is taken is not our business: it can be a process to be killed."""

    def __call__(
        self, document: JsonObject, contexts: Contexts, /, *, hash_name: HashName = "sha256"
    ) -> bytes:
        """Return what `canonicalise` does, given a document and the contexts it may name.

        `hash_name` is the hash by which unnamed nodes are labelled.
        """
        ...


@dataclass(frozen=True, slots=True)
class Canonical:
    """A canonical form; `pending` are parts to remember once the signature over it has held.

    `recalled` are parts that were remembered, by `id()`, with their exact JSON. `is_sound` says
    that the members were seen to be as the data model has them; see `soundness`.
    """

    content: bytes
    pending: Pending = ()
    recalled: Mapping[int, bytes] = field(default_factory=dict)
    is_sound: bool = False


def canonicalise_generally(
    document: JsonObject, contexts: Contexts, /, *, hash_name: HashName = "sha256"
) -> bytes:
    """Return the same as `canonicalise` by the general path alone, and here (a `General`).

    Raises:
        CredentialError: as `canonicalise`.
    """
    try:
        return general_path.canonicalise(document, contexts=contexts, hash_name=hash_name)
    except UnsignedDataError as refusal:
        raise rewrites.explained(refusal) from refusal


def canonicalise(
    document: JsonObject,
    *,
    contexts: Contexts = PINNED_CONTEXTS,
    general: General = canonicalise_generally,
) -> bytes:
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
    return _canonical(document, contexts, None, general).content


def canonicalise_cached(
    document: JsonObject,
    *,
    cache: SubtreeCache,
    contexts: Contexts = PINNED_CONTEXTS,
    general: General = canonicalise_generally,
) -> Canonical:
    """Return the same as `canonicalise`, with the help of what `cache` remembers.

    When the signature over `document` holds, and only then, hand `pending` to `cache.admit`.

    Raises:
        CredentialError: as `canonicalise`.
    """
    return _canonical(document, contexts, cache, general)


def canonicalise_plain(
    document: JsonObject, *, cache: SubtreeCache, contexts: Contexts = PINNED_CONTEXTS
) -> Canonical | None:
    """Return the same as `canonicalise_cached` if that can be had quickly, and else None.

    It takes time in proportion to the length of the document, and never the general path.
    """
    try:
        return _walked(document, contexts, cache)
    except (OutsideShapesError, TooComplexError):
        return None


def canonicalise_by_sha384(
    document: JsonObject,
    *,
    contexts: Contexts = PINNED_CONTEXTS,
    general: General = canonicalise_generally,
) -> bytes:
    """Return the same as `canonicalise`, but with unnamed nodes labelled by SHA-384.

    The walker labels by SHA-256, so this always goes the general path.

    Raises:
        CredentialError: as `canonicalise`.
    """
    return general(document, contexts, hash_name="sha384")


def _canonical(
    document: JsonObject, contexts: Contexts, cache: SubtreeCache | None, general: General
) -> Canonical:
    try:
        return _walked(document, contexts, cache)
    except OutsideShapesError:
        # Not an error yet: the general path decides.
        pass
    return Canonical(general(document, contexts))


def _walked(document: JsonObject, contexts: Contexts, cache: SubtreeCache | None) -> Canonical:
    walked = walk(document, contexts=contexts, cache=cache)
    form = walked.graph.canonical()
    return Canonical(form, walked.pending, walked.recalled, walked.is_sound)
