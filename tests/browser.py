"""A real browser without a window, for the tests that look at pages."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from tests.tools import tools

# It runs as whoever runs the tests, has no screen, and speaks to nobody but the service.
_ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """Start Chromium, and close it at the end.

    Raises:
        FileNotFoundError: no browser has been looked for yet; `make test` does.
    """
    found = tools()
    # Playwright's own Node needs a library that a bare machine lacks; ours brings all it needs.
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(found.node)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found.chromium,
            args=list(_ARGUMENTS),
            env={**os.environ, **found.chromium_environment},
        )
        try:
            yield browser
        finally:
            browser.close()
