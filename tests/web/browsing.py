"""Pages in a real browser: a server for an app, and what a visit asked for or complained of."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from playwright.sync_api import Browser, Page

_READY_WITHIN_SECONDS: Final = 20
_RULES: Final = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


@dataclass(kw_only=True)
class Visit:
    """A page of the browser, and everything it asked for or complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve an app on a port of this machine, and tell its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    pause = threading.Event()
    for _ in range(_READY_WITHIN_SECONDS * 20):
        if server.started:
            break
        pause.wait(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=_READY_WITHIN_SECONDS)


@contextmanager
def visiting(browser: Browser) -> Iterator[Visit]:
    """Open a page of a browser that knows nothing yet, and listen to it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    visit = Visit(page=context.new_page())
    visit.page.on("request", lambda request: visit.requests.append(request.url))
    visit.page.on("console", lambda message: visit.complaints.append(message.text))
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    visit.page.on("dialog", lambda dialog: visit.complaints.append(dialog.message))
    yield visit
    context.close()


def violations(page: Page) -> list[str]:
    """Return every barrier that axe finds, also in what is folded away."""
    for details in page.query_selector_all("details"):
        details.evaluate("node => node.open = true")
    found = Axe().run(page, options=_RULES).response["violations"]
    return [f"{item['id']}: {node['html'][:160]}" for item in found for node in item["nodes"]]
