"""Carry a whole library in and out: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.accounts.errors import NotPermittedError
from badgeservice.library.catalogue import is_public
from badgeservice.library.changes import FieldChange, changes_between
from badgeservice.library.diff import fact_changes
from badgeservice.library.documents import AnyDocument, BadgeClass, CriteriaSet, Status, Unit
from badgeservice.library.errors import Finding, LibraryInvalidError
from badgeservice.library.files import PlacedDocument, place
from badgeservice.library.keys import key_of, sort_key
from badgeservice.library.life import can_reach, scope_for
from badgeservice.library.rules import check_change
from badgeservice.library.shelf import Kept, LibraryShelf
from badgeservice.library.word_rules import check_words

_STATUS = frozenset({"status"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChange:
    """A kept document whose content stays and whose status changes."""

    document: CriteriaSet | BadgeClass
    before: Status

    @property
    def after(self) -> Status:
        """The status that the document gets."""
        return self.document.status


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentChange:
    """A kept draft, unit or description whose content changes, and what changes in it."""

    document: AnyDocument
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What an import would do. Nothing has been written."""

    organisation_id: str
    created: tuple[AnyDocument, ...]
    changed: tuple[ContentChange, ...]
    status_changes: tuple[StatusChange, ...]
    unchanged: tuple[AnyDocument, ...]
    findings: tuple[Finding, ...]

    @property
    def is_applicable(self) -> bool:
        """Whether no finding is an error."""
        return not any(finding.is_error for finding in self.findings)

    @property
    def writes(self) -> tuple[AnyDocument, ...]:
        """The documents that would be written."""
        return (
            *self.created,
            *(change.document for change in self.changed),
            *(change.document for change in self.status_changes),
        )


def plan_import(
    documents: Iterable[PlacedDocument | AnyDocument], *, organisation_id: str, shelf: LibraryShelf
) -> ImportPlan:
    """Return what importing `documents` into an organisation's library would do.

    The findings are those about the imported documents, and new errors that the import would bring
    to published ones. A published version never changes, and the facts of a unit are only
    completed. Documents that the import does not name stay as they are.
    """
    imported = tuple(
        each if isinstance(each, PlacedDocument) else place(each) for each in documents
    )
    kept = {key_of(each.document): each for each in shelf.all_documents(organisation_id)}
    sorting = _Sorting()
    for placed in imported:
        sorting.sort(placed, kept.get(key_of(placed.document)))
    before = [place(each.document) for each in kept.values()]
    words = check_words(imported, organisation_id=organisation_id, shelf=shelf)
    findings = (*sorting.findings, *check_change(before, imported), *words)
    return ImportPlan(
        organisation_id=organisation_id,
        created=tuple(sorting.created),
        changed=tuple(sorting.changed),
        status_changes=tuple(sorting.status_changes),
        unchanged=tuple(sorting.unchanged),
        findings=tuple(sorted(findings, key=lambda each: (each.file, each.line, each.pointer))),
    )


def apply_import(
    plan: ImportPlan, *, shelf: LibraryShelf, actor: Actor, at: datetime
) -> tuple[Kept, ...]:
    """Write what a plan says, all or nothing, and return the documents written.

    Plan and apply in one transaction, so that nobody writes in between.

    Raises:
        NotPermittedError: the actor may not write, or not publish what the plan publishes, or
            belongs to another organisation.
        LibraryInvalidError: the plan has errors.
    """
    actor.require(Scope.LIBRARY_WRITE)
    if actor.organisation_id != plan.organisation_id:
        raise NotPermittedError(Scope.LIBRARY_WRITE)
    for document in plan.writes:
        if isinstance(document, CriteriaSet | BadgeClass):
            actor.require(scope_for(document.status))
    if not plan.is_applicable:
        raise LibraryInvalidError(plan.findings)
    return tuple(
        shelf.put(plan.organisation_id, document, at=at, by=actor.client_id)
        for document in plan.writes
    )


def export_documents(shelf: LibraryShelf, organisation_id: str) -> tuple[AnyDocument, ...]:
    """Return every document of a library: the description, units, criteria sets, badge classes."""
    kept = (each.document for each in shelf.all_documents(organisation_id))
    return tuple(sorted(kept, key=sort_key))


class _Sorting:
    """Puts each document of an import on its pile."""

    def __init__(self) -> None:
        self.created: list[AnyDocument] = []
        self.changed: list[ContentChange] = []
        self.status_changes: list[StatusChange] = []
        self.unchanged: list[AnyDocument] = []
        self.findings: list[Finding] = []

    def sort(self, placed: PlacedDocument, kept: Kept | None) -> None:
        if kept is None:
            self.created.append(placed.document)
        elif kept.document == placed.document:
            self.unchanged.append(placed.document)
        elif isinstance(placed.document, CriteriaSet | BadgeClass):
            self._versioned(placed, placed.document, kept.document)
        else:
            if isinstance(placed.document, Unit) and isinstance(kept.document, Unit):
                self.findings.extend(unit_findings(placed, kept.document))
            self._change(placed.document, kept.document)

    def _versioned(
        self, placed: PlacedDocument, document: CriteriaSet | BadgeClass, kept: AnyDocument
    ) -> None:
        if not isinstance(kept, CriteriaSet | BadgeClass):
            return
        key = key_of(document)
        if not can_reach(kept.status, document.status):
            message = f"the {key} is {kept.status} here and cannot become {document.status}"
            self.findings.append(
                placed.finding("/status", code="status-change-invalid", message=message)
            )
        changes = changes_between(kept, document, ignoring=_STATUS)
        if not changes:
            self.status_changes.append(StatusChange(document=document, before=kept.status))
            return
        if is_public(kept.status):
            for change in changes:
                message = (
                    f"the {key} is {kept.status} and never changes ({change.words}); "
                    "make a new version"
                )
                self.findings.append(
                    placed.finding(
                        change.pointer, code="published-version-changed", message=message
                    )
                )
        self._change(document, kept)

    def _change(self, document: AnyDocument, kept: AnyDocument) -> None:
        changes = changes_between(kept, document)
        self.changed.append(ContentChange(document=document, changes=changes))


def unit_findings(placed: PlacedDocument, kept: Unit) -> tuple[Finding, ...]:
    """Return the known facts of a unit that `placed` would change under the same version."""
    if not isinstance(placed.document, Unit):
        return ()
    return tuple(
        placed.finding(
            change.pointer,
            code="unit-fact-changed",
            message=(
                f"a known fact of the {key_of(kept)} would change ({change.words}); "
                "only unknown facts can be completed"
            ),
        )
        for change in fact_changes(kept, placed.document)
    )
