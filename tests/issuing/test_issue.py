"""Plan, sign, record: nothing signed is unknown, and the same request gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.accounts.errors import NotPermittedError
from badgeservice.credentials.identity import identity_hash
from badgeservice.credentials.shape import find_shape_faults
from badgeservice.credentials.status_list import StatusList
from badgeservice.issuing.errors import (
    BadgeAlreadyRevokedError,
    BadgeNotFoundError,
    ClassNotIssuableError,
    IdempotencyKeyReusedError,
    NotSuspendableError,
    OrderInvalidError,
    SigningKeyMissingError,
    SuspensionStateError,
)
from badgeservice.issuing.issue import complete_plans, issue
from badgeservice.issuing.ledger import (
    Badge,
    BadgeLedger,
    KeyRing,
    RequestRecord,
    SigningKey,
    StatusPurpose,
)
from badgeservice.issuing.order import BadgeOrder, EvidenceItem, IdempotentRequest
from badgeservice.issuing.publish import public_badge, status_list
from badgeservice.issuing.revoke import reinstate, revoke, suspend
from badgeservice.library.documents import Status
from badgeservice.wiring.ports import Books
from tests.builders import COUNTY, NOW, ORIGIN, actor, badge_class, criteria_set, organisation
from tests.issuing.conftest import Shop

ORDER = BadgeOrder(class_id="guidance", email="aino@example.org")
REQUEST = IdempotentRequest(key="k" * 20, content_hash=b"1" * 32)


def made(shop: Shop, *orders: BadgeOrder, request: IdempotentRequest | None = None) -> list[Badge]:
    badges = issue(
        orders or (ORDER,),
        actor=actor(COUNTY),
        request=request,
        desk=shop.desk,
        open_books=shop.open_books,
    )
    return list(badges)


def content(badge: Badge) -> dict[str, Any]:
    assert badge.secured is not None
    document: dict[str, Any] = json.loads(badge.secured)
    return document


def test_a_badge_follows_the_emission_profile(shop: Shop) -> None:
    badge = content(made(shop)[0])

    achievement = badge["credentialSubject"]["achievement"]
    assert find_shape_faults(badge) == ()
    assert badge["id"].startswith(f"{ORIGIN}/badges/")
    assert len(badge["id"].rpartition("/")[2]) == 22
    assert badge["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert badge["issuer"]["id"] == "did:web:badges.example.org:issuers:county"
    assert badge["validFrom"] == badge["awardedDate"] == "2026-11-24T09:00:00Z"
    assert achievement["id"] == f"{ORIGIN}/achievements/county/guidance/1/fi"
    assert achievement["inLanguage"] == "fi"
    assert achievement["creditsAvailable"] == 2
    assert [item["inLanguage"] for item in achievement["related"]] == ["sv", "en"]
    assert [item["targetCode"] for item in achievement["alignment"]] == [
        "tutkinnonosat_100",
        "ammattitaitovaatimukset_1",
        "ammattitaitovaatimukset_2",
    ]
    assert badge["credentialStatus"]["statusPurpose"] == "revocation"
    assert badge["proof"][0]["verificationMethod"].startswith(badge["issuer"]["id"] + "#z6Mk")


def test_the_address_stands_in_the_badge_only_as_a_salted_hash(shop: Shop) -> None:
    first, second = (content(badge) for badge in made(shop, ORDER, ORDER))

    one, other = (badge["credentialSubject"]["identifier"][0] for badge in (first, second))
    assert "aino" not in json.dumps(first)
    assert one["identityHash"] == identity_hash("aino@example.org", salt=one["salt"])
    assert one["identityHash"] != other["identityHash"]
    assert len(one["salt"]) >= 16


def test_the_same_request_gives_the_same_badge_and_another_content_is_refused(shop: Shop) -> None:
    first = made(shop, request=REQUEST)
    again = made(shop, request=REQUEST)

    assert [badge.secured for badge in first] == [badge.secured for badge in again]
    with pytest.raises(IdempotencyKeyReusedError):
        made(shop, request=replace(REQUEST, content_hash=b"2" * 32))


def test_a_batch_is_all_or_nothing(shop: Shop) -> None:
    with pytest.raises(OrderInvalidError) as refused:
        made(shop, ORDER, replace(ORDER, email=None))

    assert refused.value.pointer == "/1/recipient"
    with shop.open_books(False) as books:
        assert books.badges.unsigned_plans(limit=10) == ()


class _PowerCutError(Exception):
    pass


def _cut_after(shop: Shop, transactions: int) -> Any:
    """Return books whose power fails when one more transaction is opened."""
    left = [transactions]

    def opened(write: bool) -> AbstractContextManager[Books]:
        if left[0] == 0:
            raise _PowerCutError
        left[0] -= 1
        return shop.open_books(write)

    return opened


def test_a_crash_before_the_signature_is_recorded_leaves_a_known_plan(shop: Shop) -> None:
    with pytest.raises(_PowerCutError):
        issue(
            (ORDER,),
            actor=actor(COUNTY),
            request=REQUEST,
            desk=shop.desk,
            open_books=_cut_after(shop, 1),
        )

    with shop.open_books(False) as books:
        plans = books.badges.unsigned_plans(limit=10)
        with pytest.raises(BadgeNotFoundError):
            public_badge(plans[0].id, books=books)
    assert len(plans) == 1
    retried = made(shop, request=REQUEST)
    assert [badge.id for badge in retried] == [plans[0].id]
    assert content(retried[0])["credentialStatus"]["statusListIndex"] == str(plans[0].slot.index)


def test_what_was_planned_when_the_process_died_is_signed_at_the_next_start(shop: Shop) -> None:
    with pytest.raises(_PowerCutError):
        issue(
            (ORDER,),
            actor=actor(COUNTY),
            request=None,
            desk=shop.desk,
            open_books=_cut_after(shop, 1),
        )

    assert complete_plans(at=NOW, open_books=shop.open_books).signed == 1
    assert complete_plans(at=NOW, open_books=shop.open_books).signed == 0


def test_a_plan_that_cannot_be_signed_keeps_nobody_else_waiting(shop: Shop) -> None:
    for _ in range(2):
        with pytest.raises(_PowerCutError):
            issue(
                (ORDER,),
                actor=actor(COUNTY),
                request=None,
                desk=shop.desk,
                open_books=_cut_after(shop, 1),
            )
    with shop.open_books(False) as books:
        broken, sound = books.badges.unsigned_plans(limit=10)

    losses = [True]

    @contextmanager
    def with_a_lost_key(write: bool) -> Iterator[Books]:
        with shop.open_books(write) as books:
            yield replace(books, keys=cast("KeyRing", _Losing(books.keys, losses)))

    completion = complete_plans(at=NOW, open_books=with_a_lost_key)

    assert completion.signed == 1
    assert len(completion.failed) == 1
    assert set(completion.failed) <= {broken.id, sound.id}


class _Losing:
    """A key ring that cannot find a key as often as there are `losses` left."""

    def __init__(self, real: KeyRing, losses: list[bool]) -> None:
        self._real = real
        self._losses = losses

    def key_for(self, organisation_id: str, verification_method: str) -> SigningKey:
        if self._losses:
            self._losses.pop()
            raise SigningKeyMissingError(organisation_id)
        return self._real.key_for(organisation_id, verification_method)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(
            replace(ORDER, evidence=(EvidenceItem(url="https://e.example/\x81"),)),
            id="a control character in a URL",
        ),
        pytest.param(
            replace(ORDER, evidence=(EvidenceItem(url="https://e.example/\ufdd0"),)),
            id="a non-character in a URL",
        ),
        pytest.param(
            replace(
                ORDER,
                evidence=(
                    EvidenceItem(url="https://e.example/1", name="a"),
                    EvidenceItem(url="https://e.example/1", name="b"),
                ),
            ),
            id="one page described twice",
        ),
        pytest.param(replace(ORDER, narrative="a\tb"), id="a TAB in the narrative"),
        pytest.param(replace(ORDER, did="did:web:x y"), id="a space in the DID"),
    ],
)
def test_what_could_not_be_signed_is_refused_before_anything_is_planned(
    shop: Shop, order: BadgeOrder
) -> None:
    """F02: no place of a list is taken for it."""
    with pytest.raises(OrderInvalidError):
        made(shop, ORDER, order)

    with shop.open_books(False) as books:
        assert books.badges.unsigned_plans(limit=10) == ()


def test_a_class_of_a_batch_that_is_not_there_is_named_by_its_place(shop: Shop) -> None:
    with pytest.raises(ClassNotIssuableError) as refused:
        made(shop, ORDER, replace(ORDER, class_id="nothing"))

    assert refused.value.index == 1


class _Late:
    """A ledger that does not see yet, when first asked, what another request has committed."""

    def __init__(self, real: BadgeLedger, blind: list[bool]) -> None:
        self._real = real
        self._blind = blind

    def request(self, organisation_id: str, key: str) -> RequestRecord | None:
        if self._blind.pop() if self._blind else False:
            return None
        return self._real.request(organisation_id, key)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


def test_two_requests_with_one_key_at_once_make_one_badge(shop: Shop) -> None:
    """The second finds the key taken when it is about to commit, and takes what the first made."""
    winner = made(shop, request=REQUEST)
    blind = [True]

    @contextmanager
    def late(write: bool) -> Iterator[Books]:
        with shop.open_books(write) as books:
            yield replace(books, badges=cast("BadgeLedger", _Late(books.badges, blind)))

    loser = issue((ORDER,), actor=actor(COUNTY), request=REQUEST, desk=shop.desk, open_books=late)

    assert blind == []
    assert [badge.id for badge in loser] == [badge.id for badge in winner]
    with shop.open_books(False) as books:
        assert books.badges.unsigned_plans(limit=10) == ()


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.RETIRED])
def test_only_a_published_version_is_issued_from(shop: Shop, status: Status) -> None:
    shop.keep(badge_class(version=2, status=status))

    assert content(made(shop)[0])["credentialSubject"]["achievement"]["version"] == "1"
    with pytest.raises(ClassNotIssuableError):
        made(shop, replace(ORDER, version=2))


def test_another_organisations_class_is_not_there(shop: Shop) -> None:
    with shop.open_books(True) as books:
        books.accounts.put_organisation(organisation("stranger"))
        books.keys.create("stranger", at=NOW)

    with pytest.raises(ClassNotIssuableError):
        issue(
            (ORDER,),
            actor=actor("stranger"),
            request=None,
            desk=shop.desk,
            open_books=shop.open_books,
        )


def test_without_a_key_nothing_is_planned(shop: Shop) -> None:
    with shop.open_books(True) as books:
        books.accounts.put_organisation(organisation("keyless"))
    shop.keep(criteria_set(), badge_class(), owner="keyless")

    with pytest.raises(SigningKeyMissingError):
        issue(
            (ORDER,),
            actor=actor("keyless"),
            request=None,
            desk=shop.desk,
            open_books=shop.open_books,
        )


def test_an_old_key_signs_its_own_plans_after_a_rotation(shop: Shop) -> None:
    with pytest.raises(_PowerCutError):
        issue(
            (ORDER,),
            actor=actor(COUNTY),
            request=REQUEST,
            desk=shop.desk,
            open_books=_cut_after(shop, 1),
        )
    with shop.open_books(True) as books:
        before = books.keys.current(COUNTY).verification_method
        books.keys.create(COUNTY, at=NOW + timedelta(minutes=1))

    planned_before = content(made(shop, request=REQUEST)[0])
    planned_after = content(made(shop)[0])

    assert planned_before["proof"][0]["verificationMethod"] == before
    assert planned_after["proof"][0]["verificationMethod"] != before


def without(scope: Scope) -> Actor:
    return actor(COUNTY, *(set(Scope) - {scope}))


def test_issuing_needs_its_own_scope(shop: Shop) -> None:
    with pytest.raises(NotPermittedError):
        issue(
            (ORDER,),
            actor=without(Scope.BADGES_ISSUE),
            request=None,
            desk=shop.desk,
            open_books=shop.open_books,
        )


def test_revoking_needs_its_own_scope(shop: Shop) -> None:
    badge = made(shop)[0]
    limited = without(Scope.BADGES_REVOKE)

    with shop.open_books(True) as books, pytest.raises(NotPermittedError):
        revoke(badge.id, actor=limited, reason="x", at=NOW, books=books)

    assert not bits(shop, badge)


def bits(shop: Shop, badge: Badge) -> bool:
    with shop.open_books(False) as books:
        published = status_list(
            badge.plan.slot.list_id, origin=ORIGIN, at=NOW, ttl=timedelta(minutes=1), books=books
        )
    listed = json.loads(published.render().content)["credentialSubject"]["encodedList"]
    return StatusList.decode(listed).is_set(badge.plan.slot.index)


def test_a_revocation_sets_the_bit_and_the_first_reason_stands(shop: Shop) -> None:
    badge = made(shop)[0]
    assert not bits(shop, badge)

    with shop.open_books(True) as books:
        revoke(badge.id, actor=actor(COUNTY), reason="first", at=NOW, books=books)
    with pytest.raises(BadgeAlreadyRevokedError), shop.open_books(True) as books:
        revoke(badge.id, actor=actor(COUNTY), reason="second", at=NOW, books=books)

    assert bits(shop, badge)
    with shop.open_books(False) as books:
        kept = books.badges.badge(badge.id)
    assert kept is not None
    assert kept.revocation is not None
    assert kept.revocation.reason == "first"


def test_a_suspension_comes_and_goes_but_a_revocation_after_it_stays(shop: Shop) -> None:
    badge = made(shop, replace(ORDER, class_id="pausable"))[0]
    seen = []

    with shop.open_books(True) as books:
        suspend(badge.id, actor=actor(COUNTY), reason="looking", at=NOW, books=books)
    seen.append(bits(shop, badge))
    with shop.open_books(True) as books:
        reinstate(badge.id, actor=actor(COUNTY), at=NOW, books=books)
    seen.append(bits(shop, badge))
    with pytest.raises(SuspensionStateError), shop.open_books(True) as books:
        reinstate(badge.id, actor=actor(COUNTY), at=NOW, books=books)
    with shop.open_books(True) as books:
        revoke(badge.id, actor=actor(COUNTY), reason="for good", at=NOW, books=books)
    seen.append(bits(shop, badge))
    with pytest.raises(BadgeAlreadyRevokedError), shop.open_books(True) as books:
        reinstate(badge.id, actor=actor(COUNTY), at=NOW, books=books)

    assert badge.plan.slot.purpose is StatusPurpose.SUSPENSION
    assert seen == [True, False, True]


def test_a_badge_of_an_ordinary_class_cannot_be_suspended(shop: Shop) -> None:
    badge = made(shop)[0]

    with pytest.raises(NotSuspendableError), shop.open_books(True) as books:
        suspend(badge.id, actor=actor(COUNTY), reason="x", at=NOW, books=books)


def test_a_list_is_the_same_within_its_slot_and_changes_with_the_facts(shop: Shop) -> None:
    badge, other = made(shop, ORDER, ORDER)

    def published(seconds: int) -> tuple[bytes, str]:
        with shop.open_books(False) as books:
            found = status_list(
                badge.plan.slot.list_id,
                origin=ORIGIN,
                at=NOW + timedelta(seconds=seconds),
                ttl=timedelta(minutes=1),
                books=books,
            )
        return found.render().content, found.etag

    assert published(0) == published(59)
    assert published(0)[1] != published(60)[1]
    before = published(0)
    with shop.open_books(True) as books:
        revoke(other.id, actor=actor(COUNTY), reason="x", at=NOW, books=books)
    assert published(0)[0] != before[0]
    assert published(0)[1] != before[1]
    after = published(0)
    with shop.open_books(True) as books:
        books.keys.create(COUNTY, at=NOW + timedelta(seconds=1))
    assert published(0)[0] != after[0]
    assert published(0)[1] != after[1]
