"""What a verification asks for, over TLS from a server on this machine."""

from __future__ import annotations

import json
import ssl
from collections.abc import Sequence

import pytest
from pytest_httpserver import HTTPServer

from badgeservice.credentials.errors import DidMalformedError
from badgeservice.remote.badge_pages import RemoteBadges
from badgeservice.remote.controllers import RemoteControllers
from badgeservice.remote.did_web import RemoteDidDocuments
from badgeservice.remote.errand import Errand
from badgeservice.remote.fetch import GuardedClient, Network
from badgeservice.remote.jwks import RemoteKeys
from badgeservice.remote.registers import RemoteRegisters
from badgeservice.remote.sources import remote_sources
from badgeservice.remote.status_lists import RemoteStatusLists
from badgeservice.verification.errors import (
    NotACredentialError,
    SourceRefusedError,
    SourceUnavailableError,
)
from badgeservice.verification.verify import verify_url
from tests.builders import NOW
from tests.reference import reference
from tests.remote.servers import LOOPBACK, RawServer, Witness, saying

DID_JWK = (
    "did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6"
    "OTFQSDZDZEgyVjAiLCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9"
)
DID_KEY = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"


def _dids(client: GuardedClient) -> RemoteDidDocuments:
    return RemoteDidDocuments(client, test_host_scheme="https")


def _never_resolve(host: str, _port: int) -> Sequence[str]:
    pytest.fail(f"{host} was looked up")


def test_the_document_of_a_did_web_is_fetched(client: GuardedClient, server: HTTPServer) -> None:
    did = f"did:web:issuer.test%3A{server.port}:issuers:x"
    server.expect_request("/issuers/x/did.json").respond_with_json({"id": did})

    assert _dids(client).did_document(did) == {"id": did}


def test_the_document_of_a_did_key_follows_from_the_key(witness: Witness) -> None:
    client = GuardedClient(network=Network(resolve=_never_resolve))

    document = RemoteDidDocuments(client).did_document(DID_KEY)

    assert document["id"] == DID_KEY
    assert document["assertionMethod"] == [f"{DID_KEY}#{DID_KEY.removeprefix('did:key:')}"]
    assert witness.connections == []


def test_the_document_of_a_did_jwk_follows_from_the_key(witness: Witness) -> None:
    client = GuardedClient(network=Network(resolve=_never_resolve))

    document = RemoteDidDocuments(client).did_document(DID_JWK)

    assert (document["id"], document["assertionMethod"]) == (DID_JWK, [f"{DID_JWK}#0"])
    assert witness.connections == []


@pytest.mark.parametrize("did", ["did:ion:abc", "did:ethr:0x1", "did:", "", "https://x.example/"])
def test_other_methods_are_refused(did: str) -> None:
    with pytest.raises(SourceRefusedError):
        RemoteDidDocuments(GuardedClient()).did_document(did)


@pytest.mark.parametrize(
    "did",
    [
        pytest.param("did:web:", id="empty"),
        pytest.param("did:web:127.0.0.1", id="address"),
        pytest.param("did:web:localhost%3A6379", id="localhost"),
        pytest.param("did:web:example.com%3A22", id="port-of-a-shell"),
        pytest.param("did:web:user%40example.com", id="user"),
        pytest.param("did:web:example.com:..:x", id="dots"),
        pytest.param("did:key:z6Mk", id="broken-key"),
        pytest.param("did:jwk:e30", id="no-key"),
    ],
)
def test_a_malformed_did_is_not_looked_up(did: str, witness: Witness) -> None:
    client = GuardedClient(network=Network(resolve=_never_resolve))

    with pytest.raises(DidMalformedError):
        RemoteDidDocuments(client).did_document(did)

    assert witness.connections == []


@pytest.mark.reference
def test_every_published_did_web_is_looked_up_at_its_host_or_refused(witness: Witness) -> None:
    """N02: no other host is asked."""
    cases = json.loads(
        reference("security/own-generated/did-web-cases.json").read_text(encoding="utf-8")
    )
    asked: list[str] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(f"{host}:{port}")
        return ()

    documents = RemoteDidDocuments(GuardedClient(network=Network(resolve=resolve)))
    found = {}
    for case in cases:
        asked.clear()
        with pytest.raises((DidMalformedError, SourceUnavailableError, SourceRefusedError)):
            documents.did_document(case["did"])
        found[case["did"]] = "reject" if not asked else "resolve"

    assert found == {case["did"]: case["expect"].partition("-")[0] for case in cases}
    assert witness.connections == []


def test_a_did_web_at_a_test_host_is_asked_over_http_for_development() -> None:
    answer = saying(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    with RawServer(answer) as raw:
        client = GuardedClient(
            allowed_test_hosts=frozenset({("localhost", raw.port)}),
            network=Network(resolve=lambda _host, _port: (LOOPBACK,)),
        )

        document = RemoteDidDocuments(client).did_document(f"did:web:localhost%3A{raw.port}:a")

    assert document == {}
    assert raw.requests[0].startswith(b"GET /a/did.json HTTP/1.1\r\n")


def test_other_hosts_are_asked_over_https_when_there_are_test_hosts(
    client: GuardedClient, witness: Witness
) -> None:
    with pytest.raises(SourceUnavailableError):
        RemoteDidDocuments(client).did_document("did:web:example.com")
    with pytest.raises(DidMalformedError):
        RemoteDidDocuments(client).did_document("did:web:localhost")

    assert witness.connections == []


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<!doctype html><title>Sorry</title>", id="page"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"[]", id="array"),
        pytest.param(b'{"id": 1, "id": 2}', id="name-twice"),
        pytest.param(b"\xff\xfe{\x00}\x00", id="utf-16"),
        pytest.param(b'{"a":' * 100_000, id="deep"),
    ],
)
def test_what_is_no_sound_json_object_counts_as_unavailable(
    content: bytes, client: GuardedClient, server: HTTPServer
) -> None:
    server.expect_request("/.well-known/did.json").respond_with_data(content)
    server.expect_request("/list").respond_with_data(content)

    with pytest.raises(SourceUnavailableError):
        _dids(client).did_document(f"did:web:issuer.test%3A{server.port}")
    with pytest.raises(SourceUnavailableError):
        RemoteStatusLists(client).status_list_credential(f"https://issuer.test:{server.port}/list")


def test_neither_did_documents_nor_status_lists_may_redirect(
    client: GuardedClient, server: HTTPServer
) -> None:
    for path in ("/.well-known/did.json", "/list"):
        server.expect_request(path).respond_with_data(status=302, headers={"Location": "/x"})
    server.expect_request("/x").respond_with_json({})

    with pytest.raises(SourceUnavailableError, match="redirects"):
        _dids(client).did_document(f"did:web:issuer.test%3A{server.port}")
    with pytest.raises(SourceUnavailableError, match="redirects"):
        RemoteStatusLists(client).status_list_credential(f"https://issuer.test:{server.port}/list")

    assert [request.path for request, _ in server.log] == ["/.well-known/did.json", "/list"]


def test_a_status_list_in_a_token_is_returned_as_text(
    client: GuardedClient, server: HTTPServer
) -> None:
    token = b"eyJhbGciOiJFZERTQSJ9.e30.AAAA"
    server.expect_request("/list").respond_with_data(token, content_type="application/vc+jwt")

    found = RemoteStatusLists(client).status_list_credential(
        f"https://issuer.test:{server.port}/list"
    )

    assert found == token


def test_a_status_list_is_returned_as_it_stands(client: GuardedClient, server: HTTPServer) -> None:
    server.expect_request("/list").respond_with_json({"id": "x", "more": [1]})

    found = RemoteStatusLists(client).status_list_credential(
        f"https://issuer.test:{server.port}/list"
    )

    assert found == {"id": "x", "more": [1]}


def test_the_keys_of_issuers_are_asked_for_at_exactly_their_addresses(
    client: GuardedClient, server: HTTPServer
) -> None:
    base = f"https://issuer.test:{server.port}"
    for path in ("/issuers/1", "/.well-known/jwks.json", "/keys/1"):
        server.expect_request(path, query_string="a=1").respond_with_json({"at": path})

    documents, keys = RemoteControllers(client), RemoteKeys(client)
    found = [
        documents.controller_document(f"{base}/issuers/1?a=1"),
        keys.key_set(f"{base}/.well-known/jwks.json?a=1"),
        keys.key(f"{base}/keys/1?a=1"),
    ]

    assert [document["at"] for document in found] == [
        "/issuers/1",
        "/.well-known/jwks.json",
        "/keys/1",
    ]
    accepted = [request.headers["Accept"].partition(",")[0] for request, _ in server.log]
    assert accepted == ["application/cid", "application/jwk-set+json", "application/jwk+json"]


def test_neither_documents_nor_keys_of_issuers_may_redirect(
    client: GuardedClient, server: HTTPServer
) -> None:
    server.expect_request("/a").respond_with_data(status=302, headers={"Location": "/x"})
    url = f"https://issuer.test:{server.port}/a"
    documents, keys = RemoteControllers(client), RemoteKeys(client)

    for ask in (documents.controller_document, keys.key_set, keys.key):
        with pytest.raises(SourceUnavailableError, match="redirects") as caught:
            ask(url)
        assert not caught.value.is_absent

    assert [request.path for request, _ in server.log] == ["/a"] * 3


@pytest.mark.parametrize(
    ("status", "content", "is_absent"),
    [(404, "", True), (410, "", True), (200, "<!doctype html>", True), (500, "{}", False)],
)
def test_nothing_there_and_no_answer_are_told_apart(
    client: GuardedClient, server: HTTPServer, status: int, content: str, *, is_absent: bool
) -> None:
    server.expect_request("/a").respond_with_data(content, status=status)

    with pytest.raises(SourceUnavailableError) as caught:
        RemoteKeys(client).key_set(f"https://issuer.test:{server.port}/a")

    assert caught.value.is_absent is is_absent


def test_a_badge_url_is_asked_for_the_credential_and_may_redirect(
    client: GuardedClient, server: HTTPServer
) -> None:
    server.expect_request("/badge").respond_with_data(
        status=303, headers={"Location": f"https://other.test:{server.port}/badge.json"}
    )
    server.expect_request("/badge.json").respond_with_data(b'{ "as": "it stands" }')

    content = RemoteBadges(client).badge(f"https://issuer.test:{server.port}/badge")

    assert content == b'{ "as": "it stands" }'
    assert server.log[0][0].headers["Accept"].startswith("application/vc+ld+json")


def test_one_verification_shares_one_budget_and_asks_nothing_twice(
    client: GuardedClient, server: HTTPServer
) -> None:
    """N10: six requests in all."""
    base = f"https://issuer.test:{server.port}"
    for number in range(8):
        server.expect_request(f"/{number}").respond_with_json({})
    sources = remote_sources(client, now=lambda: NOW)

    sources.badges.badge(f"{base}/0")
    for number in (1, 1, 2, 3, 4, 5):
        sources.status_lists.status_list_credential(f"{base}/{number}")
    with pytest.raises(SourceRefusedError, match="6 requests"):
        sources.status_lists.status_list_credential(f"{base}/6")

    assert len(server.log) == 6
    anew = remote_sources(client, now=lambda: NOW)
    assert anew.status_lists.status_list_credential(f"{base}/6") == {}


def test_a_did_of_a_spent_errand_is_not_asked(client: GuardedClient, server: HTTPServer) -> None:
    documents = RemoteDidDocuments(client, errand=Errand(requests=0), test_host_scheme="https")

    with pytest.raises(SourceRefusedError):
        documents.did_document(f"did:web:issuer.test%3A{server.port}")

    assert server.log == []


def test_a_register_may_be_larger_than_anything_a_verification_reads(
    server: HTTPServer, trust: ssl.SSLContext
) -> None:
    basis = b'{"nimi": "' + b"x" * (9 * 1024 * 1024) + b'"}'
    server.expect_request("/service/api/external/peruste/7283253").respond_with_data(basis)
    registers = RemoteRegisters(
        caller_id="1.2.246.562.10.1.badges",
        allowed_test_hosts=frozenset({("issuer.test", server.port)}),
        network=Network(resolve=lambda _host, _port: (LOOPBACK,), tls=trust),
    )

    found = registers.basis("7283253", service=f"https://issuer.test:{server.port}/service")

    assert found == basis
    assert server.log[0][0].headers["Caller-Id"] == "1.2.246.562.10.1.badges"


@pytest.mark.parametrize("basis_id", ["", "../x", "1/2", "1?x", "abc", "１"])
def test_a_basis_is_named_by_a_number(basis_id: str) -> None:
    with pytest.raises(SourceRefusedError):
        RemoteRegisters(network=Network(resolve=_never_resolve)).basis(basis_id)


def test_a_page_is_read_where_its_redirection_led(
    client: GuardedClient, server: HTTPServer
) -> None:
    origin = f"https://issuer.test:{server.port}"
    url, landed = f"{origin}/short", f"{origin}/badges/1"
    server.expect_request("/short").respond_with_data(
        "", status=302, headers={"Location": "/badges/1"}
    )
    page = '<!doctype html><link rel="alternate" type="application/json" href="1.json">'
    server.expect_request("/badges/1").respond_with_data(page, content_type="text/html")
    server.expect_request("/badges/1.json").respond_with_data("{}")
    sources = remote_sources(client)

    with pytest.raises(NotACredentialError):
        verify_url(url, at=NOW, sources=sources)

    assert sources.landing(url) == landed
    assert [request.path for request, _ in server.log] == ["/short", "/badges/1", "/badges/1.json"]


def test_what_a_page_leads_to_counts_among_the_requests(
    client: GuardedClient, server: HTTPServer
) -> None:
    """N10: a page gives a verification no more requests than it has anyway."""
    url = f"https://issuer.test:{server.port}/page"
    page = '<!doctype html><link rel="alternate" type="application/json" href="/1.json">'
    server.expect_request("/page").respond_with_data(page, content_type="text/html")

    report = verify_url(url, at=NOW, sources=remote_sources(client, requests=1))

    assert report.checks[0].code == "source.unreachable"
    assert [request.path for request, _ in server.log] == ["/page"]
