"""A library in a folder: read and checked as a whole, written file by file.

This is the one place of the room that touches files; everything else takes and gives values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from badgeservice.library.documents import AnyDocument
from badgeservice.library.errors import Finding
from badgeservice.library.files import MAXIMUM_BYTES, ParsedFile, PlacedDocument, parse_file
from badgeservice.library.rules import check_library

_SUFFIX: Final = ".yaml"
_SIMILAR_SUFFIXES: Final = frozenset({".yml", ".YAML", ".YML"})
_PARTIAL: Final = ".partial"
MAPPINGS: Final = "mappings"


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryFolder:
    """What a folder holds: the documents that could be read, and everything found."""

    placed: tuple[PlacedDocument, ...]
    findings: tuple[Finding, ...]

    @property
    def documents(self) -> tuple[AnyDocument, ...]:
        """The documents without their places."""
        return tuple(each.document for each in self.placed)

    @property
    def is_valid(self) -> bool:
        """Whether nothing that was found is an error."""
        return not any(finding.is_error for finding in self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFolder:
    """What writing did, by path from the folder. Strays are library files of no document."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    strays: tuple[str, ...]


def _nothing(path: str) -> None:
    del path


def read_folder(folder: Path, *, progress: Callable[[str], None] = _nothing) -> LibraryFolder:
    """Read and check a library; `progress` is told each path before it is read.

    Raises:
        OSError: the folder, or a file in it, cannot be read.
    """
    parsed: list[ParsedFile] = []
    for path in _files(folder):
        if path.suffix == _SUFFIX or path.suffix in _SIMILAR_SUFFIXES:
            progress(path.as_posix())
            parsed.append(_parsed(path))
    placed = tuple(each.placed for each in parsed if each.placed is not None)
    # What could not be read may be what others refer to: rules would only repeat that.
    is_whole = len(placed) == len(parsed)
    rules = check_library(placed) if is_whole else ()
    findings = (*(finding for each in parsed for finding in each.findings), *rules)
    ordered = sorted(findings, key=lambda each: (each.file, each.line, each.pointer))
    return LibraryFolder(placed=placed, findings=tuple(ordered))


def write_folder(files: Mapping[str, str], folder: Path) -> WrittenFolder:
    """Write texts by their path from the folder; each file is whole at any moment.

    Raises:
        OSError: the folder cannot be written.
    """
    written: list[str] = []
    unchanged: list[str] = []
    for name, text in files.items():
        path = folder / name
        content = text.encode()
        if path.is_file() and path.read_bytes() == content:
            unchanged.append(name)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(path.name + _PARTIAL)
        partial.write_bytes(content)
        partial.replace(path)
        written.append(name)
    there = (path for path in _files(folder) if path.suffix == _SUFFIX)
    names = (path.relative_to(folder).as_posix() for path in there)
    strays = tuple(name for name in names if name not in files)
    return WrittenFolder(written=tuple(written), unchanged=tuple(unchanged), strays=strays)


def _files(folder: Path) -> Iterable[Path]:
    """Return the files of a library; its mappings are read by `mapping_files`."""
    mappings = folder / MAPPINGS
    return sorted(
        path for path in folder.rglob("*") if path.is_file() and mappings not in path.parents
    )


def _parsed(path: Path) -> ParsedFile:
    text = text_of(path)
    if isinstance(text, Finding):
        return ParsedFile(path=text.file, placed=None, findings=(text,))
    return parse_file(path.as_posix(), text)


def text_of(path: Path) -> str | Finding:
    """Return the text of a library's file, or what keeps it from being read.

    Raises:
        OSError: the file cannot be read.
    """
    name = path.as_posix()
    if path.suffix != _SUFFIX:
        return _unread(name, "file-suffix", f"the file's name must end in {_SUFFIX}")
    with path.open("rb") as file:
        content = file.read(MAXIMUM_BYTES + 1)
    if len(content) > MAXIMUM_BYTES:
        return _unread(name, "file-too-large", f"a file may have {MAXIMUM_BYTES} bytes")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return _unread(name, "not-utf-8", "the text is not UTF-8 here", line=line)


def _unread(path: str, code: str, message: str, *, line: int = 1) -> Finding:
    return Finding(file=path, line=line, pointer="", code=code, message=message)
