"""What differs between two libraries, and what that means for the documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from badgeservice.credentials.strict_json import JsonObject
from badgeservice.library.catalogue import is_public
from badgeservice.library.changes import Change, FieldChange, changes_between
from badgeservice.library.documents import AnyDocument, BadgeClass, CriteriaSet, Unit
from badgeservice.library.keys import DocumentKey, key_of, sort_key

# A new version differs in these by its nature.
_VERSION_FIELDS = frozenset({"version", "status"})


class Judgement(StrEnum):
    """What a difference means."""

    ADDED = "added"
    NEW_VERSION = "new-version"
    REMOVED = "removed"
    PUBLISHED_REMOVED = "published-removed"
    ONLY_STATUS = "only-status"
    TRANSLATION_ADDED = "translation-added"
    EDITED = "edited"
    FACTS_COMPLETED = "facts-completed"
    FACTS_CHANGED = "facts-changed"
    NEW_VERSION_NEEDED = "new-version-needed"

    @property
    def is_allowed(self) -> bool:
        """Whether a library may change like that."""
        return self not in {
            Judgement.PUBLISHED_REMOVED,
            Judgement.FACTS_CHANGED,
            Judgement.NEW_VERSION_NEEDED,
        }


_MEANINGS: Mapping[Judgement, str] = {
    Judgement.ADDED: "new",
    Judgement.NEW_VERSION: "new version",
    Judgement.REMOVED: "removed",
    Judgement.PUBLISHED_REMOVED: "removed, although it is published: badges refer to it",
    Judgement.ONLY_STATUS: "only its status changed",
    Judgement.TRANSLATION_ADDED: "only translations were added",
    Judgement.EDITED: "edited",
    Judgement.FACTS_COMPLETED: "unknown facts were completed",
    Judgement.FACTS_CHANGED: "known facts changed under the same version",
    Judgement.NEW_VERSION_NEEDED: "published content changed: a new version is needed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDiff:
    """What happened to one document. A new version is compared with the version before it."""

    key: DocumentKey
    judgement: Judgement
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryDiff:
    """Everything that differs between two libraries, ordered by kind, id and version."""

    documents: tuple[DocumentDiff, ...]

    @property
    def is_allowed(self) -> bool:
        """Whether a library may go from the old state to the new one."""
        return all(each.judgement.is_allowed for each in self.documents)


def diff_libraries(old: Iterable[AnyDocument], new: Iterable[AnyDocument]) -> LibraryDiff:
    """Return what differs from the library `old` to the library `new`."""
    before = {key_of(document): document for document in old}
    after = {key_of(document): document for document in new}
    either = sorted({**before, **after}.values(), key=sort_key)
    found: list[DocumentDiff] = []
    for key in (key_of(document) for document in either):
        if key not in after:
            found.append(DocumentDiff(key=key, judgement=_removal(before[key])))
        elif key not in before:
            found.append(_addition(after[key], {**before, **after}))
        elif before[key] != after[key]:
            found.append(diff_documents(before[key], after[key]))
    return LibraryDiff(documents=tuple(found))


def diff_documents(old: AnyDocument, new: AnyDocument) -> DocumentDiff:
    """Return what differs between two states of the document with one key."""
    changes = changes_between(old, new)
    return DocumentDiff(key=key_of(new), judgement=_judgement(old, changes), changes=changes)


def as_text(diff: LibraryDiff) -> str:
    """Return a diff for people to read: a line a document, and a line a change below it."""
    if not diff.documents:
        return "No differences.\n"
    return "".join(f"{line}\n" for each in diff.documents for line in _lines(each))


def as_json(diff: LibraryDiff) -> JsonObject:
    """Return a diff as JSON for programs to read."""
    return {"isAllowed": diff.is_allowed, "documents": [_entry(each) for each in diff.documents]}


def _removal(document: AnyDocument) -> Judgement:
    if isinstance(document, CriteriaSet | BadgeClass) and is_public(document.status):
        return Judgement.PUBLISHED_REMOVED
    return Judgement.REMOVED


def _addition(document: AnyDocument, known: Mapping[DocumentKey, AnyDocument]) -> DocumentDiff:
    key = key_of(document)
    earlier = [
        each
        for other, each in known.items()
        if (other.kind, other.id) == (key.kind, key.id)
        and (other.version or 0) < (key.version or 0)
    ]
    if not earlier:
        return DocumentDiff(key=key, judgement=Judgement.ADDED)
    base = max(earlier, key=sort_key)
    changes = changes_between(base, document, ignoring=_VERSION_FIELDS)
    return DocumentDiff(key=key, judgement=Judgement.NEW_VERSION, changes=changes)


def _judgement(old: AnyDocument, changes: tuple[FieldChange, ...]) -> Judgement:
    kinds = {each.change for each in changes}
    if isinstance(old, Unit):
        return Judgement.FACTS_COMPLETED if _only_completes(changes) else Judgement.FACTS_CHANGED
    if kinds <= {Change.STATUS}:
        return Judgement.ONLY_STATUS
    if isinstance(old, CriteriaSet | BadgeClass) and is_public(old.status):
        return Judgement.NEW_VERSION_NEEDED
    if kinds <= {Change.TRANSLATION_ADDED}:
        return Judgement.TRANSLATION_ADDED
    return Judgement.EDITED


def fact_changes(old: Unit, new: Unit) -> tuple[FieldChange, ...]:
    """Return the changes that no unit may see under one version.

    What is unknown may be completed: null becomes a value, an empty list of requirements is
    filled, a missing translation is added. Note and source say how the facts were come by, and
    may be rewritten.
    """
    return tuple(each for each in changes_between(old, new) if not _completes(each))


def _only_completes(changes: tuple[FieldChange, ...]) -> bool:
    return all(_completes(each) for each in changes)


def _completes(change: FieldChange) -> bool:
    if change.pointer == "/note" or change.pointer.startswith("/source/"):
        return True
    return change.change in {Change.FACT_COMPLETED, Change.TRANSLATION_ADDED}


def _lines(diff: DocumentDiff) -> Iterator[str]:
    sign = {
        Judgement.ADDED: "+",
        Judgement.NEW_VERSION: "+",
        Judgement.REMOVED: "-",
        Judgement.PUBLISHED_REMOVED: "-",
    }.get(diff.judgement, "~")
    yield f"{sign} {diff.key}: {_MEANINGS[diff.judgement]}"
    for change in diff.changes:
        yield f"    {change.words}"


def _entry(diff: DocumentDiff) -> JsonObject:
    return {
        "kind": diff.key.kind,
        "id": diff.key.id,
        "version": diff.key.version,
        "judgement": diff.judgement.value,
        "isAllowed": diff.judgement.is_allowed,
        "changes": [
            {
                "pointer": change.pointer,
                "change": change.change.value,
                "words": change.words,
                "old": change.old,
                "new": change.new,
            }
            for change in diff.changes
        ],
    }
