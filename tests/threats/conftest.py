"""The whole application, pages and all, over books in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.service import Service


@pytest.fixture
def service() -> Iterator[Service]:
    with Service.started() as started:
        yield started


def shown(service: Service, url: str) -> tuple[dict[str, Any], str]:
    """Return a badge of ours and its page, having told the world about its issuer and its list."""
    path = url.removeprefix(service.wiring.origin)
    credential = service.client.get(f"{path}.json").json()
    did = credential["issuer"]["id"]
    organisation = did.rpartition(":")[2]
    document = service.client.get(f"/issuers/{organisation}/did.json")
    service.world.documents[did] = document.json()
    listed = credential["credentialStatus"]["statusListCredential"]
    answer = service.client.get(listed.removeprefix(service.wiring.origin))
    service.world.lists[listed] = answer.json()
    page = service.client.get(path, headers={"Accept": "text/html"}, params={"lang": "en"})
    assert page.status_code == 200
    return credential, page.text
