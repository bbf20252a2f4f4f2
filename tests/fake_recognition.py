"""Bases and mappings in memory, as strict as the real ones."""

from __future__ import annotations

from datetime import datetime

from badgeservice.accounts.errors import OrganisationNotFoundError
from badgeservice.library.mapping_documents import Mapping
from badgeservice.qualifications.bases import BasisEdition, EditionFacts
from badgeservice.recognition.evaluation_pages import EvaluationPage
from badgeservice.recognition.mapping_book import KeptMapping
from badgeservice.recognition.weigh import leaves_of
from badgeservice.storage.errors import StorageConflictError
from tests.fake_store import FakeStore


class FakeBasisShelf:
    """Editions in memory (a `BasisShelf`)."""

    def __init__(self, store: FakeStore) -> None:
        self._store = store

    def newest(self, organisation_id: str, system: str, code: str) -> BasisEdition | None:
        found = [
            each
            for (owner, *named), each in self._store.editions.items()
            if owner == organisation_id and named[:2] == [system, code]
        ]
        return max(found, key=lambda each: each.number, default=None)

    def edition(
        self, organisation_id: str, system: str, code: str, number: int
    ) -> BasisEdition | None:
        return self._store.editions.get((organisation_id, system, code, number))

    def all_newest(self, organisation_id: str) -> tuple[BasisEdition, ...]:
        named = {
            (system, code)
            for owner, system, code, _ in self._store.editions
            if owner == organisation_id
        }
        found = (self.newest(organisation_id, *name) for name in sorted(named))
        return tuple(each for each in found if each is not None)

    def editions(self, organisation_id: str, system: str, code: str) -> tuple[EditionFacts, ...]:
        return tuple(
            EditionFacts(
                number=each.number,
                sha256=each.sha256,
                imported_at=each.imported_at,
                imported_by=each.imported_by,
            )
            for place, each in sorted(self._store.editions.items())
            if place[:3] == (organisation_id, system, code)
        )

    def holds(self, organisation_id: str, sha256: str) -> bool:
        return any(
            owner == organisation_id and each.sha256 == sha256
            for (owner, *_), each in self._store.editions.items()
        )

    def put(self, edition: BasisEdition) -> None:
        self._store.require_writable(edition.imported_at)
        basis = edition.basis
        place = (edition.organisation_id, basis.system, basis.code, edition.number)
        if edition.organisation_id not in self._store.organisations:
            raise OrganisationNotFoundError(edition.organisation_id)
        if place in self._store.editions:
            raise StorageConflictError(f"edition {place}")
        self._store.editions[place] = edition


class FakeMappingBook:
    """Mappings in memory (a `MappingBook`)."""

    def __init__(self, store: FakeStore) -> None:
        self._store = store

    def mapping(self, organisation_id: str, mapping_id: str, version: int) -> KeptMapping | None:
        return self._store.mappings.get((organisation_id, mapping_id, version))

    def newest_mapping(self, organisation_id: str, mapping_id: str) -> KeptMapping | None:
        found = [each for each in self.mappings(organisation_id) if each.mapping.id == mapping_id]
        return found[-1] if found else None

    def mappings(self, organisation_id: str) -> tuple[KeptMapping, ...]:
        return tuple(
            each
            for (owner, _, _), each in sorted(self._store.mappings.items())
            if owner == organisation_id
        )

    def mappings_naming(self, organisation_id: str) -> tuple[KeptMapping, ...]:
        return tuple(
            each
            for _, each in sorted(self._store.mappings.items())
            if any(leaf.organisation == organisation_id for leaf in leaves_of(each.mapping.badges))
        )

    def put_mapping(
        self, organisation_id: str, mapping: Mapping, *, at: datetime, by: str
    ) -> KeptMapping:
        self._store.require_writable(at)
        if organisation_id not in self._store.organisations:
            raise OrganisationNotFoundError(organisation_id)
        known = self.mapping(organisation_id, mapping.id, mapping.version)
        kept = KeptMapping(
            organisation_id=organisation_id,
            mapping=mapping,
            revision=1 if known is None else known.revision + 1,
            updated_at=at,
            updated_by=by,
        )
        self._store.mappings[organisation_id, mapping.id, mapping.version] = kept
        return kept


class FakeEvaluationPageBook:
    """Pages for counsellors in memory (an `EvaluationPageBook`)."""

    def __init__(self, store: FakeStore) -> None:
        self._store = store

    def put_page(self, page: EvaluationPage, *, capability: bytes) -> None:
        self._store.require_writable(page.made_at, page.expires_at)
        taken = {each.id for each in self._store.evaluation_pages.values()}
        if capability in self._store.evaluation_pages or page.id in taken:
            raise StorageConflictError(f"page {page.id}")
        self._store.require_organisation(page.organisation_id)
        self._store.evaluation_pages[capability] = page

    def page(self, capability: bytes) -> EvaluationPage | None:
        return self._store.evaluation_pages.get(capability)

    def remove_page(self, organisation_id: str, page_id: str, *, by: str, at: datetime) -> bool:
        self._store.require_writable(at)
        for capability, page in list(self._store.evaluation_pages.items()):
            if (page.organisation_id, page.id) == (organisation_id, page_id):
                del self._store.evaluation_pages[capability]
                return True
        return False

    def forget_pages(self, *, expired_before: datetime) -> None:
        self._store.require_writable(expired_before)
        for capability, page in list(self._store.evaluation_pages.items()):
            if page.expires_at <= expired_before:
                del self._store.evaluation_pages[capability]
