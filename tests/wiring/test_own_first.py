"""What is ours is asked of our own books, and only the rest of the network."""

from __future__ import annotations

import pytest

from badgeservice.credentials.contexts.extension import ExtensionContext
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.verification.errors import SourceUnavailableError
from badgeservice.verification.memory import Memory
from badgeservice.verification.report import Fetch
from badgeservice.verification.sources import Sources
from badgeservice.wiring.own_first import OwnSources, own_first
from tests.builders import NOW
from tests.fake_kept_lists import FakeKeptLists

OURS = "https://badges.example.org/"


class Place:
    """Answers every address with its own name, and remembers what it was asked."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.asked: list[str] = []

    def handles(self, address: str) -> bool:
        return address.startswith(OURS)

    def did_document(self, did: str) -> JsonObject:
        self.asked.append(did)
        return {"from": self.name}

    def status_list_credential(self, url: str) -> JsonObject:
        self.asked.append(url)
        return {"from": self.name}

    def badge(self, url: str) -> bytes:
        self.asked.append(url)
        return self.name.encode()

    def controller_document(self, url: str) -> JsonObject:
        return self.did_document(url)

    def key_set(self, url: str) -> JsonObject:
        return self.did_document(url)

    def key(self, url: str) -> JsonObject:
        return self.did_document(url)

    def hosted_document(self, url: str) -> bytes:
        return self.badge(url)

    def extension_context(self, url: str) -> ExtensionContext | None:
        self.asked.append(url)
        return ExtensionContext(url, self.name.encode(), "")


@pytest.fixture
def places() -> tuple[Place, Place]:
    return Place("own"), Place("remote")


def joined(own: Place, remote: Place) -> Sources:
    return own_first(
        OwnSources(did_documents=own, status_lists=own, badges=own, contexts=own),
        Sources(
            did_documents=remote,
            status_lists=remote,
            badges=remote,
            controllers=remote,
            published_keys=remote,
            hosted=remote,
        ),
        memory=Memory(),
    )


@pytest.mark.parametrize(
    ("address", "name"), [(f"{OURS}1", "own"), ("https://elsewhere.example/1", "remote")]
)
def test_every_kind_of_question_goes_to_whom_it_belongs(
    places: tuple[Place, Place], address: str, name: str
) -> None:
    sources = joined(*places)

    assert sources.did_documents.did_document(address) == {"from": name}
    assert sources.status_lists.status_list_credential(address) == {"from": name}
    assert sources.badges.badge(address) == name.encode()
    assert sources.hosted.hosted_document(address) == name.encode()
    other = places[1] if name == "own" else places[0]
    assert other.asked == []


def test_an_issuer_is_asked_for_once_in_a_verification_and_anew_in_the_next(
    places: tuple[Place, Place],
) -> None:
    first = joined(*places)
    for _ in range(2):
        first.did_documents.did_document(f"{OURS}1")
    joined(*places).did_documents.did_document(f"{OURS}1")

    assert places[0].asked == [f"{OURS}1"] * 2


def test_contexts_are_never_asked_of_the_network(places: tuple[Place, Place]) -> None:
    own, remote = places
    url = "https://elsewhere.example/context"

    assert joined(*places).contexts.extension_context(url) == ExtensionContext(url, b"own", "")
    assert (own.asked, remote.asked) == ([url], [])


def test_last_good_lists_are_kept_of_others_and_never_of_ours(places: tuple[Place, Place]) -> None:
    own, remote = places
    kept = FakeKeptLists()
    sources = own_first(
        OwnSources(did_documents=own, status_lists=own, badges=own, contexts=own, kept_lists=kept),
        Sources(did_documents=remote, status_lists=remote, badges=remote),
        memory=Memory(),
    )
    for url in (f"{OURS}1", "https://elsewhere.example/1"):
        sources.kept_lists.keep(url, b"{}", NOW)
        kept.keep(f"{url}-before", b"{}", NOW)

    assert kept.kept(f"{OURS}1") is None
    assert sources.kept_lists.kept(f"{OURS}1-before") is None
    assert sources.kept_lists.kept("https://elsewhere.example/1") is not None


def test_keys_of_issuers_named_by_urls_are_asked_of_the_network_and_never_of_ourselves(
    places: tuple[Place, Place],
) -> None:
    sources = joined(*places)
    controllers, keys = sources.controllers, sources.published_keys
    asks = (controllers.controller_document, keys.key_set, keys.key)

    assert [ask("https://elsewhere.example/1") for ask in asks] == [{"from": "remote"}] * 3
    for ask in asks:
        with pytest.raises(SourceUnavailableError) as caught:
            ask(f"{OURS}1")
        assert caught.value.is_absent
    assert places[1].asked == ["https://elsewhere.example/1"] * 3


def test_only_what_came_from_elsewhere_counts_as_fetched(places: tuple[Place, Place]) -> None:
    own, remote = places
    fetch = Fetch(url="https://elsewhere.example/1", fetched_at=NOW)
    sources = own_first(
        OwnSources(did_documents=own, status_lists=own, badges=own, contexts=own),
        Sources(did_documents=remote, status_lists=remote, badges=remote, fetched=lambda: (fetch,)),
        memory=Memory(),
    )

    sources.did_documents.did_document(f"{OURS}1")

    assert sources.fetched() == (fetch,)
