"""Registered contexts that the badges of a class name, ready to sign with."""

from __future__ import annotations

from typing import Final

from badgeservice.credentials.contexts.extension import ExtensionContext
from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.issuing.bounded import Bounded

# Each takes up to four megabytes once badges have named it.
_CONTEXTS: Final[Bounded[ExtensionContext, Contexts]] = Bounded(16)


def contexts_with(context: ExtensionContext | None) -> Contexts:
    """Return the pinned contexts, and with them a registered one.

    Raises:
        ContextAlteredError: its bytes are not those that were registered.
    """
    if context is None:
        return PINNED_CONTEXTS
    known = _CONTEXTS.find(context)
    if known is None:
        known = PINNED_CONTEXTS.extended_by([context])
        _CONTEXTS.keep(context, known)
    return known
