"""Words of an organisation's own: contexts that it registers, and that are published for good."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.credentials.contexts.extension import (
    ExtensionContext,
    read_extension_context,
    read_intact,
    terms_of,
)
from badgeservice.credentials.errors import ExtensionContextInvalidError
from badgeservice.library.errors import DocumentExistsError, DocumentNotFoundError

MAXIMUM_CONTEXTS: Final = 100
"""How many contexts an organisation may register; each counts as long as the service lives."""

PATH: Final = "/contexts"
_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NOUN: Final = "extension context"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextKey:
    """One version of a context of an organisation; `name` is a slug."""

    organisation_id: str
    name: str
    version: int

    def url(self, origin: str) -> str:
        """Return the URL by which documents name the context."""
        return f"{origin}{PATH}/{self.organisation_id}/{self.name}/{self.version}"

    def vocabulary(self, origin: str) -> str:
        """Return how the IRIs of its terms begin."""
        return f"{self.url(origin)}#"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredContext:
    """A context with who registered it and when. It never changes and is never removed."""

    key: ContextKey
    context: ExtensionContext
    registered_by: str
    registered_at: datetime

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms it defines, sorted.

        Raises:
            ContextAlteredError: its bytes are not those that were registered.
        """
        return tuple(sorted(terms_of(read_intact(self.context))))


class ExtensionShelf(Protocol):
    """The port to registered contexts, inside one transaction."""

    def add(self, registered: RegisteredContext) -> None:
        """Keep a context whose key is free."""

    def context(self, key: ContextKey) -> RegisteredContext | None:
        """Return one version of a context, whoever asks."""

    def context_at(self, url: str) -> RegisteredContext | None:
        """Return the context that documents name by `url`, whoever asks."""

    def contexts(self, organisation_id: str) -> tuple[RegisteredContext, ...]:
        """Return every context of an organisation, by name and version."""


def register_context(
    key: ContextKey,
    content: bytes,
    *,
    origin: str,
    actor: Actor,
    at: datetime,
    shelf: ExtensionShelf,
) -> RegisteredContext:
    """Register a context of the actor's organisation, and publish it with that.

    Raises:
        NotPermittedError: the actor may not publish.
        ExtensionContextInvalidError: it does more than add words, its name is no slug, or there are
            a hundred already.
        DocumentExistsError: this version of it is registered already.
    """
    actor.require(Scope.LIBRARY_PUBLISH)
    if not _NAME.fullmatch(key.name):
        raise ExtensionContextInvalidError(
            "", "its name must be of lower-case letters, digits and hyphens"
        )
    context = read_extension_context(
        content, url=key.url(origin), vocabulary=key.vocabulary(origin)
    )
    kept = shelf.contexts(key.organisation_id)
    if any(each.key == key for each in kept):
        raise DocumentExistsError(_NOUN, f"{key.name}/{key.version}")
    if len(kept) >= MAXIMUM_CONTEXTS:
        raise ExtensionContextInvalidError(
            "", f"the organisation has {MAXIMUM_CONTEXTS} contexts already"
        )
    registered = RegisteredContext(
        key=key, context=context, registered_by=actor.client_id, registered_at=at
    )
    shelf.add(registered)
    return registered


def registered_contexts(*, actor: Actor, shelf: ExtensionShelf) -> tuple[RegisteredContext, ...]:
    """Return every context of the actor's organisation, by name and version.

    Raises:
        NotPermittedError: the actor may not read the library.
    """
    actor.require(Scope.LIBRARY_READ)
    return shelf.contexts(actor.organisation_id)


def published_context(key: ContextKey, *, shelf: ExtensionShelf) -> ExtensionContext:
    """Return a context as it was registered, whoever asks.

    Raises:
        DocumentNotFoundError: there is none of this name and version.
        ContextAlteredError: its bytes are not those that were registered.
    """
    registered = shelf.context(key)
    if registered is None:
        raise DocumentNotFoundError(_NOUN, f"{key.name}/{key.version}")
    read_intact(registered.context)
    return registered.context
