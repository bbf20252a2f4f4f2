"""Evaluating takes the same few statements, however many badges and mappings there are."""

from __future__ import annotations

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.qualifications.bases import BasisEdition
from badgeservice.recognition.fitting import Desk, Enquiry, Fit, fit_seen
from badgeservice.recognition.holding import PresentedBadge
from badgeservice.storage.database import Database
from bench.recognition import basis, mapping, seen_badges
from bench.world import ORGANISATION, ORIGIN
from tests.storage.builders import NOON, organisation
from tests.storage.conftest import sql_books
from tests.storage.test_statements import counted
from tests.world import World

ACTOR = Actor(
    organisation_id=ORGANISATION, client_id="x", scopes=frozenset({Scope.RECOGNITION_EVALUATE})
)
ENQUIRY = Enquiry(
    badges=(PresentedBadge(url="https://a.example"),), basis="EX-2026", system="example-land"
)


def asked(database: Database, badges: int) -> tuple[Fit, list[str]]:
    desk = Desk(
        origin=ORIGIN,
        at=NOON,
        new_sources=lambda: World().sources,
        open_books=sql_books(database),
    )
    with counted() as statements:
        found = fit_seen(ENQUIRY, seen_badges(badges), actor=ACTOR, desk=desk)
        noted = list(statements)
    return found, noted


def test_no_badge_and_no_mapping_costs_a_statement_of_its_own(database: Database) -> None:
    opener = sql_books(database)
    with opener(True) as books:
        books.accounts.put_organisation(organisation(ORGANISATION))
    edition = BasisEdition(
        organisation_id=ORGANISATION,
        basis=basis(),
        number=1,
        sha256="0" * 64,
        imported_at=NOON,
        imported_by="x",
    )
    with opener(True) as books:
        books.bases.put(edition)
        books.mappings.put_mapping(ORGANISATION, mapping(0), at=NOON, by="x")
    _, few = asked(database, 1)
    with opener(True) as books:
        for number in range(1, 60):
            books.mappings.put_mapping(ORGANISATION, mapping(number), at=NOON, by="x")

    found, many = asked(database, 200)

    assert len(found.outcomes) == 60
    assert len(found.badges) == 200
    assert len(few) == len(many) <= 6
