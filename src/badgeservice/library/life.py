"""The life of a criteria set or badge class: which steps there are, and who may take them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from badgeservice.accounts.actor import Scope
from badgeservice.library.documents import Status

_STEPS: Final[Mapping[Status, frozenset[Status]]] = {
    Status.DRAFT: frozenset({Status.IN_REVIEW}),
    Status.IN_REVIEW: frozenset({Status.DRAFT, Status.PUBLISHED}),
    Status.PUBLISHED: frozenset({Status.RETIRED}),
    Status.RETIRED: frozenset(),
}
_PUBLIC: Final = frozenset({Status.PUBLISHED, Status.RETIRED})


def can_step(current: Status, wanted: Status) -> bool:
    """Tell whether a document may go from `current` to `wanted` in one step."""
    return wanted in _STEPS[current]


def can_reach(current: Status, wanted: Status) -> bool:
    """Tell whether a document may get from `current` to `wanted`, in however many steps.

    An import brings documents whose review took place elsewhere, so it may skip steps.
    """
    if current is Status.RETIRED:
        return wanted is Status.RETIRED
    if current is Status.PUBLISHED:
        return wanted in _PUBLIC
    return True


def scope_for(status: Status) -> Scope:
    """Return what an actor must hold to bring a document to `status`."""
    return Scope.LIBRARY_PUBLISH if status in _PUBLIC else Scope.LIBRARY_WRITE
