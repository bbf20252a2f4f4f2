"""Rules of collections: badges that are given for other badges."""

from __future__ import annotations

from collections.abc import Iterator

from badgeservice.library.catalogue import Catalogue
from badgeservice.library.documents import BadgeClass, BadgeKind, Status
from badgeservice.library.errors import Finding
from badgeservice.library.files import PlacedDocument
from badgeservice.library.pointers import pointer
from badgeservice.library.repeats import repeated

_FEWEST: int = 2


def check_collection(
    badge_class: BadgeClass, placed: PlacedDocument, catalogue: Catalogue
) -> Iterator[Finding]:
    """Yield what is wrong with the classes that a class collects."""
    if badge_class.badge_kind is not BadgeKind.COLLECTION:
        if badge_class.requires:
            message = f"only a collection requires badges; this is a {badge_class.badge_kind} badge"
            yield placed.finding("/requires", code="requires-without-collection", message=message)
        return
    if len({required.id for required in badge_class.requires}) < _FEWEST:
        message = "a collection requires at least two badge classes"
        yield placed.finding("/requires", code="collection-too-small", message=message)
    for index, name in repeated(required.id for required in badge_class.requires):
        message = f"the badge class {name} stands twice"
        yield placed.finding(
            pointer("requires", index), code="collection-duplicate", message=message
        )
    yield from _members(badge_class, placed, catalogue)
    yield from _cycles(badge_class, placed, catalogue)


def _members(
    badge_class: BadgeClass, placed: PlacedDocument, catalogue: Catalogue
) -> Iterator[Finding]:
    for index, required in enumerate(badge_class.requires):
        where = pointer("requires", index)
        fitting = catalogue.fitting(required)
        name = f"{required.id} in version {required.minimum_version} or newer"
        if not fitting:
            message = f"the library has no badge class {name}"
            yield placed.finding(where, code="collection-class-missing", message=message)
        elif badge_class.status is Status.PUBLISHED and all(
            member.status is not Status.PUBLISHED for member in fitting
        ):
            message = f"the collection is published, and no badge class {name} is"
            yield placed.finding(where, code="collection-class-unpublished", message=message)


def _cycles(
    badge_class: BadgeClass, placed: PlacedDocument, catalogue: Catalogue
) -> Iterator[Finding]:
    for index, required in enumerate(badge_class.requires):
        if badge_class.id in _reachable(required.id, catalogue):
            message = (
                f"{required.id} requires {badge_class.id} in turn, so nobody could earn either"
            )
            yield placed.finding(
                pointer("requires", index), code="collection-cycle", message=message
            )


def _reachable(class_id: str, catalogue: Catalogue) -> frozenset[str]:
    found: set[str] = set()
    waiting = [class_id]
    while waiting:
        current = waiting.pop()
        if current in found:
            continue
        found.add(current)
        for version in catalogue.classes.get(current, ()):
            waiting.extend(required.id for required in version.requires)
    return frozenset(found)
