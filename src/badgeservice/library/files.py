"""A library as files: one YAML document a file, read with its lines and written one way.

`parse_file` and `render` are each other's inverse: parsing what was rendered gives back the same
document, so a library can go through files and lose nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic import ValidationError

from badgeservice.library.documents import (
    AnyDocument,
    BadgeClass,
    CriteriaSet,
    Document,
    LibraryDescription,
    Unit,
)
from badgeservice.library.errors import Finding
from badgeservice.library.invalid import findings_of
from badgeservice.library.keys import (
    BADGE_CLASS,
    CRITERIA_SET,
    LIBRARY,
    UNIT,
    older_unit_path,
    path_of,
    sort_key,
)
from badgeservice.library.pointers import line_of
from badgeservice.library.yaml_text import yaml_text
from badgeservice.library.yaml_tree import YamlTree, YamlValue, read_yaml

MAXIMUM_BYTES: Final = 512 * 1024
SCHEMA_PATH: Final = "schema/library.schema.json"

_SCHEMA_COMMENT: Final = re.compile(
    r"# yaml-language-server: \$schema=(?:\S*/)?library\.schema\.json\s*(?:\n|$)"
)
_MODELS: Final[Mapping[str, type[LibraryDescription | Unit | CriteriaSet | BadgeClass]]] = {
    LIBRARY: LibraryDescription,
    UNIT: Unit,
    CRITERIA_SET: CriteriaSet,
    BADGE_CLASS: BadgeClass,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedDocument:
    """A document, where it was read, and on which line each part of it stands.

    `root` goes before every pointer, for documents that are part of a larger one.
    """

    document: AnyDocument
    file: str
    lines: Mapping[str, int] = field(default_factory=dict)
    root: str = ""

    def finding(self, pointer: str, *, code: str, message: str, is_error: bool = True) -> Finding:
        """Return a finding about the part of the document at `pointer`."""
        return Finding(
            file=self.file,
            line=line_of(pointer, self.lines),
            pointer=self.root + pointer,
            code=code,
            message=message,
            is_error=is_error,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFile:
    """What a file holds: a document when nothing is wrong with its shape, and all findings."""

    path: str
    placed: PlacedDocument | None
    findings: tuple[Finding, ...]

    @property
    def document(self) -> AnyDocument | None:
        """The document, or None when the findings hold an error."""
        return None if self.placed is None else self.placed.document


def place(document: AnyDocument, *, root: str = "") -> PlacedDocument:
    """Return a document that came from no file, placed where its file would lie."""
    return PlacedDocument(document=document, file=path_of(document), root=root)


def parse_file(path: str, text: str) -> ParsedFile:
    """Read one file; `path` is where it lies, with forward slashes and the library's folder or
    anything else before it.

    Everything that is wrong is found at once: YAML, keys, values, and a path that does not belong
    to the document. Rules that need other documents are in `library.rules`.
    """
    size = len(text.encode("utf-8", errors="surrogatepass"))
    if size > MAXIMUM_BYTES:
        message = f"{size} bytes are too many; a file may have {MAXIMUM_BYTES}"
        return _refused(path, _found(path, 1, "", "file-too-large", message))
    tree = read_yaml(text)
    findings = [
        _found(path, fault.line, fault.pointer, fault.code, fault.message) for fault in tree.faults
    ]
    if not _SCHEMA_COMMENT.match(text):
        message = f"the first line should be: {schema_comment(path)}"
        findings.append(_found(path, 1, "", "schema-comment-missing", message, is_error=False))
    document, wrong = (None, ()) if _is_unreadable(tree) else _document(path, tree)
    findings.extend(wrong)
    if document is not None:
        findings.extend(_path_findings(path, document))
    if document is None or any(finding.is_error for finding in findings):
        return _refused(path, *findings)
    placed = PlacedDocument(document=document, file=path, lines=tree.lines)
    return ParsedFile(path=path, placed=placed, findings=tuple(findings))


def schema_comment(path: str) -> str:
    """Return the first line of the file at `path` (in the library's folder) for editors."""
    return f"# yaml-language-server: $schema={'../' * path.count('/')}{SCHEMA_PATH}"


def render(document: AnyDocument, *, path: str | None = None) -> tuple[str, str]:
    """Return the path and the text of the one file that holds `document`."""
    where = path or path_of(document)
    return where, f"{schema_comment(where)}\n{yaml_text(document)}"


def render_all(documents: Iterable[AnyDocument]) -> Mapping[str, str]:
    """Return the text of every file of a library, by path, in a steady order.

    A folder shows one version of a unit under its code; older versions lie in a folder below.
    """
    files: dict[str, str] = {}
    for document in sorted(documents, key=sort_key, reverse=True):
        path = path_of(document)
        if path in files and isinstance(document, Unit):
            path = older_unit_path(document)
        path, text = render(document, path=path)
        files[path] = text
    return dict(sorted(files.items()))


def document_from(
    value: YamlValue, *, file: str, lines: Mapping[str, int]
) -> tuple[AnyDocument | None, tuple[Finding, ...]]:
    """Return the document that plain data says, or what is wrong with it."""
    if not isinstance(value, dict):
        return None, (_found(file, 1, "", "not-a-document", "a document is a list of keys"),)
    kind = value.get("kind")
    model = _MODELS.get(kind) if isinstance(kind, str) else None
    if model is None:
        message = f"kind must be one of {', '.join(_MODELS)}"
        line = line_of("/kind", lines)
        return None, (_found(file, line, "/kind", "kind-unknown", message),)
    try:
        return model.model_validate(value), ()
    except ValidationError as error:
        shape: type[Document] = model
        return None, findings_of(error, model=shape, file=file, lines=lines)


def _document(path: str, tree: YamlTree) -> tuple[AnyDocument | None, tuple[Finding, ...]]:
    return document_from(tree.value, file=path, lines=tree.lines)


def _is_unreadable(tree: YamlTree) -> bool:
    return tree.value is None and bool(tree.faults)


def _path_findings(path: str, document: AnyDocument) -> tuple[Finding, ...]:
    homes = [path_of(document)]
    if isinstance(document, Unit):
        homes.append(older_unit_path(document))
    if any(f"/{path}".endswith(f"/{home}") for home in homes):
        return ()
    message = f"this document belongs in {homes[0]}"
    return (_found(path, 1, "", "path-differs", message),)


def _refused(path: str, *findings: Finding) -> ParsedFile:
    return ParsedFile(path=path, placed=None, findings=findings)


def _found(
    file: str, line: int, pointer: str, code: str, message: str, *, is_error: bool = True
) -> Finding:
    return Finding(
        file=file, line=line, pointer=pointer, code=code, message=message, is_error=is_error
    )
