"""What our own books answer to verification."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from badgeservice.credentials.did import assertion_key
from badgeservice.credentials.published_list import read_status_list
from badgeservice.storage.errors import StorageUnavailableError
from badgeservice.storage.own_sources import (
    OwnBadges,
    OwnDidDocuments,
    OwnSourcesAtHand,
    OwnStatusLists,
)
from badgeservice.verification.errors import (
    NotAtHandError,
    SourceRefusedError,
    SourceUnavailableError,
)
from badgeservice.wiring.ports import Books
from tests.fakes import ORIGIN
from tests.storage.builders import NOON, ORG, OTHER, add_badge, revocation, sign, suspension
from tests.storage.conftest import OpenBooks

BADGE = "A" * 21 + "_"
DID = f"did:web:badges.example.org:issuers:{ORG}"


def _status_lists(opener: OpenBooks) -> OwnStatusLists:
    return OwnStatusLists(opener, origin=ORIGIN, ttl=timedelta(minutes=5), now=lambda: NOON)


def test_the_did_document_names_every_key_of_an_issuer(opened: OpenBooks) -> None:
    with opened(True) as books:
        keys = [books.keys.create(ORG, at=NOON) for _ in range(2)]

    document = OwnDidDocuments(opened, origin=ORIGIN).did_document(DID)

    for key in keys:
        method = f"{DID}#{key.multibase}"
        assert assertion_key(document, did=DID, method_id=method) == key


@pytest.mark.parametrize(
    "did",
    [
        "did:web:badges.example.org",
        "did:web:badges.example.org:issuers:nobody",
        f"did:web:badges.example.org:{ORG}",
        f"did:web:badges.example.org:issuers:x:{ORG}",
        "did:web:badges.example.org:",
    ],
    ids=["the-service", "unknown", "other-folder", "too-deep", "empty"],
)
def test_a_did_of_ours_that_names_no_issuer_is_refused_and_never_fetched(
    opened: OpenBooks, did: str
) -> None:
    source = OwnDidDocuments(opened, origin=ORIGIN)

    assert source.handles(did)
    with pytest.raises(SourceRefusedError):
        source.did_document(did)


@pytest.mark.parametrize(
    "did",
    [
        "did:web:example.org",
        "did:web:badges.example.org.evil.example",
        "did:web:badges.example.org%3A8443:issuers:x",
        "did:key:z6Mk",
    ],
    ids=["other-host", "longer-host", "other-port", "other-method"],
)
def test_the_did_of_another_is_not_ours(opened: OpenBooks, did: str) -> None:
    assert not OwnDidDocuments(opened, origin=ORIGIN).handles(did)


@pytest.mark.parametrize(
    "url",
    [
        "https://badges.example.org.evil.example/badges/x",
        "https://badges.example.org:8443/badges/x",
        "http://badges.example.org/badges/x",
        "https://badges.example.org@evil.example/badges/x",
        "https://badges.example.org",
    ],
    ids=["longer-host", "other-port", "other-scheme", "user-part", "no-path"],
)
def test_the_address_of_another_is_not_ours(opened: OpenBooks, url: str) -> None:
    assert not OwnBadges(opened, origin=ORIGIN).handles(url)
    assert not _status_lists(opened).handles(url)


def test_a_revocation_is_seen_at_once(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.keys.create(ORG, at=NOON)
        slot = add_badge(books, BADGE).slot
        other = add_badge(books, "badge-2").slot
    url = f"{ORIGIN}/status-lists/{slot.list_id}"
    source = _status_lists(opened)

    def marks() -> list[bool]:
        document = source.status_list_credential(url)
        assert document["issuer"] == DID
        published = read_status_list(document, list_url=url)
        assert published.purposes == ("suspension",)
        return [published.listing.is_set(each.index) for each in (slot, other)]

    before = marks()
    with opened(True) as books:
        books.badges.add_revocation(revocation(BADGE))
    revoked = marks()
    with opened(True) as books:
        books.badges.add_suspension(suspension("badge-2"))
    suspended = marks()
    with opened(True) as books:
        books.badges.end_suspension("badge-2", by="client-a", at=NOON)
    reinstated = marks()

    assert (before, revoked, suspended, reinstated) == (
        [False, False],
        [True, False],
        [True, True],
        [True, False],
    )


@pytest.mark.parametrize("ending", ["", ".json", ".png", ".svg"])
def test_a_signed_badge_is_found_by_its_address(opened: OpenBooks, ending: str) -> None:
    with opened(True) as books:
        add_badge(books, BADGE)
        sign(books, BADGE, b"{signed}", at=NOON)

    source = OwnBadges(opened, origin=ORIGIN)

    assert source.badge(f"{ORIGIN}/badges/{BADGE}{ending}") == b"{signed}"


def test_a_badge_that_is_not_signed_yet_is_not_found(opened: OpenBooks) -> None:
    with opened(True) as books:
        add_badge(books, BADGE)

    with pytest.raises(SourceRefusedError):
        OwnBadges(opened, origin=ORIGIN).badge(f"{ORIGIN}/badges/{BADGE}")


@pytest.mark.parametrize(
    "path",
    [
        "/badges/" + "B" * 22,
        "/badges/" + BADGE + "/",
        "/badges/" + BADGE + "?x=1",
        "/badges/" + BADGE + ".exe",
        "/badges/../badges/" + BADGE,
        "/v1/clients",
        "/",
    ],
    ids=["unknown", "slash", "query", "ending", "dots", "interface", "root"],
)
def test_an_address_of_ours_that_names_nothing_is_refused_and_never_fetched(
    opened: OpenBooks, path: str
) -> None:
    with opened(True) as books:
        add_badge(books, BADGE)
        sign(books, BADGE, b"{signed}", at=NOON)

    assert OwnBadges(opened, origin=ORIGIN).handles(ORIGIN + path)
    with pytest.raises(SourceRefusedError):
        OwnBadges(opened, origin=ORIGIN).badge(ORIGIN + path)
    with pytest.raises(SourceRefusedError):
        _status_lists(opened).status_list_credential(
            ORIGIN + path.replace("badges", "status-lists")
        )


def test_a_database_that_does_not_answer_leaves_the_question_open() -> None:
    def opener(_write: bool) -> AbstractContextManager[Books]:
        raise StorageUnavailableError("asleep")

    asks: list[Callable[[], object]] = [
        lambda: OwnBadges(opener, origin=ORIGIN).badge(f"{ORIGIN}/badges/{BADGE}"),
        lambda: OwnDidDocuments(opener, origin=ORIGIN).did_document(DID),
        lambda: _status_lists(opener).status_list_credential(f"{ORIGIN}/status-lists/{BADGE}"),
    ]
    for ask in asks:
        with pytest.raises(SourceUnavailableError):
            ask()


def test_the_list_of_another_tenant_is_signed_by_that_tenant(opened: OpenBooks) -> None:
    with opened(True) as books:
        for organisation_id in (ORG, OTHER):
            books.keys.create(organisation_id, at=NOON)
        slot = add_badge(books, BADGE, organisation_id=OTHER).slot

    document = _status_lists(opened).status_list_credential(f"{ORIGIN}/status-lists/{slot.list_id}")

    assert document["issuer"] == f"did:web:badges.example.org:issuers:{OTHER}"


@pytest.mark.parametrize("change", ["revocation", "new time slot", "other list", "not ours"])
def test_a_list_is_at_hand_until_something_changes(opened: OpenBooks, change: str) -> None:
    with opened(True) as books:
        books.keys.create(ORG, at=NOON)
        list_id = add_badge(books, BADGE).slot.list_id
    moments = [NOON]
    lists = OwnStatusLists(
        opened,
        origin=ORIGIN,
        ttl=timedelta(minutes=5),
        now=lambda: moments[-1],
        versions=VersionsIn(opened),
    )
    at_hand = OwnSourcesAtHand(OwnDidDocuments(opened, origin=ORIGIN), lists)
    url = f"{ORIGIN}/status-lists/{list_id}"
    with pytest.raises(NotAtHandError):
        at_hand.status_list_credential(url)
    made = lists.status_list_credential(url)
    assert at_hand.status_list_credential(url) is made

    if change == "revocation":
        with opened(True) as books:
            books.badges.add_revocation(revocation(BADGE))
    if change == "new time slot":
        moments.append(NOON + timedelta(minutes=5))
    asked = {"other list": f"{ORIGIN}/status-lists/{BADGE}", "not ours": "https://x.example/"}

    with pytest.raises(NotAtHandError):
        at_hand.status_list_credential(asked.get(change, url))


def test_a_did_document_is_at_hand_once_it_was_asked_for(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.keys.create(ORG, at=NOON)
    dids = OwnDidDocuments(opened, origin=ORIGIN)
    at_hand = OwnSourcesAtHand(dids, _status_lists(opened))
    with pytest.raises(NotAtHandError):
        at_hand.did_document(DID)

    document = dids.did_document(DID)

    assert at_hand.did_document(DID) == document


@pytest.mark.parametrize("address", [f"{ORIGIN}/badges/{BADGE}", f"{ORIGIN}/status-lists/x"])
def test_without_a_quick_question_nothing_is_at_hand(opened: OpenBooks, address: str) -> None:
    dids = OwnDidDocuments(opened, origin=ORIGIN)
    at_hand = OwnSourcesAtHand(dids, _status_lists(opened))

    with pytest.raises(NotAtHandError):
        at_hand.status_list_credential(address)
    with pytest.raises(NotAtHandError):
        at_hand.badge(address)


class VersionsIn:
    """Asks the books themselves for the version of a list."""

    def __init__(self, opened: OpenBooks) -> None:
        self._opened = opened

    def version(self, list_id: str) -> int | None:
        with self._opened(False) as books:
            found = books.badges.status_list(list_id)
        return None if found is None else found.version
