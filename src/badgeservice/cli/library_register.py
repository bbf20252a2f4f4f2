"""Bring a national register's document into a library's folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from badgeservice.cli.library_output import read_checked
from badgeservice.cli.service import Exit, end, talk
from badgeservice.library.documents import AnyDocument, Source, Unit
from badgeservice.library.errors import Finding
from badgeservice.library.files import place
from badgeservice.library.keys import key_of
from badgeservice.library.register import (
    RegisterFormat,
    detect_format,
    documents_from_register,
    read_register,
)
from badgeservice.library.transfer import unit_findings

# The largest qualification has some nine megabytes.
MAXIMUM_BYTES: Final = 32 * 1024 * 1024
_TITLES: Final = {
    RegisterFormat.BASIS: "ePerusteet",
    RegisterFormat.UNIT: "ePerusteet",
    RegisterFormat.NATIONAL_BADGES: "ePerusteet, osaamismerkit",
}


def fetched_documents(
    source: str, *, fetch: Callable[[str], bytes], retrieved: date
) -> tuple[AnyDocument, ...]:
    """Return what the register document at `source` holds, with its hash as provenance.

    Raises:
        RegisterDocumentError: its shape is not understood.
        BadgeServiceError: the URL could not be fetched.
    """
    is_url = source.startswith(("https://", "http://"))
    if is_url:
        talk.print(f"Fetching {source} …", markup=False, highlight=False)
    content = fetch(source) if is_url else _read(Path(source))
    value = read_register(content)
    provenance = Source(
        title=_TITLES[detect_format(value)],
        url=source if is_url else None,
        retrieved=retrieved,
        sha256=hashlib.sha256(content).hexdigest(),
    )
    return documents_from_register(value, source=provenance)


def merged_with_folder(
    documents: tuple[AnyDocument, ...], directory: Path, *, replace: bool
) -> tuple[AnyDocument, ...]:
    """Return the documents to write: units complete those in the folder, drafts never overwrite.

    A known fact that the register would change ends the command, unless `replace` says it may.
    """
    folder = read_checked(directory).placed if _has_files(directory) else ()
    there = {key_of(each.document): each for each in folder}
    refused = 0
    writing: list[AnyDocument] = []
    for document in documents:
        kept = there.get(key_of(document))
        if kept is None or (isinstance(document, Unit) and replace):
            writing.append(document)
        elif isinstance(document, Unit) and isinstance(kept.document, Unit):
            differing = unit_findings(place(document), kept.document)
            refused += bool(differing)
            _tell(differing, kept.file)
            writing.append(document)
        else:
            talk.print(f"{key_of(document)} is there already and stays as it is.", markup=False)
    if refused:
        end("Nothing was written; --replace lets the register's facts win.", Exit.INVALID)
    return tuple(writing)


def _tell(differing: tuple[Finding, ...], file: str) -> None:
    # A reworded basis differs in every requirement; the first one tells enough.
    if differing:
        more = f" (and {len(differing) - 1} more)" if len(differing) > 1 else ""
        message = f"{file}: {differing[0].message}{more} [{differing[0].code}]"
        talk.print(message, markup=False, highlight=False)


def _has_files(directory: Path) -> bool:
    return directory.is_dir() and next(directory.rglob("*.yaml"), None) is not None


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MAXIMUM_BYTES + 1)
    except OSError as cause:
        end(f"{path} cannot be read: {cause.strerror}.", Exit.USAGE)
    if len(content) > MAXIMUM_BYTES:
        end(f"{path} is larger than {MAXIMUM_BYTES} bytes.", Exit.USAGE)
    return content
