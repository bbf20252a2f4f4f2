"""Signing keys at rest: sealed, bound to their owner, and never shown."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import pytest
from sqlalchemy import select, update

from badgeservice.storage import tables
from badgeservice.storage.books import open_books
from badgeservice.storage.database import Database
from badgeservice.storage.errors import KeyUnreadableError
from badgeservice.storage.master_key import MasterKey
from tests.fakes import ORIGIN
from tests.storage.builders import NOON, ORG, OTHER
from tests.storage.conftest import MASTER_KEY, add_organisations, sql_books


@pytest.fixture
def filled(database: Database) -> Database:
    opener = sql_books(database)
    add_organisations(opener)
    with opener(True) as books:
        books.keys.create(ORG, at=NOON)
        books.keys.create(OTHER, at=NOON)
    return database


def _private_bytes(database: Database) -> bytes:
    with sql_books(database)(False) as books:
        signer = books.keys.current(ORG).signer
    seed: bytes = signer._secret_key[:32]  # type: ignore[attr-defined]  # to look for
    return seed


def test_another_master_key_opens_nothing_and_says_so(filled: Database) -> None:
    opener = open_books(filled, master_key=MasterKey(b"\x01" * 32), origin=ORIGIN)

    with opener(False) as books:
        with pytest.raises(KeyUnreadableError, match="master key") as caught:
            books.keys.current(ORG)
        public_keys = books.keys.public_keys(ORG)

    assert caught.value.organisation_id == ORG
    assert caught.value.key_id == public_keys[0].multibase


def test_a_sealed_key_that_is_moved_to_another_organisation_does_not_open(
    filled: Database,
) -> None:
    key = tables.signing_key
    with filled.transaction(write=True) as connection:
        stolen = (
            connection.execute(
                select(key.c.id, key.c.public_key, key.c.sealed_private_key).where(
                    key.c.organisation_id == ORG
                )
            )
            .mappings()
            .one()
        )
        connection.execute(update(key).where(key.c.organisation_id == OTHER).values(**stolen))

    with sql_books(filled)(False) as books, pytest.raises(KeyUnreadableError):
        books.keys.current(OTHER)


@pytest.mark.parametrize("position", [0, 12, -1], ids=["nonce", "content", "tag"])
def test_an_altered_key_does_not_open(filled: Database, position: int) -> None:
    _alter(filled, lambda sealed: _flipped(sealed, position))

    with sql_books(filled)(False) as books, pytest.raises(KeyUnreadableError):
        books.keys.current(ORG)


@pytest.mark.parametrize("length", [0, 5, 12, 20], ids=["nothing", "part", "nonce", "no-tag"])
def test_a_key_cut_short_does_not_open(filled: Database, length: int) -> None:
    _alter(filled, lambda sealed: sealed[:length])

    with sql_books(filled)(False) as books, pytest.raises(KeyUnreadableError):
        books.keys.current(ORG)


def test_a_key_does_not_open_under_the_public_half_of_another(filled: Database) -> None:
    key = tables.signing_key
    with sql_books(filled)(False) as books:
        other = books.keys.current(OTHER).signer.public_key
        books.keys.current(ORG)  # So that it is in memory already.
    with filled.transaction(write=True) as connection:
        connection.execute(
            update(key).where(key.c.organisation_id == ORG).values(public_key=other.raw)
        )

    with sql_books(filled)(False) as books, pytest.raises(KeyUnreadableError):
        books.keys.current(ORG)


def test_no_private_key_is_in_the_files_of_the_database(
    sqlite_database_url: str, tmp_path: Path
) -> None:
    database = Database(sqlite_database_url)
    add_organisations(sql_books(database))
    with sql_books(database)(True) as books:
        public_key = books.keys.create(ORG, at=NOON)
    secret = _private_bytes(database)

    content = b"".join(path.read_bytes() for path in tmp_path.glob("test.db*"))
    database.close()

    assert public_key.raw in content
    assert secret not in content
    assert secret.hex().encode() not in content
    assert MASTER_KEY.raw not in content


def test_a_signer_never_shows_or_leaves_its_key(filled: Database) -> None:
    with sql_books(filled)(False) as books:
        key = books.keys.current(ORG)

    assert _private_bytes(filled).hex() not in repr(key)
    assert repr(key.signer) == f"Ed25519Signer({key.signer.public_key.multibase})"
    for leave in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="never written down"):
            leave(key.signer)


def _alter(database: Database, change: object) -> None:
    key = tables.signing_key
    with database.transaction(write=True) as connection:
        sealed = connection.execute(
            select(key.c.sealed_private_key).where(key.c.organisation_id == ORG)
        ).scalar_one()
        connection.execute(
            update(key)
            .where(key.c.organisation_id == ORG)
            .values(sealed_private_key=change(sealed))  # type: ignore[operator]  # a lambda
        )


def _flipped(content: bytes, position: int) -> bytes:
    changed = bytearray(content)
    changed[position] ^= 1
    return bytes(changed)
