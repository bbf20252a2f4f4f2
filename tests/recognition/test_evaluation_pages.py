"""What a page for a counsellor needs, and how long it is there at most."""

from __future__ import annotations

from datetime import timedelta

import pytest

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.accounts.errors import NotPermittedError
from badgeservice.recognition.errors import BasisNotFoundError
from badgeservice.recognition.evaluation_pages import (
    LONGEST,
    SHORTEST,
    USUAL,
    PageDesk,
    PageOrder,
    make_page,
    withdraw_page,
)
from badgeservice.recognition.fitting import Desk, Enquiry
from tests.builders import NOW, ORIGIN
from tests.fake_store import FakeStore
from tests.fakes import open_fake_books
from tests.storage.bases import WHOLE, edition
from tests.storage.builders import ORG, organisation
from tests.world import World

_EVALUATOR = frozenset({Scope.RECOGNITION_EVALUATE})


def actor(scopes: frozenset[Scope] = _EVALUATOR) -> Actor:
    return Actor(organisation_id=ORG, client_id="client", scopes=scopes)


def order(lifetime: timedelta = USUAL, basis: str | None = WHOLE.code) -> PageOrder:
    return PageOrder(enquiry=Enquiry(badges=(), basis=basis), person=None, lifetime=lifetime)


@pytest.fixture
def desk() -> PageDesk:
    open_books = open_fake_books(FakeStore())
    with open_books(True) as books:
        books.accounts.put_organisation(organisation(ORG))
        books.bases.put(edition())
    fitting = Desk(
        origin=ORIGIN, at=NOW, new_sources=lambda: World().sources, open_books=open_books
    )
    return PageDesk(fitting=fitting, random_bytes=lambda size: b"\1" * size, open_books=open_books)


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        (timedelta(0), SHORTEST),
        (USUAL, USUAL),
        (timedelta(days=400), LONGEST),
    ],
)
def test_no_page_is_there_for_more_than_a_day(
    desk: PageDesk, wanted: timedelta, given: timedelta
) -> None:
    page, _ = make_page(order(wanted), actor=actor(), desk=desk)

    assert page.expires_at - page.made_at == given


def test_without_the_scope_no_page_is_made_or_withdrawn(desk: PageDesk) -> None:
    others = actor(frozenset(Scope) - _EVALUATOR)

    with pytest.raises(NotPermittedError):
        make_page(order(), actor=others, desk=desk)
    with pytest.raises(NotPermittedError), desk.open_books(True) as books:
        withdraw_page("page-1", actor=others, at=NOW, book=books.evaluation_pages)


def test_a_page_is_always_about_a_basis(desk: PageDesk) -> None:
    with pytest.raises(BasisNotFoundError):
        make_page(order(basis=None), actor=actor(), desk=desk)
