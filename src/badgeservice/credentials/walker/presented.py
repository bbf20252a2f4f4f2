"""What a signature over a presentation covers: its own members, and the credentials inside.

Each credential is a graph of its own, read with contexts of its own. So each is judged by itself,
as is what is left of the presentation without them; then nothing in the whole can be read in two
ways, and the RDF of the whole is what is signed.

Spec: https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations
"""

from collections.abc import Callable
from typing import Final, TypeAlias

from badgeservice.credentials.errors import (
    CredentialError,
    TooComplexError,
    UnknownContextError,
    UnsafeDocumentError,
    UnsignedDataError,
)
from badgeservice.credentials.json_ld import Contexts
from badgeservice.credentials.presentation import (
    CREDENTIALS_MEMBER,
    MAXIMUM_CREDENTIALS,
    is_presentation,
    items_of,
)
from badgeservice.credentials.rdfc import HashName, canonicalise_quads
from badgeservice.credentials.strict_json import JsonObject, JsonValue

# Refuses what can be read in two ways, and returns the expanded form of the rest.
Guard: TypeAlias = Callable[[JsonObject, Contexts], list[JsonValue]]

_PROOF: Final = "proof"


def holds_credentials(document: JsonObject) -> bool:
    """Whether a document is a presentation with something in it."""
    return CREDENTIALS_MEMBER in document and is_presentation(document)


def canonicalise(
    document: JsonObject, *, contexts: Contexts, guard: Guard, hash_name: HashName
) -> bytes:
    """Return the RDFC-1.0 canonical N-Quads of a presentation, as UTF-8.

    The proofs of the credentials inside are part of it, and are judged where they are verified.

    Raises:
        CredentialError: as `walker.canonical.canonicalise`; it points into the presentation.
    """
    items = tuple(items_of(document))
    if len(items) > MAXIMUM_CREDENTIALS:
        raise TooComplexError(f"a presentation of more than {MAXIMUM_CREDENTIALS} credentials")
    guard({name: value for name, value in document.items() if name != CREDENTIALS_MEMBER}, contexts)
    for pointer, item in items:
        _guard_within(pointer, item, contexts, guard)
    quads = contexts.quads(contexts.expand(_with_lists_of_contexts(document)))
    return canonicalise_quads(quads, hash_name=hash_name)


def _guard_within(pointer: str, item: JsonValue, contexts: Contexts, guard: Guard) -> None:
    if not isinstance(item, dict):
        raise UnsafeDocumentError(pointer, "json-ld", "a credential in a presentation is no object")
    unsecured = {name: value for name, value in item.items() if name != _PROOF}
    try:
        guard(_with_list_of_contexts(unsecured), contexts)
    except CredentialError as cause:
        raise _moved(cause, pointer) from cause


def _moved(cause: CredentialError, pointer: str) -> CredentialError:
    """Return the same error with its pointer in the whole."""
    if isinstance(cause, UnsignedDataError):
        return UnsignedDataError(pointer + cause.pointer, cause.name)
    if isinstance(cause, UnsafeDocumentError):
        return UnsafeDocumentError(pointer + cause.pointer, cause.code, cause.reason)
    if isinstance(cause, UnknownContextError):
        return UnknownContextError(cause.url, pointer + cause.pointer)
    return cause


def _with_lists_of_contexts(document: JsonObject) -> JsonObject:
    items: list[JsonValue] = [
        _with_list_of_contexts(item) if isinstance(item, dict) else item
        for _, item in items_of(document)
    ]
    return {**document, CREDENTIALS_MEMBER: items}


def _with_list_of_contexts(item: JsonObject) -> JsonObject:
    """Write one context as a list of it, as enveloped credentials may leave it."""
    named = item.get("@context")
    return {**item, "@context": [named]} if isinstance(named, str) else item
