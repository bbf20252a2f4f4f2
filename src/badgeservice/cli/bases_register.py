"""Bases from files, and from the public register page by page.

Spec: https://eperusteet.opintopolku.fi/eperusteet-service/swagger-ui/index.html (external API)
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from badgeservice.accounts.actor import Actor
from badgeservice.cli.service import Exit, end, talk
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.errors import BadgeServiceError
from badgeservice.library.errors import RegisterDocumentError
from badgeservice.library.register import read_register
from badgeservice.qualifications.documents import MAXIMUM_BYTES, read_basis
from badgeservice.qualifications.importing import BasisImport, import_basis, plan_basis_import
from badgeservice.wiring.ports import Wiring

EPERUSTEET: Final = "https://eperusteet.opintopolku.fi/eperusteet-service"
_QUALIFICATION: Final = re.compile(r"koulutus_[0-9]{6}")
_PAGE_SIZE: Final = 50
_MOST_PAGES: Final = 100

Fetch = Callable[[str], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A document to import: where it is, and how to get its bytes."""

    name: str
    url: str | None
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one document: an import, None when it was known by its hash."""

    name: str
    sha256: str
    done: BasisImport | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """Who imports, through which wiring, and whether anything is written."""

    wiring: Wiring
    actor: Actor
    dry_run: bool

    def take(self, found: Found) -> Taken:
        """Import one document, in a transaction of its own: what is done stays done.

        One whose hash is known is not even read, so that an import that broke off goes on where
        it was.

        Raises:
            RegisterDocumentError: the document is of another shape.
            BadgeServiceError: it cannot be fetched.
        """
        content, at = found.read(), self.wiring.now()
        if len(content) > MAXIMUM_BYTES:
            raise RegisterDocumentError("", f"it is larger than {MAXIMUM_BYTES} bytes")
        sha256 = hashlib.sha256(content).hexdigest()
        with self.wiring.open_books(False) as books:
            if books.bases.holds(self.actor.organisation_id, sha256):
                return Taken(name=found.name, sha256=sha256, done=None)
        basis, _ = read_basis(content, source_url=found.url, retrieved=at.date())
        use = plan_basis_import if self.dry_run else import_basis
        with self.wiring.open_books(not self.dry_run) as books:
            done = use(basis, sha256=sha256, actor=self.actor, at=at, shelf=books.bases)
        return Taken(name=found.name, sha256=sha256, done=done)


def files(paths: list[Path]) -> Iterator[Found]:
    """Yield the documents in files."""
    for path in paths:
        yield Found(name=path.as_posix(), url=None, read=partial(_bytes_of, path))


def of_qualification(code: str, *, fetch: Fetch, service: str = EPERUSTEET) -> Iterator[Found]:
    """Yield every basis of a qualification that the register has, ended ones too.

    The register is asked page by page, and for a basis when its turn comes.

    Raises:
        RegisterDocumentError: a page is of another shape.
        BadgeServiceError: a page cannot be fetched.
    """
    if not _QUALIFICATION.fullmatch(code):
        end(f"{code} is no code of a qualification, such as koulutus_371101.", Exit.USAGE)
    page, pages = 0, 1
    while page < min(pages, _MOST_PAGES):
        query = f"koodi={code}&tulevat=true&voimassa=true&siirtyma=true&poistuneet=true"
        url = f"{service}/api/external/perusteet?{query}&sivu={page}&sivukoko={_PAGE_SIZE}"
        answer = _page(fetch(url))
        pages = _number(answer, "sivuja" if "sivuja" in answer else "totalPages")
        talk.print(f"Page {page + 1} of {pages}", markup=False, highlight=False)
        for number in _ids(answer):
            address = f"{service}/api/external/peruste/{number}"
            yield Found(name=address, url=address, read=partial(fetch, address))
        page += 1


def take_all(found: Iterator[Found], importer: Importer) -> tuple[list[Taken], int]:
    """Import documents one after the other, with progress; return them, and how many failed.

    One that cannot be read or fetched keeps no other from being imported.
    """
    taken: list[Taken] = []
    failed = 0
    for each in found:
        talk.print(f"Reading {each.name} …", markup=False, highlight=False)
        try:
            one = importer.take(each)
        except BadgeServiceError as cause:
            failed += 1
            talk.print(f"{each.name}: {cause}", style="red", markup=False, highlight=False)
            continue
        taken.append(one)
    return taken, failed


def _page(content: bytes) -> JsonObject:
    value = read_register(content)
    if not isinstance(value, dict) or not isinstance(_listed(value), list):
        raise RegisterDocumentError("/data", "a page of search results was expected")
    return value


def _listed(page: JsonObject) -> JsonValue:
    """Return what a page lists; the register has called it both ways."""
    return page.get("data", page.get("content"))


def _number(page: JsonObject, member: str) -> int:
    value = page.get(member)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise RegisterDocumentError(f"/{member}", "a number of pages was expected")
    return value


def _ids(page: JsonObject) -> Iterator[int]:
    data = _listed(page)
    for index, each in enumerate(data if isinstance(data, list) else ()):
        number = each.get("id") if isinstance(each, dict) else None
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            raise RegisterDocumentError(f"/data/{index}/id", "the number of a basis was expected")
        yield number


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAXIMUM_BYTES + 1)
    except OSError as cause:
        raise RegisterDocumentError("", f"{path} cannot be read: {cause.strerror}") from cause
