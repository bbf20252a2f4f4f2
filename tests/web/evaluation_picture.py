"""Takes the picture of the counsellor's page that the documentation shows.

Run: python -m tests.web.evaluation_picture docs/recognition-page.png
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.browser import running_chromium
from tests.web.browsing import serving, visiting
from tests.web.evaluation import CLASSES, build_evaluations

_VIEW = {"x": 0, "y": 0, "width": 1280, "height": 2600}


def take(picture: Path) -> None:
    """Write the upper part of a page about five badges as PNG."""
    evaluations = build_evaluations()
    _, path = evaluations.make(*CLASSES, "expired")
    with (
        running_chromium() as browser,
        serving(evaluations.app) as address,
        visiting(browser) as visit,
    ):
        visit.page.goto(f"{address}{path}?lang=en")
        visit.page.screenshot(path=picture, full_page=True, clip=_VIEW)  # type: ignore[arg-type]  # a rectangle


if __name__ == "__main__":
    take(Path(sys.argv[1]))
