"""The way out comes back with the whole answer or none, and takes nothing along."""

from __future__ import annotations

import gzip
import ssl
from pathlib import Path
from typing import Final

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from badgeservice.remote.errand import Errand
from badgeservice.remote.fetch import GuardedClient, Network
from badgeservice.remote.host_limits import HostLimits
from badgeservice.verification.errors import SourceRefusedError, SourceUnavailableError
from tests.remote.servers import LOOPBACK, RawServer, Witness, saying

ACCEPT: Final = "application/json"


def test_an_answer_comes_back_whole(client: GuardedClient, server: HTTPServer) -> None:
    server.expect_request("/x", query_string="a=b").respond_with_data(
        b"\x00\xff", content_type="Application/JSON; charset=utf-8"
    )

    answer = client.fetch(f"https://issuer.test:{server.port}/x?a=b#c", accept=ACCEPT)

    assert answer.content == b"\x00\xff"
    assert answer.media_type == "application/json"


def test_the_name_stays_in_the_request_while_the_address_is_connected_to(
    client: GuardedClient, server: HTTPServer, witness: Witness
) -> None:
    seen: list[dict[str, str]] = []

    def respond(request: Request) -> Response:
        seen.append(dict(request.headers))
        return Response(b"{}")

    server.expect_request("/").respond_with_handler(respond)

    client.fetch(f"https://issuer.test:{server.port}/", accept=ACCEPT)

    assert witness.connections == [(LOOPBACK, server.port)]
    assert seen == [
        {
            "Host": f"issuer.test:{server.port}",
            "Accept": ACCEPT,
            "Accept-Encoding": "identity",
            "Connection": "close",
            "User-Agent": "badgeservice",
        }
    ]


def test_neither_proxies_nor_netrc_nor_cookies_take_part(
    client: GuardedClient, server: HTTPServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """N12: the environment has no say."""
    netrc = tmp_path / "netrc"
    netrc.write_text("default login somebody password secret\n", encoding="utf-8")
    netrc.chmod(0o600)
    server.expect_request("/").respond_with_data(b"{}", headers={"Set-Cookie": "a=b"})
    url = f"https://issuer.test:{server.port}/"

    with RawServer(saying(b"HTTP/1.1 200 OK\r\n\r\n")) as proxy:
        for variable in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(variable, f"http://{LOOPBACK}:{proxy.port}")
            monkeypatch.setenv(variable.lower(), f"http://{LOOPBACK}:{proxy.port}")
        monkeypatch.setenv("NO_PROXY", "")
        monkeypatch.setenv("NETRC", str(netrc))
        client.fetch(url, accept=ACCEPT)
        client.fetch(url, accept=ACCEPT)

    assert proxy.accepted == 0
    assert len(server.log) == 2
    for request, _ in server.log:
        assert not {"Authorization", "Cookie", "Proxy-Authorization"} & set(request.headers.keys())


def test_a_packed_answer_is_refused_unopened(client: GuardedClient, server: HTTPServer) -> None:
    """N07: a bomb is not unpacked."""
    bomb = gzip.compress(b"\x00" * (64 * 1024 * 1024), compresslevel=1)
    server.expect_request("/").respond_with_data(bomb, headers={"Content-Encoding": "gzip"})

    with pytest.raises(SourceRefusedError, match="compressed"):
        client.fetch(f"https://issuer.test:{server.port}/", accept=ACCEPT)


@pytest.mark.parametrize("status", [201, 204, 304, 400, 404, 410, 429, 500, 503])
def test_only_the_status_200_counts(status: int, client: GuardedClient, server: HTTPServer) -> None:
    server.expect_request("/").respond_with_data(b"", status=status)

    with pytest.raises(SourceUnavailableError, match=str(status)):
        client.fetch(f"https://issuer.test:{server.port}/", accept=ACCEPT, redirects=3)


def test_a_fresh_answer_is_not_asked_for_again(client: GuardedClient, server: HTTPServer) -> None:
    server.expect_request("/").respond_with_data(
        b"{}", headers={"Cache-Control": "public, max-age=60"}
    )
    url = f"https://issuer.test:{server.port}/"

    answers = [client.fetch(url, accept=ACCEPT) for _ in range(3)]
    client.fetch(url, accept="text/html")

    assert {answer.content for answer in answers} == {b"{}"}
    assert len(server.log) == 2


def test_a_redirected_answer_is_asked_for_again(client: GuardedClient, server: HTTPServer) -> None:
    server.expect_request("/").respond_with_data(status=302, headers={"Location": "/x"})
    server.expect_request("/x").respond_with_data(b"{}", headers={"Cache-Control": "max-age=60"})

    for _ in range(2):
        client.fetch(f"https://issuer.test:{server.port}/", accept=ACCEPT, redirects=1)

    assert len(server.log) == 4


def test_an_errand_ends_with_its_budget_and_asks_nothing_twice(
    client: GuardedClient, server: HTTPServer
) -> None:
    server.expect_request("/0").respond_with_data(status=302, headers={"Location": "/1"})
    for page in range(1, 9):
        server.expect_request(f"/{page}").respond_with_data(b"{}")
    base = f"https://issuer.test:{server.port}"
    errand = Errand(requests=6)

    client.fetch(f"{base}/0", accept=ACCEPT, redirects=1, errand=errand)
    for page in (2, 2, 3, 3, 4, 5):
        client.fetch(f"{base}/{page}", accept=ACCEPT, errand=errand)
    with pytest.raises(SourceRefusedError, match="6 requests"):
        client.fetch(f"{base}/6", accept=ACCEPT, errand=errand)

    assert len(server.log) == 6


def test_a_host_is_not_asked_more_often_than_allowed(
    server: HTTPServer, trust: ssl.SSLContext
) -> None:
    server.expect_request("/").respond_with_data(b"{}")
    client = GuardedClient(
        allowed_test_hosts=frozenset({("issuer.test", server.port)}),
        network=Network(
            resolve=lambda _host, _port: (LOOPBACK,),
            tls=trust,
            host_limits=HostLimits(per_minute=2),
        ),
    )
    url = f"https://issuer.test:{server.port}/"

    for _ in range(2):
        client.fetch(url, accept=ACCEPT)
    with pytest.raises(SourceUnavailableError, match="too often"):
        client.fetch(url, accept=ACCEPT)

    assert len(server.log) == 2
