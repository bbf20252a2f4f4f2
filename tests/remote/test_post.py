"""What is sent to other servers goes the same guarded way as what is asked of them."""

from __future__ import annotations

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from badgeservice.remote.fetch import GuardedClient
from badgeservice.verification.errors import SourceRefusedError, SourceUnavailableError
from tests.remote.servers import Witness

BODY = '{"type": "case.päätös"}'.encode()


def test_bytes_arrive_as_they_are_with_their_headers(
    client: GuardedClient, server: HTTPServer
) -> None:
    seen: list[tuple[str, bytes, dict[str, str]]] = []

    def respond(request: Request) -> Response:
        seen.append((request.method, request.get_data(), dict(request.headers)))
        return Response(b"ignored", status=202)

    server.expect_request("/hook").respond_with_handler(respond)

    client.post(f"https://issuer.test:{server.port}/hook", BODY, {"webhook-id": "a"})

    ((method, content, headers),) = seen
    assert (method, content) == ("POST", BODY)
    assert headers["Content-Type"] == "application/json"
    assert headers["Webhook-Id"] == "a"
    assert headers["Content-Length"] == str(len(BODY))
    assert not {"Authorization", "Cookie"} & set(headers)


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 401, 404, 410, 429, 500, 503])
def test_whatever_is_no_success_is_a_failure_and_no_redirection_is_followed(
    client: GuardedClient, server: HTTPServer, status: int
) -> None:
    """F: a redirection could lead to an address inside."""
    server.expect_request("/hook").respond_with_data(
        b"", status=status, headers={"Location": f"https://issuer.test:{server.port}/else"}
    )
    server.expect_request("/else").respond_with_data(b"")

    with pytest.raises(SourceUnavailableError, match=f"status {status}"):
        client.post(f"https://issuer.test:{server.port}/hook", BODY, {})

    assert len(server.log) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://issuer.test/hook",
        "https://localhost/hook",
        "https://127.0.0.1/hook",
        "https://10.0.0.1/hook",
        "https://[::1]/hook",
        "https://169.254.169.254/latest",
        "https://user:secret@issuer.test/hook",
        "file:///etc/passwd",
    ],
)
def test_addresses_that_may_not_be_asked_are_not_sent_to_either(witness: Witness, url: str) -> None:
    """F: nothing is sent inside, whoever gave the address."""
    with (
        witness.watching(),
        pytest.raises((SourceRefusedError, SourceUnavailableError)),
    ):
        GuardedClient().post(url, BODY, {})

    assert witness.connections == []
