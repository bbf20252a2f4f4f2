"""A service with its SQLite database in a folder: the real storage, keys and ports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Final

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.accounts.clients import new_client
from badgeservice.accounts.register import Organisation
from badgeservice.config import Settings
from badgeservice.issuing.issue import BULK_BATCH, issue
from badgeservice.issuing.ledger import Badge, SigningKey
from badgeservice.issuing.order import BadgeOrder, Desk, EvidenceItem
from badgeservice.main import build_wiring, upgrade_database
from badgeservice.wiring.ports import Wiring
from bench.library import documents

ORIGIN: Final = "https://badges.example.org"
ORGANISATION: Final = "college"
ACTOR: Final = Actor(organisation_id=ORGANISATION, client_id="bench", scopes=frozenset(Scope))
BATCH: Final = BULK_BATCH


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The service as its doors would see it."""

    settings: Settings
    wiring: Wiring

    def desk(self) -> Desk:
        """Return a desk at this moment, less a minute: peers read a clock of their own."""
        at = self.wiring.now() - timedelta(minutes=1)
        return Desk(origin=ORIGIN, at=at, random_bytes=self.wiring.random_bytes)

    def key(self) -> SigningKey:
        """Return the organisation's signing key, as the service itself gets it."""
        with self.wiring.open_books(False) as books:
            return books.keys.current(ORGANISATION)

    def issue(self, orders: Sequence[BadgeOrder]) -> Iterator[Badge]:
        """Issue badges through the service's own room, durably, a batch a transaction."""
        for start in range(0, len(orders), BATCH):
            yield from issue(
                orders[start : start + BATCH],
                actor=ACTOR,
                request=None,
                desk=self.desk(),
                open_books=self.wiring.open_books,
            )


def make_world(folder: Path, *, typical_classes: int) -> World:
    """Make a database with an organisation, its key and its library."""
    folder.mkdir(parents=True)
    upgrade_database(settings_of(folder))
    world = open_world(folder)
    at = world.wiring.now()
    with world.wiring.open_books(True) as books:
        books.accounts.put_organisation(
            Organisation(
                id=ORGANISATION,
                name="Esimerkkiopisto",
                url="https://www.example.fi/",
                email="osaaminen@example.fi",
                created_at=at,
            )
        )
        books.keys.create(ORGANISATION, at=at)
        for document in documents(typical_classes):
            books.library.put(ORGANISATION, document, at=at, by="bench")
    return world


def open_world(folder: Path) -> World:
    """Open what `make_world` made. Every process opens it for itself."""
    settings = settings_of(folder)
    return World(settings=settings, wiring=build_wiring(settings))


def settings_of(folder: Path) -> Settings:
    """Return the settings of the service in `folder`."""
    return Settings(
        origin=ORIGIN,
        database_url=f"sqlite:///{folder.resolve()}/books.sqlite",
        master_key_file=folder / "master.key",
        token_lifetime=timedelta(hours=1),
    )


def add_client(world: World) -> tuple[str, str]:
    """Add a client that may do everything; return its id and its secret."""
    client, secret = new_client(
        organisation_id=ORGANISATION,
        name="Bench",
        scopes=frozenset(Scope),
        at=world.wiring.now(),
        random_bytes=world.wiring.random_bytes,
    )
    with world.wiring.open_books(True) as books:
        books.accounts.put_client(client)
    return client.id, secret


def new_orders(class_id: str) -> Callable[[], BadgeOrder]:
    """Return what makes orders, every one for another recipient."""
    numbers = count()
    return lambda: order(class_id, next(numbers))


def order(class_id: str, number: int) -> BadgeOrder:
    """Return the order for one recipient."""
    return BadgeOrder(
        class_id=class_id,
        email=f"learner-{number}@example.org",
        narrative=f"Ohjasi opiskelijaa {number} työpaikalla koko jakson ajan.",
        evidence=(
            EvidenceItem(
                name="Portfolio",
                url=f"https://portfolio.example.org/{number}",
                narrative="Kuvaus ohjausjaksosta ja työpaikan arvioijan havainnot.",
            ),
        ),
    )
