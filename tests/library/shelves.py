"""A shelf with books behind it, filled by hand."""

from __future__ import annotations

from badgeservice.library.documents import AnyDocument
from badgeservice.library.keys import DocumentKey, key_of
from badgeservice.library.shelf import Kept, LibraryShelf
from tests.builders import COUNTY, NOW, organisation
from tests.fake_store import FakeStore
from tests.fakes import FakeLibraryShelf


def shelf_with(*documents: AnyDocument, organisation_id: str = COUNTY) -> FakeLibraryShelf:
    store = FakeStore()
    store.writable = True
    for each in {COUNTY, organisation_id}:
        store.organisations[each] = organisation(each)
    shelf = FakeLibraryShelf(store)
    for document in documents:
        shelf.put(organisation_id, document, at=NOW, by="somebody")
    return shelf


def kept(shelf: LibraryShelf, key: DocumentKey, *, organisation_id: str = COUNTY) -> Kept:
    found = [each for each in shelf.all_documents(organisation_id) if key_of(each.document) == key]
    assert len(found) == 1, (key, found)
    return found[0]


def documents_of(shelf: LibraryShelf, *, organisation_id: str = COUNTY) -> list[AnyDocument]:
    return [each.document for each in shelf.all_documents(organisation_id)]
