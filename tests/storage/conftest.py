"""The same books three times: in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeAlias

import pytest

from badgeservice.storage.books import open_books
from badgeservice.storage.database import Database
from badgeservice.storage.master_key import MasterKey
from badgeservice.storage.slots import LIST_LENGTH
from badgeservice.wiring.ports import Books
from tests.fakes import ORIGIN, open_fake_books
from tests.postgres import fresh_database, postgres_url
from tests.storage.builders import ORG, OTHER, organisation

__all__ = ["postgres_url"]  # A fixture.

OpenBooks: TypeAlias = Callable[[bool], AbstractContextManager[Books]]
MASTER_KEY = MasterKey(bytes(range(32)))


def sql_books(database: Database, *, list_length: int = LIST_LENGTH) -> OpenBooks:
    """Return what opens the books over a database, as the roof puts them together."""
    opener = open_books(database, master_key=MASTER_KEY, origin=ORIGIN, list_length=list_length)

    @contextmanager
    def opened(write: bool) -> Iterator[Books]:
        with opener(write) as books:
            yield Books(
                library=books.library,
                badges=books.badges,
                keys=books.keys,
                accounts=books.accounts,
                trust=books.trust,
                extensions=books.extensions,
                bases=books.bases,
                mappings=books.mappings,
                jobs=books.jobs,
                cases=books.cases,
                letters=books.letters,
                webhooks=books.webhooks,
                evaluation_pages=books.evaluation_pages,
                registries=books.registries,
            )

    return opened


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    url = fresh_database(postgres_url)
    database = Database(url)
    database.upgrade()
    database.close()
    return url.partition("@/")[2].partition("?")[0]


@pytest.fixture
def sqlite_database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a database of this test alone, with all tables."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'test.db')}"


@pytest.fixture
def postgres_database_url(postgres_url: str, postgres_template: str) -> str:
    """The URL of a database of this test alone, with all tables."""
    return fresh_database(postgres_url, template=postgres_template)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    name = "sqlite_database_url" if request.param == "sqlite" else "postgres_database_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return fresh_database(request.getfixturevalue("postgres_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture(params=["in-memory", "sqlite", "postgresql"])
def open_for(request: pytest.FixtureRequest) -> Iterator[Callable[[int], OpenBooks]]:
    """What opens the books when it is told how long new status lists are."""
    if request.param == "in-memory":
        yield lambda length: open_fake_books(list_length=length)
        return
    name = "sqlite_database_url" if request.param == "sqlite" else "postgres_database_url"
    database = Database(request.getfixturevalue(name))
    yield lambda length: sql_books(database, list_length=length)
    database.close()


@pytest.fixture
def opened(open_for: Callable[[int], OpenBooks]) -> OpenBooks:
    """What opens the books, in which there are two organisations."""
    opener = open_for(LIST_LENGTH)
    add_organisations(opener)
    return opener


def add_organisations(opener: OpenBooks) -> None:
    with opener(True) as books:
        books.accounts.put_organisation(organisation(ORG))
        books.accounts.put_organisation(organisation(OTHER))
