"""The documentation page in a real browser: authorise, try an operation, get an answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Page, expect

from badgeservice.accounts.actor import Scope
from tests.api.service import Service
from tests.browser import running_chromium


@pytest.fixture
def address(service: Service) -> Iterator[str]:
    server = uvicorn.Server(
        uvicorn.Config(service.app, host="127.0.0.1", port=0, log_level="critical")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    pause = threading.Event()
    while not server.started and thread.is_alive():
        pause.wait(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


def test_a_person_authorises_and_reads_their_organisation(service: Service, address: str) -> None:
    client = service.add_client("county", Scope.BADGES_READ)
    asked: list[str] = []
    complaints: list[str] = []

    with running_chromium() as browser:
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
        page.goto(f"{address}/docs")
        _authorise(page, client.id, service.secrets[client.id])
        operation = page.locator("#operations-Accounts-readOrganisation")
        operation.locator("button.opblock-summary-control").click()
        operation.locator("button.execute").click()
        expect(operation.locator(".live-responses-table")).to_contain_text('"id": "county"')

    assert all(url.startswith((address, "data:", "blob:")) for url in asked)
    assert [line for line in complaints if line.startswith("error")] == []


def _authorise(page: Page, client_id: str, secret: str) -> None:
    page.locator("button.authorize").first.click()
    dialogue = page.locator(".auth-container", has_text="clientCredentials")
    dialogue.locator("#client_id_clientCredentials").fill(client_id)
    dialogue.locator("#client_secret_clientCredentials").fill(secret)
    dialogue.locator("button.authorize").click()
    expect(dialogue).to_contain_text("Authorized")
    page.locator(".modal-ux button.btn-done").first.click()
