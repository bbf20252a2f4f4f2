"""The port through which rooms and doors read and write an organisation's library."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from badgeservice.credentials.contexts.extension import ExtensionContext
from badgeservice.library.documents import (
    BadgeClass,
    CriteriaSet,
    LibraryDescription,
    Status,
    Unit,
    UnitRef,
    VersionRef,
)

Versioned: TypeAlias = CriteriaSet | BadgeClass


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedClass:
    """A published (or retired) badge class together with what it pins.

    `context` has the words of its extensions, if it has any.
    """

    organisation_id: str
    badge_class: BadgeClass
    criteria_set: CriteriaSet
    context: ExtensionContext | None = None


@dataclass(frozen=True, slots=True)
class ClassVersion:
    """The name of one version of a badge class: whose, its id and its version."""

    organisation_id: str
    class_id: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFacts:
    """What badges of a class show: presence alone or competence, and on which kinds of evidence."""

    is_participation: bool
    evidence_kinds: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A document as it is kept: its content, and a revision that changes with every write."""

    document: CriteriaSet | BadgeClass | Unit | LibraryDescription
    revision: int
    updated_at: datetime
    updated_by: str


class LibraryShelf(Protocol):
    """One organisation's library, inside one transaction. Everything is seen by that
    organisation only, except `published_class`, which is public by nature.

    In a transaction that writes, whoever reads first has the organisation's library to itself until
    the end: the next writer waits at its first read. So a revision that was compared, a free key
    and a rule that was checked are still so when the document is written.
    """

    def description(self, organisation_id: str) -> Kept | None:
        """Return what the library is, or None before it was described."""

    def unit(self, organisation_id: str, ref: UnitRef) -> Kept | None:
        """Return the newest version of a unit (an unknown version counts as oldest)."""

    def criteria_set(self, organisation_id: str, set_id: str, version: int) -> Kept | None:
        """Return one version of a criteria set."""

    def badge_class(self, organisation_id: str, class_id: str, version: int) -> Kept | None:
        """Return one version of a badge class."""

    def newest_published(self, organisation_id: str, class_id: str) -> PublishedClass | None:
        """Return the newest version of a class whose status is published (not retired)."""

    def published_class(
        self, organisation_id: str, class_id: str, version: int
    ) -> PublishedClass | None:
        """Return one published or retired version of a class, whoever asks."""

    def published_versions(self, organisation_id: str, class_id: str) -> tuple[PublishedClass, ...]:
        """Return every published or retired version of a class, oldest first, whoever asks."""

    def class_facts(self, versions: Collection[ClassVersion]) -> Mapping[ClassVersion, ClassFacts]:
        """Return what badges of these versions show, of all that are published or retired.

        However many are asked for, it is one look at the books.
        """

    def context(self, organisation_id: str, ref: VersionRef) -> ExtensionContext | None:
        """Return a context that the organisation registered."""

    def all_documents(
        self, organisation_id: str, *, kind: str | None = None, status: Status | None = None
    ) -> tuple[Kept, ...]:
        """Return every document, ordered by kind, id and version."""

    def put(
        self,
        organisation_id: str,
        document: CriteriaSet | BadgeClass | Unit | LibraryDescription,
        *,
        at: datetime,
        by: str,
    ) -> Kept:
        """Write a document; the key is its kind, id (or system and code) and version.

        Rules about what may be written are the caller's (`library.edit`).
        """

    def remove(self, organisation_id: str, document: Versioned) -> None:
        """Forget a draft."""
