"""A running service for tests: two organisations, tokens for anybody, and a clock to turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from badgeservice.accounts.actor import Scope
from badgeservice.accounts.clients import new_client
from badgeservice.accounts.register import AccessToken, Client
from badgeservice.accounts.tokens import new_token
from badgeservice.api.application import ApiSettings, build_application
from badgeservice.library.documents import BadgeClass, CriteriaSet, LibraryDescription, Unit
from badgeservice.storage.errors import StorageConflictError, StorageUnavailableError
from badgeservice.web.doors import routers as page_routers
from badgeservice.web.failures import problem_page
from badgeservice.web.shortcuts import shortcuts as page_shortcuts
from badgeservice.wiring.ports import Books, Wiring
from tests.builders import (
    COLLEGE,
    COUNTY,
    NOW,
    ORIGIN,
    badge_class,
    criteria_set,
    organisation,
    unit,
)
from tests.fake_store import FakeStore
from tests.fakes import open_fake_books
from tests.world import World

TOKEN_LIFETIME = timedelta(minutes=15)
MANY = 1_000_000

OpenBooks = Callable[[bool], AbstractContextManager[Books]]


class Chance:
    """Bytes that never repeat and are the same in every run."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, size: int) -> bytes:
        self._count += 1
        return (self._count * 0x9E3779B97F4A7C15 + 1).to_bytes(32, "big")[-size:].rjust(size, b"\7")


class AtHand:
    """What SQLite tells without delay, told by the books in memory."""

    def __init__(self, open_books: OpenBooks) -> None:
        self._open_books = open_books

    def token(self, digest: bytes) -> AccessToken | None:
        with self._open_books(False) as books:
            return books.accounts.token(digest)

    def list_version(self, list_id: str) -> int | None:
        with self._open_books(False) as books:
            found = books.badges.status_list(list_id)
        return None if found is None else found.version


@dataclass(repr=False)
class Service:
    """The application, and what a test may turn: the clock, the books and the world outside."""

    app: FastAPI
    client: TestClient
    wiring: Wiring
    world: World
    chance: Chance
    time: list[datetime]
    secrets: dict[str, str] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def started(
        cls,
        settings: ApiSettings | None = None,
        *,
        client_address: str = "192.0.2.1",
        origin: str = ORIGIN,
        reasons: tuple[str, ...] = (),
    ) -> Iterator[Service]:
        world, chance, time = World(), Chance(), [NOW]
        open_books = open_fake_books(FakeStore(), origin=origin)
        wiring = Wiring(
            origin=origin,
            open_books=open_books,
            new_sources=lambda: world.sources,
            now=lambda: time[0],
            random_bytes=chance,
            status_list_ttl=timedelta(seconds=60),
            token_lifetime=TOKEN_LIFETIME,
            faults=lambda: reasons,
            sources_at_hand=world.sources,
            list_version=AtHand(open_books).list_version,
            tokens_at_hand=AtHand(open_books),
        )
        app = build_application(
            wiring,
            settings
            or ApiSettings(
                verifications_per_minute=MANY,
                token_requests_per_minute=MANY,
                problem_page=problem_page,
                page_shortcuts=page_shortcuts(wiring),
            ),
            pages=page_routers(),
            unavailable=(StorageUnavailableError,),
            conflict=(StorageConflictError,),
        )
        app.state.problem_pages = {}
        # 5xx answers are for the tests to judge, so they must arrive.
        client = TestClient(
            app,
            base_url=origin,
            client=(client_address, 50_000),
            raise_server_exceptions=False,
            follow_redirects=False,
        )
        service = cls(app, client, wiring, world, chance, time)
        with wiring.open_books(True) as books:
            for organisation_id in (COUNTY, COLLEGE):
                books.accounts.put_organisation(organisation(organisation_id))
                books.keys.create(organisation_id, at=NOW)
        yield service
        client.close()

    @property
    def now(self) -> datetime:
        return self.time[0]

    def pass_time(self, by: timedelta) -> None:
        self.time[0] += by

    def add_client(self, organisation_id: str = COUNTY, *scopes: Scope) -> Client:
        client, secret = new_client(
            organisation_id=organisation_id,
            name="A program",
            scopes=frozenset(scopes or Scope),
            at=self.now,
            random_bytes=self.chance,
        )
        with self.wiring.open_books(True) as books:
            books.accounts.put_client(client)
        self.secrets[client.id] = secret
        return client

    def token(self, organisation_id: str = COUNTY, *scopes: Scope) -> str:
        return self.token_of(self.add_client(organisation_id, *scopes))

    def token_of(self, client: Client) -> str:
        token, text = new_token(
            client,
            scopes=client.scopes,
            at=self.now,
            lifetime=TOKEN_LIFETIME,
            random_bytes=self.chance,
        )
        with self.wiring.open_books(True) as books:
            books.accounts.add_token(token)
        return text

    def bearer(self, organisation_id: str = COUNTY, *scopes: Scope) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(organisation_id, *scopes)}"}

    def disable(self, client: Client) -> None:
        with self.wiring.open_books(True) as books:
            books.accounts.put_client(replace(client, disabled_at=self.now))

    def keep(
        self,
        *documents: LibraryDescription | Unit | CriteriaSet | BadgeClass,
        organisation_id: str = COUNTY,
    ) -> None:
        with self.wiring.open_books(True) as books:
            for document in documents:
                books.library.put(organisation_id, document, at=self.now, by="test")

    def keep_class(self, organisation_id: str = COUNTY, **changes: Any) -> None:
        self.keep(unit(), criteria_set(), badge_class(**changes), organisation_id=organisation_id)

    def issue(self, headers: Mapping[str, str] | None = None, **changes: Any) -> dict[str, Any]:
        body = {"badgeClass": "guidance", "recipient": {"email": "aino@example.org"}, **changes}
        response = self.client.post("/v1/badges", json=body, headers=headers or self.bearer())
        assert response.status_code == 201, response.text
        answer: dict[str, Any] = response.json()
        return answer
