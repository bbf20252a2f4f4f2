"""Issuing books in memory, for what issuing costs without any database."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from badgeservice.credentials.keys import PublicKey
from badgeservice.issuing.ledger import SigningKey
from badgeservice.library.documents import UnitRef
from badgeservice.library.shelf import Kept, PublishedClass
from badgeservice.wiring.ports import Books
from bench.world import ORGANISATION, ORIGIN, World
from tests.fakes import FakeKeyRing, FakeLibraryShelf, FakeStore, fake_books


class _OneKey(FakeKeyRing):
    """The ring of the service's own key, so that the service's own signer signs."""

    def __init__(self, store: FakeStore, key: SigningKey) -> None:
        super().__init__(store, origin=ORIGIN)
        self._key = key

    def current(self, organisation_id: str) -> SigningKey:
        """Return the key, whoever asks."""
        del organisation_id
        return self._key

    def key_for(self, organisation_id: str, verification_method: str) -> SigningKey:
        """Return the key, whoever asks."""
        del organisation_id, verification_method
        return self._key

    def public_keys(self, organisation_id: str) -> tuple[PublicKey, ...]:
        """Return the public half."""
        del organisation_id
        return (self._key.signer.public_key,)


class _QuickShelf(FakeLibraryShelf):
    """A shelf that finds what it was asked for before without looking again."""

    def __init__(self, store: FakeStore) -> None:
        super().__init__(store)
        self._classes: dict[str, PublishedClass | None] = {}
        self._units: dict[UnitRef, Kept | None] = {}

    def newest_published(self, organisation_id: str, class_id: str) -> PublishedClass | None:
        """Return the newest version of a class."""
        if class_id not in self._classes:
            self._classes[class_id] = super().newest_published(organisation_id, class_id)
        return self._classes[class_id]

    def unit(self, organisation_id: str, ref: UnitRef) -> Kept | None:
        """Return a unit."""
        if ref not in self._units:
            self._units[ref] = super().unit(organisation_id, ref)
        return self._units[ref]


def memory_books(
    world: World, class_ids: tuple[str, ...]
) -> Callable[[bool], AbstractContextManager[Books]]:
    """Return what opens books that hold these classes and keep badges in memory only."""
    store = FakeStore()
    store.writable = True
    at = world.wiring.now()
    with world.wiring.open_books(False) as kept:
        organisation = kept.accounts.organisation(ORGANISATION)
        documents = [
            each.document
            for each in kept.library.all_documents(ORGANISATION)
            if each.document.kind != "badge-class" or each.document.id in class_ids
        ]
    if organisation is not None:
        store.organisations[ORGANISATION] = organisation
    shelf = _QuickShelf(store)
    for document in documents:
        shelf.put(ORGANISATION, document, at=at, by="bench")
    books = replace(
        fake_books(store, origin=ORIGIN), library=shelf, keys=_OneKey(store, world.key())
    )
    return lambda _write: nullcontext(books)
