"""QR codes as drawings inside a page: nothing is loaded, and nothing runs.

Spec: https://www.iso.org/standard/83389.html
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

import segno
from markupsafe import Markup

# Modules of white around the code, without which readers do not find it.
_QUIET_ZONE: Final = 4
_MOST_KEPT: Final = 256


def verification_url(origin: str, badge_url: str) -> str:
    """Return the address of the page that verifies the badge at `badge_url`."""
    return f"{origin}/verify?{urlencode({'url': badge_url})}"


@lru_cache(maxsize=_MOST_KEPT)
def qr_drawing(text: str) -> Markup:
    """Return the QR code of an address as an SVG element, black on white in every colour scheme.

    It is hidden from screen readers: the link beside it says the same.
    """
    rows = segno.make(text, error="m", micro=False, boost_error=False).matrix
    size = len(rows) + 2 * _QUIET_ZONE
    path = "".join(
        f"M{column + _QUIET_ZONE} {row + _QUIET_ZONE}h1v1h-1z"
        for row, modules in enumerate(rows)
        for column, is_dark in enumerate(modules)
        if is_dark
    )
    return Markup(
        '<svg class="qr" viewBox="0 0 {size} {size}" aria-hidden="true" focusable="false" '
        'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
        '<path fill="#000" d="{path}"/></svg>'
    ).format(size=size, path=path)
