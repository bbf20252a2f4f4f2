"""The pages over books in memory, with badges in every state to look at."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from fastapi import FastAPI

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.accounts.register import Organisation
from badgeservice.api.problem_handlers import install_problem_handlers
from badgeservice.issuing.issue import issue
from badgeservice.issuing.ledger import Badge
from badgeservice.issuing.order import BadgeOrder, Desk, EvidenceItem
from badgeservice.issuing.revoke import revoke, suspend
from badgeservice.library.documents import AnyDocument, BadgeClass
from badgeservice.library.files import parse_file
from badgeservice.storage.own_contexts import OwnContexts
from badgeservice.storage.own_sources import OwnBadges, OwnDidDocuments, OwnStatusLists
from badgeservice.verification.memory import Memory
from badgeservice.web.doors import routers
from badgeservice.web.failures import problem_page
from badgeservice.wiring.own_first import OwnSources, own_first
from badgeservice.wiring.ports import Wiring
from tests.fakes import ORIGIN, FakeStore, open_fake_books
from tests.pictures import chunk, data_uri, png, with_chunks
from tests.world import World

ISSUER: Final = "esimerkin-hyvinvointialue"
CLASS_ID: Final = "workplace-contact-person"
NOW: Final = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
TTL: Final = timedelta(minutes=5)
ILLUSTRATED_ID: Final = "illustrated"
CRITERIA: Final = Path(__file__).resolve().parents[2] / "criteria"
HOSTILE: Final = (
    "<script>alert(1)</script> ![x](https://evil.example/x.png) [y](javascript:alert(2)) "
    "\u202egnp.exe <img src=https://evil.example/y.png onerror=alert(3)>"
)
PROBLEM_PAGE: Final = "# No such badge\n\nIt is not here.\n\n## What to do\n\nLook elsewhere.\n"
OWN_PICTURE: Final = with_chunks(
    chunk(b"tEXt", b"Author\0Maija Meikalainen"), image=png(100, 96, mode="RGB")
)
"""The image of the class `illustrated`, as it was sent."""
_EVIDENCE: Final = EvidenceItem(
    url="https://portfolio.example.org/ohjausjakso",
    name="Ohjausjakson portfolio",
    genre="Portfolio",
    narrative="Kuvaus *kymmenen viikon* ohjausjaksosta ja työpaikan arvioijan havainnot.",
)
_ACTOR: Final = Actor(organisation_id=ISSUER, client_id="tests", scopes=frozenset(Scope))


@dataclass(frozen=True, kw_only=True)
class Service:
    """A running order of things: the app, and one badge in each state."""

    app: FastAPI
    wiring: Wiring
    valid: Badge
    expired: Badge
    revoked: Badge
    suspended: Badge
    hostile: Badge
    illustrated: Badge


def build_service() -> Service:
    """Return the pages with six badges, the same in every run."""
    wiring = build_wiring()
    _fill(wiring)
    valid, expired, revoked, suspended, hostile, illustrated = issue(
        (
            _order(evidence=(_EVIDENCE,)),
            _order(valid_from=NOW - timedelta(days=9), valid_until=NOW - timedelta(days=1)),
            _order(),
            _order(class_id="suspendable"),
            _order(evidence=(EvidenceItem(name=HOSTILE, narrative=HOSTILE),), narrative=HOSTILE),
            _order(class_id=ILLUSTRATED_ID),
        ),
        actor=_ACTOR,
        request=None,
        desk=Desk(origin=ORIGIN, at=NOW - timedelta(hours=1), random_bytes=wiring.random_bytes),
        open_books=wiring.open_books,
    )
    with wiring.open_books(True) as books:
        revoke(
            revoked.id, actor=_ACTOR, reason="Myönnetty väärälle henkilölle", at=NOW, books=books
        )
        suspend(suspended.id, actor=_ACTOR, reason="Selvitys on kesken", at=NOW, books=books)
    return Service(
        app=build_app(wiring),
        wiring=wiring,
        valid=valid,
        expired=expired,
        revoked=revoked,
        suspended=suspended,
        hostile=hostile,
        illustrated=illustrated,
    )


def build_app(wiring: Wiring) -> FastAPI:
    """Return an app that serves nothing but the pages."""
    app = FastAPI(docs_url=None, redoc_url=None)
    app.state.wiring = wiring
    app.state.problem_pages = {"badge-not-found": PROBLEM_PAGE}
    install_problem_handlers(app, ORIGIN, page=problem_page)
    for router in routers():
        app.include_router(router)
    return app


def build_wiring() -> Wiring:
    """Return ports onto empty books in memory, with a clock that stands still."""
    open_books = open_fake_books(FakeStore())
    counter = itertools.count()
    own = OwnSources(
        did_documents=OwnDidDocuments(open_books, origin=ORIGIN),
        status_lists=OwnStatusLists(open_books, origin=ORIGIN, ttl=TTL, now=lambda: NOW),
        badges=OwnBadges(open_books, origin=ORIGIN),
        contexts=OwnContexts(open_books, origin=ORIGIN),
    )
    return Wiring(
        origin=ORIGIN,
        open_books=open_books,
        new_sources=lambda: own_first(own, remote=World().sources, memory=Memory()),
        now=lambda: NOW,
        random_bytes=lambda size: sha256(next(counter).to_bytes(8)).digest()[:size],
        status_list_ttl=TTL,
        token_lifetime=timedelta(hours=1),
        faults=lambda: (),
    )


def _fill(wiring: Wiring) -> None:
    with wiring.open_books(True) as books:
        books.accounts.put_organisation(
            Organisation(
                id=ISSUER,
                name="Esimerkin hyvinvointialue",
                url="https://hyvinvointialue.example/",
                email="merkit@hyvinvointialue.example",
                created_at=NOW,
            )
        )
        books.keys.create(ISSUER, at=NOW)
        for document in _documents():
            books.library.put(ISSUER, document, at=NOW, by="tests")


def _documents() -> list[AnyDocument]:
    documents = [
        read_document(f"units/finland/{unit.stem}.yaml")
        for unit in sorted((CRITERIA / "units" / "finland").glob("*.yaml"))
    ]
    documents.append(read_document(f"criteria-sets/{CLASS_ID}/v1.yaml"))
    badge_class = read_document(f"badge-classes/{CLASS_ID}/v1.yaml")
    assert isinstance(badge_class, BadgeClass)
    suspendable = badge_class.model_copy(update={"id": "suspendable", "suspendable": True})
    illustrated = badge_class.model_copy(
        update={"id": ILLUSTRATED_ID, "image": data_uri(OWN_PICTURE)}
    )
    return [*documents, badge_class, suspendable, illustrated]


def read_document(path: str) -> AnyDocument:
    """Return a document of the library that the service ships with."""
    document = parse_file(path, (CRITERIA / path).read_text(encoding="utf-8")).document
    assert document is not None
    return document


def _order(
    *,
    class_id: str = CLASS_ID,
    evidence: tuple[EvidenceItem, ...] = (),
    narrative: str | None = None,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
) -> BadgeOrder:
    return BadgeOrder(
        class_id=class_id,
        language="fi",
        email="aino.esimerkki@example.org",
        evidence=evidence,
        narrative=narrative,
        valid_from=valid_from,
        valid_until=valid_until,
    )
