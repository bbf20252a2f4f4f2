"""Presentations: what a holder shows of their credentials, and to whom.

Spec: https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations and
https://www.w3.org/TR/vc-data-model-1.1/#presentations-0
"""

from collections.abc import Iterator
from typing import Final

from badgeservice.credentials.strict_json import JsonObject, JsonValue, pointer_to

CREDENTIALS_MEMBER: Final = "verifiableCredential"
PRESENTATION: Final = "VerifiablePresentation"
ENVELOPED_PRESENTATION: Final = "EnvelopedVerifiablePresentation"
ENVELOPED_CREDENTIAL: Final = "EnvelopedVerifiableCredential"
# Each is verified, keys and status lists and all.
MAXIMUM_CREDENTIALS: Final = 16


def types_of(document: JsonObject) -> tuple[str, ...]:
    """Return the types that a document says it is of."""
    types = document.get("type")
    listed = types if isinstance(types, list) else [types]
    return tuple(name for name in listed if isinstance(name, str))


def is_presentation(document: JsonObject) -> bool:
    """Whether a document says that it is a presentation, with its proof inside or around it."""
    return not {PRESENTATION, ENVELOPED_PRESENTATION}.isdisjoint(types_of(document))


def is_enveloped(document: JsonObject) -> bool:
    """Whether a document only holds a token, be that of a credential or a presentation."""
    return not {ENVELOPED_CREDENTIAL, ENVELOPED_PRESENTATION}.isdisjoint(types_of(document))


def holder_of(presentation: JsonObject) -> str | None:
    """Return the id of the holder, which is a text or an object with an id, if there is one."""
    holder = presentation.get("holder")
    identifier = holder.get("id") if isinstance(holder, dict) else holder
    return identifier if isinstance(identifier, str) else None


def items_of(presentation: JsonObject) -> Iterator[tuple[str, JsonValue]]:
    """Yield what a presentation holds, each with its JSON pointer; it need not be sound."""
    held = presentation.get(CREDENTIALS_MEMBER)
    if isinstance(held, list):
        for at, item in enumerate(held):
            yield pointer_to(f"/{CREDENTIALS_MEMBER}", at), item
    elif held is not None:
        yield f"/{CREDENTIALS_MEMBER}", held
