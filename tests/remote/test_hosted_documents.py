"""Documents that count because of where they are, over TLS from a server on this machine."""

from __future__ import annotations

import json

import pytest
from pytest_httpserver import HTTPServer

from badgeservice.remote.badge_pages import RemoteBadges
from badgeservice.remote.errand import Errand
from badgeservice.remote.fetch import GuardedClient, Network
from badgeservice.remote.hosted_documents import RemoteHostedDocuments
from badgeservice.remote.sources import remote_sources
from badgeservice.verification.errors import (
    SourceGoneError,
    SourceRefusedError,
    SourceUnavailableError,
)
from tests.remote.servers import Witness


def _url(server: HTTPServer, path: str) -> str:
    return f"https://issuer.test:{server.port}{path}"


def test_a_document_is_fetched_from_its_own_address(
    client: GuardedClient, server: HTTPServer
) -> None:
    server.expect_request("/badge").respond_with_json({"id": "x"})

    found = remote_sources(client).hosted.hosted_document(_url(server, "/badge"))

    assert json.loads(found) == {"id": "x"}


def test_what_was_taken_away_is_told_as_gone(client: GuardedClient, server: HTTPServer) -> None:
    server.expect_request("/badge").respond_with_json({"revoked": True}, status=410)

    with pytest.raises(SourceGoneError):
        RemoteHostedDocuments(client).hosted_document(_url(server, "/badge"))


@pytest.mark.parametrize("status", [404, 403, 500, 204])
def test_any_other_status_is_no_revocation(
    client: GuardedClient, server: HTTPServer, status: int
) -> None:
    server.expect_request("/badge").respond_with_data("", status=status)

    with pytest.raises(SourceUnavailableError) as caught:
        RemoteHostedDocuments(client).hosted_document(_url(server, "/badge"))

    assert not isinstance(caught.value, SourceGoneError)


def test_a_redirection_is_not_followed_even_if_it_was_for_another_purpose(
    client: GuardedClient, server: HTTPServer
) -> None:
    """N06: who can redirect from a host does not speak for it."""
    there = f"https://other.test:{server.port}/badge"
    server.expect_request("/jump").respond_with_data("", status=302, headers={"Location": there})
    server.expect_request("/badge").respond_with_data("{}")
    errand = Errand()

    RemoteBadges(client, errand=errand).badge(_url(server, "/jump"))

    with pytest.raises(SourceUnavailableError):
        RemoteHostedDocuments(client, errand=errand).hosted_document(_url(server, "/jump"))


def test_an_address_with_http_is_asked_over_https(witness: Witness) -> None:
    """N04: no document is ever fetched in the open."""
    asked = []

    def resolve(host: str, port: int) -> tuple[str, ...]:
        asked.append((host, port))
        return ()

    client = GuardedClient(network=Network(resolve=resolve))

    with pytest.raises(SourceUnavailableError):
        RemoteHostedDocuments(client).hosted_document("http://issuer.example/badge")

    assert asked == [("issuer.example", 443)]
    assert witness.connections == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x",
        "http://localhost/x",
        "http://169.254.169.254/latest",
        "http://issuer.example:22/x",
        "ftp://issuer.example/x",
        "file:///etc/passwd",
        "",
    ],
)
def test_an_address_inside_or_of_another_scheme_is_refused(url: str, witness: Witness) -> None:
    """N01, N04: asking over https instead opens no door."""
    with pytest.raises(SourceRefusedError):
        RemoteHostedDocuments(GuardedClient()).hosted_document(url)

    assert witness.connections == []


def test_the_budget_counts_these_documents_too(client: GuardedClient, server: HTTPServer) -> None:
    """N10: six requests in all."""
    for number in range(7):
        server.expect_request(f"/{number}").respond_with_json({})
    sources = remote_sources(client)

    for number in range(6):
        sources.hosted.hosted_document(_url(server, f"/{number}"))

    with pytest.raises(SourceRefusedError):
        sources.hosted.hosted_document(_url(server, "/6"))
