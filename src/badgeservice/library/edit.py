"""Write single documents: create, replace, bring on in its life, and delete a draft.

A writer says which revision was read (`if_revision`), so that nobody overwrites what another has
written since. Drafts may be as unfinished as they like; the rules are asked when one is published.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.library.catalogue import is_public
from badgeservice.library.documents import (
    AnyDocument,
    BadgeClass,
    CriteriaSet,
    LibraryDescription,
    Status,
    Unit,
    UnitRef,
)
from badgeservice.library.errors import (
    DocumentChangedError,
    DocumentExistsError,
    DocumentFrozenError,
    DocumentNotFoundError,
    LibraryInvalidError,
    StatusChangeError,
)
from badgeservice.library.files import place
from badgeservice.library.keys import (
    BADGE_CLASS,
    CRITERIA_SET,
    LIBRARY,
    UNIT,
    DocumentKey,
    key_of,
    unit_id,
)
from badgeservice.library.life import can_step, scope_for
from badgeservice.library.rules import check_change
from badgeservice.library.shelf import Kept, LibraryShelf, Versioned
from badgeservice.library.transfer import unit_findings
from badgeservice.library.word_rules import check_words

_UNMADE: Final = "new"
_DELETED: Final = "deleted"


def find(key: DocumentKey, *, actor: Actor, shelf: LibraryShelf) -> Kept:
    """Return a document of the actor's own library.

    Raises:
        NotPermittedError: the actor may not read the library.
        DocumentNotFoundError: no such document.
    """
    actor.require(Scope.LIBRARY_READ)
    return _kept(key, actor=actor, shelf=shelf)


def find_unit(ref: UnitRef, *, actor: Actor, shelf: LibraryShelf) -> Kept:
    """Return the newest version of a unit in the actor's own library.

    Raises:
        NotPermittedError: the actor may not read the library.
        DocumentNotFoundError: no such unit.
    """
    actor.require(Scope.LIBRARY_READ)
    kept = shelf.unit(actor.organisation_id, ref)
    if kept is None:
        raise DocumentNotFoundError(UNIT, unit_id(ref))
    return kept


def create(document: AnyDocument, *, actor: Actor, at: datetime, shelf: LibraryShelf) -> Kept:
    """Write a document whose key is free. Criteria sets and badge classes begin as drafts.

    Raises:
        NotPermittedError: the actor may not write.
        DocumentExistsError: the key is taken.
        StatusChangeError: the document claims to be further in its life than a draft.
    """
    actor.require(Scope.LIBRARY_WRITE)
    key = key_of(document)
    if _look_up(key, actor=actor, shelf=shelf) is not None:
        raise DocumentExistsError(key.noun, key.name)
    if isinstance(document, CriteriaSet | BadgeClass) and document.status is not Status.DRAFT:
        raise StatusChangeError(key.noun, key.name, current=_UNMADE, wanted=document.status)
    return shelf.put(actor.organisation_id, document, at=at, by=actor.client_id)


def replace(
    document: AnyDocument, *, if_revision: int, actor: Actor, at: datetime, shelf: LibraryShelf
) -> Kept:
    """Write a new state of a document that is there; its status stays as it is.

    The facts of a unit can only be completed under the same version.

    Raises:
        NotPermittedError: the actor may not write.
        DocumentNotFoundError: no such document.
        DocumentChangedError: it is at another revision.
        DocumentFrozenError: it is published or retired.
        StatusChangeError: the status differs; `change_status` changes it.
        LibraryInvalidError: a known fact of a unit would change.
    """
    actor.require(Scope.LIBRARY_WRITE)
    key = key_of(document)
    kept = _kept(key, actor=actor, shelf=shelf)
    _require_revision(kept, if_revision)
    if isinstance(document, CriteriaSet | BadgeClass):
        _require_editable(document, kept, key)
    elif isinstance(document, Unit) and isinstance(kept.document, Unit):
        findings = unit_findings(place(document), kept.document)
        if findings:
            raise LibraryInvalidError(findings)
    return shelf.put(actor.organisation_id, document, at=at, by=actor.client_id)


def change_status(
    key: DocumentKey,
    status: Status,
    *,
    if_revision: int,
    actor: Actor,
    at: datetime,
    shelf: LibraryShelf,
) -> Kept:
    """Bring a document on in its life: draft → in review → draft or published → retired.

    Raises:
        NotPermittedError: the actor may not write, or for publishing and retiring not publish.
        DocumentNotFoundError: no such document, or of a kind that has no life.
        DocumentChangedError: it is at another revision.
        StatusChangeError: there is no such step from its status.
        LibraryInvalidError: published, the document would break rules; or retired, others would.
    """
    actor.require(scope_for(status))
    kept = _kept(key, actor=actor, shelf=shelf)
    document = _versioned(kept, key)
    _require_revision(kept, if_revision)
    if not can_step(document.status, status):
        raise StatusChangeError(key.noun, key.name, current=document.status, wanted=status)
    changed = document.model_copy(update={"status": status})
    if is_public(status):
        _require_rules(changed, actor=actor, shelf=shelf)
    return shelf.put(actor.organisation_id, changed, at=at, by=actor.client_id)


def delete_draft(key: DocumentKey, *, if_revision: int, actor: Actor, shelf: LibraryShelf) -> None:
    """Delete a draft for good.

    Raises:
        NotPermittedError: the actor may not write.
        DocumentNotFoundError: no such document, or of a kind that is never deleted.
        DocumentChangedError: it is at another revision.
        DocumentFrozenError: it is published or retired.
        StatusChangeError: it is in review; take it back to a draft first.
    """
    actor.require(Scope.LIBRARY_WRITE)
    kept = _kept(key, actor=actor, shelf=shelf)
    document = _versioned(kept, key)
    _require_revision(kept, if_revision)
    if is_public(document.status):
        raise DocumentFrozenError(key.noun, key.name, document.status)
    if document.status is not Status.DRAFT:
        raise StatusChangeError(key.noun, key.name, current=document.status, wanted=_DELETED)
    shelf.remove(actor.organisation_id, document)


def _look_up(key: DocumentKey, *, actor: Actor, shelf: LibraryShelf) -> Kept | None:
    organisation_id = actor.organisation_id
    if key.kind == LIBRARY:
        return shelf.description(organisation_id)
    if key.kind == CRITERIA_SET and key.version is not None:
        return shelf.criteria_set(organisation_id, key.id, key.version)
    if key.kind == BADGE_CLASS and key.version is not None:
        return shelf.badge_class(organisation_id, key.id, key.version)
    # The shelf answers for the newest version of a unit; the key may mean an older one.
    kept = shelf.all_documents(organisation_id, kind=UNIT)
    return next((each for each in kept if key_of(each.document) == key), None)


def _kept(key: DocumentKey, *, actor: Actor, shelf: LibraryShelf) -> Kept:
    kept = _look_up(key, actor=actor, shelf=shelf)
    if kept is None:
        raise DocumentNotFoundError(key.noun, key.name)
    return kept


def _versioned(kept: Kept, key: DocumentKey) -> Versioned:
    if isinstance(kept.document, Unit | LibraryDescription):
        raise DocumentNotFoundError(key.noun, key.name)
    return kept.document


def _require_revision(kept: Kept, if_revision: int) -> None:
    if kept.revision != if_revision:
        key = key_of(kept.document)
        raise DocumentChangedError(key.noun, key.name, revision=kept.revision)


def _require_editable(document: Versioned, kept: Kept, key: DocumentKey) -> None:
    current = _versioned(kept, key)
    if is_public(current.status):
        raise DocumentFrozenError(key.noun, key.name, current.status)
    if document.status is not current.status:
        raise StatusChangeError(key.noun, key.name, current=current.status, wanted=document.status)


def _require_rules(changed: Versioned, *, actor: Actor, shelf: LibraryShelf) -> None:
    placed = place(changed)
    before = [place(kept.document) for kept in shelf.all_documents(actor.organisation_id)]
    words = check_words((placed,), organisation_id=actor.organisation_id, shelf=shelf)
    findings = (*check_change(before, (placed,)), *words)
    if any(finding.is_error for finding in findings):
        raise LibraryInvalidError(findings)
