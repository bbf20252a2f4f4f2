"""Mappings as files of a library: read with their lines, and compared like its documents.

A badge class that is named without an organisation is one of the library's own. What a mapping
must not say is the room of recognition's to know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from badgeservice.library.changes import Change, changes_between
from badgeservice.library.diff import DocumentDiff, Judgement, LibraryDiff
from badgeservice.library.errors import Finding
from badgeservice.library.files import MAXIMUM_BYTES, schema_comment
from badgeservice.library.folder import MAPPINGS, text_of
from badgeservice.library.invalid import findings_of
from badgeservice.library.keys import DocumentKey
from badgeservice.library.mapping_documents import Badge, Expression, MappingStatus
from badgeservice.library.mapping_documents import Mapping as MappingDocument
from badgeservice.library.pointers import line_of
from badgeservice.library.yaml_tree import read_yaml

MAPPING: Final = "mapping"
_VERSION_FIELDS: Final = frozenset({"version", "status", "agreements"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedMapping:
    """A mapping, the file it was read from, and on which line each part of it stands."""

    mapping: MappingDocument
    file: str
    lines: Mapping[str, int] = field(default_factory=dict)

    def finding(self, pointer: str, *, code: str, message: str, is_error: bool = True) -> Finding:
        """Return a finding about the part of the mapping at `pointer`."""
        return Finding(
            file=self.file,
            line=line_of(pointer, self.lines),
            pointer=pointer,
            code=code,
            message=message,
            is_error=is_error,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingFolder:
    """The mappings of a library that could be read, and everything found in their files."""

    placed: tuple[PlacedMapping, ...]
    findings: tuple[Finding, ...]

    @property
    def mappings(self) -> tuple[MappingDocument, ...]:
        """The mappings without their places."""
        return tuple(each.mapping for each in self.placed)


def read_mappings(folder: Path) -> MappingFolder:
    """Read the mappings of a library's folder.

    Raises:
        OSError: a file cannot be read.
    """
    placed: list[PlacedMapping] = []
    findings: list[Finding] = []
    for path in sorted((folder / MAPPINGS).rglob("*.y*ml")):
        text = text_of(path)
        if isinstance(text, Finding):
            findings.append(text)
            continue
        one, found = parse_mapping(path.as_posix(), text)
        findings.extend(found)
        if one is not None:
            placed.append(one)
    return MappingFolder(placed=tuple(placed), findings=tuple(findings))


def parse_mapping(path: str, text: str) -> tuple[PlacedMapping | None, tuple[Finding, ...]]:
    """Return the mapping that a file holds, if nothing is wrong with its shape, and all findings.

    `path` is where it lies, with the library's folder or anything else before it.
    """
    if len(text.encode("utf-8", errors="surrogatepass")) > MAXIMUM_BYTES:
        message = f"a file may have {MAXIMUM_BYTES} bytes"
        return None, (_found(path, 1, "file-too-large", message),)
    tree = read_yaml(text)
    faults = tuple(
        Finding(
            file=path,
            line=fault.line,
            pointer=fault.pointer,
            code=fault.code,
            message=fault.message,
        )
        for fault in tree.faults
    )
    if faults or not isinstance(tree.value, dict):
        return None, faults or (_found(path, 1, "not-a-document", "a mapping is a list of keys"),)
    if tree.value.get("kind") != MAPPING:
        line = line_of("/kind", tree.lines)
        message = f"what lies in {MAPPINGS}/ is of the kind {MAPPING}"
        return None, (_found(path, line, "kind-unknown", message, pointer="/kind"),)
    try:
        mapping = MappingDocument.model_validate(tree.value)
    except ValidationError as error:
        return None, findings_of(error, model=MappingDocument, file=path, lines=tree.lines)
    placed = PlacedMapping(mapping=mapping, file=path, lines=tree.lines)
    return placed, (*_without_comment(path, text), *_misplaced(path, mapping))


def mapping_path(mapping: MappingDocument) -> str:
    """Return where the file of a mapping lies in a library's folder, with forward slashes."""
    return f"{MAPPINGS}/{mapping.id}/v{mapping.version}.yaml"


def for_organisation(mapping: MappingDocument, organisation_id: str) -> MappingDocument:
    """Return a mapping in which the library's own classes are those of an organisation."""
    badges = _owned(mapping.badges, organisation_id)
    return mapping.model_copy(update={"badges": badges})


def diff_mappings(
    old: Iterable[MappingDocument], new: Iterable[MappingDocument]
) -> tuple[DocumentDiff, ...]:
    """Return what differs between mappings, by id and version. What was agreed never changes."""
    before = {(each.id, each.version): each for each in old}
    after = {(each.id, each.version): each for each in new}
    found: list[DocumentDiff] = []
    for place in sorted({**before, **after}):
        was, becomes = before.get(place), after.get(place)
        key = DocumentKey(kind=MAPPING, id=place[0], version=place[1])
        if was is None and becomes is not None:
            found.append(_addition(key, becomes, {**before, **after}))
        elif becomes is None and was is not None:
            found.append(DocumentDiff(key=key, judgement=_removal(was)))
        elif was is not None and becomes is not None and was != becomes:
            found.append(_difference(key, was, becomes))
    return tuple(found)


def with_mappings(diff: LibraryDiff, mappings: tuple[DocumentDiff, ...]) -> LibraryDiff:
    """Return the diff of a library together with that of its mappings."""
    return LibraryDiff(documents=(*diff.documents, *mappings))


def _owned(expression: Expression, organisation_id: str) -> Expression:
    if isinstance(expression, Badge):
        is_own = expression.organisation is None and expression.badge_class is not None
        if not is_own:
            return expression
        return expression.model_copy(update={"organisation": organisation_id})
    parts = tuple(_owned(part, organisation_id) for part in expression.of)
    return expression.model_copy(update={"of": parts})


def _removal(mapping: MappingDocument) -> Judgement:
    was_agreed = mapping.status is not MappingStatus.PROPOSED
    return Judgement.PUBLISHED_REMOVED if was_agreed else Judgement.REMOVED


def _addition(
    key: DocumentKey,
    mapping: MappingDocument,
    known: Mapping[tuple[str, int], MappingDocument],
) -> DocumentDiff:
    earlier = [
        version for name, version in known if name == mapping.id and version < mapping.version
    ]
    if not earlier:
        return DocumentDiff(key=key, judgement=Judgement.ADDED)
    base = known[mapping.id, max(earlier)]
    changes = changes_between(base, mapping, ignoring=_VERSION_FIELDS)
    return DocumentDiff(key=key, judgement=Judgement.NEW_VERSION, changes=changes)


def _difference(key: DocumentKey, old: MappingDocument, new: MappingDocument) -> DocumentDiff:
    changes = changes_between(old, new)
    # Both say where the mapping is in its life, and nothing of what was agreed.
    content = [
        each
        for each in changes
        if each.change is not Change.STATUS and not each.pointer.startswith("/agreements")
    ]
    if not content:
        judgement = Judgement.ONLY_STATUS
    elif old.status is MappingStatus.PROPOSED:
        judgement = Judgement.EDITED
    else:
        judgement = Judgement.NEW_VERSION_NEEDED
    return DocumentDiff(key=key, judgement=judgement, changes=changes)


def _without_comment(path: str, text: str) -> tuple[Finding, ...]:
    if text.startswith("# yaml-language-server: $schema="):
        return ()
    message = f"the first line should be: {schema_comment(f'{MAPPINGS}/x/v1.yaml')}"
    return (_found(path, 1, "schema-comment-missing", message, is_error=False),)


def _misplaced(path: str, mapping: MappingDocument) -> tuple[Finding, ...]:
    home = mapping_path(mapping)
    if f"/{path}".endswith(f"/{home}"):
        return ()
    return (_found(path, 1, "path-differs", f"this mapping belongs in {home}"),)


def _found(
    path: str, line: int, code: str, message: str, *, pointer: str = "", is_error: bool = True
) -> Finding:
    return Finding(
        file=path, line=line, pointer=pointer, code=code, message=message, is_error=is_error
    )
