"""What a shelf of issuer lists promises, held against memory, SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import replace

import pytest

from badgeservice.recognition.errors import RegistryNotFoundError
from badgeservice.recognition.registries import IssuerRegistry, KeptRegistry, RegisteredIssuer
from badgeservice.storage.errors import StorageConflictError
from tests.storage.builders import MINUTE, NOON, ORG, OTHER
from tests.storage.conftest import OpenBooks

KOTKA = RegisteredIssuer(
    id="did:web:a.example",
    name="Köttkä ”ö”",
    url="https://a.example",
    since=NOON.replace(microsecond=0),
    until=None,
)
KEPT = KeptRegistry(
    organisation_id=ORG,
    key="colleges",
    registry=IssuerRegistry(name="Colleges", issuers=(KOTKA, replace(KOTKA, id="did:key:z"))),
    source="https://a.example/list.json",
    imported_by="client-a",
    imported_at=NOON,
)


@pytest.mark.parametrize("owner", [ORG, None], ids=["organisation", "service"])
def test_a_list_is_remembered_whole_by_its_own_owner(opened: OpenBooks, owner: str | None) -> None:
    kept = replace(KEPT, organisation_id=owner)
    with opened(True) as books:
        books.registries.put_registry(kept)

    with opened(False) as books:
        assert books.registries.registry(owner, "colleges") == kept
        assert books.registries.registries(owner) == (kept,)
        for other in {ORG, OTHER, None} - {owner}:
            assert books.registries.registry(other, "colleges") is None
            assert books.registries.registries(other) == ()


def test_a_list_takes_the_place_of_the_one_of_its_name(opened: OpenBooks) -> None:
    newer = replace(
        KEPT, registry=IssuerRegistry(name="New", issuers=()), imported_at=NOON + MINUTE
    )
    with opened(True) as books:
        for kept in (KEPT, replace(KEPT, organisation_id=None), newer):
            books.registries.put_registry(kept)

    with opened(False) as books:
        assert books.registries.registries(ORG) == (newer,)
        assert books.registries.registries(None) == (replace(KEPT, organisation_id=None),)


def test_lists_are_listed_by_name(opened: OpenBooks) -> None:
    with opened(True) as books:
        for key in ("b", "a-z", "a"):
            books.registries.put_registry(replace(KEPT, key=key))

        assert [each.key for each in books.registries.registries(ORG)] == ["a", "a-z", "b"]


def test_a_removed_list_is_gone(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.registries.put_registry(KEPT)
        removed = books.registries.remove_registry(ORG, "colleges", by="client-b", at=NOON)

        assert removed == KEPT
        assert books.registries.registries(ORG) == ()


@pytest.mark.parametrize("owner", [OTHER, None], ids=["another-organisation", "service"])
def test_nobody_removes_the_list_of_another_owner(opened: OpenBooks, owner: str | None) -> None:
    with opened(True) as books:
        books.registries.put_registry(KEPT)

        with pytest.raises(RegistryNotFoundError):
            books.registries.remove_registry(owner, "colleges", by="client-b", at=NOON)

        assert books.registries.registry(ORG, "colleges") == KEPT


def test_a_list_belongs_to_an_organisation_that_is_there(opened: OpenBooks) -> None:
    with pytest.raises(StorageConflictError), opened(True) as books:
        books.registries.put_registry(replace(KEPT, organisation_id="nobody"))
