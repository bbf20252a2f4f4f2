"""Rules of what badge classes say in words of registered contexts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from badgeservice.credentials.errors import WordsInvalidError
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.credentials.wording import Vocabulary, read_vocabulary
from badgeservice.library.documents import BadgeClass, Extensions, VersionRef
from badgeservice.library.errors import Finding
from badgeservice.library.files import PlacedDocument
from badgeservice.library.shelf import LibraryShelf
from badgeservice.library.word_values import as_json

_CONTEXT: Final = "/extensions/context"
_VALUES: Final = "/extensions/values"


def check_words(
    documents: Iterable[PlacedDocument], *, organisation_id: str, shelf: LibraryShelf
) -> tuple[Finding, ...]:
    """Return what is wrong with the extensions of the badge classes among `documents`.

    Raises:
        ContextAlteredError: a context is not what it was when it was registered.
    """
    vocabularies: dict[VersionRef, Vocabulary | None] = {}
    found: list[Finding] = []
    for placed in documents:
        used = placed.document.extensions if isinstance(placed.document, BadgeClass) else None
        if used is None:
            continue
        if used.context not in vocabularies:
            context = shelf.context(organisation_id, used.context)
            vocabularies[used.context] = None if context is None else read_vocabulary(context)
        found.extend(_findings(used, vocabularies[used.context], placed))
    return tuple(found)


def words_of(used: Extensions) -> JsonObject:
    """Return what is said, as JSON data."""
    return {word: as_json(value) for word, value in used.values.items()}


def _findings(
    used: Extensions, vocabulary: Vocabulary | None, placed: PlacedDocument
) -> Iterator[Finding]:
    if vocabulary is None:
        name = f"{used.context.id} v{used.context.version}"
        message = f"the organisation has registered no context {name}"
        yield placed.finding(_CONTEXT, code="context-unregistered", message=message)
        return
    try:
        vocabulary.require(words_of(used))
    except WordsInvalidError as cause:
        yield placed.finding(_VALUES + cause.pointer, code="word-invalid", message=cause.reason)
