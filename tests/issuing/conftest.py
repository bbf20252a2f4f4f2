"""Books in memory with one organisation that can issue one class."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import pytest

from badgeservice.issuing.order import Desk
from badgeservice.library.documents import BadgeClass, CriteriaSet, Unit
from badgeservice.wiring.ports import Books
from tests.builders import (
    COUNTY,
    NOW,
    ORIGIN,
    alignment,
    badge_class,
    criteria_set,
    criterion,
    organisation,
    unit,
)
from tests.fakes import open_fake_books


@dataclass
class Shop:
    """An issuer's books and desk."""

    open_books: Callable[[bool], AbstractContextManager[Books]]
    counter: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def chance(self, size: int) -> bytes:
        return next(self.counter).to_bytes(size, "big")

    @property
    def desk(self) -> Desk:
        return Desk(origin=ORIGIN, at=NOW, random_bytes=self.chance)

    def keep(self, *documents: Unit | CriteriaSet | BadgeClass, owner: str = COUNTY) -> None:
        with self.open_books(True) as books:
            for document in documents:
                books.library.put(owner, document, at=NOW, by="test")


@pytest.fixture
def shop() -> Shop:
    shop = Shop(open_fake_books(origin=ORIGIN))
    with shop.open_books(True) as books:
        books.accounts.put_organisation(organisation(COUNTY))
        books.keys.create(COUNTY, at=NOW)
    criteria = criteria_set(
        criterion("guides", alignment(1)), criterion("plans", alignment(2)), status="published"
    )
    shop.keep(unit(), criteria, badge_class(units=(unit().ref,)))
    shop.keep(badge_class(id="pausable", suspendable=True))
    return shop
