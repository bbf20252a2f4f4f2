"""The port to the agreements of colleges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from badgeservice.library.mapping_documents import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMapping:
    """One version of a mapping as it is kept.

    `revision` changes with every write, for those who write at the same time.
    """

    organisation_id: str
    mapping: Mapping
    revision: int
    updated_at: datetime
    updated_by: str


class MappingBook(Protocol):
    """The mappings of organisations, inside one transaction. Each sees its own alone.

    What was agreed is never deleted, and its content never changes: only where it is in its life.
    """

    def mapping(self, organisation_id: str, mapping_id: str, version: int) -> KeptMapping | None:
        """Return one version of a mapping."""

    def newest_mapping(self, organisation_id: str, mapping_id: str) -> KeptMapping | None:
        """Return the newest version of a mapping."""

    def mappings(self, organisation_id: str) -> tuple[KeptMapping, ...]:
        """Return every version of every mapping, by id and version."""

    def mappings_naming(self, organisation_id: str) -> tuple[KeptMapping, ...]:
        """Return every version of every mapping, whosever it is, that names a class of ours.

        `organisation_id` is the one whose classes they are.
        """

    def put_mapping(
        self, organisation_id: str, mapping: Mapping, *, at: datetime, by: str
    ) -> KeptMapping:
        """Write a mapping; rules about what may be written are the caller's."""
