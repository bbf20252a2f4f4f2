"""What a document is called: the key under which it is kept, filed and spoken of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from badgeservice.library.documents import (
    AnyDocument,
    BadgeClass,
    CriteriaSet,
    LibraryDescription,
    Unit,
    UnitRef,
)

LIBRARY: Final = "library"
UNIT: Final = "unit"
CRITERIA_SET: Final = "criteria-set"
BADGE_CLASS: Final = "badge-class"
KINDS: Final = (LIBRARY, UNIT, CRITERIA_SET, BADGE_CLASS)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentKey:
    """A kind, an id and a version. The id of a unit is its system and code.

    A description of a library has no version; a unit may have one that nobody knows.
    """

    kind: str
    id: str
    version: int | None = None

    @property
    def noun(self) -> str:
        """The kind in words, such as "badge class"."""
        return self.kind.replace("-", " ")

    @property
    def name(self) -> str:
        """The id and version in words, such as "feedback-giver v2"."""
        return self.id if self.version is None else f"{self.id} v{self.version}"

    def __str__(self) -> str:
        """Return the key in words, such as "badge class feedback-giver v2"."""
        return "library description" if self.kind == LIBRARY else f"{self.noun} {self.name}"


DESCRIPTION: Final = DocumentKey(kind=LIBRARY, id="library")


def key_of(document: AnyDocument) -> DocumentKey:
    """Return what `document` is called."""
    if isinstance(document, LibraryDescription):
        # An organisation has one library, whatever it calls it.
        return DESCRIPTION
    if isinstance(document, Unit):
        return DocumentKey(kind=UNIT, id=unit_id(document.ref), version=document.version)
    return DocumentKey(kind=document.kind, id=document.id, version=document.version)


def unit_id(ref: UnitRef) -> str:
    """Return how a unit is called in a key: "finland/tutkinnonosat_106731"."""
    return f"{ref.system}/{ref.code}"


def sort_key(document: AnyDocument) -> tuple[int, str, int]:
    """Order documents: the description, then units, criteria sets and badge classes."""
    key = key_of(document)
    return KINDS.index(key.kind), key.id, key.version or 0


def path_of(document: AnyDocument) -> str:
    """Return where the file of `document` lies in a library's folder, with forward slashes."""
    match document:
        case LibraryDescription():
            return "library.yaml"
        case Unit():
            return f"units/{document.system}/{document.code}.yaml"
        case CriteriaSet():
            return f"criteria-sets/{document.id}/v{document.version}.yaml"
        case BadgeClass():
            return f"badge-classes/{document.id}/v{document.version}.yaml"


def older_unit_path(unit: Unit) -> str:
    """Return where a version of a unit lies that is not the newest one in the folder."""
    version = "unknown" if unit.version is None else f"v{unit.version}"
    return f"units/{unit.system}/{unit.code}/{version}.yaml"
