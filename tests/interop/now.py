"""A moment that the peers, who read the real clock, take for now."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

NOW: Final = datetime.now(tz=UTC).replace(microsecond=0) - timedelta(minutes=1)


def chance() -> Callable[[int], bytes]:
    """Return bytes that are different at every call and the same in every run."""
    counter = itertools.count(1)
    return lambda size: next(counter).to_bytes(size, "big")
