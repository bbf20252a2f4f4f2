"""Badges say what their class says in registered words, under the signature like all else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, cast

import pytest

from badgeservice.credentials.contexts.extension import read_extension_context
from badgeservice.credentials.json_ld import PINNED_CONTEXTS
from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.model import CONTEXTS
from badgeservice.credentials.securing.data_integrity import check_proof, proofs
from badgeservice.credentials.strict_json import parse_object, serialise
from badgeservice.issuing.addresses import AchievementKey
from badgeservice.issuing.issue import complete_plans, issue
from badgeservice.issuing.ledger import Badge, BadgeLedger
from badgeservice.issuing.order import BadgeOrder
from badgeservice.issuing.publish import achievement
from badgeservice.library.documents import Extensions, VersionRef
from badgeservice.library.extensions import ContextKey, RegisteredContext
from badgeservice.wiring.ports import Books
from tests.builders import COUNTY, NOW, ORIGIN, actor, badge_class
from tests.issuing.conftest import Shop

KEY: Final = ContextKey(organisation_id=COUNTY, name="work", version=1)
URL: Final = KEY.url(ORIGIN)
CONTEXT: Final = read_extension_context(
    serialise(
        {
            "@context": {
                "@protected": True,
                "workplace": f"{URL}#workplace",
                "hours": {
                    "@id": f"{URL}#hours",
                    "@type": "http://www.w3.org/2001/XMLSchema#integer",
                },
                "tools": {"@id": f"{URL}#tools", "@container": "@set"},
            }
        }
    ),
    url=URL,
    vocabulary=KEY.vocabulary(ORIGIN),
)
WORDS: Final = {"workplace": "Kotkan telakka", "hours": 120, "tools": ["saw", "plane"]}
ORDER: Final = BadgeOrder(class_id="welding", email="aino@example.org")


@pytest.fixture
def shop(shop: Shop) -> Shop:
    """Return a shop with a class that says more."""
    registered = RegisteredContext(
        key=KEY, context=CONTEXT, registered_by="test", registered_at=NOW
    )
    with shop.open_books(True) as books:
        books.extensions.add(registered)
    used = Extensions(
        context=VersionRef(id="work", version=1), values={**WORDS, "tools": ("saw", "plane")}
    )
    shop.keep(badge_class(id="welding", extensions=used))
    return shop


def made(shop: Shop, *orders: BadgeOrder) -> tuple[Badge, ...]:
    return issue(
        orders, actor=actor(COUNTY), request=None, desk=shop.desk, open_books=shop.open_books
    )


def content(badge: Badge) -> dict[str, Any]:
    assert badge.secured is not None
    document: dict[str, Any] = json.loads(badge.secured)
    return document


def require_signed(badge: Badge, shop: Shop) -> None:
    assert badge.secured is not None
    with shop.open_books(False) as books:
        key: PublicKey = books.keys.current(COUNTY).signer.public_key
    document = parse_object(badge.secured)
    ((_, proof),) = proofs(document)
    contexts = PINNED_CONTEXTS.extended_by([CONTEXT])
    check_proof(document, proof=proof, public_key=key, contexts=contexts)


def test_the_achievement_of_a_badge_says_it_and_the_context_is_named_last(shop: Shop) -> None:
    (badge,) = made(shop, ORDER)

    document = content(badge)
    said = document["credentialSubject"]["achievement"]
    assert document["@context"] == [*CONTEXTS, URL]
    assert {name: said[name] for name in WORDS} == WORDS
    require_signed(badge, shop)


def test_badges_of_other_classes_name_no_other_context(shop: Shop) -> None:
    _, badge = made(shop, ORDER, BadgeOrder(class_id="guidance", email="aino@example.org"))

    assert content(badge)["@context"] == list(CONTEXTS)
    assert b"telakka" not in (badge.secured or b"")


def test_many_badges_are_made_from_a_template_and_hold(shop: Shop) -> None:
    badges = made(shop, *[ORDER] * 30)

    for badge in badges:
        require_signed(badge, shop)


def test_the_achievement_by_itself_says_the_same(shop: Shop) -> None:
    key = AchievementKey(organisation_id=COUNTY, class_id="welding", version=1, language="fi")
    with shop.open_books(False) as books:
        document = cast("dict[str, Any]", achievement(key, origin=ORIGIN, books=books))

    said = content(made(shop, ORDER)[0])["credentialSubject"]["achievement"]
    assert document == {"@context": [*CONTEXTS, URL], **said}


class _SignsNothing:
    """A ledger that stops when it is to record."""

    def __init__(self, ledger: BadgeLedger) -> None:
        self._ledger = ledger

    def __getattr__(self, name: str) -> Any:
        if name == "record_signatures":
            raise KeyboardInterrupt
        return getattr(self._ledger, name)


def test_a_plan_that_was_left_behind_is_signed_with_its_words(shop: Shop) -> None:
    @contextmanager
    def stopping(write: bool) -> Iterator[Books]:
        with shop.open_books(write) as books:
            yield Books(
                library=books.library,
                badges=cast("BadgeLedger", _SignsNothing(books.badges)),
                keys=books.keys,
                accounts=books.accounts,
                trust=books.trust,
                extensions=books.extensions,
                jobs=books.jobs,
                registries=books.registries,
            )

    open_books: Any = stopping
    with pytest.raises(KeyboardInterrupt):
        issue([ORDER], actor=actor(), request=None, desk=shop.desk, open_books=open_books)
    with shop.open_books(False) as books:
        (plan,) = books.badges.unsigned_plans(limit=10)

    completion = complete_plans(at=NOW, open_books=shop.open_books)

    assert (completion.signed, completion.failed) == (1, {})
    with shop.open_books(False) as books:
        badge = books.badges.badge(plan.id)
    assert badge is not None
    assert content(badge)["credentialSubject"]["achievement"]["hours"] == 120
    require_signed(badge, shop)
