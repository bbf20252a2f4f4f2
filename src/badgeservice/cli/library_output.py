"""What the library commands read and print: data to standard output, talk to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from badgeservice.cli.service import Exit, end, talk
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.library.documents import AnyDocument
from badgeservice.library.errors import Finding
from badgeservice.library.folder import LibraryFolder, read_folder, write_folder
from badgeservice.library.keys import key_of
from badgeservice.library.transfer import ImportPlan


def emit(text: str) -> None:
    """Print data."""
    sys.stdout.write(text)


def emit_json(document: JsonObject) -> None:
    """Print data for programs."""
    emit(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def read_checked(directory: Path) -> LibraryFolder:
    """Read a library's folder, showing progress on a terminal.

    A folder that is none, or cannot be read, ends the command.
    """
    if not directory.is_dir():
        end(f"{directory} is no folder; give the folder of a library.", Exit.USAGE)
    try:
        with talk.status("Reading …") as status:
            folder = read_folder(directory, progress=lambda path: status.update(f"Reading {path}"))
    except OSError as cause:
        end(f"{cause.filename or directory} cannot be read: {cause.strerror}.", Exit.USAGE)
    if not folder.placed and not folder.findings:
        end(f"{directory} holds no library: there is no .yaml file in it.", Exit.USAGE)
    return folder


def require_valid(folder: LibraryFolder, *, as_json: bool) -> None:
    """End the command when a folder has errors, after saying which."""
    if folder.is_valid:
        return
    if as_json:
        emit_json({"isValid": False, **findings_json(folder)})
    for finding in folder.findings:
        if finding.is_error:
            talk.print(str(finding), markup=False, highlight=False)
    end("The library has errors; nothing was done.", Exit.INVALID)


def summary(folder: LibraryFolder, *, mappings: int = 0) -> str:
    """Return in one sentence how a library does, and its mappings if it has any."""
    errors = sum(finding.is_error for finding in folder.findings)
    warnings = len(folder.findings) - errors
    return (
        f"{_counted(len(folder.placed), 'document')}, "
        f"{_counted(mappings, 'mapping') + ', ' if mappings else ''}{_counted(errors, 'error')}, "
        f"{_counted(warnings, 'warning')}."
    )


def findings_json(folder: LibraryFolder) -> JsonObject:
    """Return what was found as JSON."""
    return {
        "documents": len(folder.placed),
        "findings": [_finding_json(finding) for finding in folder.findings],
    }


def plan_text(plan: ImportPlan) -> str:
    """Return a plan for people: a line a document that is written, and what changes in it."""
    lines = [f"+ {key_of(document)}" for document in plan.created]
    for content in plan.changed:
        lines.append(f"~ {key_of(content.document)}")
        lines.extend(f"    {change.words}" for change in content.changes)
    lines.extend(
        f"~ {key_of(change.document)}: {change.before} → {change.after}"
        for change in plan.status_changes
    )
    lines.append(f"= {_counted(len(plan.unchanged), 'document')} unchanged")
    lines.extend(str(finding) for finding in plan.findings if finding.is_error)
    return "".join(f"{line}\n" for line in lines)


def plan_json(plan: ImportPlan, *, is_written: bool) -> JsonObject:
    """Return a plan for programs."""
    return {
        "isApplicable": plan.is_applicable,
        "isWritten": is_written,
        "created": [_key_json(document) for document in plan.created],
        "changed": [
            {
                **_key_json(content.document),
                "changes": [
                    {"pointer": change.pointer, "words": change.words} for change in content.changes
                ],
            }
            for content in plan.changed
        ],
        "statusChanges": [
            {**_key_json(change.document), "before": change.before, "after": change.after}
            for change in plan.status_changes
        ],
        "unchanged": [_key_json(document) for document in plan.unchanged],
        "findings": [_finding_json(finding) for finding in plan.findings],
    }


def write_files(
    files: Mapping[str, str], directory: Path, *, as_json: bool, is_whole: bool
) -> None:
    """Write files and say which; when they are a whole library, point out what else lies there."""
    try:
        done = write_folder(files, directory)
    except OSError as cause:
        end(f"{cause.filename or directory} cannot be written: {cause.strerror}.", Exit.INVALID)
    strays = done.strays if is_whole else ()
    if as_json:
        emit_json(
            {
                "written": list(done.written),
                "unchanged": list(done.unchanged),
                "strays": list(strays),
            }
        )
    else:
        emit("".join(f"{(directory / name).as_posix()}\n" for name in done.written))
    for name in strays:
        message = f"{(directory / name).as_posix()} belongs to no document of the library."
        talk.print(message, markup=False, highlight=False)
    written, unchanged = len(done.written), len(done.unchanged)
    talk.print(f"{_counted(written, 'file')} written, {unchanged} unchanged.", markup=False)


def write_text(path: Path, text: str) -> None:
    """Write one file, or end the command saying why not."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as cause:
        end(f"{path} cannot be written: {cause.strerror}.", Exit.INVALID)
    talk.print(f"Wrote {path}", markup=False, highlight=False)


def _key_json(document: AnyDocument) -> JsonObject:
    key = key_of(document)
    return {"kind": key.kind, "id": key.id, "version": key.version}


def _finding_json(finding: Finding) -> JsonObject:
    return {
        "file": finding.file,
        "line": finding.line,
        "pointer": finding.pointer,
        "code": finding.code,
        "message": finding.message,
        "isError": finding.is_error,
    }


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
