"""The mappings of a library's folder: checked with it, compared, and proposed by an import."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from badgeservice.cli.accounts import operator
from badgeservice.cli.library_output import read_checked
from badgeservice.cli.service import Exit, end, errors_explained, talk
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.library.diff import Judgement
from badgeservice.library.folder import LibraryFolder
from badgeservice.library.mapping_documents import Mapping
from badgeservice.library.mapping_files import diff_mappings, for_organisation, read_mappings
from badgeservice.recognition.agreeing import propose
from badgeservice.recognition.errors import MappingInvalidError
from badgeservice.recognition.library_mappings import mapping_findings
from badgeservice.wiring.ports import Books, Wiring


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A mapping of a folder, and what an import would make of it."""

    mapping: Mapping
    judgement: Judgement | None
    """None when it is there already, with this content."""

    @property
    def is_new(self) -> bool:
        """Whether it would be written."""
        return self.judgement not in (None, Judgement.ONLY_STATUS)


def read_with_mappings(directory: Path) -> tuple[LibraryFolder, tuple[Mapping, ...]]:
    """Read and check a library and its mappings; the findings of the folder are those of both.

    A folder that is none, or cannot be read, ends the command.
    """
    folder = read_checked(directory)
    try:
        found = read_mappings(directory)
    except OSError as cause:
        end(f"{cause.filename or directory} cannot be read: {cause.strerror}.", Exit.USAGE)
    # No wiring: reading files needs no database, only the day.
    today = datetime.now(UTC).date()  # noqa: TID251 - the command line is part of the roof
    rules = mapping_findings(found.placed, folder.documents, day=today)
    findings = (*folder.findings, *found.findings, *rules)
    ordered = sorted(findings, key=lambda each: (each.file, each.line, each.pointer))
    return LibraryFolder(placed=folder.placed, findings=tuple(ordered)), found.mappings


def in_the_name_of(organisation: str, mappings: Iterable[Mapping]) -> tuple[Mapping, ...]:
    """Return mappings in which the folder's own badge classes are an organisation's."""
    return tuple(for_organisation(each, organisation) for each in mappings)


def kept_mappings(
    organisation: str, wanted: Iterable[Mapping], *, wiring: Wiring
) -> tuple[Mapping, ...]:
    """Return the mappings of an organisation that a folder has too, by id."""
    ids = {each.id for each in wanted}
    with errors_explained(), wiring.open_books(False) as books:
        kept = books.mappings.mappings(organisation)
    return tuple(each.mapping for each in kept if each.mapping.id in ids)


def plan_proposals(
    mappings: Iterable[Mapping], *, organisation: str, books: Books
) -> tuple[Proposal, ...]:
    """Return what an import would make of mappings. What was agreed ends the command."""
    kept = [each.mapping for each in books.mappings.mappings(organisation)]
    wanted = sorted(mappings, key=lambda each: (each.id, each.version))
    judged = {
        (each.key.id, each.key.version): each.judgement for each in diff_mappings(kept, wanted)
    }
    plans = tuple(
        Proposal(mapping=each, judgement=judged.get((each.id, each.version))) for each in wanted
    )
    for plan in plans:
        if plan.judgement is Judgement.NEW_VERSION_NEEDED:
            name = f"{plan.mapping.id} v{plan.mapping.version}"
            end(f"mapping {name} was agreed to; write a new version instead.", Exit.INVALID)
    return plans


def propose_all(
    proposals: Iterable[Proposal], *, organisation: str, at: datetime, books: Books
) -> None:
    """Propose mappings, in a transaction that the caller has open; one that is wrong ends all."""
    for each in proposals:
        if not each.is_new:
            continue
        try:
            propose(each.mapping, actor=operator(organisation), at=at, books=books)
        except MappingInvalidError as cause:
            for fault in cause.faults:
                where = f"mapping {each.mapping.id} v{each.mapping.version} at {fault.pointer}"
                talk.print(f"{where}: {fault.message} [{fault.code}]", markup=False)
            raise


def proposals_text(proposals: Iterable[Proposal]) -> str:
    """Return proposals for people, a line each."""
    return "".join(
        f"{'+' if each.is_new else '='} mapping {each.mapping.id} v{each.mapping.version}\n"
        for each in proposals
    )


def proposals_json(proposals: Iterable[Proposal]) -> JsonObject:
    """Return proposals for programs."""
    return {
        "mappings": [
            {"id": each.mapping.id, "version": each.mapping.version, "isNew": each.is_new}
            for each in proposals
        ]
    }
