"""Read a document with the contexts it may name: the pinned ones, and those registered here."""

from __future__ import annotations

from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.safe_mode import MAXIMUM_CONTEXTS
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.verification.checks import (
    Content,
    read_content,
    read_plain_content,
    undetermined,
)
from badgeservice.verification.errors import NotAtHandError, SourceUnavailableError
from badgeservice.verification.memory import Memory
from badgeservice.verification.sources import Sources


def read_document(
    document: JsonObject, *, sources: Sources, memory: Memory | None = None
) -> Content:
    """Ask what `checks.read_content` asks, with every context that counts here.

    `memory` is where parts are kept and found, if not in that of `sources`.

    Raises:
        ContextAlteredError: a registered context is not what it was when it was registered.
    """
    try:
        contexts = contexts_of(document, sources=sources)
    except SourceUnavailableError as cause:
        check = undetermined(
            "signed-content", "context-unreachable", str(cause), pointer="/@context"
        )
        return Content(check=check)
    return read_content(
        document, sources=sources, memory=memory or sources.memory, contexts=contexts
    )


def read_plain_document(document: JsonObject, *, sources: Sources) -> Content | None:
    """Return the same for a document in which that passes quickly, else None."""
    try:
        contexts = contexts_of(document, sources=sources)
    except NotAtHandError:
        return None
    return read_plain_content(document, memory=sources.memory, contexts=contexts)


def contexts_of(document: JsonObject, *, sources: Sources) -> Contexts:
    """Return the pinned contexts, and with them those registered ones that `document` names.

    For a document that names pinned contexts only, it is `PINNED_CONTEXTS` itself. What is neither
    pinned nor registered is left out, so that the document is found to name an unknown context.

    Raises:
        SourceUnavailableError: it cannot be told now whether a context is registered.
        NotAtHandError: that would take more than a look into memory.
        ContextAlteredError: a registered context is not what it was when it was registered.
    """
    named = document.get("@context")
    if not isinstance(named, list) or len(named) > MAXIMUM_CONTEXTS:
        return PINNED_CONTEXTS
    others = {url for url in named if isinstance(url, str) and url not in PINNED_CONTEXTS.documents}
    return _extended(tuple(sorted(others)), sources) if others else PINNED_CONTEXTS


def _extended(urls: tuple[str, ...], sources: Sources) -> Contexts:
    if (known := sources.memory.extended_contexts(urls)) is not None:
        return known
    asked = [sources.contexts.extension_context(url) for url in urls]
    found = [context for context in asked if context is not None]
    if not found:
        return PINNED_CONTEXTS
    contexts = PINNED_CONTEXTS.extended_by(found)
    if len(found) == len(urls):
        sources.memory.keep_contexts(urls, contexts)
    return contexts
